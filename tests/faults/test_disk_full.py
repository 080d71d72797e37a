"""A disk that fills at whatever moment: it is said, nothing has changed, and room makes it work."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_envmgr.prefixes import STAGING
from tests.faults.conftest import FULL
from tests.faults.world import World

LEVELS = [0, 4, 8, 12, 16, 20, 24, 32, 48, 64, 80, 96, 128, 192] if FULL else [0, 16, 48]
"""KiB that are free when an operation begins."""
OPERATIONS = ["create", "clone", "install", "update", "uninstall", "rename"]
OTHERS = ["undo", "remove", "bring-back"]
BALLAST = "ballast"


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small disk of its own."""
    if sys.platform != "linux" or os.geteuid():
        pytest.skip("only root may mount a small disk")
    folder = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "none", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this machine does not let us mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="module")
def world(disk: Path, channel: Path) -> Iterator[World]:
    world = World(disk / "world", channel.as_uri(), channel / "wheels", disk / "cache", "conda")
    yield world
    world.close()


def fill(disk: Path, free: int) -> None:
    """Leave so many bytes."""
    room = os.statvfs(disk)
    size = room.f_bavail * room.f_frsize - free
    with (disk / BALLAST).open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, size)


@pytest.mark.parametrize("operation", [*OPERATIONS, *OTHERS])
def test_on_a_full_disk_nothing_changes_and_with_room_it_works(
    disk: Path, world: World, operation: str, count: Counter[str]
):
    after = world.after(operation)

    for kilobytes in LEVELS:
        world.reset()
        fill(disk, kilobytes << 10)
        said = world.run(operation)
        while_full = world.run("recover")
        (disk / BALLAST).unlink()

        count["operations on a full disk"] += 1
        assert said["ended"] in {"done", "disk-full"}, (kilobytes, said)
        assert while_full["ended"] == "done", while_full
        assert world.recover()["ended"] == "done"
        verdict = world.verdict(after)
        assert verdict in {"before", "after"}, (kilobytes, said, verdict)
        if said["ended"] == "done":
            assert verdict == "after"
        if verdict == "before":
            again = world.run(operation)
            assert again["ended"] == "done", (kilobytes, again)
            assert world.verdict(after) == "after"


@pytest.mark.parametrize("operation", ["prune", "prune-one"])
def test_on_a_full_disk_earlier_states_can_be_deleted(
    disk: Path, world: World, operation: str, count: Counter[str]
):
    world.reset()
    fill(disk, 0)

    said = world.run(operation)
    (disk / BALLAST).unlink()

    count["operations on a full disk"] += 1
    assert said["ended"] == "done", said
    left = [each for each in world.look().kept if each[0] == "a"]
    assert len(left) == (0 if operation == "prune" else 1)
    assert world.left() == []
    assert not (world.envs / STAGING / "stages").exists()
