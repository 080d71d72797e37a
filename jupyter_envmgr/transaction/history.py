"""The states of an environment: what made them, and with which packages.

Kept as JSON in ``.envmgr/revisions/<name>/history.json``. The environment itself holds nothing of
it, so that going back to a state gives exactly its files.
"""

from __future__ import annotations

import errno
import logging
import uuid
from collections.abc import Collection
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated, Any, get_args

import msgspec
from msgspec import Meta, Struct, field
from msgspec.structs import replace

from jupyter_envmgr.errors import UnreadableError
from jupyter_envmgr.models import Door, Layer
from jupyter_envmgr.prefixes import read_packages
from jupyter_envmgr.regular_file import read_regular
from jupyter_envmgr.transaction.beside import ID
from jupyter_envmgr.transaction.state import likeness
from jupyter_envmgr.transaction.whole import write_whole

_LONGEST = 50
"""States that are described; those that are kept are never left out."""
_MOST = 1000
"""States that are looked at, of a history that somebody else has written."""
_LARGEST = 1 << 26  # bytes

_log = logging.getLogger(__name__)


Moment = Annotated[datetime, Meta(tz=True)]


class Cause(Struct, frozen=True, kw_only=True):
    """Why an environment changes."""

    title: str
    door: str = "rest"
    """One of `models.Door`; another version may know more of them."""
    request: dict[str, Any] | None = None
    """What was asked for, as it may be shown."""


class Installed(Struct, frozen=True, array_like=True):
    """A package of a state."""

    name: str
    version: str
    build: str
    channel: str
    layer: Layer
    requested: bool


Id = Annotated[str, Meta(pattern=f"^{ID}$")]
"""What a state is called, in files too: nothing that could lead anywhere else."""


class Entry(Struct, frozen=True, kw_only=True):
    """A state."""

    id: Id
    parent: Id | None
    when: Moment
    cause: Cause
    mark: str
    """Its likeness (`state`)."""
    packages: list[Installed]


class History(Struct, frozen=True, kw_only=True):
    """All that is known of an environment, oldest first."""

    entries: list[Entry] = field(default_factory=list)
    current: Id | None = None
    """The state that it is in; of what is gone, the last one."""
    since: Moment | None = None
    """When the current one took its place."""
    removed: Moment | None = None
    left: list[Id] = field(default_factory=list)
    """In which order states were left for others."""

    def get(self, entry_id: str | None) -> Entry | None:
        return next((entry for entry in self.entries if entry.id == entry_id), None)

    def present(self, place: Path) -> Entry:
        """The state that an environment is in: one that others have made is a new one.

        Raises UnreadableError.
        """
        mark = likeness(place)
        last = None if self.removed else self.get(self.current)
        if last and last.mark == mark:
            return last
        return Entry(
            id=new_id(),
            parent=last.id if last else None,
            when=_touched(place),
            cause=Cause(
                title="Changed by another program" if last else "As it was found", door="outside"
            ),
            mark=mark,
            packages=installed_in(place),
        )

    def after(
        self,
        before: Entry | None,
        now: Entry | None,
        when: datetime | None,
        kept: Collection[str],
    ) -> History:
        """The history once ``now`` has taken the place of ``before``; of None, nothing is there."""
        entries = {entry.id: entry for entry in self.entries}
        entries |= {entry.id: entry for entry in (before, now) if entry}
        ids = list(entries)
        held = {*kept, *(each.id for each in (before, now) if each), *ids[-_LONGEST:]}
        moment = when or datetime.now(tz=timezone.utc)
        here = {each.id for each in (before, now) if each}
        return History(
            entries=[entry for entry in entries.values() if entry.id in held],
            left=[*(i for i in self.left if i in held - here), *([before.id] if before else [])],
            current=now.id if now else before.id if before else self.current,
            since=moment if now else None,
            removed=None if now else moment,
        )

    def way_back(self, entry: Entry, kept: Collection[str]) -> str | None:
        """The nearest state that an entry comes from and that is kept."""
        parent = self.get(entry.parent)
        for _ in self.entries:  # one that somebody has tampered with may go in a circle
            if parent is None or parent.id in kept:
                break
            parent = self.get(parent.parent)
        return parent.id if parent and parent.id in kept else None


def known_door(door: str) -> Door:
    return next((each for each in get_args(Door) if each == door), "rest")


def read_history(file: Path) -> History:
    """What is known; nothing, of a file that is damaged or not there.

    Raises UnreadableError where it cannot be read now, which may be another thing in a moment.
    """
    try:
        return _decoded(file)
    except FileNotFoundError:
        return History()
    except (ValueError, RecursionError) as error:
        _log.warning("%s cannot be read: %s", file, error)
        return History()
    except OSError as error:
        if error.errno in {errno.EINVAL, errno.EFBIG, errno.EISDIR}:  # it is no file of ours
            return History()
        raise UnreadableError(f"{file} cannot be read: {error.strerror}.") from error


def put_aside_if_damaged(file: Path) -> None:
    """Give a history that cannot be understood another name, before there is a new one.

    Raises OSError.
    """
    try:
        _decoded(file)
    except FileNotFoundError:
        return
    except (ValueError, RecursionError):
        file.replace(file.with_name(f"{file.name}.damaged"))


def _decoded(file: Path) -> History:
    history = msgspec.json.decode(read_regular(file, _LARGEST), type=History)
    return replace(history, entries=history.entries[-_MOST:])


def new_id() -> str:
    return uuid.uuid4().hex[:12]


def write_history(file: Path, history: History) -> None:
    """Raises OSError."""
    write_whole(file, msgspec.json.encode(history))


def made(place: Path, parent: Entry | None, cause: Cause) -> Entry:
    """The state of what was just made, wherever it still is. Raises UnreadableError."""
    return Entry(
        id=new_id(),
        parent=parent.id if parent else None,
        when=datetime.now(tz=timezone.utc),
        cause=cause,
        mark=likeness(place),
        packages=installed_in(place),
    )


def installed_in(prefix: Path) -> list[Installed]:
    """The packages of an environment, by name. Raises UnreadableError."""
    return [
        Installed(each.name, each.version, each.build, each.channel, each.layer, each.requested)
        for each in read_packages(prefix)[0]
    ]


def _touched(place: Path) -> datetime:
    """When conda or pip last changed the environment, as far as that can be told."""
    try:
        status = (place / "conda-meta").stat()
    except OSError as error:
        raise UnreadableError(f"{place}/conda-meta cannot be read: {error.strerror}.") from error
    try:
        return datetime.fromtimestamp(status.st_mtime, tz=timezone.utc)
    except (OverflowError, ValueError):
        return datetime.now(tz=timezone.utc)
