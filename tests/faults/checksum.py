"""Everything about a folder that must not change: paths, kinds, modes, contents, link targets."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

Sums = Mapping[str, str]
"""What each entry of a folder is, by its path."""

_DATE = re.compile(rb"^==> .* <==$", re.MULTILINE)


Known = dict[tuple[int, int, int, int], str]
"""What is in files that stay where they are while this is in use, by what tells them apart."""


def sums(prefix: Path, known: Known | None = None) -> dict[str, str]:
    """Of all that is in a folder, but for the bytecode that Python writes as it likes.

    The dates in conda's diary are left out, so that the same change made twice gives the same.
    """
    found = {"": _entry(prefix, known)}
    folders = [prefix]
    for folder in folders:  # grows while it is read
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name == "__pycache__" or entry.name.endswith(".pyc"):
                    continue
                path = Path(entry.path)
                found[path.relative_to(prefix).as_posix()] = _entry(path, known)
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
    return found


def differences(one: Sums, other: Sums) -> list[str]:
    """Paths that are not the same in both, with what they are."""
    paths = sorted(one.keys() | other.keys())
    return [
        f"{path}: {one.get(path)} -> {other.get(path)}"
        for path in paths
        if one.get(path) != other.get(path)
    ]


def remember(folder: Path) -> Known:
    """What is in the files of a folder, which must stay and must not be written to."""
    known: Known = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            known[_number(path.lstat())] = _content(path)
    return known


def _number(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size


def _entry(path: Path, known: Known | None) -> str:
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        return f"link to {path.readlink()}"
    mode = oct(stat.S_IMODE(status.st_mode))
    if stat.S_ISDIR(status.st_mode):
        return f"folder {mode}"
    content = (known or {}).get(_number(status)) or _content(path)
    return f"file {mode} {content}"


def _content(path: Path) -> str:
    content = path.read_bytes()
    if path.parts[-2:] == ("conda-meta", "history"):
        content = _DATE.sub(b"", content)
    return hashlib.blake2b(content, digest_size=16).hexdigest()
