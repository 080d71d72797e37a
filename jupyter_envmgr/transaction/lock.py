"""One change at a time per environment, whoever makes it: servers, commands, other users.

The lock is a file lock, which the system releases when its owner dies. What the file says is for
people: who has it.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout
from msgspec import Struct

from jupyter_envmgr.errors import BusyError, NotWritableError
from jupyter_envmgr.regular_file import read_regular
from jupyter_envmgr.transaction.beside import Beside, make, tidy
from jupyter_envmgr.transaction.os_errors import os_errors

_TRIES = 20
"""To get a lock that somebody has only to look whether anybody has it."""
_PAUSE = 0.05  # seconds between two tries
_LARGEST = 1 << 13  # bytes
_FILE = 0o666
"""A lock is for everybody who may make environments in the folder."""


class Holder(Struct, frozen=True):
    """Who has a lock, as its file says."""

    title: str
    process: int
    host: str
    since: datetime


@asynccontextmanager
async def held(beside: Beside, title: str) -> AsyncIterator[None]:
    """Keep everybody else from changing an environment.

    Raises
    ------
    BusyError
        Another program is at it; the message tells which.
    NotWritableError, DiskFullError
        There can be no lock beside it.

    """
    lock = None
    for _ in range(_TRIES):
        with os_errors(beside.place.parent):
            lock = _acquire(beside)
        if lock:
            break
        await asyncio.sleep(_PAUSE)
    if lock is None:
        raise busy(beside)
    try:
        _sign(beside.lock, title)
        yield
    finally:
        _release(lock, beside)


@contextmanager
def held_if_free(beside: Beside) -> Iterator[bool]:
    """The same without waiting: False where somebody else has it, or it cannot be had at all."""
    try:
        lock = _acquire(beside)
    except (OSError, NotWritableError):
        lock = None
    if lock is None:
        yield False
        return
    try:
        yield True
    finally:
        _release(lock, beside)


def is_free(beside: Beside) -> bool:
    """Whether nobody has it; leaves everything as it is, for who only looks."""
    if not beside.lock.exists():
        return True
    lock = FileLock(beside.lock, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except FileNotFoundError:
        return True
    except (OSError, Timeout):
        return False
    lock.release()
    return True


def _acquire(beside: Beside) -> FileLock | None:
    """None where somebody has it, or has just deleted its folder on the way out."""
    make(beside.folder)
    try:
        mode = (beside.home.stat().st_mode & _FILE) | stat.S_IRUSR | stat.S_IWUSR
        lock = FileLock(beside.lock, timeout=0, thread_local=False, mode=mode)
        lock.acquire()
    except (Timeout, FileNotFoundError):
        return None
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.EISDIR}:
            raise NotWritableError(f"{beside.lock} is no file.", "Delete it.") from error
        raise
    return lock


def _sign(file: Path, title: str) -> None:
    holder = Holder(title, os.getpid(), socket.gethostname(), datetime.now(tz=timezone.utc))
    with suppress(OSError):  # on Windows nobody can write to a file that is locked
        file.write_bytes(msgspec.json.encode(holder))


def busy(beside: Beside) -> BusyError:
    """What to say to who cannot have the lock."""
    name = beside.place.name
    try:
        holder = msgspec.json.decode(read_regular(beside.lock, _LARGEST), type=Holder)
    except (OSError, ValueError):
        return BusyError(f"Another program is changing {name}.", prefix=str(beside.place))
    return BusyError(
        f"{name} is being changed by process {holder.process} on {holder.host}: {holder.title}.",
        prefix=str(beside.place),
        process=holder.process,
        host=holder.host,
        since=holder.since.isoformat(),
    )


def _release(lock: FileLock, beside: Beside) -> None:
    """Leave nothing behind where nothing else is kept of the environment."""
    try:
        if [each.name for each in beside.folder.iterdir()] == [beside.lock.name]:
            beside.lock.unlink()
            beside.folder.rmdir()
    except OSError:
        pass  # somebody waits for it, or Windows does not let us
    lock.release()
    tidy(beside.home)
