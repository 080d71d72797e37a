"""What people do in an environment while a copy of it is changed comes along with the copy.

A notebook that runs in it writes data, a person edits a setting. What belongs to a package is that
package's: an edit of it stays if the change leaves the file alone. conda's and pip's own records
are not looked at: if they change, the plan is stale (`state`).
"""

# ruff: noqa: PTH102, PTH103, PTH105, PTH106, PTH108, PTH112, PTH115, PTH116, PTH118, PTH120, PTH211
# paths are text here: a Path for each file would take longer than looking at it

from __future__ import annotations

import logging
import os
import shutil
import stat
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from jupyter_envmgr.errors import ClobberError
from jupyter_envmgr.transaction.copy import SCRIPTS, problem
from jupyter_envmgr.transaction.copy_file import Stop, copy_file, keep_owner, never
from jupyter_envmgr.transaction.journal import number
from jupyter_envmgr.transaction.ownership import Ownership, Records, read_ownership
from jupyter_envmgr.transaction.separate import separate_files

_LOOKS = 5
"""Before the exchange, at most: a program that never stops writing must not hold it up."""

_TICK = 3 * 10**9
"""Nanoseconds: two changes of a folder that are nearer to each other may have the same time."""

_LEFT_OUT = {"conda-meta", "__pycache__"}

_log = logging.getLogger(__name__)


class _State(NamedTuple):
    """What tells that an entry is another one; of a package's files the number says it alone.

    They are links in the copy: who writes into one writes into both.
    """

    kind: str
    number: int = 0
    leads_to: str = ""
    size: int = -1
    time: int = -1

    def is_one_with(self, other: _State) -> bool:
        """Tell whether what is written into one is in the other."""
        return self[:3] == other[:3]

    def is_as(self, other: _State) -> bool:
        """Tell whether one is, or is a copy of, the other."""
        mine, theirs = (self.size, self.time), (other.size, other.time)
        return self.is_one_with(other) or (
            self.kind == other.kind == "file" and mine == theirs != (-1, -1)
        )


_FOLDER = _State("folder")


class _Folder(NamedTuple):
    """What a folder had, by path, when it was looked into."""

    changed: int
    """When something was last put into it or taken out; times in nanoseconds since 1970."""
    looked: int
    owned: dict[str, _State]
    """What is seen to be another by its number alone, and folders."""
    others: dict[str, _State]
    folders: list[str]


