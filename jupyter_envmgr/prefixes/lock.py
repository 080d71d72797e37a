"""A lock between processes, for files that are rewritten in a moment."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":  # pragma: no cover - its own system tests it
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

    def _unlock(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

    def _unlock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock that goes with a file; the lock is a file beside it, and stays there.

    Where the file system has no locks, as some network ones, it goes on without.
    """
    with path.with_name(f"{path.name}.lock").open("ab") as file:
        with suppress(OSError):
            _lock(file)
        try:
            yield
        finally:
            with suppress(OSError):
                _unlock(file)
