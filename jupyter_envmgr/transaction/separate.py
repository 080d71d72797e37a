"""Files that are one in an environment and in what it was become two: what it was stays so."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from jupyter_envmgr.transaction.copy_file import copy_file
from jupyter_envmgr.transaction.ownership import read_ownership

_OURS = re.compile(r"\.envmgr-[0-9a-f]{32}")

_Number = tuple[int, int]
"""Device and number of a file."""


def separate(old: Path, new: Path) -> int:
    """Do it for every file that no package owns; how many there were.

    Raises OSError, UnreadableError.
    """
    owned = read_ownership(old)
    for folder in (old, new):
        _clear(folder)
    return separate_files(
        old,
        new,
        (
            path
            for path in _files(old)
            if path not in owned.conda and path not in owned.pip and not path.endswith(".pyc")
        ),
    )


def _clear(folder: Path) -> None:
    """Delete copies that a crash cut off (`separate_files`, `meanwhile`)."""
    for path in _files(folder):
        if _OURS.fullmatch(path.rpartition("/")[2]):
            (folder / path).unlink(missing_ok=True)


def separate_files(old: Path, new: Path, paths: Iterable[str]) -> int:
    """Give ``old`` copies of its own; who has a file of ``new`` open goes on writing to that.

    ``paths`` are all that a person has in ``old``: those that are links to one file there still are
    afterwards. How many there were; they are not on the disk yet. Raises OSError.
    """
    numbers = {path: number for path in paths if (number := _number(old / path))}
    tied = {number for path, number in numbers.items() if number == _number(new / path)}
    first: dict[_Number, Path] = {}
    count = 0
    for path, number in numbers.items():
        if number in tied:
            _replace(old / path, first.get(number))
            first.setdefault(number, old / path)
            count += 1
    return count


def _number(file: Path) -> _Number | None:
    try:
        status = file.lstat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _replace(file: Path, other: Path | None) -> None:
    """Put a copy in a file's place, or a link to ``other``, the copy that was made of it."""
    copy = file.with_name(f".envmgr-{uuid.uuid4().hex}")
    folder = file.parent.stat()
    try:
        if not other or not _linked(other, copy):
            copy_file(os.fspath(file), os.fspath(copy))
        copy.replace(file)
        os.utime(file.parent, ns=(folder.st_atime_ns, folder.st_mtime_ns))
    except OSError:
        copy.unlink(missing_ok=True)
        raise


def _linked(file: Path, link: Path) -> bool:
    try:
        link.hardlink_to(file)
    except OSError:  # it has too many of them
        return False
    return True


def _files(folder: Path) -> Iterator[str]:
    """Every file by its path, with slashes."""
    folders = [""]
    for inner in folders:  # grows while it is read
        with suppress(FileNotFoundError), os.scandir(folder / inner) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{inner}{entry.name}/")
                elif entry.is_file(follow_symlinks=False):
                    yield inner + entry.name
