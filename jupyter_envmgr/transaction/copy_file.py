"""A file becomes two: they share their blocks until one is written to, where that is possible."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress

_CHUNK = 1 << 30  # bytes


def copy_file(source: str, target: str) -> None:
    """Copy content, mode and times.

    copy_file_range(2) makes a reflink on Btrfs, XFS and others. Raises OSError.
    """
    if not _clone(source, target):
        shutil.copyfile(source, target)
    shutil.copystat(source, target)


def _clone(source: str, target: str) -> bool:
    """Whether the system has copied the content, wholly."""
    if not hasattr(os, "copy_file_range"):
        return False
    with open(source, "rb") as old, open(target, "wb") as new:  # noqa: PTH123 - paths are text here
        with suppress(OSError):  # another file system, or one that cannot
            while os.copy_file_range(old.fileno(), new.fileno(), _CHUNK):
                pass
        return os.fstat(new.fileno()).st_size >= os.fstat(old.fileno()).st_size
