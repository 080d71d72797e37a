"""``/envmgr/plans``: what a request would do, and doing exactly that."""

from __future__ import annotations

import asyncio

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_envmgr.models import Plan, PlanRequest
from jupyter_envmgr.server.base import EnvmgrHandler


class PlansHandler(EnvmgrHandler):
    _planning: asyncio.Task[Plan] | None = None

    @authenticated
    @authorized
    async def post(self) -> None:
        self._planning = asyncio.create_task(self.changes.plan(self.body(PlanRequest), self.door))
        await asyncio.wait([self._planning])
        if not self._planning.cancelled():
            self.reply(self._planning.result())

    def on_connection_close(self) -> None:
        """Nobody waits for the plan any more: the dialog was closed, or the browser."""
        if self._planning:
            self._planning.cancel()


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
        await self.submit(
            prepared.plan.title,
            action=prepared.plan.action,
            environment=prepared.plan.environment,
            writes=str(prepared.prefix),
            reads=[str(prefix) for prefix in prepared.reads],
            work=lambda report: self.changes.apply(prepared, report),
        )
