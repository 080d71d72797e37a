"""How long the fast part of an environment's health takes, against reading what it looks at.

The floor reads the same records and lists the same folders, which is the least that tells of a
missing file. ``python -m tests.bench.bench_health`` prints one line.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from jupyter_envmgr import health
from tests.bench.bench_prefixes import write_record

PACKAGES = 500
FROM_PIP = 10
RUNS = 9
BUDGET = 4.0
SITE = "lib/python3.12/site-packages"


def measure() -> list[tuple[str, float, float, float]]:
    """Name, our seconds, the floor's seconds and how many times the floor we may take."""
    with tempfile.TemporaryDirectory(prefix="envmgr-bench-") as folder:
        prefix = Path(folder) / "env"
        make(prefix)
        folders = [folder for folder, _, names in os.walk(prefix) if names]

        def ours() -> None:
            assert health.fast(prefix) == []

        def floor() -> None:
            for path in (prefix / "conda-meta").glob("*.json"):
                path.read_bytes()
            for name in folders:
                os.listdir(name)  # noqa: PTH208 - the floor is what the system takes

        return [("health of 500 packages", *alternate(ours, floor), BUDGET)]


def alternate(ours: Callable[[], None], floor: Callable[[], None]) -> tuple[float, float]:
    """Median seconds of both, run in turns so that a busy machine slows down both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS):
        for seconds, work in zip(times, (ours, floor), strict=True):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])


def make(prefix: Path) -> None:
    """Half of the packages are Python's; 50,000 files altogether, in folders of about ten."""
    pick = random.Random(1)
    meta = prefix / "conda-meta"
    meta.mkdir(parents=True)
    for number in range(PACKAGES - 2):
        name = f"package{number}"
        files = [f"share/{name}/part{n // 12}/data{n}.so" for n in range(pick.randrange(10, 180))]
        if number % 2:
            files = [file.replace("share", SITE).replace(".so", ".py") for file in files]
            files += distribution(prefix, name, f"{number}.1", "conda", needs(number))
        touch(prefix, files)
        write_record(meta, name, f"{number}.1", files)
    bases = {"python": "3.12.4", "python_abi": "3.12", "libgcc": "14.2"}
    for name, version in bases.items():
        touch(prefix, [f"bin/{name}"])
        write_record(meta, name, version, [f"bin/{name}"])
    path = meta / "python_abi-3.12-py312h66e93f0_0.json"
    path.write_text(path.read_text().replace('"build": "py312h66e93f0_0"', '"build": "1_cp312"'))
    for number in range(FROM_PIP):
        name = f"from_pip{number}"
        files = [f"{SITE}/{name}/part{n // 12}/module{n}.py" for n in range(100)]
        touch(prefix, files)
        distribution(prefix, name, f"1.{number}", "pip", needs(number * 40 + 41), files)


def needs(number: int) -> str:
    """What distributions require: some for all, most of it for those who test and document them."""
    others = [f"package{other}>=0.1" for other in range(number - 2, max(0, number - 12), -2)]
    lines = [*others, "tomli>=1.1; python_version < '3.11'"]
    lines += [f"tool{n}>=2; extra == 'test'" for n in range(10)]
    return "".join(f"Requires-Dist: {line}\n" for line in lines)


def distribution(  # what a distribution is made of
    prefix: Path,
    name: str,
    version: str,
    installer: str,
    requires: str,
    files: list[str] = [],  # noqa: B006 - only read
) -> list[str]:
    info = prefix / SITE / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    classifiers = "".join(f"Classifier: Topic :: Number {n}\n" for n in range(20))
    (info / "METADATA").write_text(f"{head}{classifiers}{requires}\n" + "A line of text.\n" * 300)
    (info / "INSTALLER").write_text(f"{installer}\n")
    rows = [f"{os.path.relpath(file, SITE)},sha256=x,0" for file in files]
    (info / "RECORD").write_text("\n".join([*rows, f"{info.name}/RECORD,,", ""]))
    return [f"{SITE}/{info.name}/{each}" for each in ("METADATA", "INSTALLER", "RECORD")]


def touch(prefix: Path, files: list[str]) -> None:
    for folder in {file.rpartition("/")[0] for file in files}:
        (prefix / folder).mkdir(parents=True, exist_ok=True)
    for file in files:
        (prefix / file).touch()


if __name__ == "__main__":
    for title, ours, floor, budget in measure():
        ratio = ours / floor
        sys.stdout.write(f"{title:28} {ours * 1e3:7.1f} {floor * 1e3:7.1f} {ratio:6.2f} {budget}\n")
