"""What tells whether somebody has changed an environment meanwhile."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from jupyter_envmgr.prefixes import site_packages

_DESCRIBES = (".dist-info", ".egg-info", ".egg-link")


def fingerprint(prefix: Path) -> str:
    """A text that is another one after conda, pip or we have changed the environment.

    It is made of names, sizes and times of conda's records and of what describes Python packages;
    files that a person has put there do not count. A folder that is moved keeps it, a copy has
    another one. An environment that is gone has one too.
    """
    return _digest(prefix, numbers=True)


def likeness(prefix: Path) -> str:
    """The same, but that a copy which keeps names, sizes and times has the same one."""
    return _digest(prefix, numbers=False)


def _digest(prefix: Path, *, numbers: bool) -> str:
    digest = hashlib.sha256()
    for line in sorted(_facts(prefix, numbers=numbers)):
        digest.update(line.encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()


def _facts(prefix: Path, *, numbers: bool) -> Iterator[str]:
    yield from _entries(prefix / "conda-meta", "", numbers=numbers)
    for number, folder in enumerate(site_packages(prefix)):
        for line in _entries(folder, _DESCRIBES, numbers=numbers):
            yield f"{number}|{line}"


def _entries(folder: Path, endings: str | tuple[str, ...], *, numbers: bool) -> Iterator[str]:
    """Each entry with its size, time and number; of folders, the time alone tells of changes."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(endings) and not entry.name.startswith("."):
                    status = entry.stat(follow_symlinks=False)
                    size = 0 if entry.is_dir(follow_symlinks=False) else status.st_size
                    number = status.st_ino if numbers else ""
                    yield f"{entry.name}|{size}|{status.st_mtime_ns}|{number}"
    except OSError:
        return
