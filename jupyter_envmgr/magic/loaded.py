"""Whether a kernel has to be restarted after a change: what it has loaded, and what became of it.

A module that was imported stays what it was when its file is replaced. So each module's file is
looked at when it is first seen, and after a change: one that is gone, or is another file, is old
news, until an undo brings it back. That needs no table of which package holds which module.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, Tuple

from ..verbs.measures import count

if TYPE_CHECKING:
    from ..verbs.backend import Backend, Data

    Look = Tuple[int, int, int]

_FIRST: dict[str, Look] = {}
"""Files of modules as first seen: a matter of the whole process, as `sys.modules` is."""
NAMED = 4
"""Modules that are named at the most."""


class Loaded:
    """The modules of this process whose files are in its environment."""

    def __init__(self, backend: Backend, prefix: str) -> None:
        self._backend = backend
        self._prefix = prefix
        self._names = {path: name for name, path in _modules(prefix)}
        for path in self._names:
            look = None if path in _FIRST else _look(path)
            if look:
                _FIRST[path] = look

    def after(self, environment: Data, change: Data) -> str:
        """What the person has to do after a change was made to an environment, in a sentence."""
        if os.path.realpath(environment["prefix"]) != os.path.realpath(self._prefix):
            return self._elsewhere(environment["name"])
        renamed = (change.get("request") or {}).get("rename")
        if renamed:
            return f"Go on in it with %envmgr use {renamed}: its files have moved away from here."
        importlib.invalidate_caches()
        changed = self._changed()
        if not changed:
            return "No restart is needed: nothing that this notebook has loaded was changed."
        return f"Restart the kernel: {_listed(changed)} changed, and the old one is loaded."

    def _changed(self) -> list[str]:
        """Top-level modules of which a file was replaced; Python itself stands for its own."""
        looks = {path: (_FIRST[path], _look(path)) for path in self._names if path in _FIRST}
        linked = any(first == now for first, now in looks.values())
        found = {
            self._names[path].partition(".")[0] if "site-packages" in path else "Python itself"
            for path, (first, now) in looks.items()
            if _differs(first, now, linked=linked)
        }
        return sorted(found, key=lambda name: (name != "Python itself", name.lower()))

    def _elsewhere(self, name: str) -> str:
        """About kernels of another environment."""
        kernels = self._backend.kernels()
        old = [each for each in kernels if each["environment"] == name and each["outdated"]]
        if not old:
            return ""
        return f"{count(len(old), 'running kernel')} of {name} should be restarted to see it."


def _modules(prefix: str) -> list[tuple[str, str]]:
    """Names and files of the modules that come from an environment."""
    root = os.path.join(prefix, "")
    files = (
        (name, getattr(module, "__file__", None)) for name, module in list(sys.modules.items())
    )
    return [(name, file) for name, file in files if isinstance(file, str) and file.startswith(root)]


def _look(path: str) -> Look | None:
    """Size, date and identity of a file, None where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def _differs(first: Look, now: Look | None, *, linked: bool) -> bool:
    """Whether a file is no longer the one that it was.

    A change links the files that stay, and then each is the same one as before; where the file
    system has no links it copies them, and only size and date can tell.
    """
    if now is None:
        return True
    return first != now if linked else first[:2] != now[:2]


def _listed(names: list[str]) -> str:
    shown = names[:NAMED]
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
