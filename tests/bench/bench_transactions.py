"""What it costs that a change is whole or not at all, and how long Undo and listing take.

In an environment of 60,000 files, one small package is added. The floor is rattler alone, into the
environment itself, and ``cp -al`` of the environment.
"""

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from jupyter_envmgr.changes import Changes
from jupyter_envmgr.engine.install import Linking, install
from jupyter_envmgr.models import ChangeRequest
from jupyter_envmgr.parts import Parts, build
from jupyter_envmgr.transaction.beside import Beside
from jupyter_envmgr.transaction.history import Cause, made
from jupyter_envmgr.transaction.stage import new_stage
from tests.bench.bench_copy import make
from tests.channel.build import build as build_channel

RUNS = 5
PACKAGES, FILES = 300, 200
NEW = "envmgr-tool"
COPIES = 2.0
MORE = 1.0  # seconds
UNDO = 0.2  # seconds
SLOWER = 1.25
OTHERS = 20


def measure() -> list[tuple[str, float, float, float]]:
    """Name, our seconds, the floor's seconds and how many times the floor we may take."""
    if not sys.platform.startswith("linux"):
        return []
    channel = build_channel(report=lambda _line: None)
    with tempfile.TemporaryDirectory(prefix="envmgr-bench-") as folder:
        envs, cache = Path(folder, "envs"), Path(folder, "cache")
        os.environ.update(HOME=folder, RATTLER_CACHE_DIR=str(cache))
        Path(folder, ".condarc").write_text(
            f"channels:\n  - {channel.as_uri()}\nenvs_dirs:\n  - {envs}\n"
        )
        make(envs / "large", packages=PACKAGES, files=FILES, pip_files=0)
        complete(envs / "large")
        more, undo, floor = asyncio.run(change(envs / "large", cache))
        slow, quick = listing(envs)
        return [
            ("a change of 60,000 files, beyond rattler's", more, floor, COPIES),
            ("the same, against a second", more, MORE, 1.0),
            ("undo of it, against 200 ms", undo, UNDO, 1.0),
            ("listing with an interrupted change", slow, quick, SLOWER),
        ]


def complete(prefix: Path) -> None:
    """Make of the records of `make` what rattler takes for its own."""
    for file in (prefix / "conda-meta").glob("*.json"):
        record = json.loads(file.read_bytes())
        stem = file.stem
        record |= {
            "version": "1.0",
            "build": "0",
            "build_number": 0,
            "subdir": "noarch",
            "depends": [],
            "fn": f"{stem}.conda",
            "url": f"file:///nowhere/noarch/{stem}.conda",
            "channel": "file:///nowhere",
            "requested_spec": record["name"],
        }
        record["paths_data"]["paths_version"] = 1
        file.write_text(json.dumps(record, indent=2))


async def change(prefix: Path, cache: Path) -> tuple[float, float, float]:
    """Median seconds: of a change beyond what rattler takes, of its undo, of ``cp -al``."""
    parts = build(keep=2)
    await add(parts, prefix)
    await undo(parts)
    times: tuple[list[float], ...] = ([], [], [])
    for _ in range(RUNS):
        copied, linked = await alone(parts.changes, prefix, cache)
        times[0].append(await add(parts, prefix) - linked)
        times[1].append(await undo(parts))
        times[2].append(copied)
    await asyncio.sleep(0.05)  # rattler's threads end before the loop does
    return tuple(statistics.median(each) for each in times)


async def add(parts: Parts, prefix: Path) -> float:
    """Add a package, as it was planned."""
    prepared = parts.changes.prepare(prefix.name, ChangeRequest(install=[NEW]))
    draft = await parts.changes._draft(prepared)
    start = time.perf_counter()
    await parts.changes._do(prepared, draft, lambda _progress: None)
    took = time.perf_counter() - start
    assert (prefix / "share/envmgr-tool/about.txt").exists()
    return took


async def undo(parts: Parts) -> float:
    start = time.perf_counter()
    restoration = parts.revisions.prepare("large")
    await parts.revisions.restore(restoration, lambda _progress: None)
    return time.perf_counter() - start


async def alone(changes: Changes, prefix: Path, cache: Path) -> tuple[float, float]:
    """Seconds of ``cp -al``, and of the same package by rattler into that copy."""
    copy = prefix.parents[1] / "copy"
    start = time.perf_counter()
    subprocess.run(["cp", "-al", prefix, copy], check=True)
    copied = time.perf_counter() - start
    draft = await changes._draft(changes.prepare(prefix.name, ChangeRequest(install=[NEW])))
    linking = Linking(draft.solution, copy, prefix, requested=draft.spec.packages)
    start = time.perf_counter()
    await install(linking, report=lambda _progress: None, cache=cache)
    linked = time.perf_counter() - start
    shutil.rmtree(copy)
    return copied, linked


def listing(envs: Path) -> tuple[float, float]:
    """Median seconds of listing with an interrupted change, and without, in turns."""
    for number in range(OTHERS):
        make(envs / f"other{number}", packages=20, files=1, pip_files=0)
    environments = build().environments
    times: tuple[list[float], list[float]] = ([], [])
    beside = Beside((envs / "other0").resolve())
    for _ in range(RUNS * 3):
        stage = new_stage(beside)
        shutil.copytree(envs / "other0", stage.path)
        made(stage.path, None, Cause(title="Cut off"))
        times[0].append(_seconds(environments.list))
        shutil.rmtree(stage.folder)
        times[1].append(_seconds(environments.list))
    return statistics.median(times[0]), statistics.median(times[1])


def _seconds(work) -> float:
    work()  # what was written a moment ago is not to be measured
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    for name, ours, floor, budget in measure():
        print(f"{name}: {ours * 1000:.1f} ms, {ours / floor:.2f} x {floor * 1000:.1f} ({budget})")
