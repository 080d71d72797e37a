"""States that are kept no longer: there are too many, or they take too much of the disk."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from jupyter_envmgr.errors import UnreadableError
from jupyter_envmgr.regular_file import read_regular
from jupyter_envmgr.transaction.beside import ENV, Beside, besides, throw_away
from jupyter_envmgr.transaction.cost import cost
from jupyter_envmgr.transaction.history import read_history
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
    for revision in oldest_first(beside)[: -number or None]:
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
    """Keep, in a folder of environments, what fits into ``most`` bytes: what was left last.

    The state that an environment was left in last stays, so that its last change can be undone;
    of one that was removed, until another is changed or removed. An environment that is being
    changed is left alone. Never raises.
    """
    try:
        known = {beside: known_cost(beside) for beside in besides(folder)}
        for beside, revision in _candidates(list(known)):
            if sum(known.values()) <= most:
                break
            known[beside] = _without(beside, revision, known[beside])
    except (OSError, UnreadableError) as error:
        _log.warning("What is kept in %s could not be looked through: %s", folder, error)


def _without(beside: Beside, revision: str, before: int) -> int:
    """Keep a state no longer, if nobody is at it; what the others take."""
    try:
        with held_if_free(beside) as free:
            if not free or revision not in beside.kept():
                return before
            throw_away(beside.revision(revision))
            _forget(beside)
    except OSError as error:
        _log.warning("%s could not be deleted: %s", beside.revision(revision), error)
        return before
    return known_cost(beside)


def _candidates(choices: list[Beside]) -> list[tuple[Beside, str]]:
    """What can go, what was left first before the rest."""
    everything = [(beside, each) for beside in choices for each in oldest_first(beside)]
    by_age = sorted(everything, key=lambda each: _kept_since(*each))
    last = {beside: oldest_first(beside)[-1] for beside, _ in by_age if beside.place.exists()}
    return [each for each in by_age[:-1] if last.get(each[0]) != each[1]]


def oldest_first(beside: Beside) -> list[str]:
    """What is kept, in the order in which it was left; what the history does not know is first.

    Raises UnreadableError.
    """
    left = read_history(beside.history).left
    order = {revision: place for place, revision in enumerate(left)}
    return sorted(beside.kept(), key=lambda revision: order.get(revision, -1))


def _kept_since(beside: Beside, revision: str) -> float:
    """When a state was left for another one, to compare environments by."""
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
