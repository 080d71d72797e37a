"""Changes of environments: one at a time each, whole or not at all, and the last can be undone."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

from jupyter_envmgr.errors import BusyError, EnvmgrError, NotWritableError
from jupyter_envmgr.threads import in_thread, seen_through
from jupyter_envmgr.transaction.beside import (
    Beside,
    aside,
    is_mine,
    stages,
    sweep_gone,
)
from jupyter_envmgr.transaction.journal import Journal, read_journal, read_place
from jupyter_envmgr.transaction.lock import busy, held, held_if_free, is_free
from jupyter_envmgr.transaction.os_errors import os_errors
from jupyter_envmgr.transaction.prune import prune_to_disk, prune_to_number
from jupyter_envmgr.transaction.stage import Stage, new_stage, reopened, settle

KEEP = 3
DISK = 10 << 30
"""What is kept unless somebody says otherwise: states of an environment; bytes in a folder."""

_UNNAMED = "place"
_NEWBORN = 60.0  # seconds in which a stage may not have been given its place yet

_log = logging.getLogger(__name__)


State = Literal["changing", "interrupted"]


class Recovered(NamedTuple):
    """An environment whose change had been cut off."""

    place: Path
    happened: bool
    """Whether it is what was asked for; else what it was before."""


class Transactions:
    """The way that every change takes.

    ``keep`` states of each environment can be gone back to, as long as those of all environments of
    a folder take no more than ``disk`` bytes.
    """

    def __init__(self, keep: int = KEEP, disk: int = DISK) -> None:
        self._keep = keep
        self._disk = disk

    @asynccontextmanager
    async def begin(self, place: Path, title: str) -> AsyncIterator[Stage]:
        """A stage for the environment at ``place``, with the lock on it.

        What was made in its place before the end of this counts; all else is as if it had never
        been. A change of it that was cut off is ended first.

        Raises
        ------
        BusyError
            Another program is changing it.
        NotWritableError, DiskFullError
            The folder for environments cannot be written.

        """
        async with self._stage(place, title, None) as stage:
            yield stage

    @asynccontextmanager
    async def reopen(self, place: Path, revision: str, title: str) -> AsyncIterator[Stage]:
        """The same with a stage that is a state which was kept. Raises NotFoundError too."""
        async with self._stage(place, title, revision) as stage:
            yield stage

    @asynccontextmanager
    async def locked(
        self, place: Path, title: str, *, recover: bool = True
    ) -> AsyncIterator[Beside]:
        """The lock alone, changes that were cut off ended. Raises what `begin` does.

        Not to ``recover`` is for who makes room: on a full disk, nothing can be ended.
        """
        beside = Beside(place)
        async with held(beside, title):
            if recover:
                with os_errors(place.parent):
                    await in_thread(lambda _stop: _recover_one(beside))
            yield beside

    def refuse_busy(self, place: Path) -> None:
        """Raise BusyError where another program is changing an environment right now."""
        for stage in stages(place.parent):
            if read_place(stage) == place and not _is_free(place):
                raise busy(Beside(place))

    def states(self, folders: Iterable[Path]) -> dict[Path, State]:
        """The environments of some folders that are not simply there, by their place."""
        return {
            place: "interrupted" if _is_free(place) else "changing"
            for folder in folders
            for stage in stages(folder)
            if (place := read_place(stage))
        }

    def recover(
        self, folder: Path, tell: Callable[[Path], None] = lambda _place: None
    ) -> list[Recovered]:
        """End what was cut off in a folder of environments, and what nobody holds any more.

        ``tell`` hears of each environment while it may still be interrupted.
        """
        recovered = []
        for stage in filter(is_mine, stages(folder)):
            place = read_place(stage)
            if place is None:
                _sweep(stage)
                continue
            with held_if_free(Beside(place)) as free:
                if free and stage.is_dir():
                    recovered += _ended(stage, place, tell)
        sweep_gone(folder)
        return recovered

    @asynccontextmanager
    async def _stage(self, place: Path, title: str, revision: str | None) -> AsyncIterator[Stage]:
        async with self.locked(place, title) as beside:
            _refuse_unwritable(beside)
            with os_errors(place.parent):  # some milliseconds, which no cancellation may divide
                stage = reopened(beside, revision) if revision else new_stage(beside)
            try:
                yield stage
            finally:
                await seen_through(asyncio.to_thread(self._end, stage, beside))
        if self._disk and beside.kept():
            aside(partial(prune_to_disk, place.parent, self._disk), "prune")

    def _end(self, stage: Stage, beside: Beside) -> None:
        try:
            if settle(stage.folder):
                prune_to_number(beside, self._keep)
        except (OSError, EnvmgrError) as error:
            _log.error(
                "%s stays until the next change of %s: %s", stage.folder, beside.place, error
            )


def _refuse_unwritable(beside: Beside) -> None:
    """Raise NotWritableError where what was done could not be recorded."""
    if not os.access(beside.folder, os.W_OK | os.X_OK):
        raise NotWritableError(
            f"{beside.folder} does not let us write: somebody else made it.",
            "Ask its owner to give everybody who may change environments write access to it.",
            path=str(beside.folder),
        )


def _is_free(place: Path) -> bool:
    """Whether nobody is changing an environment."""
    return is_free(Beside(place))


def _recover_one(beside: Beside) -> None:
    """End what was cut off of one environment.

    Raises OSError, EnvmgrError where that is not possible: what was to be kept would be lost with
    the next change.
    """
    for stage in stages(beside.place.parent):
        if read_place(stage) == beside.place:
            journal = read_journal(stage)
            if not is_mine(stage):
                _refuse_unfinished(stage, journal)
                continue
            try:
                settle(stage)
            except (OSError, EnvmgrError) as error:
                if journal:
                    raise
                _log.warning("%s could not be deleted: %s", stage, error)


def _refuse_unfinished(stage: Path, journal: Journal | None) -> None:
    """Raise BusyError where somebody else's change was cut off: what they left is not obeyed."""
    if journal:
        owner = stage.lstat().st_uid
        raise BusyError(
            f"A change by user {owner} was cut off; what is left of it is in {stage}.",
            "Ask that user to go on with it, or to delete that folder.",
            folder=str(stage),
        )


def _ended(stage: Path, place: Path, tell: Callable[[Path], None]) -> list[Recovered]:
    """End what a crash cut off; nothing where that is not possible now, as on a full disk."""
    try:
        return [Recovered(place, settle(stage, partial(tell, place)))]
    except Exception as error:  # noqa: BLE001 - the others are to be ended all the same
        _log.error("What was cut off in %s could not be ended: %s", stage, error)
        return []


def _sweep(stage: Path) -> None:
    """Delete what was never given its place, once nobody can be about to do it: it is empty."""
    try:
        if time.time() - stage.stat().st_mtime > _NEWBORN:
            for name in (_UNNAMED, f"{_UNNAMED}.new"):
                (stage / name).unlink(missing_ok=True)
            stage.rmdir()
    except FileNotFoundError:
        return  # its owner was faster
    except OSError as error:
        _log.warning("%s could not be deleted: %s", stage, error)
