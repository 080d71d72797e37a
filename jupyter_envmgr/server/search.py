"""``/envmgr/search``: what the channels have."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_envmgr.models import PackageVersions, SearchResult
from jupyter_envmgr.server.base import EnvmgrHandler

FEW = 20
"""How many packages a search gives that does not say how many."""
MOST = 100
"""How many it gives at the most."""


class SearchHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self) -> None:
        limit = self.query_number("limit", default=FEW, most=MOST)
        query = self.get_query_argument("q")
        self.reply(SearchResult(packages=await self.environments.search(query, limit)))


class VersionsHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self, package: str) -> None:
        versions = await self.environments.versions(package)
        self.reply(PackageVersions(name=package, versions=versions))
