"""Where an environment is made before it is anybody's: a folder on the same file system.

Stages live in ``<parent of the prefix>/.envmgr/<id>/``: conda looks only at direct children of an
envs folder, so it never takes one for an environment. The file lock in it dies with its owner,
which is how a stage that a crash left behind is told from one in use.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import re
import shutil
import stat
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from jupyter_envmgr.errors import DiskFullError, ExistsError, NotFoundError, NotWritableError
from jupyter_envmgr.prefixes import STAGING
from jupyter_envmgr.threads import seen_through
from jupyter_envmgr.transaction.exchange import PLACE, exchange, put_back

_NEWBORN = 60.0
_ID = re.compile(r"[0-9a-f]{8}")
_REFUSED = {
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV),
    *(errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG),
}
_TAKEN = {errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EISDIR, errno.EACCES}

INSTEAD = "instead"
"""In the folder of a stage: the path that is being emptied for what was made."""

_log = logging.getLogger(__name__)


class Stage:
    """A folder of our own, with the environment in ``path``."""

    def __init__(self, folder: Path, lock: FileLock) -> None:
        self.folder = folder
        self.path = folder / "env"
        self._lock = lock

    def commit(self, prefix: Path) -> None:
        """Move what was made to its place, in one step.

        Raises
        ------
        ExistsError
            Somebody else made one there in the meantime.

        """
        if os.path.lexists(prefix):
            raise ExistsError(f"{prefix} exists.")
        with os_errors(prefix):
            try:
                self.path.rename(prefix)
            except OSError as error:
                if error.errno in _TAKEN and os.path.lexists(prefix):
                    raise ExistsError(f"{prefix} exists.") from error
                raise

    def take(self, prefix: Path) -> None:
        """Move an environment out of its place, in one step, to be deleted with the stage."""
        with os_errors(prefix):
            try:
                prefix.rename(self.path)
            except FileNotFoundError as error:
                raise NotFoundError(f"{prefix} is gone already.") from error
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                _clear(prefix)

    def exchange(self, prefix: Path) -> None:
        """Put what was made in the place of an environment, in one step where that is possible.

        The environment as it was is in ``path`` afterwards, unless it could only be deleted: a
        folder that is in a container's image cannot be moved (rename(2), EXDEV).
        """
        with os_errors(prefix):
            try:
                exchange(self.path, prefix)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                (self.folder / INSTEAD).write_text(str(prefix), encoding="utf-8")
                _complete(self.folder)

    async def discard(self) -> None:
        """Delete what is left. Links that rattler had queued may still come in: look again."""
        try:
            await asyncio.to_thread(_complete, self.folder)
        except OSError as error:
            self._lock.release()
            _log.error("An environment is in %s and cannot be put back: %s", self.folder, error)
            return
        for _ in range(20):
            if not self.path.exists():
                break
            await asyncio.to_thread(delete, self.path)
            await asyncio.sleep(0.05)
        self._lock.release()
        await asyncio.to_thread(delete, self.folder)
        if self.folder.exists():
            _log.warning("%s could not be deleted: look at its permissions.", self.folder)
        _forget(self.folder.parent)


@asynccontextmanager
async def staged(prefix: Path) -> AsyncIterator[Stage]:
    """A stage for ``prefix``; whatever happens, it is gone afterwards.

    Raises
    ------
    NotWritableError, DiskFullError
        The folder for environments cannot be written.

    """
    home = prefix.parent / STAGING
    with os_errors(prefix.parent):
        folder = _make(home / uuid.uuid4().hex[:8])
        lock = FileLock(folder / "lock", thread_local=False)
        lock.acquire()
        (folder / PLACE).write_text(str(prefix), encoding="utf-8")
    stage = Stage(folder, lock)
    try:
        yield stage
    finally:
        await seen_through(stage.discard())


def sweep(envs_folder: Path) -> list[Path]:
    """Delete the stages whose owner is gone. Returns those deleted."""
    home = envs_folder / STAGING
    swept: list[Path] = []
    if home.is_symlink():
        return swept
    for folder in _children(home):
        if not _is_ours(folder):
            continue
        if not (folder / "lock").exists() and _age(folder) < _NEWBORN:
            continue  # its owner is about to lock it
        lock = FileLock(folder / "lock", thread_local=False)
        try:
            lock.acquire(timeout=0)
        except (Timeout, OSError):
            continue
        _complete(folder)
        delete(folder, keep="lock")
        lock.release()
        delete(folder)
        swept.append(folder)
    _forget(home)
    return swept


def delete(folder: Path, keep: str = "") -> None:
    """Delete a tree, read-only folders included, all but the entry ``keep``; never raises."""
    if keep:
        for child in _children(folder):
            if child.name != keep:
                delete(child)
        return
    if folder.is_symlink() or folder.is_file():
        folder.unlink(missing_ok=True)
    elif sys.version_info >= (3, 12):
        shutil.rmtree(folder, onexc=_again)
    else:
        shutil.rmtree(folder, onerror=_again)


@contextmanager
def os_errors(where: Path) -> Iterator[None]:
    """Say what the system says about ``where`` as one of our errors."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError("The disk is full.", path=str(where)) from error
        if error.errno in _REFUSED:
            message = f"{where} does not let us write, or a program still uses it."
            raise NotWritableError(message, path=str(where)) from error
        raise


