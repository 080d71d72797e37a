"""An environment as the list shows it, told by file names and a few dates."""

# ruff: noqa: PTH116, PTH118, PTH208 - a Path per file would cost the listing its budget

from __future__ import annotations

import os
from datetime import datetime, timezone
from pathlib import Path

from jupyter_envmgr.models import Environment
from jupyter_envmgr.prefixes.naming import BASE, kernel_name
from jupyter_envmgr.prefixes.packages import python_version
from jupyter_envmgr.prefixes.pip_layer import count_pip_packages
from jupyter_envmgr.prefixes.records import record_names
from jupyter_envmgr.prefixes.search import Found


def describe(found: Found, name: str, *, own_server: bool) -> Environment:
    """Counts, dates and states of a prefix; package records are not opened, but for doubts."""
    records = record_names(found.names)
    python = python_version(records)
    meta = os.path.join(found.prefix, "conda-meta")
    return Environment(
        name=name,
        prefix=found.prefix,
        kind="base" if name == BASE else "environment",
        state="ready" if found.problem is None else "unreadable",
        protected=name == BASE or own_server or "frozen" in found.names,
        writable=os.access(found.prefix, os.W_OK) and os.access(meta, os.W_OK),
        own_server=own_server,
        python=python,
        conda_packages=len(records),
        pip_packages=count_pip_packages(found.prefix, records, python),
        kernels=sorted(kernel_name(name, kernel) for kernel in _kernels(found.prefix)),
        modified=_modified(meta),
        problem=found.problem,
    )


def _kernels(prefix: str) -> list[str]:
    """The kernels' folders in ``share/jupyter/kernels``."""
    folder = Path(prefix, "share", "jupyter", "kernels")
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [name for name in names if (folder / name / "kernel.json").is_file()]


def _modified(meta: str) -> datetime | None:
    for path in (os.path.join(meta, "history"), meta):
        try:
            seconds = os.stat(path).st_mtime
        except OSError:
            continue
        return datetime.fromtimestamp(seconds, timezone.utc)
    return None
