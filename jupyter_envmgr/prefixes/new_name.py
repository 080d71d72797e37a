"""What a new environment may be called."""

# ruff: noqa: PTH110, PTH121 - a Path raises for what may not be looked into

from __future__ import annotations

import os
import re
from pathlib import Path

from jupyter_envmgr.errors import BadNameError

_ALLOWED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LONGEST = 100
_ANOTHER = "Choose another name."
_RESERVED = {"base", "root"}
_DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{kind}{n}" for kind in ("com", "lpt") for n in range(10)
}
"""Names that Windows gives to devices, with any extension; no folder there can have them."""


def check_spelling(name: str) -> None:
    """Raise BadNameError, which says why, for a name that would not do on every system."""
    if why := _objection(name):
        shown = name if len(name) <= _LONGEST else f"{name[:40]}…"
        hint = _ANOTHER if "reserve" in why else None
        raise BadNameError(f"An environment cannot be named {shown!r}: {why}.", hint, name=shown)


def ignores_case(folder: Path) -> bool:
    """Whether names that differ in case alone mean the same thing in a folder, made or not."""
    for place in (folder, *folder.parents):
        other = place.with_name(place.name.swapcase()) if place.name else place
        if other != place and os.path.exists(place):
            return os.path.exists(other) and os.path.samefile(place, other)
    return False


def _objection(name: str) -> str:
    if not name:
        return "the name is empty"
    if not name.isascii():
        return "it has letters that not every program can handle"
    if len(name) > _LONGEST:
        return f"it is longer than {_LONGEST} characters"
    if name.lower() in _RESERVED:
        return "the name is reserved for the base environment"
    if name.lower().partition(".")[0] in _DEVICES:
        return "Windows reserves the name"
    return _wrong_character(name)


def _wrong_character(name: str) -> str:
    if name[0] in "-.":
        return "it begins with a dash or a dot"
    if name.endswith("."):
        return "it ends in a dot"
    if not _ALLOWED.fullmatch(name):
        wrong = "".join(dict.fromkeys(c for c in name if not re.match(r"[A-Za-z0-9._-]", c)))
        return f"it has the characters {wrong!r}" if wrong else "it begins with an underscore"
    return ""
