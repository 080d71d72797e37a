"""What uv knows of the files that it would install, without asking an index again.

Format: the packaging specification "pylock.toml", of which uv writes each key of a package into a
line of its own.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from jupyter_envmgr.engine.pip.options import write_requirements
from jupyter_envmgr.engine.pip.uv import Uv
from jupyter_envmgr.errors import EnvmgrError

_KEY = re.compile(r'^(name|version) = "([^"]+)"$', re.MULTILINE)
_FILE = re.compile(r'\burl = "([^"]+)"(?:[^{}]*?\bsize = (\d+))?')


@dataclass(frozen=True)
class Locked:
    """A version on an index, and the file that would be taken."""

    version: str
    size: int | None
    """Bytes, None where the index does not tell."""
    local: bool
    """Whether it is a file of this machine."""


def look_up(uv: Uv, lines: Sequence[str], options: Sequence[str], python: str) -> dict[str, Locked]:
    """Give what the lines stand for, by name; nothing where uv's cache does not tell."""
    options = [option for option in options if option != "--require-hashes"]
    try:
        uv.run([
            "pip", "compile", "--offline", "--no-deps", "--no-header", "--format", "pylock.toml",
            "--python", sys.executable, "--python-version", python,
            *write_requirements(uv, lines, options)[1:],
        ])  # fmt: skip
    except EnvmgrError:
        return {}
    found = {}
    for package in uv.answer.split("[[packages]]")[1:]:
        keys = dict(_KEY.findall(package))
        files = package.partition("\nwheels = ")[2] or package
        if {"name", "version"} <= keys.keys() and (file := _FILE.search(files)):
            found[keys["name"]] = _locked(keys["version"], file[1], file[2])
    return found


def _locked(version: str, url: str, size: str | None) -> Locked:
    if not url.startswith("file:"):
        return Locked(version, int(size) if size else None, local=False)
    try:
        there = Path(url2pathname(urlsplit(url).path)).stat().st_size
    except OSError:
        return Locked(version, None, local=True)
    return Locked(version, there, local=True)
