"""One machine for each test: its own home, envs folder and settings; channels are shared."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.engine import Engine
from jupyter_envmgr.environments import Environments
from jupyter_envmgr.models import CreateRequest, Progress
from jupyter_envmgr.prefixes import Prefixes
from tests.channel.build import build

pytest_plugins = ["pytest_jupyter.jupyter_server"]

FOREIGN = ("CONDA_", "MAMBA_", "UV_", "PIP_", "RATTLER_", "XDG_", "CONDARC", "VIRTUAL_ENV")


@dataclass
class Machine:
    """A computer with a user, a channel and no conda."""

    home: Path
    envs: Path
    channel: Path
    wheels: Path

    @property
    def environments(self) -> Environments:
        return Environments(Condarc.load, Prefixes(Condarc.load), Engine(Condarc.load))

    def configure(self, text: str) -> None:
        """Write the user's .condarc."""
        (self.home / ".condarc").write_text(text, encoding="utf-8")

    def use_channel(self, channel: Path) -> None:
        self.configure(f"channels:\n  - {channel.as_uri()}\nenvs_dirs:\n  - {self.envs}\n")

    async def create(self, name: str, *packages: str, **more: object) -> list[Progress]:
        """Create an environment; what was reported meanwhile."""
        reports: list[Progress] = []
        environments = self.environments
        request = CreateRequest(name=name, packages=list(packages), **more)
        await environments.create(environments.prepare(request), reports.append)
        await asyncio.sleep(0)
        return reports

    def left_behind(self) -> list[Path]:
        """What is in the envs folder and no environment."""
        return [path for path in self.envs.iterdir() if not (path / "conda-meta").is_dir()]


@pytest.fixture(scope="session")
def channel() -> Path:
    """The conda channel on disk, built once and reused."""
    return build(report=lambda _line: None)


@pytest.fixture(scope="session")
def package_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rattler")


@pytest.fixture
def machine(
    tmp_path: Path, channel: Path, package_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machine]:
    for name in [name for name in os.environ if name.startswith(FOREIGN)]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    envs = tmp_path / "envs"
    home.mkdir(exist_ok=True)
    envs.mkdir()
    wheels = channel / "wheels"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("RATTLER_CACHE_DIR", str(package_cache))
    monkeypatch.setenv("UV_CACHE_DIR", str(package_cache / "uv"))
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(wheels))
    machine = Machine(home, envs, channel, wheels)
    machine.use_channel(channel)
    yield machine
    shutil.rmtree(envs, ignore_errors=True)
