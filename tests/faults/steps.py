"""The steps of an operation: each thing it does to the disk, counted, and ended at one of them."""

from __future__ import annotations

import errno
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from jupyter_envmgr.transaction import exchange as exchange_module

Fault = Literal["kill", "full", "broken"]
"""The process dies; from there on the disk is full; this one time it does not work."""
Road = Literal["exchange", "renames", "image"]
"""How two folders change places: in one step, in three, or not at all as in a container's image."""

_ERRORS = {"full": errno.ENOSPC, "broken": errno.EIO}
_EVENTS = {
    *("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink"),
    *("os.chmod", "os.utime", "os.truncate"),
}
_GIVES = {"os.remove", "os.rmdir", "os.rename", "os.chmod", "os.utime"}
"""What a full disk still does."""
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


@dataclass
class Steps:
    """Counts what is done below ``root``, and does ``fault`` at the number ``at``, from 1 on.

    What is done to each of the many files of a stage before it is in its place, and to each that is
    deleted, counts as ``bulk``.
    """

    root: Path
    fault: Fault = "kill"
    at: int = 0
    bulk_at: int = 0
    steps: int = 0
    bulk: int = 0
    exchanged: bool = False
    done: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Begin; there is no end, as an audit hook stays until its process ends."""
        self._inside = f"{self.root}{os.sep}"
        sys.addaudithook(self._hear)

    def take(self, road: Road, place: Path) -> None:
        """Let folders change places as another system does."""
        at_once, rename = exchange_module._at_once, os.rename

        def counted(new: Path, prefix: Path) -> None:
            self._step("exchange", str(prefix))
            if road == "exchange":
                at_once(new, prefix)
                self.exchanged = True
                self._step("exchanged", str(prefix))
                return
            number = errno.ENOSYS if road == "renames" else errno.EXDEV
            raise OSError(number, os.strerror(number), str(prefix))

        def refused(source: Any, target: Any, **more: Any) -> None:
            if os.fspath(source) == str(place):
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(place))
            rename(source, target, **more)

        exchange_module._at_once = counted
        if road == "image":
            os.rename = refused

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, str | bytes | os.PathLike) and flags & _WRITES:
                self._count(event, path)
        elif event in _EVENTS:
            self._count(event, *arguments[: 2 if event in {"os.rename", "os.link"} else 1])

    def _count(self, event: str, *paths: Any) -> None:
        texts = [os.fsdecode(path) for path in paths if not isinstance(path, int)]
        if any(not text.startswith(os.sep) for text in texts):
            self._bulk(event, texts[0])  # shutil deletes relative to an open folder
        elif any(text.startswith(self._inside) for text in texts):
            is_bulk = any(".gone" + os.sep in text for text in texts)
            in_stage = not self.exchanged and any(f"{os.sep}env{os.sep}" in text for text in texts)
            (self._bulk if is_bulk or in_stage else self._step)(event, texts[-1])

    def _step(self, event: str, path: str) -> None:
        self.steps += 1
        self.done.append(f"{event} {path}")
        self._fail_at(self.at, self.steps, event)

    def _bulk(self, event: str, _path: str) -> None:
        self.bulk += 1
        self._fail_at(self.bulk_at, self.bulk, event)

    def _fail_at(self, at: int, number: int, event: str) -> None:
        if not at or number < at:
            return
        if self.fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        stays = self.fault == "full" and event not in _GIVES
        if stays or (self.fault == "broken" and number == at):
            number = _ERRORS[self.fault]
            raise OSError(number, os.strerror(number))