class Meanwhile:
    """Looks at ``place`` before it is copied to ``stage``, and again before they are exchanged.

    Raises UnreadableError.
    """

    def __init__(self, place: Path, stage: Path, records: Records | None = None) -> None:
        self._place = place
        self._stage = stage
        self._number = number(place)
        self._records = records
        self.before = read_ownership(place, records)
        self._folders: dict[str, _Folder] = {}
        self._linked = False
        self._stop: Stop = never
        self._held: dict[str, _State | None] = {}
        with self._told():
            self._seen = self._look()

    def hold(self, paths: Iterable[str]) -> None:
        """Say which files of the stage are empty until the environment's are linked there."""
        self._held = {path: self._in_stage(path) for path in paths}

    def bring_over(self, *, tie: bool = True, stop: Stop = never) -> None:
        """Do in the stage what was done in the place, until there is no more of it.

        Files that nobody owns are one file in both from then on, where the file system can do it:
        what a program still writes is in the environment, whichever of the two it has opened. Not
        with ``tie=False``, for a copy in which files speak of another path.

        Raises
        ------
        ClobberError
            Somebody made a file that a package of the stage has.
        UnreadableError, NotWritableError, DiskFullError, CancelledError

        """
        self._stop = stop
        with self._told():
            self._fill()
            if tie:
                self._tie()
            self._linked = self._has_links()
            for _ in range(_LOOKS):
                now = self._look()
                if now == self._seen:
                    break
                self._repeat(now, read_ownership(self._stage, self._records))

    def is_as_seen(self) -> bool:
        """Tell whether the place is as it was at the last look."""
        return self._look() == self._seen

    def look_back(self, old: Path, new: Path) -> None:
        """After the exchange: bring over what was done in its last instant; never raises."""
        self._place, self._stage, self._stop = old, new, never
        if number(self._place) != self._number:
            return  # it could not be moved: this is a copy, and itself is deleted
        try:
            self._repeat(self._look(), None)
        except OSError as error:
            _log.warning("What was just written in %s may be lost: %s", self._stage, error)

    def separate(self) -> int:
        """After that: files that became one in both are two again; how many. Raises OSError.

        They are not on the disk yet.
        """
        own = (
            path
            for path, state in self._seen.items()
            if state.kind == "file" and not self._is_owned(path)
        )
        return separate_files(Path(self._place), Path(self._stage), own)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise problem(error, self._place, self._stage) from error

    def _look(self) -> dict[str, _State]:
        """Every entry of the place by its path."""
        seen: dict[str, _State] = {}
        folders = [""]
        for folder in folders:  # grows while it is read
            with suppress(FileNotFoundError, NotADirectoryError):
                looked = self._look_into(folder)
                seen.update(looked.owned)
                seen.update(looked.others)
                folders += looked.folders
        return seen

    def _look_into(self, folder: str) -> _Folder:
        """Look into a folder again only if the system says that it has another content."""
        where, now = os.path.join(self._place, folder), time.time_ns()
        changed = os.stat(where).st_ctime_ns
        last = self._folders.get(folder)
        if last and last.changed == changed and last.looked - changed > _TICK:
            states = {path: _state_of(os.path.join(self._place, path)) for path in last.others}
            others = {path: state for path, state in states.items() if state}
            return last._replace(others=others)
        looked = _Folder(changed, now, {}, {}, [])
        with os.scandir(where) as entries:
            for entry in entries:
                self._add(folder + entry.name, entry, looked)
        self._folders[folder] = looked
        return looked

    def _add(self, path: str, entry: os.DirEntry[str], looked: _Folder) -> None:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _LEFT_OUT:
                looked.owned[path] = _FOLDER
                looked.folders.append(path + "/")
        elif self._is_linked(path) and entry.is_file(follow_symlinks=False):
            looked.owned[path] = _State("file", entry.inode())
        elif not path.endswith(".pyc") and (state := _state_of(entry.path)):
            looked.others[path] = state

    def _is_owned(self, path: str) -> bool:
        return path in self.before.conda or path in self.before.pip

    def _is_linked(self, path: str) -> bool:
        """Tell whether a file is a link in the copy from the start (`copy`)."""
        return path in self.before.conda or (
            path in self.before.pip and not path.startswith(SCRIPTS)
        )

    def _fill(self) -> None:
        """Link what the stage has empty files for, if the change has left these as they were."""
        for path, empty in self._held.items():
            if not empty or self._in_stage(path) != empty:
                continue
            state = _state_of(os.path.join(self._place, path))
            try:
                if state and state.kind == "file":
                    self._put(path, state)
                    continue
            except FileNotFoundError:
                pass
            os.unlink(os.path.join(self._stage, path))
            self._seen.pop(path, None)  # it is gone, or something else: new when it is seen again
        self._held = {}

    def _tie(self) -> None:
        """Link what is a copy in the stage, and what the change has left as it was."""
        for path, state in self._seen.items():
            if state.kind == "file" and not self._is_linked(path):
                mine = self._in_stage(path)
                if mine and mine.is_as(state) and not mine.is_one_with(state):
                    with suppress(OSError):  # the copy that is there does as well
                        self._put(path, state, copy=False)

    def _has_links(self) -> bool:
        """Tell whether packages' files are links in the copy; else a number proves nothing."""
        for path, state in self._seen.items():
            if state.kind == "file" and self._is_owned(path):
                mine, theirs = self._in_stage(path), _state_of(os.path.join(self._place, path))
                if mine and theirs and mine.is_one_with(theirs):
                    return True
        return False

    def _is_untouched(self, path: str, mine: _State | None) -> bool:
        """Tell whether the stage has what the place had."""
        was = self._seen.get(path)
        if self._is_owned(path) and not self._linked:
            return False
        return mine.is_as(was) if mine and was else mine is was

    def _repeat(self, now: dict[str, _State], after: Ownership | None) -> None:
        """Do in the stage what made ``now`` of what was seen. No ``after``: the stage is in use."""
        for path in sorted(self._seen.keys() - now.keys(), reverse=True):
            self._remove(path)
        for path in sorted(path for path, state in now.items() if state != self._seen.get(path)):
            self._bring(path, now[path], after)
        self._seen = now

    def _remove(self, path: str) -> None:
        mine, target = self._in_stage(path), os.path.join(self._stage, path)
        if mine is _FOLDER:
            with suppress(OSError):  # a package has something in it
                os.rmdir(target)
        elif mine and self._is_untouched(path, mine):
            os.unlink(target)

    def _bring(self, path: str, state: _State, after: Ownership | None) -> None:
        try:
            self._take(path, state, after)
        except FileNotFoundError:
            return  # it is gone again: the next look will tell
        except (OSError, ClobberError) as error:
            if after:
                raise
            _log.warning("What was just written to %s is lost: %s", path, error)

    def _take(self, path: str, state: _State, after: Ownership | None) -> None:
        mine = self._in_stage(path)
        if mine and mine.is_one_with(state):
            return
        if (self._is_owned(path) or not after) and not self._is_untouched(path, mine):
            return  # the change, or somebody after the exchange, has made another one
        if after and not self._is_owned(path) and (path in after.conda or path in after.pip):
            raise _clash(path)
        if mine and _FOLDER in {mine, state}:
            self._make_room(path, mine)
        self._put(path, state)

    def _make_room(self, path: str, mine: _State) -> None:
        target = os.path.join(self._stage, path)
        if mine is not _FOLDER:
            os.unlink(target)
            return
        try:
            os.rmdir(target)
        except OSError as error:
            raise _clash(path) from error

    def _put(self, path: str, state: _State, *, copy: bool = True) -> None:
        source, target = os.path.join(self._place, path), os.path.join(self._stage, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if state is _FOLDER:
            os.mkdir(target)
            keep_owner(os.stat(source), target)
            shutil.copystat(source, target)
            return
        new = os.path.join(os.path.dirname(target), f".envmgr-{uuid.uuid4().hex}")
        try:
            if state.kind == "link":
                os.symlink(state.leads_to, new, target_is_directory=os.path.isdir(source))
            else:
                _link(source, new, self._stop if copy else None)
            os.replace(new, target)
        except BaseException:
            with suppress(OSError):
                os.unlink(new)
            raise

    def _in_stage(self, path: str) -> _State | None:
        return _state_of(os.path.join(self._stage, path))


def _link(source: str, new: str, stop: Stop | None) -> None:
    """Make a link; if that cannot be, a copy, unless there is no ``stop`` to ask."""
    try:
        os.link(source, new)
    except OSError:
        if not stop:
            raise
        copy_file(source, new, stop)


def _state_of(path: str) -> _State | None:
    """Give what there is now; nothing of a pipe, a socket or a device."""
    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            return _State("link", leads_to=os.readlink(path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISDIR(status.st_mode):
        return _FOLDER
    if not stat.S_ISREG(status.st_mode):
        return None
    return _State("file", status.st_ino, "", status.st_size, status.st_mtime_ns)


def _clash(path: str) -> ClobberError:
    return ClobberError(
        f"{path} was made in the environment meanwhile, and one of its packages has it now.",
        files=[path],
    )
