"""How much of the disk a folder takes."""

from __future__ import annotations

import os


def disk_usage(folder: str | os.PathLike[str]) -> int:
    """Bytes of all files below a folder, hard links counted once, what cannot be read left out.

    Where the system tells what a file takes on disk, that counts; on Windows its length.
    """
    total = 0
    linked: set[tuple[int, int]] = set()
    folders = [os.fspath(folder)]
    while folders:
        for entry in _entries(folders.pop()):
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            else:
                total += _size(entry, linked)
    return total


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _size(entry: os.DirEntry[str], linked: set[tuple[int, int]]) -> int:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return 0
    if status.st_nlink > 1:
        identity = (status.st_dev, status.st_ino)
        if identity in linked:
            return 0
        linked.add(identity)
    blocks: int | None = getattr(status, "st_blocks", None)
    return status.st_size if blocks is None else blocks * 512
