"""What is kept beside environments: ``<folder of environments>/.envmgr``.

conda looks only at direct children of an envs folder, so it takes nothing in here for one. Of an
environment called ``x``::

    .envmgr/revisions/x/lock            whoever changes x holds this file lock
    .envmgr/revisions/x/history.json    the states of x: what made them, with which packages
    .envmgr/revisions/x/<id>/env        one that x can go back to
    .envmgr/stages/<id>/env             what is being made, or was in its place a moment ago
    .envmgr/stages/<id>.gone            what is being deleted
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

from jupyter_envmgr.prefixes import STAGING

ENV = "env"
ID = "[0-9a-f]{12}"
"""What states are called."""
_REVISIONS = "revisions"
_STAGES = "stages"
_GONE = ".gone"
_IGNORE = ".gitignore"
_FULL = {errno.ENOSPC, errno.EDQUOT}
_LOOKS = 5
"""After a deletion, for what comes in late: links that rattler had queued."""
_PAUSE = 0.05  # seconds between two of them


@dataclass(frozen=True)
class Beside:
    """The places that belong to the environment at ``place``, a path without links."""

    place: Path

    @property
    def home(self) -> Path:
        return self.place.parent / STAGING

    @property
    def stages(self) -> Path:
        return self.home / _STAGES

    @property
    def folder(self) -> Path:
        """Where its revisions are."""
        return self.home / _REVISIONS / self.place.name

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @property
    def history(self) -> Path:
        return self.folder / "history.json"

    def kept(self) -> list[str]:
        """Ids of the states that it can go back to."""
        names = (each.name for each in children(self.folder))
        return [name for name in names if re.fullmatch(ID, name) and self.has(name)]

    def has(self, name: str) -> bool:
        """Whether a state is kept: a folder, and no link to one."""
        env = self.revision(name) / ENV
        return env.is_dir() and not env.is_symlink() and not env.parent.is_symlink()

    def revision(self, name: str) -> Path:
        """The folder of a state. Raises ValueError for what is no id of one."""
        if not re.fullmatch(ID, name):
            raise ValueError(name)
        return self.folder / name


def in_place(prefix: Path) -> Path:
    """The same path without links on the way; a link at its end is one that can be moved."""
    return prefix.parent.resolve() / prefix.name


def besides(folder: Path) -> list[Beside]:
    """Of all environments of a folder that have anything here, gone ones included."""
    return [Beside(folder / each.name) for each in children(folder / STAGING / _REVISIONS)]


def stages(folder: Path) -> list[Path]:
    """What is being made in a folder of environments, or was left by a crash."""
    return [each for each in children(folder / STAGING / _STAGES) if each.suffix != _GONE]


def make(folder: Path) -> Path:
    """Make a folder in ``.envmgr``, for everybody who may make environments beside it.

    Raises OSError.
    """
    home = next(each for each in (folder, *folder.parents) if each.name == STAGING)
    last: OSError = FileNotFoundError(folder)
    for _ in range(100):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for each in (home, home / _REVISIONS, home / _STAGES, folder):
                if each.parent.name != _STAGES:
                    _share(each, home.parent)
            _ignore(home / _IGNORE)
        except (FileNotFoundError, FileExistsError) as error:
            last = error  # somebody, on the way out, has just deleted it, or the one above
            continue
        return folder
    raise last


def move(folder: Path, target: Path) -> None:
    """Rename a folder to a place in ``.envmgr``. Raises OSError."""
    for _ in range(100):
        make(target.parent)
        try:
            folder.rename(target)
        except FileNotFoundError:
            if not folder.exists():
                raise
            continue  # somebody has just deleted the one that it was to be in
        return
    raise FileNotFoundError(target.parent)


def tidy(home: Path) -> None:
    """Delete ``.envmgr`` and its parts where nothing is left in them."""
    for part in (_STAGES, _REVISIONS):
        with suppress(OSError):
            (home / part).rmdir()
    with suppress(OSError):
        if {each.name for each in home.iterdir()} <= {_IGNORE}:
            (home / _IGNORE).unlink(missing_ok=True)
            home.rmdir()


def children(folder: Path) -> list[Path]:
    """What is in a folder; nothing where there is none, or only a link to one."""
    try:
        return [] if folder.is_symlink() else sorted(folder.iterdir())
    except OSError:
        return []


def is_mine(folder: Path) -> bool:
    """Whether a folder is one that this user made: anybody may put anything in a shared one."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    mine = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    return mine and stat.S_ISDIR(status.st_mode)


