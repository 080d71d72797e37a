"""The pip layer, by uv: resolved against the conda layer and never over it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.parser import HeaderParser
from pathlib import Path
from typing import IO

from jupyter_envmgr.channel_url import without_secrets
from jupyter_envmgr.engine import PipLayer
from jupyter_envmgr.errors import (
    BadSpecError,
    DiskFullError,
    EnvmgrError,
    PipConflictError,
    PipError,
    UnknownPackageError,
)
from jupyter_envmgr.models import Progress
from jupyter_envmgr.prefixes import site_packages
from jupyter_envmgr.regular_file import read_start
from jupyter_envmgr.threads import Stop, in_thread

Say = Callable[[str], None]

_LINES = 200  # of what uv says, the newest; a build may print without end
_WIDTH = 2000
_LONGEST_HEADERS = 1 << 20  # bytes
_MISSING = re.compile(r"not found in the (package registry|provided package locations)")
_CONFLICT = re.compile(r"no solution found|unsatisfiable|conflict", re.IGNORECASE)
_FULL = re.compile(r"no space left|quota exceeded", re.IGNORECASE)
_UNREADABLE = re.compile(r"failed to parse|couldn't parse", re.IGNORECASE)


async def install_pip(
    prefix: Path,
    layer: PipLayer,
    report: Callable[[Progress], None],
    settings: Mapping[str, str] | None = None,
) -> None:
    """Install the requirements into ``prefix``, with conda's packages as exact constraints.

    ``settings`` are uv's variables that hold where the user set none. Nothing that is installed
    is replaced; a requirement that would is refused before anything is written.

    Raises
    ------
    PipConflictError
        A requirement does not fit on the conda layer.
    UnknownPackageError
        No index has a package.
    PipError
        uv failed, for instance because an index could not be reached.

    """
    loop = asyncio.get_running_loop()

    def say(line: str) -> None:
        loop.call_soon_threadsafe(report, Progress(phase="pip", message=line))

    await in_thread(lambda stop: _install(prefix, layer, say, stop, settings or {}))


def _install(
    prefix: Path, layer: PipLayer, say: Say, stop: Stop, settings: Mapping[str, str]
) -> None:
    if not python_of(prefix).exists():
        raise PipConflictError(
            "pip packages need Python, and this environment has none.", hint="Add python."
        )
    with tempfile.TemporaryDirectory(prefix="envmgr-") as name:
        uv = _Uv(Path(name), {**settings, **_environ()}, stop)
        arguments = _arguments(prefix, layer, Path(name))
        say("Resolving the pip packages")
        uv.run([*arguments, "--dry-run", "--output-format", "json"])
        _refuse_replacements(uv.answer)
        say("Installing the pip packages")
        uv.run(arguments, say)


def python_of(prefix: Path) -> Path:
    """The interpreter of an environment."""
    return prefix / ("python.exe" if sys.platform == "win32" else "bin/python")


def installed_pins(prefix: Path) -> list[str]:
    """``name==version`` for every distribution there is, read from its METADATA."""
    pins = []
    for folder in site_packages(prefix):
        for metadata in sorted(folder.glob("*.dist-info/METADATA")):
            headers = HeaderParser().parsestr(_headers(metadata))
            if headers["Name"] and headers["Version"]:
                pins.append(f"{headers['Name']}=={headers['Version']}")
    return pins


def _headers(metadata: Path) -> str:
    """The part before the description, which may be long."""
    try:
        start = read_start(metadata, _LONGEST_HEADERS)
    except OSError:
        return ""
    return "\n".join(start.decode("utf-8", "replace").splitlines()).partition("\n\n")[0]


def _arguments(prefix: Path, layer: PipLayer, folder: Path) -> list[str]:
    """Write what uv is to read; the command that reads it."""
    constraints = folder / "constraints.txt"
    requirements = folder / "requirements.txt"
    constraints.write_text("\n".join(installed_pins(prefix)) + "\n", encoding="utf-8")
    requirements.write_text("\n".join(layer.requirements) + "\n", encoding="utf-8")
    return [
        "pip", "install", "--python", str(python_of(prefix)), "--strict",
        "--constraint", str(constraints), "--requirement", str(requirements),
    ]  # fmt: skip


def _refuse_replacements(planned: str) -> None:
    changes = json.loads(planned or "{}").get("changes") or []
    replaced = sorted({c["name"] for c in changes if c.get("action") == "uninstalled"})
    if replaced:
        raise PipConflictError(
            f"The pip packages would replace {', '.join(replaced)}, which conda installed.",
            packages=replaced,
        )


class _Uv:
    """Runs uv in a folder of its own; ``answer`` is what it printed last."""

    def __init__(self, folder: Path, environ: dict[str, str], stop: Stop) -> None:
        self._folder = folder
        self._environ = environ
        self._stop = stop
        self.answer = ""

    def run(self, arguments: Sequence[str], say: Say = lambda _line: None) -> None:
        """Wait for its end; ``say`` hears of each line that it logs."""
        from uv import find_uv_bin

        answer = self._folder / "answer"
        with answer.open("wb") as out:
            process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
                [os.fsdecode(find_uv_bin()), *arguments],
                cwd=self._folder, env=self._environ, stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.PIPE, start_new_session=True,
            )  # fmt: skip
        with process:
            self._stop.then(lambda: _end(process))
            log: deque[str] = deque(maxlen=_LINES)
            try:
                for line in _lines(process.stderr):
                    log.append(line)
                    say(line)
            except BaseException:  # whatever it is, uv must not outlive it
                _end(process)
                raise
        if process.returncode:
            raise _failure(list(log))
        self.answer = answer.read_text(encoding="utf-8", errors="replace")


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
        if text := without_secrets(raw.decode(errors="replace").strip()):
            yield text


def _environ() -> dict[str, str]:
    """The user's settings for uv stay; what would send it to another interpreter goes."""
    environ = {k: v for k, v in os.environ.items() if k not in {"VIRTUAL_ENV", "CONDA_PREFIX"}}
    environ |= {"UV_PYTHON_DOWNLOADS": "never", "NO_COLOR": "1", "UV_NO_PROGRESS": "1"}
    return environ


def _failure(log: list[str]) -> EnvmgrError:
    text = "\n".join(log)
    if _FULL.search(text):
        return DiskFullError("The disk is full.", reason=text)
    if _MISSING.search(text):
        return UnknownPackageError("A pip package is on no index.", explanation=log)
    if _CONFLICT.search(text):
        return PipConflictError("The pip packages do not fit on the conda layer.", explanation=log)
    if _UNREADABLE.search(text):
        return BadSpecError("A pip requirement cannot be read.", explanation=log)
    return PipError("The pip packages could not be installed.", explanation=log)
