"""How long listing environments and their packages takes, against reading the same folders.

``python tests/bench/bench_prefixes.py`` prints one line for each budget.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.prefixes import Prefixes

ENVIRONMENTS = 100
PACKAGES = 300
LARGE = 500
FROM_PIP = 3
RUNS = 7
SPELLINGS = ("project", "project", "project", "some_project", "Project")
"""How distributions are called: mostly as their conda package, which has dashes, no capitals."""
CHANNEL = "https://channels.example/conda-forge"


def measure() -> list[tuple[str, float, float, float]]:
    """Name, our seconds, the floor's seconds and how many times the floor we may take."""
    with tempfile.TemporaryDirectory(prefix="envmgr-bench-") as folder:
        home = Path(folder)
        environ = {"HOME": folder, "USERPROFILE": folder, "CONDA_ENVS_DIRS": str(home / "envs")}
        make_environments(home / "envs")
        (home / ".conda").mkdir()
        (home / ".conda" / "environments.txt").write_text(
            "".join(f"{prefix}\n" for prefix in (home / "envs").iterdir())
        )
        (home / ".condarc").write_text("channels: [conda-forge]\nchannel_priority: strict\n")

        def listing() -> None:
            environments = Prefixes(lambda: Condarc.load(environ)).list()
            assert len(environments) == ENVIRONMENTS + 1
            assert {each.conda_packages for each in environments} == {PACKAGES, LARGE}
            assert {each.pip_packages for each in environments} == {FROM_PIP}

        def table() -> None:
            packages = Prefixes(lambda: Condarc.load(environ)).packages("large")
            assert len(packages) == LARGE + FROM_PIP

        metas = sorted((home / "envs").glob("*/conda-meta"))
        return [
            ("listing 100 environments", *alternate(listing, lambda: scan(metas)), 3.0),
            (
                "table of 500 packages",
                *alternate(table, lambda: parse(home / "envs" / "large" / "conda-meta")),
                2.0,
            ),
        ]


def alternate(ours: Callable[[], None], floor: Callable[[], None]) -> tuple[float, float]:
    """Median seconds of both, run in turns so that a busy machine slows down both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS):
        for seconds, work in zip(times, (ours, floor), strict=True):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])


def scan(metas: list[Path]) -> None:
    for meta in metas:
        with os.scandir(meta) as entries:
            for _ in entries:
                pass


def parse(meta: Path) -> None:
    for path in meta.glob("*.json"):
        json.loads(path.read_bytes())


def make_environments(folder: Path) -> None:
    """A hundred environments that share their records by hard links, and a large real one."""
    pick = random.Random(1)
    make_environment(folder / "large", LARGE, lambda: pick.randrange(300, 2000))
    make_environment(folder / "env000", PACKAGES, lambda: 20)
    for number in range(1, ENVIRONMENTS):
        copy_by_links(folder / "env000", folder / f"env{number:03}")


def make_environment(prefix: Path, packages: int, paths: Callable[[], int]) -> None:
    meta = prefix / "conda-meta"
    site = prefix / "lib" / "python3.12" / "site-packages"
    kernel = prefix / "share" / "jupyter" / "kernels" / "python3"
    for each in (meta, site, kernel):
        each.mkdir(parents=True)
    (kernel / "kernel.json").write_text("{}")
    (meta / "history").write_text("==> 2026-01-01 00:00:00 <==\n# cmd: conda create\n")
    write_record(meta, "python", "3.12.4", [f"lib/python3.12/m{n}.py" for n in range(paths())])
    for number in range(1, packages):
        if number % 2:
            files = [f"lib/libthing{number}/data/file{n}.so" for n in range(paths())]
            write_record(meta, f"libthing{number}", f"{number}.1.0", files)
        else:
            name, version = f"{SPELLINGS[number // 2 % 5]}{number}", f"{number}.2.0"
            info = f"lib/python3.12/site-packages/{name}-{version}.dist-info"
            module = f"lib/python3.12/site-packages/{name}"
            files = [f"{module}/module{n}.py" for n in range(paths())]
            files += [f"{info}/{each}" for each in ("METADATA", "RECORD", "INSTALLER")]
            (site / name).mkdir()
            write_distribution(prefix / info, name, version, "conda")
            write_record(meta, name.lower().replace("_", "-"), version, files)
    for number in range(FROM_PIP):
        info = site / f"from_pip{number}-1.{number}.dist-info"
        write_distribution(info, f"from-pip{number}", f"1.{number}", "pip")


def write_distribution(info: Path, name: str, version: str, installer: str) -> None:
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\n")
    (info / "INSTALLER").write_text(f"{installer}\n")
    (info / "RECORD").write_text(f"{name}/a.py,sha256=x,100\n{info.name}/RECORD,,\n")


def write_record(meta: Path, name: str, version: str, files: list[str]) -> None:
    """A record with the fields and the weight of conda's own."""
    record = {
        "build": "py312h66e93f0_0",
        "build_number": 0,
        "channel": f"{CHANNEL}/linux-64",
        "depends": ["python >=3.12,<3.13.0a0", "libgcc >=13", "python_abi 3.12.* *_cp312"],
        "files": files,
        "fn": f"{name}-{version}-py312h66e93f0_0.conda",
        "link": {"source": f"/opt/conda/pkgs/{name}-{version}", "type": 1},
        "name": name,
        "paths_data": {
            "paths": [
                {
                    "_path": path,
                    "path_type": "hardlink",
                    "sha256": "9b2c" * 16,
                    "sha256_in_prefix": "9b2c" * 16,
                    "size_in_bytes": 12345,
                }
                for path in files
            ],
            "paths_version": 1,
        },
        "size": 123456,
        "subdir": "linux-64",
        "url": f"{CHANNEL}/linux-64/{name}-{version}-py312h66e93f0_0.conda",
        "version": version,
    }
    path = meta / f"{name}-{version}-py312h66e93f0_0.json"
    path.write_text(json.dumps(record, indent=2))


def copy_by_links(source: Path, target: Path) -> None:
    for folder, _, names in os.walk(source):
        place = target / Path(folder).relative_to(source)
        place.mkdir(parents=True)
        for name in names:
            os.link(Path(folder, name), place / name)


if __name__ == "__main__":
    for title, ours, floor, budget in measure():
        line = (
            f"{title:28} {ours * 1e3:9.1f} {floor * 1e3:9.1f} {ours / floor:7.2f} {budget:5.1f}\n"
        )
        sys.stdout.write(line)