def _complete(folder: Path) -> None:
    """Finish an exchange that was cut off: forward where the environment is being deleted for it.

    Raises OSError.
    """
    put_back(folder)
    made, instead = folder / "env", folder / INSTEAD
    if not instead.is_file() or not made.is_dir():
        return
    prefix = Path(instead.read_text(encoding="utf-8"))
    if prefix.parent == folder.parent.parent:
        _clear(prefix)
        made.rename(prefix)
    instead.unlink()


def _clear(prefix: Path) -> None:
    """Delete an environment in its place; while any of it is left, it is one."""
    if os.path.ismount(prefix):
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(prefix))
    delete(prefix, keep="conda-meta")
    if [child.name for child in _children(prefix)] == ["conda-meta"]:
        delete(prefix)
    if prefix.exists():
        raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(prefix))


def _make(folder: Path) -> Path:
    """Make a folder in one that another job, on its way out, may just be deleting."""
    for _ in range(100):
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            _share(folder.parent)
            folder.mkdir()
        except FileNotFoundError:
            continue
        return folder
    raise NotWritableError(f"{folder} cannot be made.", path=str(folder))


def _share(home: Path) -> None:
    """Let everybody stage who may make environments beside it."""
    wanted = stat.S_IMODE(home.parent.stat().st_mode)
    mode = home.lstat()
    if stat.S_IMODE(mode.st_mode) != wanted and (
        not hasattr(os, "geteuid") or mode.st_uid == os.geteuid()
    ):
        home.chmod(wanted)


def _children(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _is_ours(folder: Path) -> bool:
    """Whether a stage is one that we made: in a shared folder anybody may put anything there."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    mine = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    return mine and stat.S_ISDIR(status.st_mode) and bool(_ID.fullmatch(folder.name))


def _age(folder: Path) -> float:
    """Seconds since the folder was last touched."""
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0


def _again(function: Callable[..., Any], path: str, _error: object) -> None:
    """A folder without write permission keeps its children: give it and try once more.

    Files keep their mode, as another environment may have a hard link to them, and so does what
    links lead to.
    """
    target = Path(path)
    try:
        for folder in (target.parent, target):
            if stat.S_ISDIR(folder.lstat().st_mode):
                folder.chmod(stat.S_IRWXU)
        if sys.platform == "win32":  # there, a read-only file cannot be deleted
            target.chmod(stat.S_IWRITE)
        if stat.S_ISDIR(target.lstat().st_mode):
            shutil.rmtree(target, ignore_errors=True)
        else:
            function(path)
    except (OSError, TypeError):
        return


def _forget(home: Path) -> None:
    try:
        home.rmdir()
    except OSError:
        return  # others are at work in it
