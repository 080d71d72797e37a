"""Worlds to be hurt, in memory where there is room, and the count of what was done to them."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.world import World

FULL = os.environ.get("ENVMGR_FAULTS") == "full"
"""Every step and hundreds of moments, as ``make faults`` does; else a few of each."""

_ROOM = 4 << 30  # bytes
_counts: Counter[str] = Counter()
_seen: dict[str, list[str]] = {}

MakeWorld = Callable[[str], World]


@pytest.fixture
def count() -> Counter[str]:
    """What the summary tells."""
    return _counts


@pytest.fixture
def note() -> Callable[[str, str], None]:
    """Lines for the summary."""
    return lambda title, line: _seen.setdefault(title, []).append(line)


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """Where trials take place: ``ENVMGR_FAULTS_FOLDER``, memory, or the temporary folder."""
    if sys.platform != "linux":
        pytest.skip("trials are forks, killed and adopted as Linux does it")
    chosen = os.environ.get("ENVMGR_FAULTS_FOLDER")
    memory = Path("/dev/shm")
    if not chosen and memory.is_dir() and shutil.disk_usage(memory).free > _ROOM:
        chosen = str(memory)
    with tempfile.TemporaryDirectory(prefix="envmgr-faults-", dir=chosen) as name:
        yield Path(name).resolve()


@pytest.fixture(scope="session")
def make_world(folder: Path, channel: Path) -> Iterator[MakeWorld]:
    """One for each layer, made when it is asked for first."""
    worlds: dict[str, World] = {}

    def make(layer: str) -> World:
        if layer not in worlds:
            cache, wheels = folder / "cache", channel / "wheels"
            worlds[layer] = World(folder / layer, channel.as_uri(), wheels, cache, layer)
        return worlds[layer]

    yield make
    for world in worlds.values():
        world.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _counts:
        return
    terminalreporter.section("faults")
    terminalreporter.line(", ".join(f"{number} {what}" for what, number in _counts.items()))
    for title, lines in _seen.items() if FULL else ():
        terminalreporter.line(f"{title}: {'; '.join(lines)}")
