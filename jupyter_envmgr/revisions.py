"""The use cases of revisions: what an environment was, going back to it, and freeing its space."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from jupyter_envmgr.announce import Announcer
from jupyter_envmgr.environments import Environments
from jupyter_envmgr.errors import NotFoundError, UnreadableError
from jupyter_envmgr.models import (
    Change,
    Progress,
    RemovedEnvironment,
    RemovedList,
    Revision,
    RevisionDiff,
    RevisionList,
)
from jupyter_envmgr.planner.differences import differences
from jupyter_envmgr.threads import seen_through
from jupyter_envmgr.transaction.beside import ENV, Beside, besides
from jupyter_envmgr.transaction.cost import Cost, cost
from jupyter_envmgr.transaction.history import Cause, Entry, History, known_door, made, read_history
from jupyter_envmgr.transaction.prune import known_cost, prune
from jupyter_envmgr.transaction.stage import Stage
from jupyter_envmgr.transaction.state import fingerprint
from jupyter_envmgr.transaction.transactions import Transactions

Report = Callable[[Progress], None]

_TURNS = 5

_OUTSIDE = "outside"
"""Id of a state that another program has made and that no change has recorded yet."""


@dataclass(frozen=True)
class Restoration:
    """Going back to a state, which is there to go back to."""

    name: str
    prefix: Path
    place: Path
    revision: str
    title: str


@dataclass(frozen=True)
class _Known:
    """What is known of an environment, gone or not."""

    name: str
    prefix: Path
    beside: Beside
    history: History
    present: Entry | None

    @property
    def entries(self) -> list[Entry]:
        """All states, oldest first, with the present one as it is now."""
        entries = {each.id: each for each in self.history.entries}
        if self.present:
            entries[self.present.id] = self.present
        return list(entries.values())

    def get(self, revision: str) -> Entry:
        for entry in self.entries:
            if revision == self.shown(entry):
                return entry
        raise NotFoundError(
            f"{self.name} has no state {revision}.", hint="Look at its history again."
        )

    def shown(self, entry: Entry) -> str:
        """The id that people see."""
        return entry.id if self.history.get(entry.id) else _OUTSIDE

    def changes(self, entry: Entry) -> list[Change]:
        parent = self.history.get(entry.parent)
        if parent is None and (entry.parent or entry.cause.door == "outside"):
            return []  # it was found like this, or what it was before is forgotten
        return differences(parent.packages if parent else [], entry.packages)


class Revisions:
    """Looks at what is kept of environments, goes back to it, and frees its space."""

    def __init__(
        self,
        environments: Environments,
        announcer: Announcer,
        transactions: Transactions,
    ) -> None:
        self._environments = environments
        self._announcer = announcer
        self._transactions = transactions

    def list(self, name: str) -> RevisionList:
        """The states of an environment, newest first, and what they cost.

        Raises NotFoundError, UnreadableError.
        """
        known = self._known(name)
        kept = known.beside.kept()
        taken = _taken(known.beside)
        return RevisionList(
            environment=name,
            revisions=[_revision(known, entry, kept, taken) for entry in reversed(known.entries)],
            undo=_undo(known, kept),
            size=taken.together,
        )

    def diff(self, name: str, revision: str, against: str | None = None) -> RevisionDiff:
        """What going from one state, the present one by default, to another changes.

        Raises NotFoundError, UnreadableError.
        """
        known = self._known(name)
        after = known.get(revision)
        before = known.get(against) if against else known.present
        return RevisionDiff(
            before=known.shown(before) if before else "",
            after=revision,
            changes=differences(before.packages if before else [], after.packages),
        )

    def prepare(self, name: str, revision: str | None = None) -> Restoration:
        """Check a request to go back: to the state before this one, where none is named.

        Raises
        ------
        NotFoundError
            No such environment, or no such state that is kept.
        ProtectedError, NotWritableError, UnreadableError

        """
        known = self._known(name)
        if known.present:
            self._environments.prepare_removal(name)
        kept = known.beside.kept()
        if revision is None:
            revision = _undo(known, kept)
            if revision is None:
                raise _nothing_kept(known)
        entry = known.get(revision)
        if revision not in kept:
            raise NotFoundError(
                f"That state of {name} is not kept any more.",
                hint="Its history tells what it was; install these versions again.",
                kept=kept,
            )
        title = _title(known, entry, undo=_undo(known, kept) == revision)
        return Restoration(name, known.prefix, known.beside.place, revision, title)

    async def restore(self, restoration: Restoration, report: Report) -> None:
        """Go back, in one step; what the environment is now is kept."""
        report(Progress(phase="finish", message=restoration.title))
        await asyncio.to_thread(self._refuse_protected, restoration)
        place, revision = restoration.place, restoration.revision
        async with self._transactions.reopen(place, revision, restoration.title) as stage:
            await seen_through(self._settle(restoration, stage, report))

    def _refuse_protected(self, restoration: Restoration) -> None:
        """Look again: it may have been frozen while the job waited for its turn."""
        if os.path.lexists(restoration.place):
            self._environments.prepare_removal(restoration.name)

    async def prune(self, name: str, revision: str | None = None) -> RevisionList:
        """Delete what is kept of a state, or of all. Raises NotFoundError, BusyError."""
        known = await asyncio.to_thread(self._known, name)
        if revision is not None and revision not in known.beside.kept():
            raise NotFoundError(f"{name} has no state {revision} that is kept.")
        title = f"Free the space of earlier states of {name}"
        async with self._transactions.locked(known.beside.place, title, recover=False):
            await seen_through(asyncio.to_thread(prune, known.beside, revision))
        if known.present is None and not known.beside.kept():
            return RevisionList(environment=name, revisions=[])
        return await asyncio.to_thread(self.list, name)

    def removed(self) -> RemovedList:
        """The environments that are gone and can be brought back, last removed first."""
        found = []
        for known in self._gone():
            revision = _undo(known, known.beside.kept())
            if revision:
                found.append(
                    RemovedEnvironment(
                        name=known.name,
                        prefix=str(known.prefix),
                        removed=known.history.removed or known.get(revision).when,
                        revision=revision,
                        size=known_cost(known.beside),
                    )
                )
        return RemovedList(environments=sorted(found, key=lambda e: e.removed, reverse=True))

    def _known(self, name: str, turns: int = _TURNS) -> _Known:
        """Look at an environment; again, so many times, where it is changed at this very moment."""
        try:
            prefix = self._environments.prefix_of(name)
        except NotFoundError:
            gone = next((known for known in self._gone() if known.name == name), None)
            if gone is None:
                raise
            return gone
        beside = Beside(prefix.resolve())
        history, mark = _described(beside), fingerprint(beside.place)
        try:
            present = history.present(beside.place)
        except UnreadableError:
            if not turns or (beside.place.exists() and fingerprint(beside.place) == mark):
                raise
            return self._known(name, turns - 1)
        if turns and not history.get(present.id) and _described(beside) != history:
            return self._known(name, turns - 1)
        return _Known(name, prefix, beside, history, present)

    def _gone(self) -> Iterator[_Known]:
        """What is kept of environments that are not there any more."""
        taken = {each.name for each in self._environments.list()}
        for folder in self._announcer.folders():
            for beside in besides(folder.resolve()):
                if os.path.lexists(beside.place) or not beside.kept():
                    continue
                with suppress(UnreadableError):
                    history = _described(beside)
                    name = _free(beside.place.name, folder, taken)
                    taken.add(name)
                    yield _Known(name, folder / beside.place.name, beside, history, None)

    async def _settle(self, restoration: Restoration, stage: Stage, report: Report) -> None:
        await asyncio.to_thread(_go_back, stage, restoration.revision)
        await self._announcer.tell(restoration.prefix, report)


def _nothing_kept(known: _Known) -> NotFoundError:
    hint = "Its history tells what it was; install these versions again."
    present = known.present
    if present and present.cause.request and "rename" in present.cause.request:
        hint = "It was renamed: what it was before is among the removed ones, under its old name."
    return NotFoundError(f"There is nothing kept that {known.name} could go back to.", hint=hint)


def _title(known: _Known, entry: Entry, *, undo: bool) -> str:
    """What going back to a state does, in a few words."""
    if known.present is None:
        return f"Bring back {known.name}"
    if undo and known.present.parent == entry.id:
        return f"Undo “{known.present.cause.title}”"
    return f"Take {known.name} back to “{entry.cause.title}”"


def _free(name: str, folder: Path, taken: Collection[str]) -> str:
    """What something gone is called: where its name is taken, after its folder or with a number."""
    choices = (name, f"{folder.name}-{name}", *(f"{name}-{number}" for number in range(2, 1000)))
    return next(each for each in choices if each not in taken)


def _go_back(stage: Stage, revision: str) -> None:
    history = read_history(Beside(stage.place).history)
    entry = history.get(revision) or _undescribed(stage.path, revision)
    if os.path.lexists(stage.place):
        stage.exchange(history.present(stage.place), entry)
    else:
        stage.commit(entry)


def _described(beside: Beside) -> History:
    """The history, with those that are kept though no description of them is left."""
    history = read_history(beside.history)
    lost = [each for each in beside.kept() if history.get(each) is None]
    found = [_undescribed(beside.revision(each) / ENV, each) for each in lost]
    return replace(history, entries=[*found, *history.entries])


def _undescribed(env: Path, revision: str) -> Entry:
    cause = Cause(title="A state of which no description is left", door="outside")
    return replace(made(env, None, cause), id=revision)


def _undo(known: _Known, kept: Collection[str]) -> str | None:
    """The state that an undo brings back; of what was removed, its last one."""
    history = known.history
    if known.present:
        return history.way_back(known.present, kept)
    if history.current in kept:
        return history.current
    last = history.get(history.current)
    return history.way_back(last, kept) if last else next(iter(kept), None)


def _revision(known: _Known, entry: Entry, kept: Collection[str], taken: Cost) -> Revision:
    is_kept = entry.id in kept
    is_current = known.present is not None and entry.id == known.present.id
    return Revision(
        id=known.shown(entry),
        when=entry.when,
        title=entry.cause.title,
        door=known_door(entry.cause.door),
        state="current" if is_current else "kept" if is_kept else "gone",
        parent=entry.parent,
        changes=known.changes(entry),
        request=entry.cause.request,
        size=taken.alone.get(entry.id),
    )


def _taken(beside: Beside) -> Cost:
    return cost({each: beside.revision(each) / ENV for each in beside.kept()})
