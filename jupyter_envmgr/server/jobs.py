"""``/envmgr/jobs``: what is under way and what has ended."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_envmgr.models import JobList
from jupyter_envmgr.server.base import EnvmgrHandler


class JobsHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self) -> None:
        self.reply(JobList(jobs=self.jobs.list()))


class JobHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self, job_id: str) -> None:
        self.reply(self.jobs.get(job_id))

    @authenticated
    @authorized
    async def delete(self, job_id: str) -> None:
        self.reply(self.jobs.cancel(job_id), 202)
