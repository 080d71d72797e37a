"""The use cases of health: what is wrong with an environment, and what mends it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from jupyter_envmgr import health
from jupyter_envmgr.errors import BadRequestError, NotFoundError
from jupyter_envmgr.models import ChangeRequest, Health, HealthProblem, Progress
from jupyter_envmgr.prefixes import Prefixes
from jupyter_envmgr.threads import in_thread
from jupyter_envmgr.transaction.state import fingerprint

Report = Callable[[Progress], None]

_KEPT = 50
"""Results of deep checks, the newest."""
_STEPS = 100
"""Reports that a deep check makes."""


@dataclass(frozen=True)
class _Result:
    """What a deep check has found, and in which state of the environment."""

    state: str
    problems: Sequence[HealthProblem]


class Checks:
    """Looks at environments; it changes nothing itself.

    What a deep check has found counts until the environment changes.
    """

    def __init__(self, prefixes: Prefixes) -> None:
        self._prefixes = prefixes
        self._lock = threading.Lock()
        self._results: dict[Path, _Result] = {}

    def health(self, name: str) -> Health:
        """What is wrong, worst first. Raises NotFoundError."""
        prefix = self._prefixes.prefix_of(name)
        problems = health.fast(prefix)
        result = self._result(prefix)
        if result is None:
            return Health(problems=problems)
        return Health(problems=_joined(problems, result.problems), deep=True)

    async def deep(self, name: str, report: Report) -> None:
        """Compare checksums; `health` tells the result. Raises NotFoundError."""
        prefix = await asyncio.to_thread(self._prefixes.prefix_of, name)
        loop = asyncio.get_running_loop()
        told = 0

        def tell(done: int, total: int) -> None:
            nonlocal told
            if done == total or (done - told) * _STEPS >= total:
                told = done
                progress = Progress(phase="check", done=done, total=total, unit="files")
                loop.call_soon_threadsafe(report, progress)

        state = await asyncio.to_thread(fingerprint, prefix)
        found = await in_thread(lambda stop: health.deep(prefix, tell, stop))
        with self._lock:
            self._results.pop(prefix, None)
            self._results[prefix] = _Result(state, found)
            while len(self._results) > _KEPT:
                del self._results[next(iter(self._results))]

    def repair(self, name: str, codes: Collection[str]) -> ChangeRequest:
        """The one change that mends the problems of these codes; of all, where none is named.

        Raises
        ------
        NotFoundError
            No such environment, or it has no such problem.
        BadRequestError
            Only a person can mend that.

        """
        problems = self.health(name).problems
        present = {problem.code for problem in problems}
        if unknown := sorted(set(codes) - present):
            raise NotFoundError(
                f"{name} has no such problem: {', '.join(unknown)}.",
                hint="Look at its health again: it may be mended already.",
                present=sorted(present),
            )
        chosen = [each for each in problems if not codes or each.code in codes]
        repairs = [problem.repair for problem in chosen if problem.repair]
        if not repairs:
            hints = dict.fromkeys(problem.hint for problem in chosen if problem.hint)
            raise BadRequestError(
                f"There is nothing in {name} that could be mended from here.", hint=" ".join(hints)
            )
        return health.merged(repairs)

    def _result(self, prefix: Path) -> _Result | None:
        """The last deep check, if the environment is still what it was then."""
        with self._lock:
            result = self._results.get(prefix)
        return result if result and result.state == fingerprint(prefix) else None


def _joined(
    problems: Sequence[HealthProblem], more: Sequence[HealthProblem]
) -> list[HealthProblem]:
    """Both, but for altered files of which the fast part knows why."""
    explained = {"replaced-by-pip", "overwritten-by-pip", "left-behind", "installed-twice"}
    known = {name for each in problems if each.code in explained for name in each.packages}
    news = [each for each in more if not known.issuperset(each.packages)]
    return health.gathered([*problems, *news])
