"""``/envmgr/environments``: list, create, show, remove, packages, export."""

from __future__ import annotations

import asyncio

from jupyter_server.auth.decorator import authorized
from msgspec.structs import replace
from tornado.web import authenticated

from jupyter_envmgr.models import ChangeRequest, CreateRequest, EnvironmentList
from jupyter_envmgr.server.base import EnvmgrHandler


class EnvironmentsHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self) -> None:
        found = await asyncio.to_thread(self.environments.list)
        changing = self.jobs.busy()
        self.reply(
            EnvironmentList(
                environments=[
                    replace(each, state="changing") if each.prefix in changing else each
                    for each in found
                ]
            )
        )

    @authenticated
    @authorized
    async def post(self) -> None:
        request = self.body(CreateRequest)
        creation = await asyncio.to_thread(self.environments.prepare, request, self.door)
        source = creation.source
        await self.submit(
            creation.cause.title,
            action="clone" if source else "create",
            environment=creation.name,
            writes=str(creation.prefix),
            reads=[str(source)] if source else [],
            work=lambda report: self.environments.create(creation, report),
        )


class EnvironmentHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self, name: str) -> None:
        self.reply(await asyncio.to_thread(self.environments.get, name))

    @authenticated
    @authorized
    async def patch(self, name: str) -> None:
        await self.submit_change(name, self.body(ChangeRequest))

    @authenticated
    @authorized
    async def delete(self, name: str) -> None:
        environment = await asyncio.to_thread(self.environments.prepare_removal, name)
        await self.submit(
            f"Remove {name}",
            action="remove",
            environment=name,
            writes=environment.prefix,
            work=lambda report: self.environments.remove(environment, report),
        )


class PackagesHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self, name: str) -> None:
        found = await asyncio.to_thread(self.environments.packages, name)
        self.reply(found)


class ExportHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self, name: str) -> None:
        format_id = self.get_query_argument("format", "environment-yaml")
        variant = self.get_query_argument("variant", "requested")
        export = await asyncio.to_thread(self.environments.export, name, format_id, variant)
        if self.get_query_argument("download", "") == "1":
            self.set_attachment_header(export.filename)
            self.finish(export.text, set_content_type="application/octet-stream")
        else:
            self.reply(export)
