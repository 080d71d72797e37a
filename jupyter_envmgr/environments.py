"""The use cases: what a person can do with environments, the same for every door.

What takes longer than a disk read is a coroutine that is given a ``report`` callable. What can be
refused is refused by `prepare` and `prepare_removal`, before a job begins.
"""

from __future__ import annotations

import asyncio
import builtins
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

import msgspec

from jupyter_envmgr import formats
from jupyter_envmgr.asked import check_requirement, spec_of, store, stored_spec, write_spec
from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.engine import Engine, PipLayer
from jupyter_envmgr.errors import (
    BadRequestError,
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
from jupyter_envmgr.prefixes import (
    Prefixes,
    add_to_environments_txt,
    read_packages,
    remove_from_environments_txt,
)
from jupyter_envmgr.transaction.copy import CopyResult, copy_environment
from jupyter_envmgr.transaction.settle import settle
from jupyter_envmgr.transaction.stage import Stage, staged, sweep

Report = Callable[[Progress], None]
Result = TypeVar("Result")


@dataclass(frozen=True)
class Creation:
    """A creation that has passed every check that needs no channel."""

    name: str
    prefix: Path
    spec: Spec
    source: Path | None = None


class Environments:
    """Everything there is to do, over the parts that do it.

    ``changed`` is called, in a thread, before a change counts as done.
    """

    def __init__(
        self,
        load: Callable[[], Condarc],
        prefixes: Prefixes,
        engine: Engine,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._load = load
        self._prefixes = prefixes
        self._engine = engine
        self._changed = changed

    def list(self) -> builtins.list[Environment]:
        return self._prefixes.list()

    def get(self, name: str) -> Environment:
        return self._prefixes.get(name)

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
        self._prefixes.check_new_name(request.name)
        prefix = self._prefixes.main_folder / request.name
        if request.clone is not None:
            return self._prepare_clone(request, prefix)
        spec = spec_of(request)
        channels = spec.channels or self._load().channels
        self._engine.check(spec.packages, channels)
        for requirement in spec.pip:
            check_requirement(requirement)
        spec = Spec(
            name=request.name,
            channels=list(channels),
            packages=spec.packages,
            pip=spec.pip,
            variables=spec.variables,
        )
        return Creation(request.name, prefix, spec)

    async def create(self, creation: Creation, report: Report) -> None:
        """Make the environment: all of it, or nothing."""
        await asyncio.to_thread(sweep, creation.prefix.parent)
        async with staged(creation.prefix) as stage:
            if creation.source is None:
                await self._build(creation, stage, report)
            else:
                await self._copy(creation, creation.source, stage, report)
            report(Progress(phase="finish", message="Moving the environment into its place"))
            await asyncio.to_thread(stage.commit, creation.prefix)
        known = self._load().environments_txt
        await asyncio.to_thread(add_to_environments_txt, known, creation.prefix)
        await asyncio.to_thread(self._changed)

    def prepare_removal(self, name: str) -> Environment:
        """Check a request to remove an environment.

        Raises
        ------
        NotFoundError, ProtectedError, NotWritableError

        """
        environment = self._prefixes.get(name, size=False)
        if environment.protected:
            raise ProtectedError(f"{name} is protected: {_why_protected(environment)}.")
        if not environment.writable:
            raise NotWritableError(f"{environment.prefix} does not let us write.")
        return environment

    async def remove(self, environment: Environment, report: Report) -> None:
        """Move the environment out of its place in one step, then delete it."""
        prefix = Path(environment.prefix)
        report(Progress(phase="remove", message=f"Removing {environment.name}"))
        async with staged(prefix) as stage:
            await asyncio.to_thread(stage.take, prefix)
            known = self._load().environments_txt
            await asyncio.to_thread(remove_from_environments_txt, known, prefix)
            await asyncio.to_thread(self._changed)

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
                requested=stored.packages,
                variables=_variables(prefix),
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
        """Delete what crashed creations and removals left behind."""
        for folder in self._load().envs_dirs:
            await asyncio.to_thread(sweep, Path(folder))

    def _prepare_clone(self, request: CreateRequest, prefix: Path) -> Creation:
        if request.packages or request.pip or request.file or request.channels or request.python:
            raise BadRequestError(
                "A clone takes its packages from the environment that it copies.",
                hint="Clone first, then change the clone.",
            )
        source = self._prefixes.prefix_of(request.clone or "")
        spec = msgspec.structs.replace(stored_spec(source), name=request.name)
        return Creation(request.name, prefix, spec, source)

    async def _build(self, creation: Creation, stage: Stage, report: Report) -> None:
        spec = creation.spec
        report(Progress(phase="solve", message="Solving"))
        solution = await self._engine.solve(spec.packages, spec.channels)
        await self._engine.install(solution, stage.path, creation.prefix, report)
        if spec.pip:
            await self._engine.install_pip(stage.path, PipLayer(spec.pip), report)
            await asyncio.to_thread(settle, stage.path, creation.prefix)
        await asyncio.to_thread(store, stage.path, spec)

    async def _copy(self, creation: Creation, source: Path, stage: Stage, report: Report) -> None:
        report(Progress(phase="copy", message=f"Copying {source.name}"))
        loop = asyncio.get_running_loop()

        def told(done: int, total: int) -> None:
            progress = Progress(phase="copy", done=done, total=total, unit="files")
            loop.call_soon_threadsafe(report, progress)

        def work(cancelled: Callable[[], bool]) -> CopyResult:
            result = copy_environment(
                source,
                stage.path,
                target_prefix=creation.prefix,
                report=told,
                cancelled=cancelled,
            )
            if creation.spec.packages:
                write_spec(stage.path, creation.spec)
            return result

        for notice in (await _in_thread(work)).notices:
            report(Progress(phase="copy", message=notice))


async def _in_thread(work: Callable[[Callable[[], bool]], Result]) -> Result:
    """Run ``work`` in a thread; when the task is cancelled, tell it so and wait for its end."""
    stop = threading.Event()
    task = asyncio.ensure_future(asyncio.to_thread(work, stop.is_set))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait([task])
        task.exception()  # it was told to stop: how it ended is of no interest
        raise


def _variables(prefix: Path) -> dict[str, str]:
    """The variables that conda sets when the environment is activated (``conda-meta/state``)."""
    try:
        state = json.loads((prefix / "conda-meta" / "state").read_text(encoding="utf-8"))
        return {str(k): str(v) for k, v in state["env_vars"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _pip_sources(prefix: Path) -> dict[str, str]:
    """Where pip packages that are on no index came from, by name."""
    sources = {}
    for site_packages in ("lib/python3*/site-packages", "Lib/site-packages"):
        for file in prefix.glob(f"{site_packages}/*.dist-info/direct_url.json"):
            if url := formats.requirement_url(file.read_bytes()):
                sources[file.parent.name.partition("-")[0]] = url
    return sources


def _why_protected(environment: Environment) -> str:
    if environment.kind == "base":
        return "conda itself lives in it"
    if environment.own_server:
        return "this Jupyter server runs in it"
    return "it is frozen"
