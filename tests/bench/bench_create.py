"""Creating from a warm cache, the event loop meanwhile, and loading the server extension.

The floor of a creation is ``cp -al`` of what it made. Where a budget is a time, the floor is it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.models import CreateRequest
from jupyter_envmgr.parts import build as build_parts
from tests.channel.build import build

RUNS = 5
LOOP = 0.050  # seconds that the event loop may be blocked
LOAD = 0.060  # seconds that loading the extension may take

LOADING = """
import time, jupyter_server.serverapp
start = time.perf_counter()
import jupyter_envmgr
jupyter_envmgr._jupyter_server_extension_points()
print(time.perf_counter() - start)
"""


def measure() -> list[tuple[str, float, float, float]]:
    """Name, our seconds, the floor's seconds, and how many times the floor we may take."""
    with tempfile.TemporaryDirectory(prefix="envmgr-bench-") as folder:
        created, copied, blocked = asyncio.run(_creations(Path(folder)))
    loaded = statistics.median(_load() for _ in range(RUNS))
    return [
        ("creation from a warm cache, without the solve", created, copied, 2.0),
        ("event loop blocked while creating, at worst", blocked, LOOP, 1.0),
        ("loading the server extension", loaded, LOAD, 1.0),
    ]


async def _creations(folder: Path) -> tuple[float, float, float]:
    """Median seconds of creating and of copying, and the longest gap of the event loop."""
    (folder / ".condarc").write_text(
        f"channels: ['{build(report=lambda _: None).as_uri()}']\nenvs_dirs: ['{folder}/envs']\n"
    )
    environ = {"HOME": str(folder), "USERPROFILE": str(folder)}

    def load() -> Condarc:
        return Condarc.load(environ)

    environments = build_parts(load, cache=folder / "cache").environments
    created, copied, gaps = [], [], []
    for run in range(RUNS + 1):
        request = CreateRequest(name=f"run{run}", packages=["python", "pandas"])
        solved = 0.0

        def report(progress: object) -> None:
            nonlocal solved
            if getattr(progress, "phase", "") == "fetch" and not solved:
                solved = time.perf_counter()

        creation = environments.prepare(request)
        await environments.create(creation, report)
        ended = time.perf_counter()
        target = folder / "envs" / "copy"
        subprocess.run(["cp", "-al", creation.prefix, target], check=True)
        if run:  # the first fills the cache
            created.append(ended - solved)
            copied.append(time.perf_counter() - ended)
        shutil.rmtree(target)
        shutil.rmtree(creation.prefix)
        gaps.append(await _longest_gap(environments.create(creation, lambda _progress: None)))
        shutil.rmtree(creation.prefix)
    await asyncio.sleep(0.05)
    return statistics.median(created), statistics.median(copied), statistics.median(gaps)


async def _longest_gap(work: Awaitable[None]) -> float:
    """The longest time for which the loop did not come round while ``work`` ran."""
    task = asyncio.ensure_future(work)
    longest, last = 0.0, time.perf_counter()
    while not task.done():
        await asyncio.sleep(0)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    task.result()
    return longest


def _load() -> float:
    environ = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", LOADING]
    return float(subprocess.run(command, capture_output=True, check=True, env=environ).stdout)
