"""An environment as the list shows it, told by file names and a few dates."""

# ruff: noqa: PTH113, PTH116, PTH120, PTH208 - a Path per file would cost the listing its budget

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime, timezone

from jupyter_envmgr.models import Environment
from jupyter_envmgr.prefixes.naming import BASE, kernel_name
from jupyter_envmgr.prefixes.pip_layer import PipLayer
from jupyter_envmgr.prefixes.search import Found


def describe(found: Found, name: str, *, protected: bool, own_server: bool) -> Environment:
    """Counts, dates and states of a prefix; package records are not opened, but for doubts."""
    meta = found.meta
    return Environment(
        name=name,
        prefix=found.prefix,
        kind="base" if name == BASE else "environment",
        state="ready" if found.problem is None else "unreadable",
        protected=protected,
        writable=_is_writable(found),
        own_server=own_server,
        python=meta.python,
        conda_packages=meta.conda_packages,
        pip_packages=PipLayer(found.prefix, meta).count(),
        kernels=sorted(kernel_name(name, kernel) for kernel in _kernels(found.prefix)),
        modified=_modified(meta.path),
        problem=found.problem,
    )


def _is_writable(found: Found) -> bool:
    """Whether it can be changed or removed; of a link that leads nowhere: whether it can go."""
    if found.problem and found.problem.code == "broken-link":
        return os.access(os.path.dirname(found.prefix), os.W_OK | os.X_OK)
    return os.access(found.prefix, os.W_OK) and os.access(found.meta.path, os.W_OK)


def _kernels(prefix: str) -> list[str]:
    """The kernels' folders in ``share/jupyter/kernels``."""
    folder = f"{prefix}/share/jupyter/kernels"
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [name for name in names if os.path.isfile(f"{folder}/{name}/kernel.json")]


def _modified(meta: str) -> datetime | None:
    """When the packages last changed; None where the clock of the file system tells nonsense."""
    for path in (f"{meta}/history", meta):
        with suppress(OSError, OverflowError, ValueError):
            return datetime.fromtimestamp(os.stat(path).st_mtime, timezone.utc)
    return None
