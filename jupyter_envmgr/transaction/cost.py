"""What deleting folders would free: a file counts when none of its links is elsewhere."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Number = tuple[int, int]


@dataclass(frozen=True)
class Cost:
    """Bytes on disk."""

    together: int
    alone: dict[str, int]


def cost(folders: Mapping[str, Path]) -> Cost:
    """What would be free without all of the folders, and without each alone."""
    files: dict[Number, tuple[int, int]] = {}
    seen: Counter[Number] = Counter()
    alone = {}
    for name, folder in folders.items():
        here = _links(folder, files)
        seen += here
        alone[name] = _freed(here, files)
    return Cost(_freed(seen, files), alone)


def _freed(seen: Counter[Number], files: Mapping[Number, tuple[int, int]]) -> int:
    return sum(files[number][1] for number, count in seen.items() if count >= files[number][0])


def _links(folder: Path, files: dict[Number, tuple[int, int]]) -> Counter[Number]:
    """How many links to each file a folder has; what files are goes to ``files``."""
    counted: Counter[Number] = Counter()
    folders = [os.fspath(folder)]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                        continue
                    status = os.lstat(entry.path)  # on Windows an entry knows no number
                    number = (status.st_dev, status.st_ino)
                    blocks: int | None = getattr(status, "st_blocks", None)
                    size = status.st_size if blocks is None else blocks * 512
                    files[number] = (status.st_nlink, size)
                    counted[number] += 1
        except OSError:
            continue
    return counted
