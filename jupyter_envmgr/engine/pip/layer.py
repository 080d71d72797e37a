"""A whole pip layer at once, in an environment that is there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from email.parser import HeaderParser
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_envmgr.engine.pip.interpreter import python_of
from jupyter_envmgr.engine.pip.uv import Say, Uv, uv_in_folder
from jupyter_envmgr.errors import PipConflictError
from jupyter_envmgr.models import Progress
from jupyter_envmgr.prefixes import site_packages
from jupyter_envmgr.regular_file import read_start
from jupyter_envmgr.threads import Stop, in_thread

if TYPE_CHECKING:
    from jupyter_envmgr.engine import PipLayer

_LONGEST_HEADERS = 1 << 20  # bytes


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
    with uv_in_folder(settings, stop) as uv:
        arguments = _arguments(prefix, layer, uv)
        say("Resolving the pip packages")
        uv.run([*arguments, "--dry-run", "--output-format", "json"])
        _refuse_replacements(uv.answer)
        say("Installing the pip packages")
        uv.run(arguments, say)


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


def _arguments(prefix: Path, layer: PipLayer, uv: Uv) -> list[str]:
    """Write what uv is to read; the command that reads it."""
    return [
        "pip", "install", "--python", str(python_of(prefix)), "--strict",
        "--constraint", uv.write("constraints.txt", installed_pins(prefix)),
        "--requirement", uv.write("requirements.txt", layer.requirements),
    ]  # fmt: skip


def _refuse_replacements(planned: str) -> None:
    changes = json.loads(planned or "{}").get("changes") or []
    replaced = sorted({c["name"] for c in changes if c.get("action") == "uninstalled"})
    if replaced:
        raise PipConflictError(
            f"The pip packages would replace {', '.join(replaced)}, which conda installed.",
            packages=replaced,
        )
