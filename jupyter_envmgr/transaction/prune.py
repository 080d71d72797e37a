"""States that are kept no longer: there are too many, or they take too much of the disk."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from jupyter_envmgr.regular_file import read_regular
from jupyter_envmgr.transaction.beside import ENV, Beside, besides, throw_away
from jupyter_envmgr.transaction.cost import cost
from jupyter_envmgr.transaction.lock import held_if_free
from jupyter_envmgr.transaction.os_errors import os_errors

_COST = "cost.json"
_LARGEST = 1 << 16  # bytes

_log = logging.getLogger(__name__)


class _Known(Struct, frozen=True):
    """What the kept states of an environment were found to take."""

    kept: list[str]
    bytes: int


def prune_to_number(beside: Beside, number: int) -> None:
    """Keep the last ones. To be called with the lock. Raises OSError."""
    for revision in _oldest_first(beside)[: -number or None]:
        throw_away(beside.revision(revision))
    _forget(beside)


def prune(beside: Beside, revision: str | None = None) -> None:
    """Keep one no longer, or none at all. To be called with the lock.

    Raises NotWritableError, DiskFullError.
    """
    with os_errors(beside.folder):
        for each in beside.kept():
            if revision in {None, each}:
                throw_away(beside.revision(each))
        _forget(beside)


def _forget(beside: Beside) -> None:
    """Of an environment that is gone, nothing is known once nothing is kept."""
    if not beside.kept() and not os.path.lexists(beside.place):
        beside.history.unlink(missing_ok=True)
        (beside.folder / _COST).unlink(missing_ok=True)


def prune_to_disk(folder: Path, most: int) -> None:
    """Keep, in a folder of environments, what fits into ``most`` bytes: the last ones.

    An environment that is being changed is left alone. Never raises.
    """
    try:
        known = {beside: known_cost(beside) for beside in besides(folder)}
        while sum(known.values()) > most and (oldest := _oldest(list(known))):
            beside, revision = oldest
            with held_if_free(beside) as free:
                if free and revision in beside.kept():
                    throw_away(beside.revision(revision))
            known[beside] = known_cost(beside) if free else 0
    except OSError as error:
        _log.warning("What is kept in %s could not be looked through: %s", folder, error)


def _oldest(choices: list[Beside]) -> tuple[Beside, str] | None:
    candidates = [(beside, each[0]) for beside in choices if (each := _oldest_first(beside))]
    return min(candidates, key=lambda each: _kept_since(*each), default=None)


def _oldest_first(beside: Beside) -> list[str]:
    return sorted(beside.kept(), key=lambda revision: _kept_since(beside, revision))


def _kept_since(beside: Beside, revision: str) -> float:
    """When a state was left for another one."""
    try:
        return (beside.revision(revision) / "revision").stat().st_mtime
    except OSError:
        return 0.0


def known_cost(beside: Beside) -> int:
    """Bytes that an environment's kept states take; looked at again when there are others."""
    kept = beside.kept()
    if not kept:
        return 0
    file = beside.folder / _COST
    with suppress(OSError, ValueError):
        known = msgspec.json.decode(read_regular(file, _LARGEST), type=_Known)
        if known.kept == kept:
            return known.bytes
    taken = cost({each: beside.revision(each) / ENV for each in kept}).together
    with suppress(OSError):
        file.unlink(missing_ok=True)  # it may be a link or a pipe of somebody else's
        with file.open("xb") as stream:
            stream.write(msgspec.json.encode(_Known(kept, taken)))
    return taken
