"""The backend of a kernel: the Jupyter server that started it, whose panel shows the same jobs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import quote

from .backend import ENDED, BackendError
from .submission import Submission

if TYPE_CHECKING:
    from .backend import Data, Report
    from .connection import Connection

FIRST_SECONDS = 0.03
LONGEST_SECONDS = 0.25
"""Between two looks at a job: the first soon, as many take no longer than that."""


class Rest:
    """A Backend that asks a server."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def offline(self) -> None:
        raise BackendError.of(
            "bad-request",
            "Whether the network is used is for the Jupyter server to say.",
            "Set `offline: true` in .condarc, or CONDA_OFFLINE where Jupyter is started.",
        )

    def environments(self) -> list[Data]:
        return self._list("GET", "environments")

    def environment(self, name: str) -> Data:
        return self._ask("GET", "environments", name)

    def packages(self, name: str) -> Data:
        return self._ask("GET", "environments", name, "packages")

    def health(self, name: str) -> Data:
        return self._ask("GET", "environments", name, "health")

    def check(self, name: str) -> Data:
        return self._submit("POST", "environments", name, "health")

    def repair(self, name: str, codes: list[str]) -> Data:
        return self._submit("POST", "environments", name, "repair", body={"codes": codes})

    def export(self, name: str, form: str, variant: str) -> Data:
        wanted = {"format": form, "variant": variant}
        query = {key: value for key, value in wanted.items() if value}
        return self._ask("GET", "environments", name, "export", query=query)

    def plan(self, body: Data) -> Data:
        return self._ask("POST", "plans", body=body)

    def apply(self, plan_id: str) -> Data:
        return self._submit("POST", "plans", plan_id, "apply")

    def create(self, body: Data) -> Data:
        return self._submit("POST", "environments", body=body)

    def change(self, name: str, body: Data) -> Data:
        return self._submit("PATCH", "environments", name, body=body)

    def remove(self, name: str) -> Data:
        return self._submit("DELETE", "environments", name)

    def freeze(self, name: str, body: Data) -> Data:
        return self._ask("POST", "environments", name, "freeze", body=body)

    def removed(self) -> list[Data]:
        found: list[Data] = self._ask("GET", "removed")["environments"]
        return found

    def revisions(self, name: str) -> Data:
        return self._ask("GET", "environments", name, "revisions")

    def diff(self, name: str, revision: str, against: str | None = None) -> Data:
        query = {"against": against} if against else {}
        return self._ask("GET", "environments", name, "revisions", revision, query=query)

    def restore(self, name: str, revision: str | None = None) -> Data:
        body = {"revision": revision}
        return self._submit("POST", "environments", name, "restore", body=body)

    def prune(self, name: str, revision: str | None = None) -> Data:
        which = [revision] if revision else []
        return self._ask("DELETE", "environments", name, "revisions", *which)

    def search(self, query: str, limit: int) -> list[Data]:
        wanted = {"q": query, "limit": str(limit)}
        found: list[Data] = self._ask("GET", "search", query=wanted)["packages"]
        return found

    def versions(self, package: str) -> Data:
        return self._ask("GET", "search", package)

    def formats(self) -> list[Data]:
        return self._list("GET", "formats")

    def config(self) -> Data:
        return self._ask("GET", "config")

    def kernels(self) -> list[Data]:
        return self._list("GET", "kernels")

    def jobs(self) -> list[Data]:
        return self._list("GET", "jobs")

    def job(self, job_id: str) -> Data:
        return self._ask("GET", "jobs", job_id)

    def cancel(self, job_id: str) -> Data:
        return self._ask("DELETE", "jobs", job_id)

    def wait(self, job: Data, report: Report) -> Data:
        pause = FIRST_SECONDS
        report(job)
        while job["state"] not in ENDED:
            time.sleep(pause)
            pause = min(pause * 1.3, LONGEST_SECONDS)
            job = self.job(job["id"])
            report(job)
        return job

    def _submit(self, method: str, *path: str, body: Data | None = None) -> Data:
        """The Job that a request starts; an interrupt meanwhile does not lose it."""
        return Submission(lambda: self._ask(method, *path, body=body), self.cancel).job()

    def _list(self, method: str, noun: str) -> list[Data]:
        """The list that an answer holds under the noun of its path."""
        found: list[Data] = self._ask(method, noun)[noun]
        return found

    def _ask(
        self,
        method: str,
        *path: str,
        body: Data | None = None,
        query: dict[str, str] | None = None,
    ) -> Data:
        parts = ["envmgr", *(quote(part, safe="") for part in path)]
        answer = self._connection.ask(method, "/".join(parts), body, query)
        if not isinstance(answer, dict):
            raise BackendError.of(
                "server-differs",
                "The Jupyter server answers with something that is not jupyter_envmgr's.",
                "Look whether another program has taken the server's address.",
            )
        return answer
