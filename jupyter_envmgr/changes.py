"""The use cases of changes: plan one, look at it, apply exactly what was planned."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from jupyter_envmgr.announce import Announcer
from jupyter_envmgr.asked import shown_request, stored_spec
from jupyter_envmgr.carry_out import carry_out
from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.engine import Engine
from jupyter_envmgr.environments import Environments
from jupyter_envmgr.errors import NotFoundError, StalePlanError
from jupyter_envmgr.models import (
    ChangeRequest,
    CreateRequest,
    Door,
    Plan,
    PlanRequest,
    Progress,
    Spec,
)
from jupyter_envmgr.planner import read
from jupyter_envmgr.planner.before import Before, read_before
from jupyter_envmgr.planner.draft import Draft
from jupyter_envmgr.planner.planner import Planner
from jupyter_envmgr.planner.wish import Request
from jupyter_envmgr.prepared import (
    ONLY_CHANGE,
    ONLY_CREATE,
    Prepared,
    given,
    part,
    refuse_mixture,
    shown,
    title_of,
)
from jupyter_envmgr.threads import Stop, in_thread, seen_through
from jupyter_envmgr.transaction.beside import Beside
from jupyter_envmgr.transaction.copy import CopyResult, copy_environment
from jupyter_envmgr.transaction.history import Cause, made, read_history
from jupyter_envmgr.transaction.meanwhile import Meanwhile
from jupyter_envmgr.transaction.ownership import Records
from jupyter_envmgr.transaction.stage import Stage
from jupyter_envmgr.transaction.state import fingerprint
from jupyter_envmgr.transaction.transactions import Transactions

Report = Callable[[Progress], None]

_log = logging.getLogger(__name__)

_AT_ONCE = 4
"""Plans that are made at the same time; others wait."""
_KEPT = 20
"""Plans that are remembered, the newest."""
_CHANGED = "jupyter envmgr change"


class Changes:
    """Plans of this server, and carrying them out."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts that it works with
        self,
        load: Callable[[], Condarc],
        environments: Environments,
        engine: Engine,
        planner: Planner,
        announcer: Announcer,
        transactions: Transactions,
    ) -> None:
        self._load = load
        self._environments = environments
        self._engine = engine
        self._planner = planner
        self._announcer = announcer
        self._transactions = transactions
        self._plans: dict[str, Prepared] = {}
        self._planning = asyncio.Semaphore(_AT_ONCE)

    async def plan(self, request: PlanRequest, door: Door = "rest") -> Plan:
        """Tell what a request would do, and remember it.

        Raises
        ------
        EnvmgrError
            It cannot be done; the error is the one that doing it would give.

        """
        prepared = await asyncio.to_thread(self._prepare, request, door)
        async with self._planning:
            draft = await self._draft(prepared)
        plan = shown(prepared, draft, request)
        self._plans[plan.id] = dataclasses.replace(prepared, draft=draft, made=plan)
        while len(self._plans) > _KEPT:
            del self._plans[next(iter(self._plans))]
        return plan

    def get(self, plan_id: str) -> Prepared:
        """A plan that was made. Raises NotFoundError."""
        try:
            return self._plans[plan_id]
        except KeyError:
            raise NotFoundError(
                f"There is no plan {plan_id}.", hint="It may have been forgotten: plan again."
            ) from None

    async def current(self, plan_id: str) -> Prepared:
        """A plan that still fits its environment.

        Raises
        ------
        NotFoundError
        StalePlanError
            The environment has changed since; the details have a new plan.

        """
        prepared = self.get(plan_id)
        door = prepared.door
        await asyncio.to_thread(self._prepare, prepared.plan.request, door)
        draft = prepared.draft
        if draft and draft.before.prefix:
            state = await asyncio.to_thread(fingerprint, draft.before.prefix)
            if state != draft.before.state:
                new = await self.plan(prepared.plan.request, door)
                raise _stale(prepared.plan.environment, new)
        return prepared

    def prepare(self, name: str, request: ChangeRequest, door: Door = "rest") -> Prepared:
        """Check a request to change an environment.

        Raises
        ------
        NotFoundError, ProtectedError, NotWritableError, BadRequestError, BadSpecError, BadFileError

        """
        environment = self._environments.prepare_removal(name)
        prefix = Path(environment.prefix)
        if request.rename is not None:
            refuse_mixture(request)
            creation = self._environments.prepare_rename(name, request.rename, door)
            return Prepared("rename", creation.cause, prefix, environment, creation=creation)
        asked = read.change(request, stored_spec(prefix))
        options = self._engine.with_logins(asked.options, prefix)
        asked = dataclasses.replace(asked, options=options)
        self._engine.check(asked.conda, asked.channels)
        cause = Cause(title=title_of(name, request), door=door, request=shown_request(request))
        return Prepared("change", cause, prefix, environment, request=asked)

    async def change(self, prepared: Prepared, report: Report) -> None:
        """Plan and apply in one go."""
        if prepared.environment:  # it may have been frozen while the job waited for its turn
            await asyncio.to_thread(self._environments.prepare_removal, prepared.environment.name)
        report(Progress(phase="solve", message="Solving"))
        draft = await self._draft(prepared)
        for notice in draft.notices if draft else ():
            report(Progress(phase="solve", message=notice.message))
        await self._do(prepared, draft, report)

    async def apply(self, prepared: Prepared, report: Report) -> None:
        """Do what a plan says: all of it, or nothing."""
        await self._do(prepared, prepared.draft, report)

    def _prepare(self, request: PlanRequest, door: Door) -> Prepared:
        try:
            self._environments.prefix_of(request.environment)
        except NotFoundError:
            if given(request, ONLY_CHANGE):
                raise
            return self._prepare_creation(request, door)
        if given(request, ONLY_CREATE):
            return self._prepare_creation(request, door)
        return self.prepare(request.environment, part(request, ChangeRequest), door)

    def _prepare_creation(self, request: PlanRequest, door: Door) -> Prepared:
        fields = {"name": request.environment}
        creation = self._environments.prepare(part(request, CreateRequest, **fields), door)
        return Prepared("create", creation.cause, creation.prefix, creation=creation)

    async def _draft(self, prepared: Prepared) -> Draft | None:
        if prepared.action == "rename":
            return None
        if prepared.creation:
            return await self._environments.draft(prepared.creation)
        before = await read_before(self._engine, prepared.prefix)
        request = prepared.request or Request()
        spec = self._stored(prepared, before)
        given = self._load().expand([*request.channels, *spec.channels])
        channels = self._engine.check(request.conda, given)
        draft = await self._planner.plan(request, before, channels, spec)
        kept = self._engine.kept(spec.channels, channels, draft.solution)
        return dataclasses.replace(draft, spec=replace(draft.spec, channels=kept))

    def _stored(self, prepared: Prepared, before: Before) -> Spec:
        """What is known of an environment besides its packages, with its own channels.

        Of one that others have made, the channels that it has packages of count too.
        """
        stored = stored_spec(prepared.prefix)
        condarc = self._load()
        own = stored.channels or [*condarc.channels, *self._engine.origins(before.records)]
        name = prepared.environment.name if prepared.environment else None
        return replace(stored, name=name, channels=list(condarc.expand(own)))

    async def _do(self, prepared: Prepared, draft: Draft | None, report: Report) -> None:
        creation = prepared.creation
        if prepared.action == "rename" and creation and prepared.environment:
            await self._environments.rename(creation, Path(prepared.environment.prefix), report)
        elif creation:
            await self._environments.create(creation, report, draft)
        elif draft:
            await self._exchange(prepared, draft, report)

    async def _exchange(self, prepared: Prepared, draft: Draft, report: Report) -> None:
        """Change a copy, and let the copy and the environment change places."""
        prefix, title = prepared.prefix, prepared.title
        place = await asyncio.to_thread(prefix.resolve)
        await asyncio.to_thread(self._environments.recover_in, place.parent)
        async with self._transactions.begin(place, title) as stage:
            records = Records()
            meanwhile = await asyncio.to_thread(Meanwhile, place, stage.path, records)
            await _copy(place, stage, meanwhile, report)
            await _refuse_stale(prepared, draft)
            await carry_out(
                self._engine,
                draft,
                stage.path,
                prefix,
                command=_CHANGED,
                report=report,
                before=meanwhile.before,
                records=records,
            )
            await in_thread(lambda stop: meanwhile.bring_over(stop=stop))
            await in_thread(lambda _stop: stage.flush())
            await _refuse_stale(prepared, draft)
            report(Progress(phase="finish", message="Putting the changed environment in its place"))
            await seen_through(self._settle(prepared, stage, meanwhile, report))

    async def _settle(
        self, prepared: Prepared, stage: Stage, meanwhile: Meanwhile, report: Report
    ) -> None:
        await asyncio.to_thread(_put_in_place, stage, meanwhile, prepared.cause)
        await self._announcer.tell(prepared.prefix, report)


