"""What the channel holds, step by step."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import rattler
from packaging.version import Version
from rattler.index import index_fs

from tests.channel import convert, made_wheels, other_numpy, repack, small
from tests.channel.download import CHANNEL, PIP_ONLY, DownloadError, download
from tests.channel.pythons import Python
from tests.channel.wheel import Wheel
from tests.channel.write import Package

Report = Callable[[str], None]


def fill(folder: Path, scratch: Path, found: list[Python], cache: Path, report: Report) -> None:
    """Write everything into an empty folder. ``found`` begins with the indispensable Python."""
    subdir = str(rattler.Subdir.current())
    written: list[Package] = []

    def write(package: Package) -> None:
        path = package.write(folder)
        written.append(package)
        report(f"{package.subdir}/{path.name}")

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        downloads = [pool.submit(download, python, CHANNEL, cache) for python in found]
        chosen = list(_usable(found, downloads, report))
        usable = [python for python, _ in chosen]
        jobs = [pool.submit(_write_all, repack.packages(p, subdir, scratch), write) for p in usable]
        sources = _sources(chosen, scratch, cache)
        extras = convert.wanted_extras(sources)
        for source in sources:
            made = convert.packages(source, extras[source.wheel.name], subdir, scratch)
            jobs.append(pool.submit(_write_all, made, write))
        jobs.append(pool.submit(_write_all, small.packages(subdir), write))
        jobs.append(pool.submit(_pip_wheels, folder, usable[0], sources, cache))
        for job in jobs:
            job.result()
    (folder / "channeldata.json").write_text(_channeldata(written))
    asyncio.run(_index(folder))
    report("indexed")


def _usable(
    found: list[Python], downloads: list[Future[Path]], report: Report
) -> Iterator[tuple[Python, Path]]:
    """The interpreters that there are wheels for; without the first there is no channel."""
    for python, future in zip(found, downloads, strict=True):
        error = future.exception()
        if error is None:
            report(f"wheels for Python {python.version} in {future.result()}")
            yield python, future.result()
        elif isinstance(error, DownloadError) and python != found[0]:
            report(f"without Python {python.version}: {str(error).splitlines()[-1]}")
        else:
            raise error


def _sources(
    folders: list[tuple[Python, Path]], scratch: Path, cache: Path
) -> list[convert.Source]:
    """Every wheel once, largest first, with the interpreters that it was chosen for."""
    chosen: dict[str, convert.Source] = {}
    for python, folder in folders:
        for path in sorted(folder.glob("*.whl")):
            source = chosen.setdefault(path.name, convert.Source(Wheel(path)))
            source.pythons.append(python)
    every, first = [python for python, _ in folders], folders[0][0]
    for path in made_wheels.for_the_channel(Path(tempfile.mkdtemp(dir=scratch))):
        chosen[path.name] = convert.Source(Wheel(path), every)
    older = other_numpy.fitting(first, list(chosen.values()), cache)
    if older:
        chosen[older.name] = convert.Source(Wheel(older), [first])
    return sorted(chosen.values(), key=lambda s: s.wheel.path.stat().st_size, reverse=True)


def _write_all(packages: Iterator[Package], write: Callable[[Package], None]) -> None:
    for package in packages:
        write(package)


def _pip_wheels(folder: Path, python: Python, sources: list[convert.Source], cache: Path) -> None:
    """``wheels/``: what is not in the channel, for ``uv pip install --find-links``.

    ``other-wheels/``: what only somebody in a terminal would install.
    """
    wheels, others = folder / "wheels", folder / "other-wheels"
    wheels.mkdir()
    others.mkdir()
    for path in download(python, PIP_ONLY, cache, "--no-deps").glob("*.whl"):
        shutil.copy(path, wheels)
    oldest: Version = min(s.wheel.version for s in sources if s.wheel.name == "numpy")
    made_wheels.for_pip(wheels, str(oldest), str(other_numpy.newest(python, sources)))
    spoiling = other_numpy.spoiling(python, sources, cache)
    if spoiling:
        shutil.copy(spoiling, others)
    else:
        made_wheels.write(others, "numpy", "1.26.4", module="numpy/__init__")


def _channeldata(packages: list[Package]) -> str:
    """The summaries, which repodata lacks (conda-index's ``channeldata.json``)."""
    newest = sorted(packages, key=lambda package: Version(package.version))
    entries = {package.name: package.channeldata() for package in newest}
    subdirs = sorted({package.subdir for package in packages})
    content = {"channeldata_version": 1, "packages": entries, "subdirs": subdirs}
    return json.dumps(content, indent=1, sort_keys=True)


async def _index(folder: Path) -> None:
    await index_fs(folder, write_zst=False, write_shards=False)
    await asyncio.sleep(0.05)  # engine.md, fact 7
