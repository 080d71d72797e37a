"""What conda or pip has done beside us: ``%pip``, ``%conda`` and ``!pip`` stay what they are.

``%envmgr`` tells afterwards what they changed. With the variable `WATCH` set, so does a line below
each cell that ran them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..verbs.backend import BackendError
from ..verbs.measures import count
from .door import installed, opened

if TYPE_CHECKING:
    from ..verbs.backend import Data
    from ..verbs.context import Context

WATCH = "ENVMGR_WATCH"
"""Any value but an empty one, in the kernel's environment."""

_NAMED = 4
_PROGRAM = re.compile(r"\b(?:pip[\d.]*|conda|mamba|micromamba)\b")
_VERB = re.compile(r"\b(?:install|uninstall|remove|update|upgrade|sync)\b")


def warn_after_cell(shell: Any, source: str) -> None:
    """Tell what a cell's own conda or pip has changed, if it ran one; never raises."""
    if not _may_run_one(source):
        return
    try:
        package = installed(shell)
        if package is not None:
            package.warn_after_cell(shell, source)
            return
        with opened(shell) as context:
            tell_outside(context)
    except (Exception, KeyboardInterrupt):  # noqa: BLE001 - nobody has asked for anything
        return


def _may_run_one(source: str) -> bool:
    """Whether a line has a program and then a verb of it, however it is run.

    There are too many ways to run one. A line that only speaks of one costs a look.
    """
    for line in source.replace("\\\n", " ").splitlines():
        program = _PROGRAM.search(line)
        if program and _VERB.search(line, program.end()):
            return True
    return False


def tell_outside(context: Context) -> None:
    """Tell what was changed in this environment beside us since we last knew it."""
    try:
        environment = context.here()
        if environment is None:
            return
        found = context.backend.revisions(environment["name"])["revisions"]
        outside = [
            each for each in found if each["door"] == "outside" and each["state"] == "current"
        ]
        if outside and outside[0]["changes"]:
            problems = context.backend.health(environment["name"])["problems"]
            context.display.note(_sentence(outside[0]["changes"], problems))
    except BackendError:
        return  # a person asked for something else, and has got it


def _sentence(changes: list[Data], problems: list[Data]) -> str:
    shown = ", ".join(map(_change, changes[:_NAMED]))
    more = f" and {len(changes) - _NAMED} more" if len(changes) > _NAMED else ""
    said = f"conda or pip has changed this environment outside of envmgr: {shown}{more}."
    if problems:
        broke = count(len(problems), "thing is", "things are")
        return f"{said} {broke} wrong with it now; %envmgr doctor --repair mends that."
    return f"{said} %envmgr undo takes it back."


def _change(change: Data) -> str:
    before, after = change["before"], change["after"]
    if before and after:
        return f"{change['name']} {before} → {after}"
    return f"{change['name']} {after} added" if after else f"{change['name']} removed"
