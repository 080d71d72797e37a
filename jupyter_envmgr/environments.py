"""The use cases: what a person can do with environments, the same for every door.

What takes longer than a disk read is a coroutine that is given a ``report`` callable. What can be
refused is refused by `prepare` and `prepare_removal`, before a job begins.
"""

from __future__ import annotations

import asyncio
import builtins
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import msgspec

from jupyter_envmgr import formats
from jupyter_envmgr.announce import Announcer
from jupyter_envmgr.asked import spec_of, stored_spec, write_spec
from jupyter_envmgr.carry_out import carry_out
from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.engine import Engine
from jupyter_envmgr.errors import (
    BadRequestError,
    ExistsError,
    NotWritableError,
    ProtectedError,
)
from jupyter_envmgr.models import (
    CreateRequest,
    Environment,
    Export,
    ExportVariant,
    PackageList,
    PackageVersion,
    Progress,
    SearchHit,
    Spec,
)
from jupyter_envmgr.planner import read
from jupyter_envmgr.planner.before import Before
from jupyter_envmgr.planner.draft import Draft
from jupyter_envmgr.planner.planner import Planner
from jupyter_envmgr.planner.wish import Request
from jupyter_envmgr.prefixes import (
    Prefixes,
    read_environments_txt,
    read_packages,
    read_variables,
    remove_from_environments_txt,
    site_packages,
)
from jupyter_envmgr.regular_file import read_regular
from jupyter_envmgr.threads import Stop, in_thread, seen_through
from jupyter_envmgr.transaction.copy import CopyResult, copy_environment
from jupyter_envmgr.transaction.rename import Rename, not_its_own
from jupyter_envmgr.transaction.stage import Stage, staged, sweep

Report = Callable[[Progress], None]

CREATED = "jupyter envmgr create"
"""What conda's diary calls a creation."""

_LARGEST_URL = 1 << 20  # bytes

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Creation:
    """A creation that has passed every check that needs no channel."""

    name: str
    prefix: Path
    spec: Spec
    request: Request = field(default_factory=Request)
    source: Path | None = None


