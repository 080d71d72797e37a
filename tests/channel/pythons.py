"""The interpreters of this machine that become the channel's packages named ``python``."""

from __future__ import annotations

import functools
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

FACTS = Path(__file__).with_name("facts.py")
SECOND = ("3.12", "3.13", "3.11", "3.10")
"""Versions looked for beside the running one, the most wanted first."""
WINDOWS = os.name == "nt"


class Python(msgspec.Struct, frozen=True):
    """An interpreter, by its own account (``facts.py``)."""

    version: str
    short: str
    implementation: str
    free_threaded: bool
    machine: str
    executable: str
    prefix: str
    stdlib: str
    include: str
    shared: bool
    libdir: str
    library: str
    source: str
    glibc: str
    markers: dict[str, str]

    @property
    def tag(self) -> str:
        """``311``, as in build strings and wheel tags."""
        return self.short.replace(".", "")

    @property
    def site_packages(self) -> str:
        """Where its packages are, relative to an environment's prefix."""
        return "Lib/site-packages" if WINDOWS else f"lib/python{self.short}/site-packages"

    @property
    def identity(self) -> str:
        """Changes when the interpreter is replaced by another one."""
        return f"{self.executable} {self.version} {Path(self.executable).stat().st_mtime_ns}"


def find() -> list[Python]:
    """The running interpreter and, where the machine has one, another minor version."""
    running = ask(sys.executable)
    if running is None:
        raise SystemExit(f"{sys.executable} cannot describe itself: the channel needs CPython")
    others = (ask(path) for short in SECOND if short != running.short for path in candidates(short))
    second = next((other for other in others if other and other.short != running.short), None)
    return [running, second] if second else [running]


@functools.cache
def ask(executable: str) -> Python | None:
    """What an interpreter says about itself; None where it is none that could be packed."""
    try:
        done = subprocess.run(
            [executable, "-I", "-B", str(FACTS)],
            capture_output=True,
            check=True,
            stdin=subprocess.DEVNULL,
            timeout=30,
        )
        python = msgspec.convert(json.loads(done.stdout), Python)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None  # pyenv's shim of a version that is not chosen, a broken link, Python 2 …
    packable = python.implementation == "cpython" and not python.free_threaded
    return python if packable and python.machine == platform.machine() else None


def candidates(short: str) -> Iterator[str]:
    """Executables that may be Python ``short``: pyenv's, GitHub's, uv's, and those on the PATH."""
    relative = "python.exe" if WINDOWS else "bin/python3"
    home = Path.home()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    if WINDOWS:
        data = Path(os.environ.get("APPDATA") or home)
    folders = [
        (Path(os.environ.get("PYENV_ROOT") or home / ".pyenv") / "versions", f"{short}.*"),
        (Path(os.environ.get("RUNNER_TOOL_CACHE") or home / "none") / "Python", f"{short}.*/*"),
        (data / ("uv/data/python" if WINDOWS else "uv/python"), f"cpython-{short}.*"),
    ]
    for folder, pattern in folders:
        yield from (str(path / relative) for path in sorted(folder.glob(pattern), reverse=True))
    on_path = shutil.which(f"python{short}")
    if on_path:
        yield on_path
