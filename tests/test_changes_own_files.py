"""What a person has in an environment is that person's, whatever packages bring."""

import asyncio
import os

import pytest
from rattler.index import index_fs

from jupyter_envmgr.errors import ClobberError
from jupyter_envmgr.models import ChangeRequest
from tests.channel.write import PLACEHOLDER, File, Package

LARGE = 300_000


def offer(channel, path, *, large):
    """A package that has its prefix in a file: rattler writes into what is there."""
    data = f"#!{PLACEHOLDER}/bin/sh\n".encode() + b"#" * (LARGE if large else 0)
    files = (File(path, data, executable=True),)
    Package(name="intruder", version="1", subdir="noarch", files=files).write(channel)
    asyncio.run(index_fs(channel, force=True))


@pytest.fixture
def offered(machine, small):
    """The channel with one more package."""

    def work(path, *, large=False):
        offer(small, path, large=large)
        machine.use_channel(small)

    return work


async def do(machine, reports=None, **request):
    prepared = machine.changes.prepare("a", ChangeRequest(**request))
    await machine.changes.change(prepared, (reports if reports is not None else []).append)


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
