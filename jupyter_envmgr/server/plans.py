"""``/envmgr/plans``: what a request would do, and doing exactly that."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_envmgr.models import PlanRequest
from jupyter_envmgr.server.base import EnvmgrHandler


class PlansHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def post(self) -> None:
        self.reply(await self.changes.plan(self.body(PlanRequest)))


class PlanHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self, plan_id: str) -> None:
        self.reply(self.changes.get(plan_id).plan)


class ApplyHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def post(self, plan_id: str) -> None:
        prepared = await self.changes.current(plan_id)
        self.accepted(
            self.jobs.submit(
                prepared.plan.title,
                action=prepared.plan.action,
                environment=prepared.plan.environment,
                writes=str(prepared.prefix),
                reads=[str(prefix) for prefix in prepared.reads],
                work=lambda report: self.changes.apply(prepared, report),
            )
        )
