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

from packaging.requirements import InvalidRequirement, Requirement

from jupyter_envmgr import formats
from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.engine import Engine, PipLayer
from jupyter_envmgr.errors import (
    BadFileError,
    BadRequestError,
    BadSpecError,
    NotWritableError,
    ProtectedError,
)
from jupyter_envmgr.models import (
    CreateRequest,
    Environment,
    Export,
    ExportVariant,
    Package,
    PackageVersion,
    Progress,
    SearchHit,
    Spec,
    SpecFile,
)
from jupyter_envmgr.prefixes import (
    Prefixes,
    add_to_environments_txt,
    remove_from_environments_txt,
)
from jupyter_envmgr.transaction.copy import copy_environment
from jupyter_envmgr.transaction.settle import settle
from jupyter_envmgr.transaction.stage import Stage, staged, sweep

Report = Callable[[Progress], None]
Result = TypeVar("Result")

SPEC_FILE = Path("conda-meta", "envmgr", "environment.yml")
_KERNELS = {"ipykernel", "r-irkernel", "bash_kernel", "octave_kernel", "ijavascript"}


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

    def packages(self, name: str) -> builtins.list[Package]:
        return self._prefixes.packages(name)

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
        spec = _spec_of(request)
        channels = spec.channels or self._load().channels
        self._engine.check(spec.packages, channels)
        for requirement in spec.pip:
            _check_requirement(requirement)
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
        stored = _stored_spec(prefix)
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
        return Creation(request.name, prefix, _stored_spec(source), source)

    async def _build(self, creation: Creation, stage: Stage, report: Report) -> None:
        spec = creation.spec
        report(Progress(phase="solve", message="Solving"))
        solution = await self._engine.solve(spec.packages, spec.channels)
        await self._engine.install(solution, stage.path, creation.prefix, report)
        if spec.pip:
            await self._engine.install_pip(stage.path, PipLayer(spec.pip), report)
            await asyncio.to_thread(settle, stage.path, creation.prefix)
        await asyncio.to_thread(_store, stage.path, spec)

    async def _copy(self, creation: Creation, source: Path, stage: Stage, report: Report) -> None:
        report(Progress(phase="copy", message=f"Copying {source.name}"))
        loop = asyncio.get_running_loop()

        def told(done: int, total: int) -> None:
            progress = Progress(phase="copy", done=done, total=total, unit="files")
            loop.call_soon_threadsafe(report, progress)

        def work(cancelled: Callable[[], bool]) -> None:
            copy_environment(
                source,
                stage.path,
                target_prefix=creation.prefix,
                report=told,
                cancelled=cancelled,
            )

        await _in_thread(work)


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


def _spec_of(request: CreateRequest) -> Spec:
    """What a request asks for: its file's content and what was typed, with a kernel."""
    read = formats.read(request.file) if request.file else Spec()
    packages = [*read.packages, *request.packages]
    pip = [*read.pip, *request.pip]
    if request.python:
        packages.insert(0, _python(request.python))
    names = {_name(spec) for spec in packages}
    if request.kernel and not names & _KERNELS and not any("xeus" in name for name in names):
        packages.append(
            "r-irkernel" if "r-base" in names and "python" not in names else "ipykernel"
        )
    if pip and "pip" not in names:
        packages.append("pip")
    return Spec(
        channels=list(dict.fromkeys([*request.channels, *read.channels])),
        packages=packages,
        pip=pip,
        variables=read.variables,
    )


def _check_requirement(text: str) -> None:
    """Refuse what pip could not read either: neither PEP 508, nor a URL, nor a local path."""
    if "://" in text or text.startswith((".", "/")):
        return
    try:
        Requirement(text)
    except InvalidRequirement as error:
        reason = str(error).splitlines()[0]
        raise BadSpecError(
            f"{text[:60]!r} is not a pip requirement: {reason}.",
            hint="Write it as name, name==1.2 or name>=1.2,<2.",
        ) from error


def _python(version: str) -> str:
    return f"python{version}" if version[0] in "<>=!~" else f"python={version}"


def _name(spec: str) -> str:
    """The package that a spec is about, without parsing it in full."""
    bare = spec.rpartition("::")[2].strip()
    end = next((i for i, c in enumerate(bare) if c in " =<>!~[;"), len(bare))
    return bare[:end].lower()


def _store(prefix: Path, spec: Spec) -> None:
    """Keep what was asked for, as text, in the environment."""
    path = prefix / SPEC_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(formats.write_spec(spec), encoding="utf-8", newline="\n")
    if spec.variables:
        state = prefix / "conda-meta" / "state"
        state.write_text(json.dumps({"version": 1, "env_vars": spec.variables}), encoding="utf-8")


def _stored_spec(prefix: Path) -> Spec:
    """What was asked for when the environment was made by us; else an empty one."""
    try:
        text = (prefix / SPEC_FILE).read_text(encoding="utf-8")
        return formats.read(SpecFile(name=SPEC_FILE.name, text=text))
    except (OSError, UnicodeError, BadFileError):
        return Spec()


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
