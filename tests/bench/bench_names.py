"""What a lookup among names takes, once the table is read.

The budget is a time: "floor" is the 5 ms that one may take, "ours" the slowest of thousands, each
the best of three, so that it is the lookup's time and not that of what else the machine does.
"""

import time
from collections.abc import Callable, Iterable

from jupyter_envmgr.names import Names
from jupyter_envmgr.names.table import read_table

ALLOWED = 0.005
ROUNDS = 3


def measure() -> list[tuple[str, float, float, float]]:
    """Name, seconds of the slowest lookup, seconds allowed, and the ratio of the two allowed."""
    table, names = read_table(), Names()
    names.conda_names("torch")
    slowest = [
        ("names: import → conda, slowest", _slowest(names.packages_for_import, table.imports)),
        ("names: pip's index → conda, slowest", _slowest(names.conda_names, table.packages)),
        ("names: conda → pip's index, slowest", _slowest(names.pypi_name, table.projects)),
    ]
    return [(name, seconds, ALLOWED, 1.0) for name, seconds in slowest]


def _slowest(lookup: Callable[[str], object], questions: Iterable[str]) -> float:
    return max(min(_seconds(lookup, question) for _ in range(ROUNDS)) for question in questions)


def _seconds(lookup: Callable[[str], object], question: str) -> float:
    started = time.perf_counter()
    lookup(question)
    return time.perf_counter() - started
