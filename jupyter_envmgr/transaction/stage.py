"""Where an environment is made before it is anybody's, and the one step that makes it somebody's.

Whatever a stage is for, it ends in `settle`: after a change, after a failure, and when somebody
finds it after a crash. So what follows a crash is what follows every change.
"""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from jupyter_envmgr.errors import ExistsError, NotFoundError
from jupyter_envmgr.transaction.beside import ENV, Beside, children, delete, make, move, throw_away
from jupyter_envmgr.transaction.copy import copy_environment
from jupyter_envmgr.transaction.durable import flush
from jupyter_envmgr.transaction.exchange import OLD, exchange
from jupyter_envmgr.transaction.history import Entry, read_history, write_history
from jupyter_envmgr.transaction.journal import (
    Journal,
    end_journal,
    identity,
    read_journal,
    read_place,
    read_revision,
    write_journal,
    write_place,
    write_revision,
)
from jupyter_envmgr.transaction.os_errors import os_errors
from jupyter_envmgr.transaction.separate import separate

_TAKEN = {errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EISDIR, errno.EACCES}
_COPY = "copy"
"""In the folder of a stage: the environment as it was, where that itself cannot be moved."""


class Stage:
    """A folder of our own, with the environment in ``path``. Whoever has one holds the lock."""

    def __init__(self, folder: Path, place: Path, *, new: bool) -> None:
        self.folder = folder
        self.path = folder / ENV
        self.place = place
        self._new = new

    def commit(self, after: Entry) -> None:
        """Move what was made to its place, in one step.

        Raises
        ------
        ExistsError
            Somebody else made one there in the meantime.
        NotWritableError, DiskFullError

        """
        if os.path.lexists(self.place):
            raise ExistsError(f"{self.place} exists.")
        with os_errors(self.place):
            self._prepare(Journal(after=after, made=identity(self.path)))
            try:
                self.path.rename(self.place)
            except OSError as error:
                if error.errno in _TAKEN and os.path.lexists(self.place):
                    raise ExistsError(f"{self.place} exists.") from error
                raise

    def take(self, before: Entry | None) -> None:
        """Move an environment, or a link to one, out of its place, in one step.

        It is kept if there is a description of it.

        Raises NotFoundError, NotWritableError, DiskFullError.
        """
        with os_errors(self.place):
            journal = read_journal(self.folder) or Journal(before=before)
            write_journal(self.folder, journal)
            try:
                _take(self.folder, self.place, journal)
            except FileNotFoundError as error:
                raise NotFoundError(f"{self.place} is gone already.") from error

    def take_after(self, before: Entry | None, other: Stage) -> None:
        """Say that the environment is to be taken once that of ``other`` is in its place."""
        new = identity(other.path)
        with os_errors(self.place):
            follows = (str(other.place), *new) if new else None
            write_journal(self.folder, Journal(before=before, follows=follows))

    def exchange(self, before: Entry, after: Entry, *, tied: bool = False) -> None:
        """Put what was made in the place of the environment, in one step where that is possible.

        The environment as it was is in ``path`` afterwards. A folder that is in a container's image
        cannot be moved (rename(2), EXDEV): it is copied there, and deleted.

        Raises NotWritableError, DiskFullError.
        """
        with os_errors(self.place):
            made = identity(self.path)
            journal = Journal(before=before, after=after, made=made, tied=tied)
            self._prepare(journal)
            try:
                exchange(self.path, self.place)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                copy_environment(self.place, self.folder / _COPY, target_prefix=self.place)
                flush(self.folder)
                _empty(self.folder, self.place, journal)

    def separated(self) -> None:
        """Say that no file is one in both any more. Raises OSError."""
        if journal := read_journal(self.folder):
            write_journal(self.folder, replace(journal, tied=False))

    def _prepare(self, journal: Journal) -> None:
        if self._new:
            flush(self.folder)
        write_journal(self.folder, journal)


