"""One machine for each test: its own home, envs folder and settings; channels are shared."""

from __future__ import annotations

import asyncio
import functools
import http.server
import os
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from rattler.index import index_fs

from jupyter_envmgr.changes import Changes
from jupyter_envmgr.checks import Checks
from jupyter_envmgr.environments import Environments
from jupyter_envmgr.models import CreateRequest, Progress
from jupyter_envmgr.parts import Parts
from jupyter_envmgr.parts import build as build_parts
from jupyter_envmgr.prefixes import STAGING
from tests.channel.build import build

pytest_plugins = ["pytest_jupyter.jupyter_server"]

FOREIGN = ("CONDA_", "MAMBA_", "UV_", "PIP_", "RATTLER_", "XDG_", "CONDARC", "VIRTUAL_ENV")


def wait_for_deletions() -> None:
    """Until what was thrown away is gone: that is done beside everything else."""
    for thread in threading.enumerate():
        if thread.name.startswith("envmgr-"):
            thread.join()


def folders_in(envs: Path) -> list[str]:
    """What is in a folder of environments, once nothing is being made or deleted there."""
    wait_for_deletions()
    assert not list((envs / STAGING).glob("stages/*"))
    return sorted(path.name for path in envs.iterdir() if path.name != STAGING)


@dataclass
class Machine:
    """A computer with a user, a channel and no conda."""

    home: Path
    envs: Path
    channel: Path
    wheels: Path

    @property
    def environments(self) -> Environments:
        return build_parts().environments

    @cached_property
    def changes(self) -> Changes:
        return build_parts().changes

    @cached_property
    def parts(self) -> Parts:
        return build_parts()

    @cached_property
    def checks(self) -> Checks:
        return build_parts().checks

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
        """What is in the envs folder, or being made there, and no environment."""
        wait_for_deletions()
        here = [path for path in self.envs.iterdir() if path.name != STAGING]
        staged = (self.envs / STAGING).glob("stages/*")
        return [*(path for path in here if not (path / "conda-meta").is_dir()), *staged]


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
    wait_for_deletions()
    shutil.rmtree(envs, ignore_errors=True)


@pytest.fixture
def small(channel: Path, tmp_path: Path) -> Path:
    """A copy of the made-up packages, as a channel of its own."""
    folder = tmp_path / "small"
    for subdir in channel.iterdir():
        for package in subdir.glob("envmgr-*.conda"):
            (folder / subdir.name).mkdir(parents=True, exist_ok=True)
            shutil.copy(package, folder / subdir.name)
    asyncio.run(index_fs(folder))
    return folder


class _Handler(http.server.SimpleHTTPRequestHandler):
    def translate_path(self, path):
        # a channel with a token is the same channel
        return super().translate_path(re.sub(r"^/t/[^/]+/small", "", path))

    def send_head(self):
        # rattler 0.28 takes a 304 for a missing shard index as an error
        del self.headers["If-Modified-Since"]
        return super().send_head()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def served(small: Path) -> Iterator[str]:
    """The address under which ``small`` is served."""
    handler = functools.partial(_Handler, directory=str(small))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