def throw_away(folder: Path) -> None:
    """Delete a folder of ``.envmgr``; it is out of everybody's way at once.

    Raises OSError.
    """
    home = next(each for each in folder.parents if each.name == STAGING)
    gone = home / _STAGES / f"{uuid.uuid4().hex[:8]}{_GONE}"
    try:
        move(folder, gone)
    except OSError as error:
        if error.errno not in _FULL or not (folder / ENV).is_dir():
            raise
        (folder / ENV).rename(folder / _GONE)  # which takes no room; it is nothing any more
        delete(folder)
        return
    aside(partial(_end, gone, folder, home), "delete")


def aside(work: Callable[[], None], name: str) -> None:
    """Do something beside everything else; the process ends when that has ended."""
    try:
        Thread(target=work, name=f"envmgr-{name}", daemon=False).start()
    except RuntimeError:  # no more threads can be had
        work()


def sweep_gone(folder: Path) -> None:
    """Delete what is left of what was thrown away, in a folder of environments."""
    home = folder / STAGING
    for each in children(home / _STAGES):
        if each.suffix == _GONE and is_mine(each):
            with suppress(OSError, RecursionError):  # folders may be too deep for any path
                delete(each)
    tidy(home)


def delete(folder: Path, keep: str = "") -> None:
    """Delete a tree, read-only folders included, all but the entry ``keep``; never raises."""
    if keep:
        for child in children(folder):
            if child.name != keep:
                delete(child)
        return
    if folder.is_symlink() or folder.is_file():
        folder.unlink(missing_ok=True)
        return
    try:
        if sys.version_info >= (3, 12):
            shutil.rmtree(folder, onexc=partial(_again, folder))
        else:
            shutil.rmtree(folder, onerror=partial(_again, folder))
    except RecursionError:  # before Python 3.13, of more folders in each other than it can hold
        _delete_deep(folder)


def _delete_deep(folder: Path) -> None:
    folders = [folder]
    for each in folders:  # grows while it is read
        for child in children(each):
            if child.is_dir() and not child.is_symlink():
                folders.append(child)
            else:
                child.unlink(missing_ok=True)
    for each in reversed(folders):
        with suppress(OSError):
            each.rmdir()


def _end(gone: Path, folder: Path, home: Path) -> None:
    """Delete it, and what may come in late under its old name."""
    unfinished = folder.parent == gone.parent and (gone / ENV).exists()
    with suppress(OSError, RecursionError):
        delete(gone)
    for _ in range(_LOOKS if unfinished else 0):
        time.sleep(_PAUSE)
        delete(folder)
    tidy(home)


def _ignore(file: Path) -> None:
    """Git is to leave ``.envmgr`` alone; where the disk is full, that can wait."""
    with suppress(FileExistsError):
        try:
            file.touch(exist_ok=False)
            file.write_text("*\n", encoding="utf-8")
        except OSError as error:
            if error.errno not in _FULL:
                raise


def _share(folder: Path, above: Path) -> None:
    """Let everybody write to it who may make environments."""
    try:
        mode, wanted = folder.lstat(), stat.S_IMODE(above.stat().st_mode)
    except FileNotFoundError:
        return
    mine = not hasattr(os, "geteuid") or mode.st_uid == os.geteuid()
    if mine and stat.S_IMODE(mode.st_mode) != wanted:
        folder.chmod(wanted)


def _again(top: Path, function: Callable[..., Any], path: str, _error: object) -> None:
    """A folder without write permission keeps its children: give it and try once more.

    What ``top`` itself is in stays as it is. Files keep their mode, as another environment may
    have a hard link to them, and so does what links lead to.
    """
    target = Path(path)
    try:
        for folder in (target,) if target == top else (target.parent, target):
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
