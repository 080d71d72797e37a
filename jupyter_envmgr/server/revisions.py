"""``/envmgr/environments/{name}/revisions``, ``restore``, ``/envmgr/removed``: history and undo."""

from __future__ import annotations

import asyncio

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_envmgr.models import RestoreRequest
from jupyter_envmgr.server.base import EnvmgrHandler


class RevisionsHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self, name: str) -> None:
        self.reply(await asyncio.to_thread(self.revisions.list, name))

    @authenticated
    @authorized
    async def delete(self, name: str) -> None:
        self.reply(await self.revisions.prune(name))


class RevisionHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self, name: str, revision: str) -> None:
        against = self.get_query_argument("against", "") or None
        self.reply(await asyncio.to_thread(self.revisions.diff, name, revision, against))

    @authenticated
    @authorized
    async def delete(self, name: str, revision: str) -> None:
        self.reply(await self.revisions.prune(name, revision))


class RestoreHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def post(self, name: str) -> None:
        request = self.body(RestoreRequest)
        restoration = await asyncio.to_thread(self.revisions.prepare, name, request.revision)
        await self.submit(
            restoration.title,
            action="restore",
            environment=name,
            writes=str(restoration.prefix),
            work=lambda report: self.revisions.restore(restoration, report),
        )


class RemovedHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self) -> None:
        self.reply(await asyncio.to_thread(self.revisions.removed))
