"""The parts, put together: once for a server, once for a command."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from jupyter_envmgr.announce import Announcer
from jupyter_envmgr.changes import Changes
from jupyter_envmgr.checks import Checks
from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.engine import Engine
from jupyter_envmgr.environments import Environments
from jupyter_envmgr.freezing import Freezing
from jupyter_envmgr.names import Names
from jupyter_envmgr.planner.moved import Policy
from jupyter_envmgr.planner.planner import Planner
from jupyter_envmgr.prefixes import Prefixes
from jupyter_envmgr.revisions import Revisions
from jupyter_envmgr.transaction.transactions import DISK, KEEP, Transactions


@dataclass(frozen=True)
class Parts:
    """The use cases, and what a server needs besides."""

    prefixes: Prefixes
    environments: Environments
    changes: Changes
    checks: Checks
    revisions: Revisions
    freezing: Freezing


def build(  # noqa: PLR0913 - by keyword, each a setting
    load: Callable[[], Condarc] = Condarc.load,
    *,
    cache: Path | None = None,
    policy: Policy = "move",
    unprotected: Collection[str] = (),
    changed: Callable[[], None] = lambda: None,
    keep: int = KEEP,
    disk: int = DISK,
) -> Parts:
    """Put everything together.

    ``policy`` says what becomes of pip requirements that conda could install, ``unprotected`` names
    protected environments that may be changed all the same, and ``changed`` is called, in a thread,
    before a change counts as done. ``keep`` states of each environment are kept to go back to,
    within ``disk`` bytes for those of a folder.
    """
    prefixes = Prefixes(load, unprotected=unprotected)
    engine = Engine(load, cache)
    planner = Planner(engine, Names(), policy)
    announcer = Announcer(load, changed)
    transactions = Transactions(keep, disk)
    environments = Environments(load, prefixes, engine, planner, announcer, transactions)
    changes = Changes(load, environments, engine, planner, announcer, transactions)
    revisions = Revisions(environments, announcer, transactions)
    freezing = Freezing(prefixes, transactions)
    return Parts(prefixes, environments, changes, Checks(prefixes), revisions, freezing)
