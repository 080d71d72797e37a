"""Jobs and environments, pushed to the browser as Jupyter events."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
from jupyter_events import EventLogger

from jupyter_envmgr.jobs import ENDED
from jupyter_envmgr.models import EnvironmentAction, EnvironmentEvent, Job
from jupyter_envmgr.server.unicode import as_data

JOB = "https://schema.jupyter.org/jupyter_envmgr/job/v1"
ENVIRONMENT = "https://schema.jupyter.org/jupyter_envmgr/environment/v1"
SCHEMAS = Path(__file__).parent / "events"

_GAP = 0.2  # seconds: at most five events a second for each job
_NEWEST = 20  # log lines; GET /jobs/{id} has them all


class News:
    """Emits job and environment events; changes of one job in quick succession are merged."""

    def __init__(self, logger: EventLogger) -> None:
        self._logger = logger
        self._latest: dict[str, Job] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._states: dict[str, str] = {}
        for name in ("job", "environment"):
            logger.register_event_schema(SCHEMAS / f"{name}.yaml")

    def job(self, job: Job) -> None:
        """Tell of a job: at once when its state is new, else when its turn comes."""
        self._latest[job.id] = job
        if self._states.get(job.id) != job.state:
            self._states[job.id] = job.state
            self._emit(job.id)
        elif job.id not in self._timers:
            loop = asyncio.get_running_loop()
            self._timers[job.id] = loop.call_later(_GAP, self._emit, job.id)

    def changed(self, name: str) -> None:
        """Tell that an environment is not what it was, though there was no job."""
        event = EnvironmentEvent(action="changed", name=name)
        self._logger.emit(schema_id=ENVIRONMENT, data=as_data(event))

    def close(self) -> None:
        """Emit nothing more."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _emit(self, job_id: str) -> None:
        if timer := self._timers.pop(job_id, None):
            timer.cancel()
        job = self._latest[job_id]
        if job.state in ENDED:
            del self._latest[job_id], self._states[job_id]
        short = msgspec.structs.replace(job, log=job.log[-_NEWEST:])
        self._logger.emit(schema_id=JOB, data=as_data(short))
        if job.state == "done":
            self._tell_environment(job)

    def _tell_environment(self, job: Job) -> None:
        match job.action:
            case "check":
                return
            case "remove":
                action: EnvironmentAction = "removed"
            case "create" | "clone":
                action = "created"
            case "change" | "rename" | "restore":
                action = "changed"
        event = EnvironmentEvent(action=action, name=job.environment)
        self._logger.emit(schema_id=ENVIRONMENT, data=as_data(event))
