"""Who does what the verbs ask for: a Jupyter server over REST, or this process itself."""

from __future__ import annotations

from typing import Any, Callable, Dict, Protocol

Data = Dict[str, Any]
"""JSON as docs/openapi.json describes it."""
Report = Callable[[Data], None]
"""Is given a Job."""

ENDED = ("done", "failed", "cancelled")
"""States of a job in which nothing follows any more."""


class BackendError(Exception):
    """Something that was asked for cannot be done: a Problem, and the HTTP status if there was one.

    ``problem`` has ``code``, ``message``, ``hint`` and ``details``.
    """

    def __init__(self, problem: Data, status: int = 0) -> None:
        super().__init__(problem.get("message", ""))
        self.problem = problem
        self.status = status

    @classmethod
    def of(cls, code: str, message: str, hint: str = "", **details: Any) -> BackendError:
        """One that is told apart here, before anybody was asked."""
        return cls({"code": code, "message": message, "hint": hint, "details": details})


class SubmittedError(KeyboardInterrupt):
    """Somebody has interrupted while a job was being submitted, and it was: here is the Job."""

    def __init__(self, job: Data) -> None:
        super().__init__()
        self.job = job


class Backend(Protocol):
    """One method for each verb of REST; plain dicts in and out, exactly as there.

    Lists come without the object around them: ``environments`` gives the list that is the value of
    ``environments``. What starts a job gives the Job, and `wait` follows it. Every method may raise
    BackendError, and lets KeyboardInterrupt through: as SubmittedError where a job has started.
    """

    def offline(self) -> None:
        """Ask no network from now on; BackendError where that is not for us to say."""

    def environments(self) -> list[Data]:
        """Every Environment, without sizes."""

    def environment(self, name: str) -> Data:
        """One Environment, its size measured."""

    def packages(self, name: str) -> Data:
        """A PackageList."""

    def health(self, name: str) -> Data:
        """A Health."""

    def check(self, name: str) -> Data:
        """Job that compares checksums; `health` tells what it found."""

    def repair(self, name: str, codes: list[str]) -> Data:
        """Job that mends problems of these codes, all where there are none."""

    def export(self, name: str, form: str, variant: str) -> Data:
        """An Export."""

    def plan(self, body: Data) -> Data:
        """The Plan of a PlanRequest."""

    def apply(self, plan_id: str) -> Data:
        """Job that does what a plan says."""

    def create(self, body: Data) -> Data:
        """Job of a CreateRequest, a clone for one."""

    def change(self, name: str, body: Data) -> Data:
        """Job of a ChangeRequest."""

    def remove(self, name: str) -> Data:
        """Job that removes an environment."""

    def freeze(self, name: str, body: Data) -> Data:
        """The Environment after it was protected, or is free again (a FreezeRequest)."""

    def removed(self) -> list[Data]:
        """Every RemovedEnvironment that can be brought back."""

    def revisions(self, name: str) -> Data:
        """A RevisionList."""

    def diff(self, name: str, revision: str, against: str | None = None) -> Data:
        """The RevisionDiff from ``against``, the present state without one, to ``revision``."""

    def restore(self, name: str, revision: str | None = None) -> Data:
        """Job that goes back to a revision; without one, that of an undo."""

    def prune(self, name: str, revision: str | None = None) -> Data:
        """The RevisionList after what is kept of one revision, or of all, was deleted."""

    def search(self, query: str, limit: int) -> list[Data]:
        """SearchHits."""

    def versions(self, package: str) -> Data:
        """PackageVersions."""

    def formats(self) -> list[Data]:
        """The Formats that can be read and written."""

    def config(self) -> Data:
        """The Config in force."""

    def kernels(self) -> list[Data]:
        """RunningKernels; none where there is no server."""

    def jobs(self) -> list[Data]:
        """Every Job that is remembered."""

    def job(self, job_id: str) -> Data:
        """A Job as it is now."""

    def cancel(self, job_id: str) -> Data:
        """Ask a job to stop; it may come too late."""

    def wait(self, job: Data, report: Report) -> Data:
        """Follow a job, reporting each new state, and give it when it has ended."""
