"""The use cases: what a person can do with environments, the same for every door.

What takes longer than a disk read is a coroutine that is given a ``report`` callable. What can be
refused is refused by `prepare` and `prepare_removal`, before a job begins.
"""

from __future__ import annotations

import asyncio
import builtins
import os
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from jupyter_envmgr.announce import Announcer
from jupyter_envmgr.asked import write_spec
from jupyter_envmgr.carry_out import carry_out
from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.creations import Creation, Creations
from jupyter_envmgr.engine import Engine
from jupyter_envmgr.errors import (
    NotWritableError,
    ProtectedError,
    StalePlanError,
    UnreadableError,
)
from jupyter_envmgr.exports import export
from jupyter_envmgr.models import (
    CreateRequest,
    Door,
    Environment,
    Export,
    PackageList,
    PackageVersion,
    Progress,
    SearchHit,
)
from jupyter_envmgr.planner.before import Before
from jupyter_envmgr.planner.draft import Draft
from jupyter_envmgr.planner.planner import Planner
from jupyter_envmgr.prefixes import (
    Prefixes,
    read_packages,
)
from jupyter_envmgr.threads import Stop, in_thread, seen_through
from jupyter_envmgr.transaction.beside import Beside, in_place
from jupyter_envmgr.transaction.copy import CopyResult, copy_environment
from jupyter_envmgr.transaction.history import Cause, Entry, made, read_history
from jupyter_envmgr.transaction.journal import number
from jupyter_envmgr.transaction.rename import Rename
from jupyter_envmgr.transaction.stage import Stage
from jupyter_envmgr.transaction.state import fingerprint
from jupyter_envmgr.transaction.transactions import State, Transactions

Report = Callable[[Progress], None]

CREATED = "jupyter envmgr create"
"""What conda's diary calls a creation."""