def _put_in_place(stage: Stage, meanwhile: Meanwhile, cause: Cause) -> None:
    before = read_history(Beside(stage.place).history).present(stage.place)
    stage.exchange(before, made(stage.path, before, cause), tied=True)
    meanwhile.look_back(stage.path, stage.place)
    try:
        if meanwhile.separate():
            stage.flush()
        stage.separated()
    except OSError as error:  # it is tried again, more slowly, when the change is recorded
        _log.warning("%s is not separate yet: %s", stage.path, error)


async def _copy(place: Path, stage: Stage, meanwhile: Meanwhile, report: Report) -> None:
    report(Progress(phase="copy", message="Copying the environment, to change the copy"))
    loop = asyncio.get_running_loop()

    def told(done: int, total: int) -> None:
        progress = Progress(phase="copy", done=done, total=total, unit="files")
        loop.call_soon_threadsafe(report, progress)

    def work(stop: Stop) -> CopyResult:
        owned = meanwhile.before
        return copy_environment(
            place,
            stage.path,
            target_prefix=place,
            report=told,
            cancelled=stop,
            owned=owned,
            hold=True,
        )

    copied = await in_thread(work)
    meanwhile.hold(copied.held)
    for notice in copied.notices:
        report(Progress(phase="copy", message=notice))


async def _refuse_stale(prepared: Prepared, draft: Draft) -> None:
    """Raise StalePlanError where conda or pip in a terminal has changed the environment."""
    state = await asyncio.to_thread(fingerprint, prepared.prefix)
    if state != draft.before.state:
        name = prepared.environment.name if prepared.environment else prepared.prefix.name
        raise _stale(name)


def _stale(name: str, plan: Plan | None = None) -> StalePlanError:
    message = f"{name} has been changed by another program since this was planned."
    if plan is None:
        return StalePlanError(message, hint="Plan it again. Nothing was changed.")
    return StalePlanError(message, plan=msgspec.to_builtins(plan))
