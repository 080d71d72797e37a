"""The program uv, run in a folder of its own where no other configuration reaches it.

uv reads a ``uv.toml`` or ``pyproject.toml`` of the folder that it is started in or else of the
nearest one above ("Configuration files" of uv's documentation). Above a temporary folder anybody
may write, so the search is ended by an empty file. The person's own and the machine's stay in
force.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from jupyter_envmgr.channel_url import without_secrets
from jupyter_envmgr.engine.pip.failures import failure
from jupyter_envmgr.threads import Stop

Say = Callable[[str], None]

NO_INDEX = "UV_NO_INDEX"
"""Ours: uv has an option of that name but reads no such variable."""
OPTIONS = "ENVMGR_UV_OPTIONS"
"""Ours too: options of uv for which it has no variables, with spaces between."""

_OURS = "envmgr-uv-"
_LOCK = "lock"  # dies with its owner
_LINES = 1000  # of what uv says, the newest; a build may print without end
_WIDTH = 2000
_RETRIES = "2"  # uv's own three keep a person waiting for 8 s where nobody answers
_LEFT_OUT = {
    "CONDA_PREFIX", "VIRTUAL_ENV", "RUST_LOG", "UV_COMPILE_BYTECODE", "UV_NO_INSTALLER_METADATA",
    "UV_PROJECT", "UV_PYTHON", "UV_SYSTEM_PYTHON", "UV_TORCH_BACKEND", "UV_WORKING_DIR",
}  # fmt: skip
"""What would send uv elsewhere, or have it write what nobody planned."""


class Uv:
    """Runs uv in ``folder``; ``answer`` is what it printed last, ``log`` what it logged.

    ``settings`` are uv's variables that hold where the user set none.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str], stop: Stop) -> None:
        self.folder = folder
        self.environ = _environ(settings)
        self._stop = stop
        self.answer = ""
        self.log: list[str] = []

    def write(self, name: str, lines: Sequence[str]) -> str:
        """Put a file of lines into the folder that uv runs in; its path."""
        path = self.folder / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return str(path)

    def run(self, arguments: Sequence[str], say: Say = lambda _line: None) -> None:
        """Wait for its end; ``say`` hears of each line that it logs.

        Raises EnvmgrError of the kind that its log tells.
        """
        from uv import find_uv_bin

        environ = dict(self.environ)
        options = environ.pop(OPTIONS, "").split()
        if _is_true(environ.pop(NO_INDEX, "")):
            options.append("--no-index")
        answer = self.folder / "answer"
        with answer.open("wb") as out:
            process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
                [os.fsdecode(find_uv_bin()), *arguments, *options],
                cwd=self.folder, env=environ, stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.PIPE, start_new_session=True,
            )  # fmt: skip
        with process:
            self._stop.then(lambda: _end(process))
            log: deque[str] = deque(maxlen=_LINES)
            try:
                for line in _lines(process.stderr):
                    log.append(line)
                    say(line.strip())
            except BaseException:  # whatever it is, uv must not outlive it
                _end(process)
                raise
        self.log = list(log)
        if process.returncode:
            raise failure(self.log)
        self.answer = answer.read_text(encoding="utf-8", errors="replace")


@contextmanager
def uv_in_folder(settings: Mapping[str, str], stop: Stop) -> Iterator[Uv]:
    """Give a `Uv` with a temporary folder that only this user can read."""
    _sweep(tempfile.gettempdir())
    with tempfile.TemporaryDirectory(prefix=_OURS) as name, FileLock(Path(name, _LOCK)):
        uv = Uv(Path(name), settings, stop)
        uv.write("uv.toml", [])
        yield uv


@cache
def _sweep(temporary: str) -> None:
    """Once in a process, delete the folders of those that were killed: they may hold logins."""
    for folder in Path(temporary).glob(f"{_OURS}*"):
        _delete_left(folder)


def _delete_left(folder: Path) -> None:
    try:
        status, lock = folder.lstat(), folder / _LOCK
        mine = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
        if not (mine and stat.S_ISDIR(status.st_mode) and lock.exists()):
            return
        with FileLock(lock, timeout=0):
            pass
    except (OSError, Timeout):
        return  # it is in use, or gone
    shutil.rmtree(folder, ignore_errors=True)


def _environ(settings: Mapping[str, str]) -> dict[str, str]:
    """The user's settings for uv stay; what would send it to another interpreter goes."""
    environ = {"UV_HTTP_RETRIES": _RETRIES, **settings, **os.environ}
    if environ.get("UV_LINK_MODE") == "symlink":
        del environ["UV_LINK_MODE"]  # the environment would break when uv's cache is cleaned
    environ = {key: value for key, value in environ.items() if key not in _LEFT_OUT}
    return environ | {"UV_PYTHON_DOWNLOADS": "never", "NO_COLOR": "1", "UV_NO_PROGRESS": "1"}


def _is_true(text: str) -> bool:
    return text.lower() not in {"", "0", "false", "no", "off", "n", "f"}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End uv and, where the system can, the builds that it started."""
    if process.poll() is not None:
        return
    try:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # it has ended by itself


def _lines(stream: IO[bytes] | None) -> Iterator[str]:
    """What uv logs, a line at a time, none of them longer than is any use."""
    while stream and (raw := stream.readline(_WIDTH)):
        if text := without_secrets(raw.decode(errors="replace").rstrip()):
            yield text
