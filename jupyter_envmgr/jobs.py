"""Background work: one change at a time per prefix, a few at once overall.

Knows nothing of conda or HTTP: a job is a coroutine that is given a callable to report to.
"""

from __future__ import annotations

import asyncio
import builtins
import logging
import uuid
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timezone

from msgspec.structs import replace

from jupyter_envmgr.errors import BusyError, EngineError, EnvmgrError, NotFoundError
from jupyter_envmgr.models import Job, JobAction, JobState, Problem, Progress

Report = Callable[[Progress], None]
Work = Callable[[Report], Awaitable[None]]

LOG_LINES = 500
ENDED: frozenset[JobState] = frozenset({"done", "failed", "cancelled"})

_log = logging.getLogger(__name__)


@dataclass
class _Entry:
    job: Job
    writes: str
    reads: frozenset[str]
    task: asyncio.Task[None] | None = None
    stopping: bool = False


class Jobs:
    """The jobs of this server, newest last.

    ``changed`` hears of every new state of a job, in the event loop. The last ``keep`` ended jobs
    stay readable.
    """

    def __init__(
        self, *, at_once: int = 2, keep: int = 50, changed: Callable[[Job], None] | None = None
    ) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._keep = keep
        self._changed = changed or (lambda _job: None)
        self._entries: dict[str, _Entry] = {}
        self._closed = False

    def submit(  # noqa: PLR0913 - by keyword, each a fact of the job
        self,
        title: str,
        *,
        action: JobAction,
        environment: str,
        work: Work,
        writes: str = "",
        reads: Iterable[str] = (),
    ) -> Job:
        """Start ``work`` as soon as there is room.

        ``writes`` is the prefix that it changes, if any, and ``reads`` are those that must not
        change meanwhile.

        Raises
        ------
        BusyError
            A job that has not ended is in the way.

        """
        self.refuse_overlap(writes, reads)
        job = Job(
            id=uuid.uuid4().hex[:12],
            title=title,
            action=action,
            environment=environment,
            state="queued",
            progress=Progress(phase="wait", message="Waiting for another change to end"),
            created=_now(),
        )
        entry = _Entry(job, writes, frozenset(reads))
        self._entries[job.id] = entry
        entry.task = asyncio.get_running_loop().create_task(self._run(entry, work))
        entry.task.add_done_callback(lambda task: self._settle(entry, task))
        self._changed(job)
        return job

    def refuse_overlap(self, writes: str, reads: Iterable[str] = ()) -> None:
        """Raise BusyError where `submit` would."""
        reads = frozenset(reads)
        if self._closed:
            raise BusyError("The server is stopping.", hint="Try again when it is back.")
        for entry in self._active():
            same = writes and writes == entry.writes
            if same or writes in entry.reads or entry.writes in reads:
                raise BusyError(
                    f"Another change is under way: {entry.job.title}.", job=entry.job.id
                )

    def list(self) -> builtins.list[Job]:
        return [entry.job for entry in self._entries.values()]

    def get(self, job_id: str) -> Job:
        return self._entry(job_id).job

    def busy(self) -> set[str]:
        """The prefixes that are being changed."""
        return {entry.writes for entry in self._active() if entry.writes}

    def cancel(self, job_id: str) -> Job:
        """Ask a job to stop, once; one that has ended stays as it is."""
        entry = self._entry(job_id)
        self._stop(entry)
        return entry.job

    async def ended(self, job_id: str) -> Job:
        """Wait for the end of a job."""
        task = self._entry(job_id).task
        if task is not None:
            await asyncio.wait([task])
        return self._entry(job_id).job

    async def close(self) -> None:
        """Cancel what runs and wait until it has cleaned up."""
        self._closed = True
        active = self._active()
        for entry in active:
            self._stop(entry)
        tasks = [entry.task for entry in active if entry.task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)

    def _stop(self, entry: _Entry) -> None:
        """Cancel a task once: a second time would break into its cleaning up."""
        if entry.task is not None and not entry.stopping and entry.job.state not in ENDED:
            entry.stopping = True
            entry.task.cancel()

    def _entry(self, job_id: str) -> _Entry:
        try:
            return self._entries[job_id]
        except KeyError:
            raise NotFoundError(
                f"There is no job {job_id}.", hint="It may have been forgotten; see the list."
            ) from None

    def _active(self) -> builtins.list[_Entry]:
        return [entry for entry in self._entries.values() if entry.job.state not in ENDED]

    async def _run(self, entry: _Entry, work: Work) -> None:
        async with self._slots:
            self._update(entry, state="running", started=_now())
            await work(lambda progress: self._report(entry, progress))

    def _settle(self, entry: _Entry, task: asyncio.Task[None]) -> None:
        """Say how a job ended; also one that was cancelled before it began."""
        if task.cancelled():
            self._end(entry, "cancelled")
        elif (error := task.exception()) is None:
            self._end(entry, "done")
        elif isinstance(error, EnvmgrError):
            self._end(entry, "failed", error.problem)
        else:  # nobody foresaw it, a panic of the engine for one: logged, and people see a Problem
            _log.error("job %s failed: %s", entry.job.id, entry.job.title, exc_info=error)
            unforeseen = EngineError("Something went wrong in the server; its log tells more.")
            self._end(entry, "failed", unforeseen.problem)

    def _report(self, entry: _Entry, progress: Progress) -> None:
        if entry.job.state in ENDED:
            return
        log = entry.job.log
        if progress.message and progress.message != (log[-1] if log else ""):
            log = [*log[-LOG_LINES + 1 :], progress.message]
        self._update(entry, progress=progress, log=log)

    def _end(self, entry: _Entry, state: JobState, problem: Problem | None = None) -> None:
        self._update(entry, state=state, problem=problem, ended=_now())
        ended = [key for key, other in self._entries.items() if other.job.state in ENDED]
        for key in ended[: -self._keep]:
            del self._entries[key]

    def _update(self, entry: _Entry, **changes: object) -> None:
        entry.job = replace(entry.job, **changes)
        self._changed(entry.job)


def _now() -> datetime:
    return datetime.now(tz=timezone.utc)
