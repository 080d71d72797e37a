"""Layers stay layers: what pip installed is looked at again whenever what is below it changes.

From "Using Pip in a Conda Environment": once pip has been used, conda is unaware of the changes.
Here it is not: the pip layer is resolved against the new conda layer before anything happens.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from packaging.metadata import parse_email
from packaging.utils import canonicalize_name

from jupyter_envmgr.engine.packages import CondaPackage
from jupyter_envmgr.models import Change, Notice
from jupyter_envmgr.planner.before import Before
from jupyter_envmgr.planner.lookup import Lookup
from jupyter_envmgr.prefixes import InstalledDistribution

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


def notices(
    before: Before, conda: Sequence[Change], pip: Sequence[Change], lookup: Lookup
) -> list[Notice]:
    """What a change of the conda layer means for the pip layer."""
    if not before.on_top:
        return []
    gone = {change.name for change in pip if change.action == "remove"}
    moved = [each for each in before.on_top if each.name in gone and _is_conda(each, conda, lookup)]
    found = [_leaves_pip(each) for each in moved]
    touched = {
        lookup.project(change.name): change.name
        for change in conda
        if change.before and _is_python(before.packages.get(change.name))
    }
    stays = [each for each in before.on_top if touched and each.name not in gone]
    above = {each.name: hit for each in stays if (hit := needs(each).intersection(touched))}
    if above:
        below = sorted({touched[name] for hit in above.values() for name in hit})
        found.append(_resolved_again(below, sorted(above)))
    return found


def needs(distribution: InstalledDistribution) -> set[str]:
    """Names of what a distribution requires, in whatever circumstances."""
    raw, _ = parse_email(distribution.metadata)
    names = map(_NAME.match, raw.get("requires_dist", []))
    return {canonicalize_name(name[0]) for name in names if name}


def _is_conda(each: InstalledDistribution, conda: Sequence[Change], lookup: Lookup) -> bool:
    return any(
        change.action != "remove" and lookup.project(change.name) == each.name for change in conda
    )


def _is_python(package: CondaPackage | None) -> bool:
    return package is not None and package.python


def _leaves_pip(each: InstalledDistribution) -> Notice:
    return Notice(
        code="leaves-pip",
        severity="info",
        message=f"{each.name} {each.version} leaves the pip layer: conda installs it now.",
        packages=[each.name],
    )


def _resolved_again(below: Sequence[str], above: Sequence[str]) -> Notice:
    count = f"{len(above)} pip package{'s' if len(above) > 1 else ''}"
    return Notice(
        code="pip-on-top",
        severity="info",
        message=f"This change of the conda layer touches {', '.join(below)}: {count} that "
        f"need{'s' if len(above) == 1 else ''} it ({', '.join(above)}) "
        f"{'were' if len(above) > 1 else 'was'} resolved again on top of it.",
        packages=list(above),
    )
