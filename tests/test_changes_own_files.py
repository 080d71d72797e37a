"""What a person has in an environment is that person's, whatever packages bring."""

import asyncio
import os
import tempfile
from pathlib import Path

import pytest
from rattler.index import index_fs

from jupyter_envmgr.errors import ClobberError
from jupyter_envmgr.models import ChangeRequest
from tests.channel.write import File, Package

LARGE = 300_000


def offer(channel, path, *, large):
    """A package with a file that is somebody else's."""
    data = b"#!/bin/sh\n" + b"#" * (LARGE if large else 0)
    files = (File(path, data, executable=True),)
    Package(name="intruder", version="1", subdir="noarch", files=files).write(channel)
    asyncio.run(index_fs(channel, force=True))


@pytest.fixture
def elsewhere(machine, monkeypatch):
    """A package cache on another file system: rattler writes into the files that are in its way."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == machine.envs.stat().st_dev:
        pytest.skip("there is only one file system")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        monkeypatch.setenv("RATTLER_CACHE_DIR", folder)
        yield folder


@pytest.fixture
def offered(machine, small):
    """The channel with one more package."""

    def work(path, *, large=False):
        offer(small, path, large=large)
        channels = "".join(f"  - {each.as_uri()}\n" for each in (small, machine.channel))
        machine.configure(f"channels:\n{channels}envs_dirs:\n  - {machine.envs}\n")

    return work


async def do(machine, reports=None, **request):
    prepared = machine.changes.prepare("a", ChangeRequest(**request))
    await machine.changes.change(prepared, (reports if reports is not None else []).append)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("size", [10, LARGE])
async def test_no_package_is_written_into_it(machine, offered, size, large):
    await asyncio.to_thread(offered, "share/mine.bin", large=large)
    await machine.create("a", "envmgr-versions", kernel=False)
    mine = machine.envs / "a/share/mine.bin"
    mine.parent.mkdir(exist_ok=True)
    content = os.urandom(size)
    mine.write_bytes(content)
    seen = mine.stat()
    with pytest.raises(ClobberError, match=r"intruder has share/mine\.bin"):
        await do(machine, install=["intruder"])
    assert mine.read_bytes() == content
    after = mine.stat()
    assert (after.st_ino, after.st_mtime_ns) == (seen.st_ino, seen.st_mtime_ns)
    assert machine.left_behind() == []


@pytest.mark.usefixtures("elsewhere")
async def test_no_package_is_written_into_a_script_of_pips(machine, offered):
    await asyncio.to_thread(offered, "bin/envmgr-hello")
    await machine.create("a", "python", pip=["envmgr-hello"], kernel=False)
    script = machine.envs / "a/bin/envmgr-hello"
    content, number = script.read_bytes(), script.stat().st_ino
    with pytest.raises(ClobberError, match="intruder has bin/envmgr-hello"):
        await do(machine, install=["intruder"])
    assert (script.read_bytes(), script.stat().st_ino) == (content, number)


async def test_large_ones_are_neither_copied_nor_lost(machine, offered):
    await asyncio.to_thread(offered, "share/other.bin")
    await machine.create("a", "envmgr-versions", kernel=False)
    mine = machine.envs / "a/share/mine.bin"
    mine.parent.mkdir(exist_ok=True)
    content = os.urandom(LARGE)
    mine.write_bytes(content)
    number = mine.stat().st_ino
    await do(machine, install=["intruder"])
    assert mine.read_bytes() == content
    assert mine.stat().st_ino == number
    (state,) = (machine.envs / ".envmgr/revisions/a").glob("*/env/share/mine.bin")
    assert state.read_bytes() == content
    assert not state.samefile(mine)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
async def test_a_pipe_stays_a_pipe(machine, offered):
    await asyncio.to_thread(offered, "share/other.bin")
    await machine.create("a", "envmgr-versions", kernel=False)
    pipe = machine.envs / "a/pipe"
    os.mkfifo(pipe)
    number = pipe.stat().st_ino
    await do(machine, install=["intruder"])
    assert pipe.is_fifo()
    assert pipe.stat().st_ino == number


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
async def test_what_cannot_come_along_is_said(machine, offered, monkeypatch):
    await asyncio.to_thread(offered, "share/other.bin")
    await machine.create("a", "envmgr-versions", kernel=False)
    os.mkfifo(machine.envs / "a/pipe")
    link = os.link

    def refuse(one, other, **more):
        if str(one).endswith("pipe"):
            raise PermissionError(1, "fs.protected_hardlinks", one)
        link(one, other, **more)

    monkeypatch.setattr(os, "link", refuse)
    reports = []
    await do(machine, reports, install=["intruder"])
    assert any("pipe is a pipe, a socket" in report.message for report in reports)
