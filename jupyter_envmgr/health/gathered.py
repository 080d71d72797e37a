"""Problems as they are shown: worst first, many of a kind as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from packaging.utils import canonicalize_name

from jupyter_envmgr.models import ChangeRequest, HealthProblem

_NAME = re.compile(r"[^A-Za-z0-9._-]")
_MANY = 6
_SHOWN = 5
_ORDER = ("error", "warning", "info")


def gathered(problems: Iterable[HealthProblem]) -> list[HealthProblem]:
    """Worst first; where there are many of one code and severity, one tells of all."""
    kinds: dict[tuple[str, str], list[HealthProblem]] = {}
    for problem in problems:
        kinds.setdefault((problem.severity, problem.code), []).append(problem)
    shown = [each for found in kinds.values() for each in _few(found)]
    return sorted(shown, key=lambda problem: _ORDER.index(problem.severity))


def merged(repairs: Iterable[ChangeRequest]) -> ChangeRequest:
    """One change that does what all of these do, each thing once."""
    changes = list(repairs)
    removed = _once(name for change in changes for name in change.remove)
    again = _once(name for change in changes for name in change.reinstall)
    return ChangeRequest(
        install=_once(spec for change in changes for spec in change.install),
        pip=[
            line
            for line in _once(line for c in changes for line in c.pip)
            if _name(line) not in again
        ],
        remove=removed,
        reinstall=[name for name in again if name not in removed],
    )


def _few(found: Sequence[HealthProblem]) -> Sequence[HealthProblem]:
    if len(found) < _MANY:
        return found
    repairs = [problem.repair for problem in found if problem.repair]
    more = len(found) - _SHOWN
    return [
        HealthProblem(
            code=found[0].code,
            severity=found[0].severity,
            message=" ".join([*(each.message for each in found[:_SHOWN]), f"And {more} more."]),
            hint=found[0].hint,
            packages=_once(name for each in found for name in each.packages),
            details={"messages": [each.message for each in found]},
            repair=merged(repairs) if repairs else None,
        )
    ]


def _name(line: str) -> str:
    """The project that a requirement is about."""
    return canonicalize_name(_NAME.split(line.strip(), maxsplit=1)[0])


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