def new_stage(beside: Beside) -> Stage:
    """Make a stage, empty. Raises OSError."""
    folder = make(beside.stages / uuid.uuid4().hex[:8])
    write_place(folder, beside.place)
    return Stage(folder, beside.place, new=True)


def reopened(beside: Beside, revision: str) -> Stage:
    """Make a stage of a state that was kept. Raises NotFoundError, OSError."""
    folder = beside.stages / uuid.uuid4().hex[:8]
    kept = beside.revision(revision)
    if not (kept / ENV).is_dir():
        raise NotFoundError(f"{beside.place.name} has no state {revision} that is kept.")
    move(kept, folder)
    return Stage(folder, beside.place, new=False)


def settle(folder: Path, tell: Callable[[], None] = lambda: None) -> bool:
    """Finish what a stage was for if the step that counts was made, else take it back.

    Tells whether it was made; ``tell`` is called before the stage is gone, so that a crash loses no
    news. Called by whoever holds the lock; may be cut off and called again.
    Raises OSError; nothing is lost then.
    """
    place = read_place(folder)
    if place is None:
        throw_away(folder)
        return False
    beside = Beside(place)
    journal = read_journal(folder)
    happened = journal is not None and _has_happened(folder, place, journal)
    if journal and happened:
        _record(folder, beside, journal)
    tell()
    end_journal(folder)
    _put_aside(folder, beside)
    return happened


def _has_happened(folder: Path, place: Path, journal: Journal) -> bool:
    """Tell whether the step was made; one of several parts is completed, or taken back."""
    if journal.emptied:
        _finish_emptying(folder, place, journal)
        return True
    env, old = folder / ENV, folder / OLD
    if old.is_dir():  # between the three renames of an exchange
        old.rename(env if os.path.lexists(place) else place)
    if journal.after is None:
        if journal.follows and os.path.lexists(place) and not os.path.lexists(env):
            new, *made = journal.follows
            if identity(Path(new)) == tuple(made):
                _take(folder, place, journal)
                return True
        return os.path.lexists(env)
    return identity(place) == journal.made


def _record(folder: Path, beside: Beside, journal: Journal) -> None:
    env = folder / ENV
    if journal.before and env.is_dir():
        if journal.tied:
            separate(env, beside.place)
        write_revision(folder, journal.before)
    history = read_history(beside.history)
    history = history.after(journal.before, journal.after, beside.kept())
    make(beside.folder)
    write_history(beside.history, history)


def _put_aside(folder: Path, beside: Beside) -> None:
    """Keep what is a state of the environment, and throw away what is none."""
    revision = read_revision(folder)
    if revision is None or not (folder / ENV).is_dir():
        throw_away(folder)
        return
    kept = beside.folder / revision
    if kept.exists():
        throw_away(kept)
    if (folder / _COPY).exists():
        throw_away(folder / _COPY)
    move(folder, kept)


def _take(folder: Path, place: Path, journal: Journal) -> None:
    """Move an environment out of its place; where it cannot be moved, it is deleted."""
    try:
        place.rename(folder / ENV)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _empty(folder, place, journal)


def _empty(folder: Path, place: Path, journal: Journal) -> None:
    if os.path.ismount(place):
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(place))
    write_journal(folder, replace(journal, emptied=True))
    _finish_emptying(folder, place, journal)


def _finish_emptying(folder: Path, place: Path, journal: Journal) -> None:
    """Delete an environment in its place, and put what was made there."""
    env, copy = folder / ENV, folder / _COPY
    if journal.after is None:
        _clear(place)
        return
    if identity(place) != journal.made:
        _clear(place)
        env.rename(place)
    if copy.is_dir():
        copy.rename(env)


def _clear(place: Path) -> None:
    """Delete an environment in its place; while any of it is left, it is one."""
    delete(place, keep="conda-meta")
    if [child.name for child in children(place)] in ([], ["conda-meta"]):
        delete(place)
    if place.exists():
        raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(place))
