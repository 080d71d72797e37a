"""Where an environment is made before it is anybody's, and the one step that makes it somebody's.

Whatever a stage is for, it ends in `settle`: after a change, after a failure, and when somebody
finds it after a crash. So what follows a crash is what follows every change.
"""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

from msgspec.structs import replace

from jupyter_envmgr.errors import ExistsError, NotFoundError, StalePlanError, UnreadableError
from jupyter_envmgr.transaction.beside import ENV, Beside, children, delete, make, move, throw_away
from jupyter_envmgr.transaction.copy import copy_environment
from jupyter_envmgr.transaction.durable import flush
from jupyter_envmgr.transaction.exchange import OLD, exchange
from jupyter_envmgr.transaction.history import (
    Entry,
    put_aside_if_damaged,
    read_history,
    write_history,
)
from jupyter_envmgr.transaction.journal import (
    Journal,
    end_journal,
    number,
    read_journal,
    read_place,
    read_revision,
    write_journal,
    write_place,
    write_revision,
)
from jupyter_envmgr.transaction.os_errors import os_errors
from jupyter_envmgr.transaction.separate import separate
from jupyter_envmgr.transaction.state import likeness

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
            self._prepare(Journal(after=after, made=number(self.path), when=_now()))
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
            journal = read_journal(self.folder) or Journal(before=before, when=_now())
            write_journal(self.folder, journal)
            try:
                _take(self.folder, self.place, journal)
            except FileNotFoundError as error:
                raise NotFoundError(f"{self.place} is gone already.") from error

    def take_after(self, before: Entry | None, other: Stage) -> None:
        """Say that the environment is to be taken once that of ``other`` is in its place."""
        with os_errors(self.place):
            new = number(other.path)
            follows = (other.place.name, new) if new else None
            write_journal(self.folder, Journal(before=before, follows=follows, when=_now()))

    def exchange(self, before: Entry, after: Entry, *, tied: bool = False) -> None:
        """Put what was made in the place of the environment, in one step where that is possible.

        The environment as it was is in ``path`` afterwards. A folder that is in a container's image
        cannot be moved (rename(2), EXDEV): it is copied there, and deleted.

        Raises
        ------
        StalePlanError
            Another program changed the environment until the last instant; nothing was done.
        NotFoundError, NotWritableError, DiskFullError

        """
        with os_errors(self.place):
            made = number(self.path)
            journal = Journal(before=before, after=after, made=made, when=_now(), tied=tied)
            write_journal(self.folder, journal)
            try:
                exchange(self.path, self.place)
            except FileNotFoundError as error:
                raise NotFoundError(f"{self.place} is gone.") from error
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                self._replace(journal)
                return
            if likeness(self.path) != before.mark:
                exchange(self.path, self.place)
                raise _stale(self.place)

    def flush(self) -> None:
        """Have on the disk what was made. Raises NotWritableError, DiskFullError."""
        with os_errors(self.place):
            flush(self.folder)

    def _replace(self, journal: Journal) -> None:
        """Put what was made where an environment is that cannot be moved."""
        _refuse_undeletable(self.place)
        copy_environment(self.place, self.folder / _COPY, target_prefix=self.place)
        flush(self.folder)
        if journal.before and likeness(self.place) != journal.before.mark:
            raise _stale(self.place)
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
    Raises OSError, UnreadableError; nothing is lost then.
    """
    place = read_place(folder)
    if place is None:
        raise UnreadableError(f"{folder} does not say which environment it is for.")
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
            name, made = journal.follows
            if number(place.with_name(name)) == made:
                _take(folder, place, journal)
                return True
        return os.path.lexists(env)
    if number(place) == journal.made:
        return True
    if number(env) == journal.made:
        return False
    raise UnreadableError(
        f"{folder} is for another environment than the one at {place}.",
        "Look into that folder; what is in it can be moved away or deleted.",
    )


def _record(folder: Path, beside: Beside, journal: Journal) -> None:
    env = folder / ENV
    if journal.before and env.is_dir():
        if journal.tied and separate(env, beside.place):
            flush(folder)
        write_revision(folder, journal.before)
    make(beside.folder)
    put_aside_if_damaged(beside.history)
    history = read_history(beside.history)
    history = history.after(journal.before, journal.after, journal.when, beside.kept())
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
    if number(env) == journal.made:
        _clear(place)
        env.rename(place)
    if copy.is_dir():
        copy.rename(env)


def _refuse_undeletable(place: Path) -> None:
    """Raise OSError where deleting would come to a stop half-way."""
    mine = getattr(os, "geteuid", int)()
    for folder, _, _ in os.walk(place):
        if not os.access(folder, os.W_OK | os.X_OK) and os.lstat(folder).st_uid != mine:
            raise OSError(errno.EACCES, os.strerror(errno.EACCES), folder)


def _stale(place: Path) -> StalePlanError:
    return StalePlanError(
        f"{place.name} was changed by another program in the last instant.",
        hint="Plan it again. Nothing was changed.",
    )


def _now() -> datetime:
    return datetime.now(tz=timezone.utc)


def _clear(place: Path) -> None:
    """Delete an environment in its place; while any of it is left, it is one."""
    delete(place, keep="conda-meta")
    if [child.name for child in children(place)] in ([], ["conda-meta"]):
        delete(place)
    if place.exists():
        raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(place))
