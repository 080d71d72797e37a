"""How long a copy of an environment takes, against ``cp -al`` of the same files.

``python tests/bench/bench_copy.py`` prints one line for each budget. Without a ``cp`` that makes
hard links there is no floor, and nothing is measured.
"""

import hashlib
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from jupyter_envmgr.transaction.copy import copy_environment
from jupyter_envmgr.transaction.meanwhile import Meanwhile

RUNS = 7
BUDGET = 2.0
SITE = "lib/python3.12/site-packages"
PLACEHOLDER = "/placeholder" + "_" * 243


def measure() -> list[tuple[str, float, float, float]]:
    """Name, our seconds, the floor's seconds and how many times the floor we may take."""
    if not sys.platform.startswith("linux"):
        return []
    with tempfile.TemporaryDirectory(prefix="envmgr-bench-") as folder:
        home = Path(folder)
        make(home / "conda", packages=300, files=200, pip_files=0)
        make(home / "pip", packages=40, files=300, pip_files=4000)
        return [
            ("clone of 60,000 conda files", *alternate(home / "conda"), BUDGET),
            ("clone of 12,000 conda and 4,000 pip files", *alternate(home / "pip"), BUDGET),
            ("copy of 60,000 files for a change", *alternate(home / "conda", same=True), BUDGET),
            ("what people do meanwhile, against the copy", *meanwhile(home / "conda"), 1.0),
        ]


def make(prefix: Path, *, packages: int, files: int, pip_files: int) -> None:
    """Write an environment; each conda package has the prefix in two files of its own."""
    (prefix / "conda-meta").mkdir(parents=True)
    for package in range(packages):
        entries = []
        for number in range(files):
            path = f"{SITE}/package{package}/part{number % 12}/module{number}.py"
            content = b"# module %d\n" % number * 40
            entry = {"_path": path, "path_type": "hardlink", "size_in_bytes": len(content)}
            if number < 2:
                content += str(prefix).encode()
                entry |= {"file_mode": "text", "prefix_placeholder": PLACEHOLDER}
            entries.append(entry | digests(write(prefix / path, content)))
        record = {"name": f"package{package}", "paths_data": {"paths": entries}}
        record["files"] = [entry["_path"] for entry in entries]
        name = f"conda-meta/package{package}-1.0-0.json"
        write(prefix / name, json.dumps(record, indent=2).encode())
    rows = []
    for number in range(pip_files):
        path = f"large/part{number % 200}/module{number}.py"
        write(prefix / SITE / path, b"value = %d\n" % number * 1000)
        rows.append(f"{path},,\n")
    if rows:
        write(prefix / SITE / "large-1.0.dist-info/RECORD", "".join(rows).encode())


def write(path: Path, content: bytes) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return content


def digests(content: bytes) -> dict[str, str]:
    digest = hashlib.sha256(content).hexdigest()
    return {"sha256": digest, "sha256_in_prefix": digest}


def alternate(source: Path, *, same: bool = False) -> tuple[float, float]:
    """Median seconds of both, run in turns so that a busy machine slows down both."""
    target = source.with_name("target")

    def ours() -> None:
        copy_environment(source, target, target_prefix=source if same else target)

    def floor() -> None:
        subprocess.run(["cp", "-al", source, target], check=True)

    works: tuple[Callable[[], None], ...] = (ours, floor)
    times: tuple[list[float], ...] = ([], [])
    for _ in range(RUNS):
        for seconds, work in zip(times, works, strict=True):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
            shutil.rmtree(target)
    return statistics.median(times[0]), statistics.median(times[1])


def meanwhile(source: Path) -> tuple[float, float]:
    """Median seconds of looking after what people do meanwhile, and of the copy alone."""
    target = source.with_name("target")
    for number in range(1000):
        write(source / f"mine/{number}.txt", b"mine")
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS):
        start = time.perf_counter()
        looking = Meanwhile(source, target)
        looked = time.perf_counter()
        copy_environment(source, target, target_prefix=source)
        copied = time.perf_counter()
        looking.bring_over()
        looking.look_back(source, target)
        times[0].append(time.perf_counter() - copied + looked - start)
        times[1].append(copied - looked)
        shutil.rmtree(target)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    failed = False
    for name, ours, floor, budget in measure():
        failed |= ours > budget * floor
        print(f"{name}: {ours:.3f} s, {ours / floor:.2f} x cp -al ({budget} allowed)")
    sys.exit(failed)
