"""``jupyter envmgr``: the verbs in a terminal, a script or a Dockerfile, without a server.

What is imported here is little: Ctrl-C is caught from the moment that `main` runs, and the rest is
imported there.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import FrameType

    from jupyter_envmgr.local import Local
    from jupyter_envmgr.verbs.backend import BackendError
    from jupyter_envmgr.verbs.display import Answer

_INTERRUPTED = 130
_BROKEN_PIPE = 141
"""128 + SIGPIPE: what a shell shows of programs whose reader has gone."""
_GLANCE = 0.2  # seconds after which Ctrl-C is seen on Windows


def main(argv: Sequence[str] | None = None) -> int:
    """Do what was typed; the exit code.

    What is still being deleted then is waited for, unless somebody interrupts that too.
    """
    signals = _Signals()
    try:
        code = _main(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    except KeyboardInterrupt:
        code = _INTERRUPTED
    code = signals.code(code)
    try:
        _wait_for_deletions()
    except KeyboardInterrupt:
        os._exit(code)
    if argv is None:  # this is the whole program, and all that it does now is end
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return code


def _main(words: list[str]) -> int:
    if "_ARGCOMPLETE" in os.environ:
        from jupyter_envmgr.completion import complete

        complete()
    if words in (["--version"], ["-V"]):
        from importlib.metadata import version

        return _print(f"{version('jupyter_envmgr')}\n")
    if not words or words[0] in {"-h", "--help"}:
        from jupyter_envmgr.verbs import guide

        return _print(guide.overview("cli"))
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # they are files here
    return _performed(words)


def _performed(words: list[str]) -> int:
    from jupyter_envmgr.local import Local
    from jupyter_envmgr.run_in import run
    from jupyter_envmgr.terminal import TerminalDisplay
    from jupyter_envmgr.verbs.context import Context
    from jupyter_envmgr.verbs.perform import perform

    backend, display = Local(), TerminalDisplay()
    context = Context(
        backend,
        display,
        door="cli",
        prefix=os.environ.get("CONDA_PREFIX", ""),
        own={"run": run, "recover": lambda _options, _context: _recover(backend)},
        unforeseen=_unforeseen,
    )
    try:
        return perform(words, context)
    finally:
        display.done()
        _close(backend)


def _wait_for_deletions() -> None:
    """The interpreter would wait too, and take an interrupt there for a crash."""
    for thread in threading.enumerate():
        while thread.name.startswith("envmgr") and thread.is_alive():
            thread.join(_GLANCE)


def _print(text: str) -> int:
    sys.stdout.write(text)
    return 0


def _recover(backend: Local) -> Answer:
    from jupyter_envmgr.verbs.display import Answer

    sentences = backend.recover()
    text = "\n".join(sentences) or "Nothing was cut off."
    return Answer("text", {"title": "recover", "text": text, "recovered": sentences})


def _close(backend: Local) -> None:
    """Take back what is under way; who interrupts that too does not want to wait."""
    try:
        backend.close()
    except KeyboardInterrupt:
        os._exit(_INTERRUPTED)


def _unforeseen(error: Exception) -> BackendError:
    from jupyter_envmgr.channel_url import without_secrets
    from jupyter_envmgr.verbs.unforeseen import internal

    return internal(error, without_secrets)


class _Signals:
    """Takes the wish that this process ends for an interrupt, so that it cleans up."""

    def __init__(self) -> None:
        self._received = 0
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number and signal.getsignal(number) != signal.SIG_IGN:  # nohup ignores it
                signal.signal(number, self._interrupt)

    def code(self, code: int) -> int:
        """The exit code, which says by which signal it ended."""
        return 128 + self._received if self._received and code == _INTERRUPTED else code

    def _interrupt(self, number: int, _frame: FrameType | None) -> NoReturn:
        self._received = number
        raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
