"""``/envmgr/environments/{name}/health`` and ``…/repair``: what is wrong, and mending it."""

from __future__ import annotations

import asyncio

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_envmgr.models import RepairRequest
from jupyter_envmgr.server.base import EnvmgrHandler


class HealthHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self, name: str) -> None:
        self.reply(await asyncio.to_thread(self.checks.health, name))

    @authenticated
    @authorized
    async def post(self, name: str) -> None:
        """Compare checksums too; the answer of ``get`` has the result afterwards."""
        environment = await asyncio.to_thread(self.environments.get, name)
        await self.submit(
            f"Check {name}",
            action="check",
            environment=name,
            writes="",
            reads=[environment.prefix],
            work=lambda report: self.checks.deep(name, report),
        )


class RepairHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def post(self, name: str) -> None:
        request = self.body(RepairRequest)
        change = await asyncio.to_thread(self.checks.repair, name, request.codes)
        await self.submit_change(name, change)
