"""A pseudo-terminal with a program in it, and somebody who types."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import time
from contextlib import contextmanager

CTRL_C = "\x03"
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_PATIENCE = 60.0  # seconds


class PseudoTerminal:
    """What a person sees, and their keys."""

    def __init__(self, process: subprocess.Popen[bytes], end: int) -> None:
        self.process = process
        self._end = end
        self.raw = ""

    @property
    def text(self) -> str:
        """What was shown, without escape sequences."""
        return _ESCAPES.sub("", self.raw).replace("\r\n", "\n")

    def until(self, text: str) -> None:
        """Read until a text is shown."""
        deadline = time.monotonic() + _PATIENCE
        while text not in self.text:
            assert self._read(deadline - time.monotonic()), f"{text!r} is not in {self.text!r}"

    def type(self, keys: str) -> None:
        os.write(self._end, keys.encode())

    def ended(self) -> int:
        """Read to the end; the exit code."""
        deadline = time.monotonic() + _PATIENCE
        while self._read(deadline - time.monotonic()):
            pass
        return self.process.wait(max(1.0, deadline - time.monotonic()))

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._end], [], [], max(0.0, seconds))
        try:
            chunk = os.read(self._end, 1 << 16) if ready else b""
        except OSError:  # Linux says so when the program has gone
            chunk = b""
        self.raw += chunk.decode("utf-8", "replace")
        return bool(chunk)


@contextmanager
def terminal(command: list[str], environ: dict[str, str]):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**environ, "TERM": "xterm-256color"},
        preexec_fn=_own_session,  # noqa: PLW1509 - the only way to give it the terminal's Ctrl-C
    )
    os.close(theirs)
    try:
        yield PseudoTerminal(process, ours)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()
        os.close(ours)


def _own_session() -> None:
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
