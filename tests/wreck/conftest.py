"""Two environments that begin alike: one for a terminal, one for us."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest

from tests.conftest import Machine
from tests.wreck.here import Here
from tests.wreck.terminal import Terminal

MakeTerminal = Callable[..., Coroutine[None, None, Terminal]]
MakeHere = Callable[..., Coroutine[None, None, Here]]


@pytest.fixture(scope="session")
def package_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of its own: what a terminal does to a hard link, no other test shall see."""
    return tmp_path_factory.mktemp("wrecked-rattler")


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """Wheels that a test makes for a terminal."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def terminal(machine: Machine, scratch: Path) -> MakeTerminal:
    """Make an environment and open a terminal in it."""
    links = (machine.wheels, machine.channel / "other-wheels", scratch)

    async def make(*packages: str, name: str = "terminal", **more: object) -> Terminal:
        await machine.create(name, *packages, kernel=False, **more)
        return Terminal(machine.envs / name, machine.home, links)

    return make


@pytest.fixture
def here(machine: Machine, terminal: MakeTerminal) -> MakeHere:
    """Make an environment that only we change."""

    async def make(*packages: str, name: str = "here", **more: object) -> Here:
        return Here(machine.changes, await terminal(*packages, name=name, **more))

    return make
