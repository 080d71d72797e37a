"""A copy of an environment by hard links, with a prefix of its own.

What packages own is linked: nobody writes into those files, tools replace them. What is the user's,
and all of ``conda-meta``, is copied. What mentions the prefix is written anew (`rewrite`).

rattler writes into files that are in its way where its cache is on another file system (0.28, its
``install/link.rs``: ``copy_to_destination``). So a person's files cannot be links while packages
are linked, and they may be too large to be copied. A copy in which an environment is changed has an
empty file for each large one, until `meanwhile` links it.
"""

# ruff: noqa: PTH100, PTH102, PTH108, PTH115, PTH116, PTH118, PTH211
# paths are text here: a Path for each file would take longer than its link

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from msgspec import Struct

from jupyter_envmgr.errors import (
    CancelledError,
    DiskFullError,
    EnvmgrError,
    ExistsError,
    NotFoundError,
    NotWritableError,
    UnreadableError,
)
from jupyter_envmgr.transaction.copy_file import Stop, copy_file, keep_owner, never
from jupyter_envmgr.transaction.ownership import Ownership, read_ownership
from jupyter_envmgr.transaction.relocate import Relocation
from jupyter_envmgr.transaction.rewrite import Rewriter

Report = Callable[[int, int], None]

_STEP = 500
"""Files between two reports."""
_LARGE = 1 << 16
"""Bytes of a person's file from which on a copy of it costs more than an empty file."""
SCRIPTS = ("bin/", "Scripts/")
"""Where conda's packages and pip's have the same file, if at all: those of pip are copied too."""
_FROZEN = "conda-meta/frozen"
"""A clone is made to be changed; freezing is for the original (CEP 22)."""


class CopyResult(Struct, frozen=True):
    """What was done, and what a person should know about it."""

    files: int
    rewritten: int
    notices: list[str]
    held: list[str] = []
    """A person's files that are empty in the copy, for `Meanwhile.hold`."""


def copy_environment(  # noqa: PLR0913 - by keyword, each a fact of the copy
    source: Path,
    target: Path,
    *,
    target_prefix: Path,
    report: Report = lambda _done, _total: None,
    cancelled: Stop = never,
    owned: Ownership | None = None,
    hold: bool = False,
) -> CopyResult:
    """Make ``target`` a copy of ``source`` that will live at ``target_prefix``.

    ``report`` gets the files done and a total that is an estimate until the last call. Where
    ``target_prefix`` is the source itself, files keep what they say. The source is only read; a
    copy that fails or is cancelled leaves nothing behind. ``owned`` is what was read of the source.
    With ``hold``, a person's large files have no content yet where they can be linked: the result
    names them.

    Raises
    ------
    ExistsError, NotFoundError
        ``target`` is there already; ``source`` is not.
    BadRequestError
        ``target_prefix`` is longer than a package can hold.
    UnreadableError, NotWritableError, DiskFullError, CancelledError
        As their names say; the path is named.

    """
    source, target, prefix = (Path(os.path.abspath(p)) for p in (source, target, target_prefix))
    if os.path.lexists(target):
        raise ExistsError(f"{target} exists.")
    if not (source / "conda-meta").is_dir():
        raise NotFoundError(f"{source} is not a conda environment.", "Choose one from the list.")
    try:
        owned = owned or read_ownership(source)
        rewriter = None
        if prefix != source:
            rewriter = Rewriter(source, target, Relocation(source, prefix), owned)
        copy = _Copy(source, target, owned, rewriter, cancelled, hold=hold)
        target.mkdir(stat.S_IRWXU)
        try:
            return copy.run(report)
        except BaseException:  # whatever it is, no half-made copy stays
            shutil.rmtree(target, ignore_errors=True)
            raise
    except OSError as error:
        raise problem(error, source, target) from error


