"""Planning one more package for an environment of 300, against the bare solve.

The records are real ones of conda-forge (see `SAMPLE`); where they are not, nothing is measured.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import rattler

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.models import PlanRequest
from jupyter_envmgr.parts import build

RUNS = 9
BUDGET = 1.5
SAMPLE = Path(__file__).parents[3] / "shared/data/conda-forge-sample"
STACK = [
    "python=3.11",
    "jupyterlab",
    "numpy",
    "pandas",
    "scikit-learn",
    "matplotlib",
    "xarray",
    "dask",
]
FILES = 120
"""Of each package, so that a record is about as large as they are."""


def measure() -> list[tuple[str, float, float, float]]:
    """Name, our seconds, the floor's seconds and how many times the floor we may take."""
    if not SAMPLE.is_dir() or not Path("/usr/bin/zstd").exists():
        return []
    with tempfile.TemporaryDirectory(prefix="envmgr-bench-") as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[tuple[str, float, float, float]]:
    channel = folder / "channel"
    for packed in SAMPLE.glob("*/repodata.json.zst"):
        target = channel / packed.parent.name / "repodata.json"
        target.parent.mkdir(parents=True)
        subprocess.run(["zstd", "-qd", str(packed), "-o", str(target)], check=True)
    gateway = rattler.Gateway()

    async def bare(locked: list[rattler.RepoDataRecord]) -> list[rattler.RepoDataRecord]:
        return await rattler.solve(
            [rattler.Channel(channel.as_uri())],
            [*STACK, *(["rich"] if locked else [])],
            gateway=gateway,
            platforms=["linux-64", "noarch"],
            locked_packages=locked,
            virtual_packages=rattler.VirtualPackage.detect(),
        )

    records = await bare([])
    prefix = folder / "envs/big"
    _write(prefix, records)
    (folder / ".condarc").write_text(
        f"channels: [{channel.as_uri()}]\nenvs_dirs: [{folder}/envs]\n"
    )
    environ = {key: value for key, value in os.environ.items() if not key.startswith("CONDA")}
    parts = build(lambda: Condarc.load(environ, folder), cache=folder / "cache")

    async def planned() -> None:
        plan = await parts.changes.plan(PlanRequest(environment="big", install=["rich"]))
        assert plan.conda

    ours, floor = await _alternate(planned, lambda: bare(records))
    await asyncio.sleep(0.05)
    return [(f"plan of one package for {len(records)}", ours, floor, BUDGET)]


async def _alternate(
    ours: Callable[[], Awaitable[object]], floor: Callable[[], Awaitable[object]]
) -> tuple[float, float]:
    """Medians of both, taken in turn so that noise meets them alike; the first run warms up."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS + 1):
        for work, taken in zip((ours, floor), times, strict=True):
            start = time.perf_counter()
            await work()
            taken.append(time.perf_counter() - start)
    return statistics.median(times[0][1:]), statistics.median(times[1][1:])


def _write(prefix: Path, records: list[rattler.RepoDataRecord]) -> None:
    """An environment as far as a plan reads it: records with lists of files."""
    (prefix / "conda-meta").mkdir(parents=True)
    site = "lib/python3.11/site-packages"
    for record in records:
        name = record.name.normalized
        files = [f"{site}/{name}/module{number}.py" for number in range(FILES)]
        paths = [{"_path": file, "path_type": "hardlink", "sha256": "0" * 64} for file in files]
        content = json.loads(record.to_json())
        content |= {"fn": record.file_name, "url": record.url, "channel": record.channel}
        content |= {"files": files, "paths_data": {"paths_version": 1, "paths": paths}}
        path = prefix / "conda-meta" / f"{name}-{record.version}-{record.build}.json"
        path.write_text(json.dumps(content, indent=2))
    specs = f"# update specs: {STACK!r}"
    (prefix / "conda-meta/history").write_text(
        f"==> 2026-01-01 00:00:00 <==\n# cmd: conda create\n{specs}\n"
    )


if __name__ == "__main__":
    for name, ours, floor, budget in measure():
        print(f"{name}: {ours:.3f} s, floor {floor:.3f} s, {ours / floor:.2f} of {budget}")
