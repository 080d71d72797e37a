"""A file becomes two: they share their blocks until one is written to, where that is possible."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress

from jupyter_envmgr.errors import CancelledError

Stop = Callable[[], bool]

_PIECE = 64 << 20
"""Bytes between two questions whether to stop."""
_BUFFER = 1 << 20  # bytes


def never() -> bool:
    """Tell that there is no reason to stop."""
    return False


def copy_file(source: str, target: str, stop: Stop = never) -> None:
    """Copy content, owner, mode and times; holes stay holes. What fails leaves nothing.

    The owner comes before the mode: chown(2) takes set-uid bits and capabilities away.
    Raises OSError, CancelledError.
    """
    with open(source, "rb") as old:  # noqa: PTH123 - paths are text here
        try:
            with open(target, "wb") as new:  # noqa: PTH123
                _Content(old.fileno(), new.fileno(), stop).copy()
            keep_owner(os.fstat(old.fileno()), target)
            shutil.copystat(source, target)
        except BaseException as error:  # whatever it is, no half of a file stays
            with suppress(OSError):
                os.unlink(target)  # noqa: PTH108
            if isinstance(error, OSError) and error.filename is None:
                error.filename = source
            raise


def keep_owner(kept: os.stat_result, target: str) -> None:
    """Give a copy to whom the source belongs, its group at least, as far as the system lets us."""
    if not hasattr(os, "chown"):
        return
    mine = os.stat(target)  # noqa: PTH116
    if mine.st_uid != kept.st_uid:
        with suppress(OSError):
            os.chown(target, kept.st_uid, -1)
    if mine.st_gid != kept.st_gid:
        with suppress(OSError):
            os.chown(target, -1, kept.st_gid)


class _Content:
    """What is in one open file on its way into another, an empty one."""

    def __init__(self, old: int, new: int, stop: Stop) -> None:
        self._old = old
        self._new = new
        self._stop = stop
        self._by_system = hasattr(os, "copy_file_range")

    def copy(self) -> None:
        for start, end in self._data():
            at = start
            while at < end:
                if self._stop():
                    raise CancelledError("The copy was cancelled.")
                done = self._piece(at, min(_PIECE, end - at))
                if not done:
                    break  # it has become shorter
                at += done
        os.ftruncate(self._new, os.fstat(self._old).st_size)

    def _data(self) -> Iterator[tuple[int, int]]:
        """Where there is something between holes (lseek(2), SEEK_DATA), else all of it."""
        status = os.fstat(self._old)
        blocks: int | None = getattr(status, "st_blocks", None)
        if blocks is None or blocks * 512 >= status.st_size or not hasattr(os, "SEEK_DATA"):
            yield 0, status.st_size
            return
        end = 0
        while end < status.st_size:
            try:
                start = os.lseek(self._old, end, os.SEEK_DATA)
                end = os.lseek(self._old, start, os.SEEK_HOLE)
            except OSError as error:
                if error.errno != errno.ENXIO:  # the file system cannot tell
                    yield end, status.st_size
                return  # nothing but a hole follows
            yield start, end

    def _piece(self, at: int, count: int) -> int:
        """Copy some bytes; how many. copy_file_range(2) makes a reflink on Btrfs, XFS and others.

        It fails between file systems, and on some gives nothing though there is something.
        """
        if self._by_system:
            with suppress(OSError):
                if done := os.copy_file_range(self._old, self._new, count, at, at):
                    return done
            self._by_system = False
        os.lseek(self._old, at, os.SEEK_SET)
        os.lseek(self._new, at, os.SEEK_SET)
        done = 0
        while done < count and (data := os.read(self._old, min(_BUFFER, count - done))):
            view = memoryview(data)
            while view:
                view = view[os.write(self._new, view) :]
            done += len(data)
        return done