class _Copy:
    """One copy under way."""

    def __init__(  # noqa: PLR0913 - the facts of the copy
        self,
        source: Path,
        target: Path,
        owned: Ownership,
        rewriter: Rewriter | None,
        cancelled: Stop,
        *,
        hold: bool,
    ) -> None:
        self._source = os.path.join(source, "")
        self._target = os.path.join(target, "")
        self._owned = owned
        self._records = set(owned.pip.values())
        self._rewriter = rewriter
        self._cancelled = cancelled
        self._holds = hold
        self._held: list[str] = []
        self._left_out: set[str] = set()
        self._notices: list[str] = []
        self._files = 0
        if rewriter:
            others = set(foreign(source, target))
            self._left_out = {_FROZEN, *others}
            self._notices = [
                f"{name} is not the environment's own; it was left out." for name in others
            ]

    def run(self, report: Report) -> CopyResult:
        total = len(self._owned.conda) + len(self._owned.pip)
        folders = [""]
        reported = 0
        for folder in folders:  # grows while it is read
            for entry in self._entries(folder):
                try:
                    self._entry(entry, folder + entry.name, folders)
                except FileNotFoundError as error:
                    self._pass_over(folder + entry.name, error)
                if self._files >= reported + _STEP:
                    reported = self._files
                    report(reported, max(reported, total))
                    _stop_if(self._cancelled)
            _stop_if(self._cancelled)
        return self._finish(folders, report)

    def _finish(self, folders: list[str], report: Report) -> CopyResult:
        rewritten = 0
        if self._rewriter:
            self._rewriter.correct_records()
            self._notices += self._rewriter.notices
            rewritten = self._rewriter.count
        for folder in reversed(folders):
            self._keep_folder(folder)
        report(self._files, self._files)
        return CopyResult(self._files, rewritten, sorted(self._notices), self._held)

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._source + folder) as entries:
                return list(entries)
        except FileNotFoundError as error:
            self._pass_over(folder, error)
            return []

    def _pass_over(self, path: str, error: FileNotFoundError) -> None:
        """Go on after what a person has just deleted; raise the error for what packages own."""
        there = os.path.lexists(self._source + path)
        owned = self._owned.conda.keys() | self._owned.pip.keys()
        if (
            there
            or not path
            or any(f"{file}/".startswith(path.rstrip("/") + "/") for file in owned)
        ):
            raise error

    def _entry(self, entry: os.DirEntry[str], path: str, folders: list[str]) -> None:
        if path in self._left_out:
            return
        if entry.is_file(follow_symlinks=False):
            self._file(path)
            self._files += 1
        elif entry.is_dir(follow_symlinks=False):
            os.mkdir(self._target + path, stat.S_IRWXU)
            folders.append(path + "/")
        elif entry.is_symlink():
            self._symlink(entry, path)
        else:
            self._special(path)

    def _special(self, path: str) -> None:
        """Link a pipe, a socket or a device; another environment has none of them."""
        if not self._rewriter:
            try:
                os.link(self._source + path, self._target + path)
            except FileNotFoundError:
                raise
            except (OSError, NotImplementedError):  # it may be another's, and is left out
                pass
            else:
                return
        self._notices.append(f"{path} is a pipe, a socket or a device; it was left out.")

    def _symlink(self, entry: os.DirEntry[str], path: str) -> None:
        link = os.readlink(entry.path)
        if self._rewriter:
            link = self._rewriter.relocation.link(link, PurePosixPath(path).parent)
        os.symlink(link, self._target + path, target_is_directory=entry.is_dir())

    def _file(self, path: str) -> None:
        if self._rewriter and self._rewriter.rewrite(path):
            return
        if self._is_shared(path):
            self._link(path)
        elif not (self._holds and self._hold(path)):
            copy_file(self._source + path, self._target + path, self._cancelled)

    def _hold(self, path: str) -> bool:
        """Put an empty file where a large one is to be linked; tell whether that can be done."""
        if self._is_record(path) or os.stat(self._source + path).st_size < _LARGE:
            return False
        try:
            os.link(self._source + path, self._target + path)
        except FileNotFoundError:
            raise
        except OSError:
            return False
        os.unlink(self._target + path)
        os.close(os.open(self._target + path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        self._held.append(path)
        return True

    def _is_record(self, path: str) -> bool:
        return path.startswith("conda-meta/") or path in self._records

    def _is_shared(self, path: str) -> bool:
        """Tell what nobody writes into; Python itself replaces a .pyc as a whole."""
        owned = self._owned
        if self._is_record(path):
            return False
        if path in owned.conda or path.endswith(".pyc"):
            return True
        return path in owned.pip and not (self._holds and path.startswith(SCRIPTS))

    def _link(self, path: str) -> None:
        try:
            os.link(self._source + path, self._target + path)
        except FileExistsError:
            raise  # a copy would write through the link that is there
        except OSError:  # another file system, one without hard links, too many of them
            copy_file(self._source + path, self._target + path, self._cancelled)

    def _keep_folder(self, folder: str) -> None:
        try:
            kept = os.stat(self._source + folder)
        except FileNotFoundError:
            return  # it is gone since
        keep_owner(kept, self._target + folder)
        shutil.copystat(self._source + folder, self._target + folder)
        os.utime(self._target + folder, ns=(kept.st_atime_ns, kept.st_mtime_ns))


def _stop_if(cancelled: Stop) -> None:
    if cancelled():
        raise CancelledError("The copy was cancelled.")


def foreign(source: Path, target: Path) -> Iterator[str]:
    """Give what lies in an environment but is not its own: base has the others and the packages."""
    if any((source / "envs").glob("*/conda-meta")):
        yield "envs"
    if (source / "pkgs/urls.txt").exists():
        yield "pkgs"
    if target.is_relative_to(source):
        yield target.relative_to(source).parts[0]


def problem(error: OSError, source: Path, target: Path) -> EnvmgrError:
    """Say what the system said."""
    name = error.filename2 or error.filename or source
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFullError(f"The disk is full: {target} could not be written.", path=str(target))
    if error.errno == errno.ENOENT:
        return UnreadableError(
            f"{name} vanished while the environment was copied.",
            "Let nothing else change the environment, and try again.",
            path=str(name),
        )
    if Path(name).is_relative_to(target):
        return NotWritableError(f"{name} cannot be written: {error.strerror}.", path=str(name))
    return UnreadableError(f"{name} cannot be read: {error.strerror}.", path=str(name))
