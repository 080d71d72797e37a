"""``/envmgr/environments/{name}/freeze``: protecting an environment, and the way back."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_envmgr.models import FreezeRequest
from jupyter_envmgr.server.base import EnvmgrHandler


class FreezeHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def post(self, name: str) -> None:
        request = self.body(FreezeRequest)
        environment = await self.freezing.freeze(name, request.message, frozen=request.frozen)
        self.news.changed(name)
        self.reply(environment)