class Environments:
    """Everything there is to do with environments as a whole, over the parts that do it."""

    def __init__(
        self,
        load: Callable[[], Condarc],
        prefixes: Prefixes,
        engine: Engine,
        planner: Planner,
        announcer: Announcer,
    ) -> None:
        self._load = load
        self._prefixes = prefixes
        self._engine = engine
        self._planner = planner
        self._announcer = announcer

    def list(self) -> builtins.list[Environment]:
        return self._prefixes.list()

    def get(self, name: str) -> Environment:
        return self._prefixes.get(name)

    def prefix_of(self, name: str) -> Path:
        return self._prefixes.prefix_of(name)

    def packages(self, name: str) -> PackageList:
        """Both layers, with what of them could not be read."""
        packages, problems = read_packages(self._prefixes.prefix_of(name))
        return PackageList(packages=packages, problems=problems)

    def prepare(self, request: CreateRequest) -> Creation:
        """Check a request to create an environment.

        Raises
        ------
        BadNameError, ExistsError, BadSpecError, BadFileError, BadRequestError, NotFoundError

        """
        read.refuse_too_many(request)
        self._prefixes.check_new_name(request.name)
        prefix = self._prefixes.main_folder / request.name
        if request.clone is not None:
            return self._prepare_clone(request, prefix)
        condarc = self._load()
        spec = spec_of(request, condarc)
        asked = read.creation(request, spec)
        channels = self._engine.check(asked.conda, spec.channels)
        spec = msgspec.structs.replace(spec, name=request.name, channels=channels)
        return Creation(request.name, prefix, spec, asked)

    def prepare_rename(self, name: str, new: str) -> Creation:
        """Check a request to give an environment another name; raises what `prepare` does.

        It stays in its folder.
        """
        old = self._prefixes.prefix_of(name)
        creation = self.prepare(CreateRequest(name=new, clone=name))
        if os.path.lexists(old.parent / new):
            raise ExistsError(f"{old.parent / new} exists.")
        if left := not_its_own(old):
            raise BadRequestError(
                f"{name} has {', '.join(left)} in it, which would not come along.",
                hint="Clone it, move what you need, then remove it.",
            )
        return replace(creation, prefix=old.parent / new)

    async def draft(self, creation: Creation) -> Draft:
        """Plan a creation."""
        spec = creation.spec
        return await self._planner.plan(creation.request, Before(), spec.channels, spec)

    async def create(self, creation: Creation, report: Report, draft: Draft | None = None) -> None:
        """Make the environment, by its plan if there is one: all of it, or nothing.

        From the moment that it is in its place, a cancellation comes too late.
        """
        await asyncio.to_thread(self.clear, creation.prefix.parent)
        async with staged(creation.prefix) as stage:
            if creation.source is None:
                await self._build(creation, stage, report, draft)
            else:
                await self._copy(creation, creation.source, stage, report)
            report(Progress(phase="finish", message="Moving the environment into its place"))
            await seen_through(self._settle(creation, stage, report))

    async def rename(self, creation: Creation, old: Path, report: Report) -> None:
        """Give an environment another name: all of it, or nothing."""
        new, source = creation.prefix, creation.source or old
        async with staged(new) as stage, staged(old) as away:
            rename = await asyncio.to_thread(Rename, old, new, stage, away)
            await self._copy(creation, source, stage, report)
            await in_thread(lambda _stop: rename.bring_over())
            report(Progress(phase="finish", message=rename.message))
            await seen_through(self._finish(rename, old, new, report))

    async def _finish(self, rename: Rename, old: Path, new: Path, report: Report) -> None:
        await asyncio.to_thread(rename.finish)
        await self._announcer.gone(old, report)
        await self._announcer.there(new, report)

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
            raise NotWritableError(f"{environment.prefix} does not let us write.")
        if os.path.ismount(environment.prefix):
            raise NotWritableError(
                f"{environment.prefix} is a mount point, which cannot be replaced or removed.",
                "Mount the folder for environments instead of one of them.",
            )
        return environment

    async def remove(self, environment: Environment, report: Report) -> None:
        """Move the environment out of its place in one step, then delete it.

        Once begun it is seen through: a cancellation comes too late.
        """
        report(Progress(phase="remove", message=f"Removing {environment.name}"))
        await seen_through(self._take_away(Path(environment.prefix), report))

    def export(self, name: str, format_id: str, variant: str) -> Export:
        """Write an environment down.

        Raises
        ------
        NotFoundError
            No such environment, format or variant.

        """
        prefix = self._prefixes.prefix_of(name)
        stored = stored_spec(prefix)
        return formats.write(
            formats.Snapshot(
                name=name,
                packages=self._prefixes.packages(name),
                channels=stored.channels,
                only_channels=stored.only_channels,
                requested=stored.packages,
                variables=read_variables(prefix),
                pip_sources=_pip_sources(prefix),
            ),
            form=format_id,
            variant=cast("ExportVariant", variant),
        )

    async def search(self, query: str, limit: int) -> builtins.list[SearchHit]:
        return await self._engine.search(query, limit)

    async def versions(self, package: str) -> builtins.list[PackageVersion]:
        return await self._engine.versions(package)

    async def sweep(self) -> None:
        """Delete what crashed creations and removals left behind, wherever environments are."""
        condarc = await asyncio.to_thread(self._load)
        known = await asyncio.to_thread(read_environments_txt, condarc.environments_txt)
        for folder in {*condarc.envs_dirs, *(Path(prefix).parent for prefix in known)}:
            await asyncio.to_thread(self.clear, folder)

    def clear(self, folder: Path) -> None:
        """Delete the stages in a folder that nobody holds, and the lines of removals cut off."""
        if not sweep(folder):
            return
        listed = self._load().environments_txt
        for prefix in map(Path, read_environments_txt(listed)):
            if prefix.parent == folder and not os.path.lexists(prefix):
                try:
                    remove_from_environments_txt(listed, prefix)
                except OSError as error:
                    _log.warning("%s stays in %s: %s", prefix, listed, error)

    async def _settle(self, creation: Creation, stage: Stage, report: Report) -> None:
        await asyncio.to_thread(stage.commit, creation.prefix)
        await self._announcer.there(creation.prefix, report)

    async def _take_away(self, prefix: Path, report: Report) -> None:
        async with staged(prefix) as stage:
            await asyncio.to_thread(stage.take, prefix)
        await self._announcer.gone(prefix, report)

    def _prepare_clone(self, request: CreateRequest, prefix: Path) -> Creation:
        if request.packages or request.pip or request.file or request.channels or request.python:
            raise BadRequestError(
                "A clone takes its packages from the environment that it copies.",
                hint="Clone first, then change the clone.",
            )
        source = self._prefixes.prefix_of(request.clone or "")
        spec = msgspec.structs.replace(stored_spec(source), name=request.name)
        return Creation(request.name, prefix, spec, source=source)

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


def _pip_sources(prefix: Path) -> dict[str, str]:
    """Where pip packages that are on no index came from, by name."""
    sources = {}
    for folder in site_packages(prefix):
        for file in folder.glob("*.dist-info/direct_url.json"):
            with suppress(OSError):
                content = read_regular(file, _LARGEST_URL)
                if url := formats.requirement_url(content):
                    sources[file.parent.name.partition("-")[0]] = url
    return sources
