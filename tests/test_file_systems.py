"""Changes and undo on real file systems: a container's image, Btrfs and XFS, each mounted here."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from jupyter_envmgr.models import ChangeRequest
from jupyter_envmgr.parts import build
from tests.conftest import wait_for_deletions
from tests.test_revisions import exact

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0, reason="mounting needs root"
)


@dataclass
class Disk:
    """A file system, mounted at ``at``."""

    at: Path
    kind: str
    lower: Path | None = None

    def mount(self, *options):
        command = ["mount", *options, str(self.at)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip(f"{self.kind} cannot be mounted here")

    def freeze(self):
        """Make of all that is there a lower layer, as building an image does."""
        if self.lower is None:
            return
        subprocess.run(["umount", str(self.at)], check=True)
        layers = self.lower.parent
        shutil.rmtree(self.lower)
        (layers / "upper").rename(self.lower)
        self.mount_layers()

    def mount_layers(self):
        layers = self.lower.parent
        shutil.rmtree(layers / "work", ignore_errors=True)
        for name in ("lower", "upper", "work"):
            (layers / name).mkdir(exist_ok=True)
        where = f"lowerdir={layers}/lower,upperdir={layers}/upper,workdir={layers}/work"
        self.mount("-t", "overlay", "overlay", "-o", where)


@pytest.fixture(params=["overlay", "btrfs", "xfs"])
def disk(request, machine, tmp_path):
    at = machine.envs
    if request.param == "overlay":
        layers = tmp_path / "layers"
        layers.mkdir()
        disk = Disk(at, "overlay", layers / "lower")
        disk.mount_layers()
    else:
        if not shutil.which(f"mkfs.{request.param}"):
            pytest.skip(f"there is no mkfs.{request.param}")
        image = tmp_path / "image"
        with image.open("wb") as file:
            file.truncate(400 << 20)
        subprocess.run([f"mkfs.{request.param}", "-q", str(image)], check=True)
        disk = Disk(at, request.param)
        disk.mount("-o", "loop", str(image))
    yield disk
    wait_for_deletions()
    subprocess.run(["umount", "--lazy", str(at)], check=True)


async def test_changes_are_undone_exactly(machine, disk):
    parts = build()

    async def back(revision=None):
        restoration = parts.revisions.prepare("a", revision)
        await parts.revisions.restore(restoration, lambda _progress: None)

    await machine.create("a", "python=3.11", "certifi", kernel=False)
    prefix = machine.envs / "a"
    (prefix / "mine.txt").write_text("mine")
    wait_for_deletions()
    disk.freeze()
    first = exact(prefix)
    prepared = parts.changes.prepare("a", ChangeRequest(install=["idna"], pip=["cowsay"]))
    await parts.changes.change(prepared, lambda _progress: None)
    second = exact(prefix)
    assert first != second
    newest = parts.revisions.list("a").revisions[0].id
    await back()
    assert exact(prefix) == first
    await back(newest)
    assert exact(prefix) == second
    environment = parts.environments.prepare_removal("a")
    await parts.environments.remove(environment, lambda _progress: None)
    await back()
    assert exact(prefix) == second
    assert machine.left_behind() in ([], [machine.envs / "lost+found"])


async def test_an_environment_of_an_image_is_removed(machine, disk):
    parts = build()
    await machine.create("a", "envmgr-tool", kernel=False)
    wait_for_deletions()
    disk.freeze()
    environment = parts.environments.prepare_removal("a")
    await parts.environments.remove(environment, lambda _progress: None)
    assert parts.environments.list() == []
    assert not (machine.envs / "a").exists()
