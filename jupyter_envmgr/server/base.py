"""What every handler shares: decoding, replying, and the one table of HTTP statuses."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import msgspec
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_escape, url_path_join
from msgspec.structs import replace
from tornado.web import HTTPError

from jupyter_envmgr import errors
from jupyter_envmgr.changes import Changes
from jupyter_envmgr.checks import Checks
from jupyter_envmgr.environments import Environments
from jupyter_envmgr.errors import BadRequestError, EnvmgrError
from jupyter_envmgr.freezing import Freezing
from jupyter_envmgr.jobs import Jobs, Work
from jupyter_envmgr.models import ChangeRequest, Door, Job, JobAction, Model, Problem
from jupyter_envmgr.revisions import Revisions
from jupyter_envmgr.server.news import News
from jupyter_envmgr.server.unicode import as_json

Body = TypeVar("Body", bound=Model)

_DOOR = "X-Envmgr-Door"
_DOORS: tuple[Door, ...] = ("panel", "magic", "cli")
_LONG = 5  # digits: more than any number has that we ask for
_BIGGEST = 2 << 20  # bytes: an environment.yml of 1 MiB, escaped as JSON

STATUS: dict[type[EnvmgrError], int] = {
    errors.BadRequestError: 400,
    errors.ProtectedError: 403,
    errors.NotWritableError: 403,
    errors.ForbiddenChannelError: 403,
    errors.NotFoundError: 404,
    errors.ExistsError: 409,
    errors.BusyError: 409,
    errors.StalePlanError: 409,
    errors.UnsolvableError: 422,
    errors.ChecksumError: 422,
    errors.ClobberError: 422,
    errors.PipError: 422,
    errors.UnreadableError: 422,
    errors.ChannelError: 502,
    errors.DiskFullError: 507,
    errors.EnvmgrError: 500,
}

CODES = {400: "bad-request", 403: "forbidden", 404: "not-found", 405: "method-not-allowed"}
"""Codes of what tornado and jupyter_server refuse before we are asked."""


class EnvmgrHandler(APIHandler):
    """A handler whose errors leave as Problems."""

    auth_resource: ClassVar[str] = "envmgr"

    @property
    def environments(self) -> Environments:
        return self.settings["envmgr_environments"]  # type: ignore[no-any-return] # tornado's dict

    @property
    def changes(self) -> Changes:
        return self.settings["envmgr_changes"]  # type: ignore[no-any-return] # tornado's dict

    @property
    def checks(self) -> Checks:
        return self.settings["envmgr_checks"]  # type: ignore[no-any-return] # tornado's dict

    @property
    def revisions(self) -> Revisions:
        return self.settings["envmgr_revisions"]  # type: ignore[no-any-return] # tornado's dict

    @property
    def freezing(self) -> Freezing:
        return self.settings["envmgr_freezing"]  # type: ignore[no-any-return] # tornado's dict

    @property
    def news(self) -> News:
        return self.settings["envmgr_news"]  # type: ignore[no-any-return] # tornado's dict

    @property
    def door(self) -> Door:
        """By which way the request came, as its header says."""
        door = self.request.headers.get(_DOOR, "")
        return next((each for each in _DOORS if each == door), "rest")

    @property
    def jobs(self) -> Jobs:
        return self.settings["envmgr_jobs"]  # type: ignore[no-any-return] # tornado's dict

    def body(self, kind: type[Body]) -> Body:
        """The request's body.

        Raises
        ------
        BadRequestError
            It is not JSON of that shape.

        """
        if len(self.request.body) > _BIGGEST:
            raise BadRequestError("The request is larger than 2 MiB.", hint="Send a smaller file.")
        try:
            return self._placed(msgspec.json.decode(self.request.body, type=kind))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadRequestError(
                f"The request cannot be read: {error}.", hint="See openapi.json for its shape."
            ) from error

    def _placed(self, body: Body) -> Body:
        """The same, the folder of its file counted from where the server shows its files."""
        file = getattr(body, "file", None)
        if file is None or file.folder is None or Path(file.folder).is_absolute():
            return body
        root = Path(self.serverapp.root_dir) if self.serverapp else Path.cwd()
        placed = replace(file, folder=str(root / file.folder))
        return replace(body, file=placed)

    def query_number(self, name: str, default: int, most: int) -> int:
        """A whole number from the query, between 1 and ``most``."""
        text = self.get_query_argument(name, str(default))
        if not (text.isdecimal() and len(text) < _LONG and 1 <= int(text) <= most):
            raise BadRequestError(f"{name} must be a number from 1 to {most}.", hint="")
        return int(text)

    def accepted(self, job: Job) -> None:
        """202, and where to look for the job."""
        path = url_path_join(self.base_url, "envmgr", "jobs", url_escape(job.id))
        self.set_header("Location", path)
        self.reply(job, 202)

    async def submit(  # noqa: PLR0913 - by keyword, each a fact of the job
        self,
        title: str,
        *,
        action: JobAction,
        environment: str,
        work: Work,
        writes: str = "",
        reads: Sequence[str] = (),
    ) -> None:
        """Start a job, unless this server or another program is at the same environment."""
        self.jobs.refuse_overlap(writes, reads)
        if writes:
            await asyncio.to_thread(self.environments.refuse_busy, writes)
        job = self.jobs.submit(
            title, action=action, environment=environment, work=work, writes=writes, reads=reads
        )
        self.accepted(job)

    async def submit_change(self, name: str, request: ChangeRequest) -> None:
        """Plan a change and make it, in one job."""
        prepared = await asyncio.to_thread(self.changes.prepare, name, request, self.door)
        await self.submit(
            prepared.title,
            action=prepared.action,
            environment=name,
            writes=str(prepared.prefix),
            reads=[str(prefix) for prefix in prepared.reads],
            work=lambda report: self.changes.change(prepared, report),
        )

    @allow_unauthenticated  # browsers ask before they have anything to show
    def options(self, *args: Any, **kwargs: Any) -> None:
        """Let a JupyterLab of another origin, where the server allows it, say who it is."""
        super().options(*args, **kwargs)
        allowed = self._headers.get("Access-Control-Allow-Headers", "")
        if allowed and _DOOR.lower() not in allowed.lower():
            self.set_header("Access-Control-Allow-Headers", f"{allowed}, {_DOOR.lower()}")

    def reply(self, answer: Model, status: int = 200) -> None:
        self.set_status(status)
        self.finish(as_json(answer))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Send a Problem; tornado calls this for whatever a handler raised."""
        error = (kwargs.get("exc_info") or (None, None))[1]
        if isinstance(error, EnvmgrError):
            self.reply(error.problem, status_of(error))
            return
        if isinstance(error, HTTPError):
            message = error.log_message or error.reason or HTTPStatus(status_code).phrase
        else:
            message = "Something went wrong in the server; its log tells more."
        code = CODES.get(status_code, "internal")
        self.reply(Problem(code=code, message=str(message)), status_code)

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """A Problem is for the person who asked, not for the server's log."""
        if isinstance(value, EnvmgrError):
            self.log.log(logging.DEBUG, "%s: %s", value.code, value.message)
        else:
            super().log_exception(typ, value, tb)


def status_of(error: EnvmgrError) -> int:
    """The HTTP status of the nearest class in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
