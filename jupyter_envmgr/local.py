"""The verbs' backend in this process itself: no server, no second program."""

from __future__ import annotations

import os
import queue
import sysconfig
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from jupyter_envmgr import models
from jupyter_envmgr.channel_url import public_url
from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.errors import BadRequestError, EnvmgrError
from jupyter_envmgr.models import (
    ChangeRequest,
    CreateRequest,
    Door,
    FreezeRequest,
    Job,
    JobAction,
    Model,
    PlanRequest,
)
from jupyter_envmgr.prefixes import Prefixes
from jupyter_envmgr.transaction.beside import stages
from jupyter_envmgr.verbs.backend import ENDED, BackendError, Data, Report

if TYPE_CHECKING:
    from traitlets.config import Config

    from jupyter_envmgr.jobs import Jobs, Work
    from jupyter_envmgr.loop_thread import LoopThread
    from jupyter_envmgr.parts import Parts

Body = TypeVar("Body", bound=Model)
Result = TypeVar("Result")


class Local:
    """Does what is asked for by the use cases themselves; see `verbs.backend.Backend`.

    The parts that change something are put together when the first of them is needed: listing
    loads no engine. `close` ends what is under way.
    """

    def __init__(self, door: Door = "cli") -> None:
        self._door = door
        self._environ = dict(os.environ)
        self._prefixes = Prefixes(self._load)
        self._news: queue.SimpleQueue[Job] = queue.SimpleQueue()

    def offline(self) -> None:
        self._environ["CONDA_OFFLINE"] = "true"

    def environments(self) -> list[Data]:
        with _problems():
            found = self._prefixes.list()
            if any(stages(folder) for folder in {Path(each.prefix).parent for each in found}):
                found = self._parts.environments.list()
        return cast("list[Data]", msgspec.to_builtins(found))

    def environment(self, name: str) -> Data:
        return self._told(lambda: self._parts.environments.get(name))

    def packages(self, name: str) -> Data:
        return self._told(lambda: self._parts.environments.packages(name))

    def health(self, name: str) -> Data:
        return self._told(lambda: self._parts.checks.health(name))

    def check(self, name: str) -> Data:
        return self._submit(
            f"Check {name}", "check", name, lambda report: self._parts.checks.deep(name, report)
        )

    def repair(self, name: str, codes: list[str]) -> Data:
        with _problems():
            request = self._parts.checks.repair(name, codes)
        return self._change(name, request)

    def export(self, name: str, form: str, variant: str) -> Data:
        return self._told(lambda: self._parts.environments.export(name, form, variant))

    def plan(self, body: Data) -> Data:
        request = _read(body, PlanRequest)
        return self._awaited(self._parts.changes.plan(request, self._door))

    def apply(self, plan_id: str) -> Data:
        changes = self._parts.changes
        with _problems():
            prepared = self._loop.call(changes.current(plan_id))
        return self._submit(
            prepared.plan.title,
            prepared.plan.action,
            prepared.plan.environment,
            lambda report: changes.apply(prepared, report),
        )

    def create(self, body: Data) -> Data:
        environments = self._parts.environments
        with _problems():
            creation = environments.prepare(_read(body, CreateRequest), self._door)
        return self._submit(
            creation.cause.title,
            "clone" if creation.source else "create",
            creation.name,
            lambda report: environments.create(creation, report),
        )

    def change(self, name: str, body: Data) -> Data:
        return self._change(name, _read(body, ChangeRequest))

    def remove(self, name: str) -> Data:
        environments = self._parts.environments
        with _problems():
            environment = environments.prepare_removal(name)
        return self._submit(
            f"Remove {name}",
            "remove",
            name,
            lambda report: environments.remove(environment, report),
        )

    def freeze(self, name: str, body: Data) -> Data:
        request = _read(body, FreezeRequest)
        freezing = self._parts.freezing
        return self._awaited(freezing.freeze(name, request.message, frozen=request.frozen))

    def removed(self) -> list[Data]:
        return cast("list[Data]", self._told(self._parts.revisions.removed)["environments"])

    def revisions(self, name: str) -> Data:
        return self._told(lambda: self._parts.revisions.list(name))

    def diff(self, name: str, revision: str, against: str | None = None) -> Data:
        return self._told(lambda: self._parts.revisions.diff(name, revision, against))

    def restore(self, name: str, revision: str | None = None) -> Data:
        revisions = self._parts.revisions
        with _problems():
            restoration = revisions.prepare(name, revision)
        return self._submit(
            restoration.title,
            "restore",
            name,
            lambda report: revisions.restore(restoration, report),
        )

    def prune(self, name: str, revision: str | None = None) -> Data:
        return self._awaited(self._parts.revisions.prune(name, revision))

    def search(self, query: str, limit: int) -> list[Data]:
        with _problems():
            hits = self._loop.call(self._parts.environments.search(query, limit))
        return cast("list[Data]", msgspec.to_builtins(hits))

    def versions(self, package: str) -> Data:
        with _problems():
            versions = self._loop.call(self._parts.environments.versions(package))
        return {"name": package, "versions": msgspec.to_builtins(versions)}

    def formats(self) -> list[Data]:
        from jupyter_envmgr.formats import formats

        return cast("list[Data]", msgspec.to_builtins(formats()))

    def config(self) -> Data:
        return self._told(self._config)

    def kernels(self) -> list[Data]:
        return []

    def recover(self) -> list[str]:
        """End what crashes have cut off; a sentence for each."""
        with _problems():
            return self._loop.call(self._parts.environments.recover())

    def jobs(self) -> list[Data]:
        return cast("list[Data]", msgspec.to_builtins(self._jobs.list()))

    def job(self, job_id: str) -> Data:
        return self._told(lambda: self._jobs.get(job_id))

    def cancel(self, job_id: str) -> Data:
        async def cancelled() -> Job:
            return self._jobs.cancel(job_id)

        return self._awaited(cancelled())

    def wait(self, job: Data, report: Report) -> Data:
        from jupyter_envmgr.loop_thread import GLANCE

        while job["state"] not in ENDED:
            try:
                news = self._news.get(timeout=GLANCE)
            except queue.Empty:  # or an interrupt has taken the last one
                news = self._jobs.get(job["id"])
            if news.id == job["id"]:
                job = msgspec.to_builtins(news)
                report(job)
        return job

    def close(self) -> None:
        """Cancel what is under way, wait for that, and end."""
        if "_loop" in self.__dict__:
            if "_jobs" in self.__dict__:
                self._loop.call(self._jobs.close())
            self._loop.close()

    @cached_property
    def _parts(self) -> Parts:
        from jupyter_envmgr.settings import read_config, settings

        config = read_config()
        with _problems():
            return settings(config).parts(self._load, changed=lambda: _publish(config))

    @cached_property
    def _loop(self) -> LoopThread:
        from jupyter_envmgr.loop_thread import LoopThread

        return LoopThread()

    @cached_property
    def _jobs(self) -> Jobs:
        from jupyter_envmgr.jobs import Jobs

        return Jobs(changed=self._news.put)

    def _load(self) -> Condarc:
        return Condarc.load(self._environ)

    def _config(self) -> models.Config:
        condarc = self._load()
        return models.Config(
            version=version("jupyter_envmgr"),
            platform=sysconfig.get_platform(),
            channels=[public_url(channel) for channel in condarc.channels],
            channel_priority=condarc.channel_priority,
            main_folder=str(self._prefixes.main_folder),
            envs_dirs=[str(folder) for folder in condarc.envs_dirs],
            base=None if condarc.root_prefix is None else str(condarc.root_prefix),
            kernel_provider="jupyter_envmgr",
            condarc_files=[str(path) for path in condarc.files],
            problems=list(condarc.problems),
        )

    def _change(self, name: str, request: ChangeRequest) -> Data:
        changes = self._parts.changes
        with _problems():
            prepared = changes.prepare(name, request, self._door)
        return self._submit(
            prepared.title,
            prepared.action,
            name,
            lambda report: changes.change(prepared, report),
        )

    def _submit(self, title: str, action: JobAction, name: str, work: Work) -> Data:
        async def submitted() -> Job:
            return self._jobs.submit(title, action=action, environment=name, work=work)

        return self._awaited(submitted())

    def _awaited(self, work: Coroutine[Any, Any, Model]) -> Data:
        with _problems():
            return cast("Data", msgspec.to_builtins(self._loop.call(work)))

    def _told(self, work: Callable[[], Model]) -> Data:
        with _problems():
            return cast("Data", msgspec.to_builtins(work()))


def _read(body: Data, kind: type[Body]) -> Body:
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        problem = BadRequestError(f"The request cannot be read: {error}.").problem
        raise BackendError(msgspec.to_builtins(problem)) from error


@contextmanager
def _problems() -> Iterator[None]:
    try:
        yield
    except EnvmgrError as error:
        raise BackendError(msgspec.to_builtins(error.problem)) from error


def _publish(config: Config) -> None:
    """Let programs that read kernels from disk, such as papermill, know of a change."""
    from jupyter_envmgr.kernels.manager import EnvmgrKernelSpecManager

    EnvmgrKernelSpecManager(config=config).publish()
