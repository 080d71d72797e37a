"""``/envmgr/formats``, ``/config`` and ``/openapi.json``: what this server can do."""

from __future__ import annotations

import asyncio

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_envmgr import formats
from jupyter_envmgr.models import FormatList
from jupyter_envmgr.server.base import EnvmgrHandler


class FormatsHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self) -> None:
        self.reply(FormatList(formats=formats.formats()))


class ConfigHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self) -> None:
        self.reply(await asyncio.to_thread(self.settings["envmgr_config"]))


class OpenApiHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self) -> None:
        from jupyter_envmgr.server.openapi import document

        self.finish(document())
