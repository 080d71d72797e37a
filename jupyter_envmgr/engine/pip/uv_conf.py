"""Which of its settings the person has given uv itself: those win over what pip is told.

Names and places are those of uv's documentation, "Configuration files": ``uv.toml`` of the machine
and of the user, or the one of ``UV_CONFIG_FILE`` alone. Only which settings are there counts here;
what they say uv reads.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from jupyter_envmgr.regular_file import read_regular

_KEY = re.compile(r"^\s*(?:\[\[?\s*)?(?:pip\s*\.\s*)?([a-z][a-z-]*)\s*(?:=|\]\]?)", re.MULTILINE)
_LARGEST = 1 << 20  # bytes


def uv_conf_names(environ: Mapping[str, str], home: Path, root: Path) -> set[str]:
    """The settings that uv's own files have, as they are called there: ``index-url``."""
    names: set[str] = set()
    for path in _files(environ, home, root):
        try:
            text = read_regular(path, _LARGEST).decode("utf-8", "replace")
        except OSError:
            continue
        names.update(_KEY.findall(text))
    return names


def _files(environ: Mapping[str, str], home: Path, root: Path) -> Iterator[Path]:
    if environ.get("UV_NO_CONFIG", "") not in {"", "0", "false"}:
        return
    if chosen := environ.get("UV_CONFIG_FILE"):
        yield Path(chosen)
    elif sys.platform == "win32":
        yield Path(environ.get("PROGRAMDATA", r"C:\ProgramData")) / "uv/uv.toml"
        yield Path(environ.get("APPDATA") or home / "AppData/Roaming") / "uv/uv.toml"
    else:
        for folder in (environ.get("XDG_CONFIG_DIRS") or f"{root / 'etc/xdg'}").split(os.pathsep):
            yield Path(folder) / "uv/uv.toml"
        yield root / "etc/uv/uv.toml"
        yield Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "uv/uv.toml"
