"""Kernels written down where programs look that know nothing of us.

``jupyter kernelspec``, nbclient and papermill build jupyter_client's own KernelSpecManager, which
has neither configuration nor entry point for another list: it reads ``kernels`` folders. So the
kernels are also kept as ordinary ones in such a folder. Each carries a marker file that names the
kernel it stands for; nothing without that marker is ever changed or removed.
"""

# ruff: noqa: PTH113, PTH117, PTH208 - a Path raises for what may not be looked into

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from logging import DEBUG, INFO, Logger
from pathlib import Path
from threading import Lock, Thread
from uuid import uuid4

from jupyter_envmgr.kernels.specs import EnvironmentKernel
from jupyter_envmgr.regular_file import read_regular

MARKER = ".jupyter_envmgr"
_LOOK = re.compile(r"logo.*|.*\.(js|css|svg|png)", re.IGNORECASE)
_LARGEST = 1 << 20  # bytes
THREAD = "jupyter_envmgr-publish"
"""What the thread is called that writes in the background."""


@dataclass(frozen=True)
class Wanted:
    """What a folder shall hold."""

    kernels: Mapping[str, EnvironmentKernel]
    """By the names under which they are offered."""
    prefixes: Collection[str]
    """Environments whose other kernels shall not be there."""

    def texts(self) -> dict[str, str]:
        """Each kernel's kernel.json."""
        return {
            name: json.dumps(kernel.content(activated=True), indent=1)
            for name, kernel in self.kernels.items()
        }


class PublishedKernels:
    """The kernels in one ``kernels`` folder that are ours; any thread may bring them up to date."""

    def __init__(self, folder: Path, log: Logger) -> None:
        self._folder = folder
        self._log = log
        self._lock = Lock()
        self._thread: Thread | None = None
        self._last: dict[str, str] | None = None
        """What the folder holds, as far as we know; None: it has to be looked at."""
        self._told = ""

    def update(self, find: Callable[[], Wanted]) -> None:
        """Make the folder hold the kernels that `find` gives, and no others of its prefixes.

        Kernels of environments that are not among these but still there stay: another server may
        have published them. `find` is called when it is our turn, so that an older answer never
        replaces a newer one. A folder that cannot be written is logged, and tried again next time.
        """
        with self._lock:
            wanted = find()
            texts = wanted.texts()
            if texts == self._last:
                return
            self._last = None
            try:
                self._remove_others(texts, {str(Path(prefix)) for prefix in wanted.prefixes})
                self._write_all(wanted.kernels, texts)
            except OSError as error:
                self._tell(error)
            else:
                self._last = texts

    def update_soon(self, seen: Wanted, find: Callable[[], Wanted]) -> None:
        """Start an update where the folder holds something else than was `seen`; do not wait."""
        is_running = self._thread is not None and self._thread.is_alive()
        if not is_running and seen.texts() != self._last:
            self._thread = Thread(target=self.update, args=(find,), name=THREAD)
            self._thread.start()

    def _tell(self, error: OSError) -> None:
        """Log what keeps us from writing, once for as long as it is the same."""
        level = DEBUG if str(error) == self._told else INFO
        self._told = str(error)
        self._log.log(level, "jupyter_envmgr | kernels are not published: %s", error)

    def _remove_others(self, wanted: Iterable[str], prefixes: set[str]) -> None:
        for marker in self._folder.glob(f"*/{MARKER}"):
            source = _source(marker)
            if source is None or marker.parent.name in wanted:
                continue
            known = any(str(parent) in prefixes for parent in source.parents)
            if known or not os.path.isfile(source / "kernel.json"):
                shutil.rmtree(marker.parent)

    def _write_all(self, kernels: Mapping[str, EnvironmentKernel], texts: dict[str, str]) -> None:
        """Write each kernel; raises the OSError of the first that cannot be, after the others."""
        errors = []
        for name, kernel in kernels.items():
            try:
                self._write(name, kernel.folder, texts[name].encode())
            except OSError as error:  # noqa: PERF203 - no kernel's trouble is another's
                errors.append(error)
        if errors:
            raise errors[0]

    def _write(self, name: str, source: Path, text: bytes) -> None:
        folder = self._folder / name
        if os.path.lexists(folder) and not _is_ours(folder):
            return
        with suppress(OSError):
            if read_regular(folder / "kernel.json") == text:
                return
        folder.mkdir(parents=True, exist_ok=True)
        _put(folder / MARKER, os.fsencode(source))
        for file, content in _looks(source):
            _put(folder / file, content)
        # Last: a folder without kernel.json is no kernel to anybody.
        _put(folder / "kernel.json", text)


def _looks(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The small files with which a kernel shows itself, by name.

    A package may have put anything there: what cannot be read is left out, and so is a link that
    leads to where the kernel is not, as that may be somewhere private.
    """
    home = os.path.realpath(folder)
    for name in filter(_LOOK.fullmatch, os.listdir(folder)):
        file = os.path.realpath(folder / name)
        if Path(file).is_relative_to(home):
            with suppress(OSError):
                yield name, read_regular(file, _LARGEST)


def _source(marker: Path) -> Path | None:
    """The kernel that a marker names, None if it is none that we wrote."""
    try:
        source = os.fsdecode(read_regular(marker, _LARGEST))
    except (OSError, UnicodeError):
        return None
    written = "\0" not in source and os.path.isabs(source) and _is_ours(marker.parent)
    return Path(source) if written else None


def _put(path: Path, content: bytes) -> None:
    """Write a file in one step, whoever else writes it at the same time."""
    temporary = path.with_name(f"{path.name}.{uuid4().hex}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def is_published(folder: str | Path) -> bool:
    """Whether a kernel's folder was written by us."""
    return os.path.isfile(Path(folder, MARKER))


def _is_ours(folder: Path) -> bool:
    """Whether a folder may be changed; what a link leads to is somebody else's."""
    return is_published(folder) and not folder.is_symlink()
