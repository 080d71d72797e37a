"""The pip layer, by uv: resolved against the conda layer and never over it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from email.parser import HeaderParser
from pathlib import Path

from jupyter_envmgr.engine import PipLayer
from jupyter_envmgr.engine.failures import without_secrets
from jupyter_envmgr.errors import (
    BadSpecError,
    DiskFullError,
    EnvmgrError,
    PipConflictError,
    PipError,
)
from jupyter_envmgr.models import Progress

Report = Callable[[Progress], None]

_CONFLICT = re.compile(r"no solution found|unsatisfiable|conflict", re.IGNORECASE)
_FULL = re.compile(r"no space left|quota exceeded", re.IGNORECASE)


async def install_pip(prefix: Path, layer: PipLayer, report: Report) -> None:
    """Install the requirements into ``prefix``, with conda's packages as exact constraints.

    Nothing that is installed is replaced; a requirement that would is refused before anything
    is written.

    Raises
    ------
    PipConflictError
        A requirement does not fit on the conda layer.
    PipError
        uv failed, for instance because an index could not be reached.

    """
    if not await asyncio.to_thread(python_of(prefix).exists):
        raise PipConflictError(
            "pip packages need Python, and this environment has none.", hint="Add python."
        )
    with tempfile.TemporaryDirectory(prefix="envmgr-") as folder:
        arguments = await asyncio.to_thread(_arguments, prefix, layer, Path(folder))
        report(Progress(phase="pip", message="Resolving the pip packages"))
        planned = await _uv([*arguments, "--dry-run", "--output-format", "json"], folder)
        _refuse_replacements(planned)
        report(Progress(phase="pip", message="Installing the pip packages"))
        await _uv(arguments, folder, lambda line: report(Progress(phase="pip", message=line)))


def _arguments(prefix: Path, layer: PipLayer, folder: Path) -> list[str]:
    """Write what uv is to read; the command that reads it."""
    constraints = folder / "constraints.txt"
    requirements = folder / "requirements.txt"
    pins = [*installed_pins(prefix), *layer.constraints]
    constraints.write_text("\n".join(pins) + "\n", encoding="utf-8")
    requirements.write_text("\n".join(layer.requirements) + "\n", encoding="utf-8")
    return [
        "pip", "install", "--python", str(python_of(prefix)), "--strict",
        "--constraint", str(constraints), "--requirement", str(requirements),
    ]  # fmt: skip


def python_of(prefix: Path) -> Path:
    """The interpreter of an environment."""
    return prefix / ("python.exe" if sys.platform == "win32" else "bin/python")


def installed_pins(prefix: Path) -> list[str]:
    """``name==version`` for every distribution there is, read from its METADATA."""
    pins = []
    for metadata in sorted(
        prefix.glob("lib/python3*/site-packages/*.dist-info/METADATA")
    ) or sorted(prefix.glob("Lib/site-packages/*.dist-info/METADATA")):
        headers = HeaderParser().parsestr(_headers(metadata))
        if headers["Name"] and headers["Version"]:
            pins.append(f"{headers['Name']}=={headers['Version']}")
    return pins


def _headers(metadata: Path) -> str:
    """The part before the description, which may be long."""
    return metadata.read_text(encoding="utf-8", errors="replace").partition("\n\n")[0]


def _refuse_replacements(planned: str) -> None:
    changes = json.loads(planned or "{}").get("changes") or []
    replaced = sorted({c["name"] for c in changes if c.get("action") == "uninstalled"})
    if replaced:
        raise PipConflictError(
            f"The pip packages would replace {', '.join(replaced)}, which conda installed.",
            packages=replaced,
        )


async def _uv(
    arguments: Sequence[str], folder: str, line: Callable[[str], None] = lambda _: None
) -> str:
    """Run uv and return what it prints; ``line`` hears of each line that it logs."""
    from uv import find_uv_bin

    process = await asyncio.create_subprocess_exec(
        os.fsdecode(find_uv_bin()), *arguments,
        cwd=folder, env=_environ(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, limit=1 << 20,
    )  # fmt: skip
    try:
        out, log = await asyncio.gather(_all(process.stdout), _lines(process.stderr, line))
        code = await process.wait()
    except asyncio.CancelledError:
        if process.returncode is None:
            process.kill()
        await process.wait()
        raise
    if code:
        raise _failure(log)
    return out


def _environ() -> dict[str, str]:
    """The user's settings for uv stay; what would send it to another interpreter goes."""
    environ = {k: v for k, v in os.environ.items() if k not in {"VIRTUAL_ENV", "CONDA_PREFIX"}}
    environ |= {"UV_PYTHON_DOWNLOADS": "never", "NO_COLOR": "1", "UV_NO_PROGRESS": "1"}
    return environ


async def _all(stream: asyncio.StreamReader | None) -> str:
    return (await stream.read()).decode(errors="replace") if stream else ""


async def _lines(stream: asyncio.StreamReader | None, line: Callable[[str], None]) -> list[str]:
    found: list[str] = []
    async for raw in stream or ():  # type: ignore[union-attr] # it is a pipe
        text = without_secrets(raw.decode(errors="replace").rstrip())
        found.append(text)
        if text.strip():
            line(text.strip())
    return found


def _failure(log: Sequence[str]) -> EnvmgrError:
    text = "\n".join(log)
    lines = [line.strip() for line in log if line.strip()]
    if _FULL.search(text):
        return DiskFullError("The disk is full.", reason=text)
    if _CONFLICT.search(text):
        return PipConflictError(
            "The pip packages do not fit on the conda layer.", explanation=lines
        )
    if "failed to parse" in text.lower() or "couldn't parse" in text.lower():
        return BadSpecError("A pip requirement cannot be read.", explanation=lines)
    return PipError("The pip packages could not be installed.", explanation=lines)
