"""Index options of requirement files, as uv takes them.

Where a file and the settings differ, pip lets the file win; uv's variables would beat what stands
in a file. Addresses stay in a file that only this user can read, since they may hold a login and
everybody can see a command line.
"""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_envmgr.engine.pip.uv import Uv

ALL_ALIKE = "unsafe-best-match"
"""pip's own rule: the best version of whichever index has it. uv's would stop at the first."""

_IN_FILE = ("--index-url", "-i", "--extra-index-url", "--find-links", "-f", "--no-index")
_INDEXES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL")


def write_requirements(uv: Uv, lines: Sequence[str], options: Sequence[str]) -> list[str]:
    """Write what uv is to read; the arguments which say so."""
    in_file = [option for option in options if _name(option) in _IN_FILE]
    for option in in_file:
        if _name(option) in {"--index-url", "-i"}:
            for variable in _INDEXES:
                uv.environ.pop(variable, None)
        elif _name(option) == "--extra-index-url":
            uv.environ.setdefault("UV_INDEX_STRATEGY", ALL_ALIKE)
    others = [word for option in options if option not in in_file for word in option.split()]
    path = uv.write("requirements.txt", [*in_file, *lines])
    return ["--requirement", path, *others]


def _name(option: str) -> str:
    return option.replace("=", " ").split()[0]
