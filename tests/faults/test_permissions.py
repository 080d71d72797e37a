"""Somebody takes away the permission to write: it is said, and nothing has changed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from jupyter_envmgr.prefixes import STAGING
from tests.faults.conftest import MakeWorld
from tests.faults.world import World

NOBODY = 65534
FOLDERS = [".", "a", STAGING, f"{STAGING}/revisions", f"{STAGING}/revisions/a", "a/conda-meta"]
OPERATIONS = ["create", "install", "undo", "remove", "rename"]


def give(world: World, user: int) -> None:
    """To whom everything belongs; the folders above let everybody through."""
    for folder in (world.folder.parent, world.folder, world.root):
        folder.chmod(0o755)
    subprocess.run(["chown", "-R", str(user), world.root], check=True)


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can act for another user"
)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_without_the_permission_to_write_nothing_changes(
    make_world: MakeWorld, operation: str, count: Counter[str]
):
    world = make_world("conda")
    after = world.after(operation)
    cache = Path(world.environ["RATTLER_CACHE_DIR"])

    for name in FOLDERS[operation == "create" :]:  # which goes elsewhere, where it may
        world.reset()
        give(world, NOBODY)
        subprocess.run(["chown", "-R", str(NOBODY), cache], check=True)
        folder = world.envs / name
        mode = stat.S_IMODE(folder.stat().st_mode)
        folder.chmod(0o555)
        said = world.run(operation, user=NOBODY)
        if folder.exists():
            folder.chmod(mode)
        for moved in world.envs.glob(f"{STAGING}/revisions/a/*/env"):
            moved.chmod(0o755)
        subprocess.run(["chown", "-R", "0", world.root, cache], check=True)

        count["operations without permission"] += 1
        assert said["ended"] in {"done", "not-writable"}, (name, said)
        assert world.recover()["ended"] == "done"
        verdict = world.verdict(after)
        assert verdict == {"done": "after", "not-writable": "before"}[said["ended"]], (
            name,
            verdict,
        )
