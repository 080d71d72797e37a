"""Files that are one in an environment and in what it was become two: what it was stays so."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from jupyter_envmgr.transaction.copy import keep_owner
from jupyter_envmgr.transaction.copy_file import copy_file
from jupyter_envmgr.transaction.ownership import read_ownership

_OURS = re.compile(r"\.envmgr-[0-9a-f]{32}")


def separate(old: Path, new: Path) -> None:
    """Do it for every file that no package owns. Raises OSError, UnreadableError."""
    owned = read_ownership(old)
    for folder in (old, new):
        _clear(folder)
    for path in _files(old):
        if path not in owned.conda and path not in owned.pip and not path.endswith(".pyc"):
            separate_file(old / path, new / path)


def _clear(folder: Path) -> None:
    """Delete copies that a crash cut off (`separate_file`, `meanwhile`)."""
    for path in _files(folder):
        if _OURS.fullmatch(path.rpartition("/")[2]):
            (folder / path).unlink(missing_ok=True)


def separate_file(old: Path, new: Path) -> None:
    """Give ``old`` a copy of its own; who has ``new`` open goes on writing to that.

    Raises OSError.
    """
    try:
        mine, theirs = old.lstat(), new.lstat()
    except OSError:
        return
    if (mine.st_dev, mine.st_ino) != (theirs.st_dev, theirs.st_ino):
        return
    copy = old.with_name(f".envmgr-{uuid.uuid4().hex}")
    try:
        copy_file(os.fspath(old), os.fspath(copy))
        keep_owner(mine, os.fspath(copy))
        folder = old.parent.stat()
        copy.replace(old)
        os.utime(old.parent, ns=(folder.st_atime_ns, folder.st_mtime_ns))
    except OSError:
        copy.unlink(missing_ok=True)
        raise


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