class Environments:
    """Everything there is to do with environments as a whole, over the parts that do it."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts that it works with
        self,
        load: Callable[[], Condarc],
        prefixes: Prefixes,
        engine: Engine,
        planner: Planner,
        announcer: Announcer,
        transactions: Transactions,
    ) -> None:
        self._load = load
        self._prefixes = prefixes
        self._creations = Creations(load, prefixes, engine)
        self._engine = engine
        self._planner = planner
        self._announcer = announcer
        self._transactions = transactions

    def list(self) -> builtins.list[Environment]:
        """Every environment, with what is being done to it by whichever program."""
        found = self._prefixes.list()
        prefixes = [Path(each.prefix) for each in found]
        folders = {parent: parent.resolve() for parent in {each.parent for each in prefixes}}
        states = self._transactions.states(set(folders.values()))
        names = {place.name for place in states}
        return [
            _in_state(each, folders[at.parent] / at.name, states) if at.name in names else each
            for each, at in zip(found, prefixes, strict=True)
        ]

    def get(self, name: str) -> Environment:
        """One, with its size and the state that it is in. Raises NotFoundError."""
        found = self._prefixes.get(name)
        place = Path(found.prefix).resolve()
        current = read_history(Beside(place).history).current
        found = msgspec.structs.replace(found, revision=current)
        return _in_state(found, place, self._transactions.states([place.parent]))

    def changed(self, prefixes: Collection[str]) -> dict[str, tuple[str, datetime | None]]:
        """Names of environments by prefix, and when conda or we last changed them."""
        found = {each.prefix: each for each in self._prefixes.list() if each.prefix in prefixes}
        return {prefix: (each.name, _last_change(each)) for prefix, each in found.items()}

    def prefix_of(self, name: str) -> Path:
        return self._prefixes.prefix_of(name)

    def packages(self, name: str) -> PackageList:
        """Both layers, with what of them could not be read."""
        packages, problems = read_packages(self._prefixes.prefix_of(name))
        return PackageList(packages=packages, problems=problems)

    def prepare(self, request: CreateRequest, door: Door = "rest") -> Creation:
        """Check a request to create an environment; raises what `Creations.prepare` does."""
        return self._creations.prepare(request, door)

    def prepare_rename(self, name: str, new: str, door: Door = "rest") -> Creation:
        """Check a request to give an environment another name; raises what `prepare` does."""
        return self._creations.prepare_rename(name, new, door)

    async def draft(self, creation: Creation) -> Draft:
        """Plan a creation."""
        spec = creation.spec
        return await self._planner.plan(creation.request, Before(), spec.channels, spec)

    async def create(self, creation: Creation, report: Report, draft: Draft | None = None) -> None:
        """Make the environment, by its plan if there is one: all of it, or nothing.

        From the moment that it is in its place, a cancellation comes too late.
        """
        place, title = in_place(creation.prefix), creation.cause.title
        await asyncio.to_thread(self.recover_in, place.parent)
        async with self._transactions.begin(place, title) as stage:
            if creation.source is None:
                await self._build(creation, stage, report, draft)
            else:
                await self._clone(creation, creation.source, stage, report)
            report(Progress(phase="finish", message="Moving the environment into its place"))
            await seen_through(self._settle(creation, stage, report))

    async def rename(self, creation: Creation, old: Path, report: Report) -> None:
        """Give an environment another name: all of it, or nothing."""
        new, source, cause = creation.prefix, creation.source or old, creation.cause
        begin = self._transactions.begin
        async with (
            begin(in_place(new), cause.title) as stage,
            begin(in_place(old), cause.title) as away,
        ):
            rename = await asyncio.to_thread(Rename, stage, away, cause)
            await self._copy(creation, source, stage, report)
            await in_thread(rename.bring_over)
            report(Progress(phase="finish", message=rename.message))
            await seen_through(self._finish(rename, old, new, report))

    async def _finish(self, rename: Rename, old: Path, new: Path, report: Report) -> None:
        await asyncio.to_thread(rename.finish)
        await self._announcer.tell(old, report)
        await self._announcer.tell(new, report)

    def refuse_busy(self, prefix: str) -> None:
        """Raise BusyError where another program is changing an environment right now."""
        self._transactions.refuse_busy(in_place(Path(prefix)))

    def prepare_removal(self, name: str) -> Environment:
        """Check a request to remove an environment, or to change it.

        Raises
        ------
        NotFoundError, ProtectedError, NotWritableError

        """
        environment = self._prefixes.get(name, size=False)
        if environment.protected:
            reason = self._prefixes.why_protected(name)
            raise ProtectedError(f"{name} is protected: {reason}.")
        if not environment.writable:
            self._prefixes.prefix_of(name)  # somebody may just have removed it
            raise NotWritableError(f"{environment.prefix} does not let us write.")
        if os.path.ismount(environment.prefix):
            raise NotWritableError(
                f"{environment.prefix} is a mount point, which cannot be replaced or removed.",
                "Mount the folder for environments instead of one of them.",
            )
        return environment

    async def remove(self, environment: Environment, report: Report) -> None:
        """Move the environment out of its place in one step; it is kept as states are.

        Once begun it is seen through: a cancellation comes too late.
        """
        # it may have been frozen while the job waited for its turn
        await asyncio.to_thread(self.prepare_removal, environment.name)
        report(Progress(phase="remove", message=f"Removing {environment.name}"))
        await seen_through(self._take_away(Path(environment.prefix), report))

    def export(self, name: str, format_id: str, variant: str) -> Export:
        """Write an environment down. Raises NotFoundError."""
        return export(self._prefixes, name, format_id, variant)

    async def search(self, query: str, limit: int) -> builtins.list[SearchHit]:
        return await self._engine.search(query, limit)

    async def versions(self, package: str) -> builtins.list[PackageVersion]:
        return await self._engine.versions(package)

    async def recover(self) -> builtins.list[str]:
        """End the changes that were cut off, wherever environments are; say what became of them."""
        said = []
        for folder in await asyncio.to_thread(self._announcer.folders):
            said += await asyncio.to_thread(self.recover_in, folder)
        return said

    def recover_in(self, folder: Path) -> builtins.list[str]:
        """End the changes that were cut off in a folder of environments; tell other programs."""

        def tell(place: Path) -> None:
            self._announcer.note(folder / place.name)

        recovered = self._transactions.recover(folder.resolve(), tell)
        return [
            f"{place.name}: what was interrupted is "
            + ("finished." if happened else "taken back; nothing was changed.")
            for place, happened in recovered
        ]

    async def _settle(self, creation: Creation, stage: Stage, report: Report) -> None:
        await asyncio.to_thread(_commit, stage, creation.cause)
        await self._announcer.tell(creation.prefix, report)

    async def _take_away(self, prefix: Path, report: Report) -> None:
        async with self._transactions.begin(in_place(prefix), f"Remove {prefix.name}") as stage:
            await asyncio.to_thread(_take, stage)
            await self._announcer.tell(prefix, report)

    async def _build(
        self, creation: Creation, stage: Stage, report: Report, draft: Draft | None
    ) -> None:
        if draft is None:
            report(Progress(phase="solve", message="Solving"))
            draft = await self.draft(creation)
            for notice in draft.notices:
                report(Progress(phase="solve", message=notice.message))
        await carry_out(
            self._engine, draft, stage.path, creation.prefix, command=CREATED, report=report
        )

    async def _clone(self, creation: Creation, source: Path, stage: Stage, report: Report) -> None:
        """Copy an environment; refuse a copy of two states of it."""
        before = await asyncio.to_thread(_version, source)
        await self._copy(creation, source, stage, report)
        if await asyncio.to_thread(_version, source) != before:
            raise StalePlanError(
                f"{source.name} was changed while it was copied.",
                hint="Try it again. Nothing was made.",
            )

    async def _copy(self, creation: Creation, source: Path, stage: Stage, report: Report) -> None:
        report(Progress(phase="copy", message=f"Copying {source.name}"))
        loop = asyncio.get_running_loop()

        def told(done: int, total: int) -> None:
            progress = Progress(phase="copy", done=done, total=total, unit="files")
            loop.call_soon_threadsafe(report, progress)

        def work(stop: Stop) -> CopyResult:
            result = copy_environment(
                source,
                stage.path,
                target_prefix=creation.prefix,
                report=told,
                cancelled=stop,
            )
            if creation.spec.packages:
                write_spec(stage.path, creation.spec)
            return result

        for notice in (await in_thread(work)).notices:
            report(Progress(phase="copy", message=notice))


def _version(prefix: Path) -> tuple[int | None, str]:
    """What is another one after every change of an environment."""
    return number(prefix.resolve()), fingerprint(prefix)


def _commit(stage: Stage, cause: Cause) -> None:
    stage.commit(made(stage.path, None, cause))


def _take(stage: Stage) -> None:
    """Keep it as what it is; a link, or what cannot be read, is not kept."""
    before: Entry | None = None
    if not stage.place.is_symlink():
        with suppress(UnreadableError):
            before = read_history(Beside(stage.place).history).present(stage.place)
    stage.take(before)


def _in_state(environment: Environment, place: Path, states: Mapping[Path, State]) -> Environment:
    """Say what is being done to one; ``place`` is its prefix without links."""
    state = states.get(place, environment.state)
    return msgspec.structs.replace(environment, state=state)


def _last_change(environment: Environment) -> datetime | None:
    since = read_history(Beside(Path(environment.prefix).resolve()).history).since
    return max(filter(None, (since, environment.modified)), default=None)
