"""Environments to be hurt, the same at the beginning of each trial, and how to look at them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.models import Revision
from jupyter_envmgr.parts import build
from jupyter_envmgr.prefixes import STAGING
from tests.faults.checksum import Known, Sums, differences, remember, sums
from tests.faults.forge import KEEP

ROOT = Path(__file__).parents[2]
_FOREIGN = ("CONDA", "MAMBA_", "UV_", "PIP_", "RATTLER_", "XDG_", "VIRTUAL_ENV", "COV_", "COVERAGE")


@dataclass(frozen=True)
class View:
    """All that must be right after a trial."""

    environments: dict[str, Sums]
    kept: dict[tuple[str, str], Sums]
    """By environment and id of the state."""
    listed: frozenset[str]
    """What conda's list of environments has."""
    told: dict[str, list[tuple[str, str]]]
    """The history of each environment, newest first: title and state."""
    left: list[str]
    """What is there and belongs to nothing."""

    def contradicts(self, other: View) -> list[str]:
        """What is not the same in both, but for the ids of states."""
        found = []
        for name in sorted(self.environments.keys() | other.environments.keys()):
            mine, theirs = self.environments.get(name, {}), other.environments.get(name, {})
            found += [f"{name}/{line}" for line in differences(theirs, mine)]
        if sorted(map(_text, self.kept.items())) != sorted(map(_text, other.kept.items())):
            found.append(f"kept: {sorted(other.kept)} -> {sorted(self.kept)}")
        if self.listed != other.listed:
            found.append(f"environments.txt: {sorted(other.listed)} -> {sorted(self.listed)}")
        if self.told != other.told:
            found.append(f"history: {other.told} -> {self.told}")
        return [*found, *self.left]

    def lost(self, before: View, after: View) -> list[str]:
        """States that were kept before, should be still, and are not what they were."""
        return [
            f"{name} {revision} is not what it was"
            for (name, revision), was in before.kept.items()
            if (name, revision) in after.kept and self.kept.get((name, revision)) != was
        ]


def _text(kept: tuple[tuple[str, str], Sums]) -> str:
    (name, _), content = kept
    return f"{name} {sorted(content.items())}"


class World:
    """A home, a folder of environments, and a process that does things to them.

    ``layer`` says of what they are made: ``conda``, or ``pip`` on top of it.
    """

    def __init__(self, folder: Path, channel: str, wheels: Path, cache: Path, layer: str) -> None:
        self.folder = folder
        self.root = folder / "here"
        self.envs = self.root / "envs"
        self.layer = layer
        self._kept = folder / "kept"
        self._channel = channel
        home = self.root / "home"
        home.mkdir(parents=True)
        self.envs.mkdir()
        self.use_channel(channel)
        environ = {k: v for k, v in os.environ.items() if not k.startswith(_FOREIGN)}
        self._environ = environ | {
            "HOME": str(home),
            "RATTLER_CACHE_DIR": str(cache),
            "UV_CACHE_DIR": str(cache / "uv"),
            "UV_NO_INDEX": "1",
            "UV_FIND_LINKS": str(wheels),
        }
        self._forge = self._start()
        self._known: Known = {}
        self.before = self._begin()

    @property
    def environ(self) -> dict[str, str]:
        return dict(self._environ)

    def use_channel(self, channel: str) -> None:
        text = f"channels:\n  - {channel}\nenvs_dirs:\n  - {self.envs}\n"
        (self.root / "home/.condarc").write_text(text)

    def close(self) -> None:
        self._forge.stdin.close()
        self._forge.wait(30)
        self._forge.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def restart(self, **environ: str) -> None:
        """A new process, with other variables."""
        self._forge.stdin.close()
        self._forge.wait(30)
        self._forge.stdout.close()
        self._environ |= environ
        self._forge = self._start()

    def reset(self) -> None:
        """Make everything what it was at the beginning."""
        for name in ("envs", "home"):
            _clear(self.root / name)
        shutil.copytree(self._kept / "home", self.root / "home")
        subprocess.run(["cp", "-al", self._kept / "envs", self.envs], check=True)

    def run(self, operation: str, **order: Any) -> dict[str, Any]:
        """Do it, or begin it: how it ended."""
        self._forge.stdin.write(json.dumps({"operation": operation, **order}) + "\n")
        self._forge.stdin.flush()
        answer = self._forge.stdout.readline()
        assert answer, "the forge has ended"
        return json.loads(answer)

    def run_again(self, operation: str, **order: Any) -> dict[str, Any]:
        """Do it from the beginning."""
        self.reset()
        return self.run(operation, **order)

    def recover(self, **order: Any) -> dict[str, Any]:
        """What the start of a server does, once nothing runs any more that was begun."""
        said = self.run("recover", **order)
        self.run("wait")
        if self.left():  # uv outlived its server; what it wrote is deleted after a minute
            for stage in (self.envs / STAGING).glob("stages/*"):
                os.utime(stage, (time.time() - 3600,) * 2)
            said = self.run("recover", **order)
        return said

    def look(self) -> View:
        """Everything there is."""
        prefixes = [path for path in sorted(self.envs.iterdir()) if path.name != STAGING]
        kept = (self.envs / STAGING / "revisions").glob("*/*/env")
        return View(
            environments={path.name: sums(path, self._known) for path in prefixes},
            kept={
                (path.parts[-3], path.parts[-2]): sums(path, self._known) for path in sorted(kept)
            },
            listed=frozenset(self._listed()),
            told={path.name: self._history(path.name) for path in prefixes},
            left=self.left(),
        )

    def left(self) -> list[str]:
        """What nobody needs any more: stages, and files that were to be renamed."""
        beside = self.envs / STAGING
        found = [*beside.glob("stages/*"), *beside.glob("revisions/*/*.new")]
        found += [
            *beside.glob("revisions/*/*/*.new"),
            *(each for each in beside.glob("revisions/*/*/*") if each.name in {"copy", "old"}),
        ]
        found += list(self.envs.rglob(".envmgr-*"))
        return [f"left: {path.relative_to(self.envs)}" for path in found]

    def after(self, operation: str, **order: Any) -> View:
        """What an operation makes of it where nothing happens to it."""
        self.reset()
        said = self.run(operation, **order)
        assert said["ended"] == "done", said
        view = self.look()
        assert not view.left, view.left
        return view

    def verdict(self, after: View, *, in_parts: bool = False) -> str:
        """``before`` or ``after``, as which everything is; else what contradicts both.

        ``in_parts``: an operation that deletes several states, of which some may be left.
        """
        now = self.look()
        not_before, not_after = now.contradicts(self.before), now.contradicts(after)
        not_after += now.lost(self.before, after)
        if not not_before:
            return "before"
        if not not_after:
            return "after"
        whole = all(self.before.kept.get(key) == is_now for key, is_now in now.kept.items())
        if in_parts and whole and now.environments == self.before.environments and not now.left:
            return "between"
        return f"neither: before {not_before[:12]}\nafter {not_after[:12]}"

    def _start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.faults.forge", str(self.root), self.layer]
        forge = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert json.loads(forge.stdout.readline() or "{}").get("ready")
        return forge

    def _begin(self) -> View:
        said = self.run("build")
        assert said["ended"] == "done", said
        self._write_mine()
        self._kept.mkdir()
        shutil.copytree(self.root / "home", self._kept / "home")
        subprocess.run(["cp", "-a", self.envs, self._kept / "envs"], check=True)
        self._known = remember(self._kept / "envs")
        self.reset()
        return self.look()

    def _write_mine(self) -> None:
        """Files that nobody manages, of every kind."""
        prefix = self.envs / "a"
        (prefix / "work/data").mkdir(parents=True)
        (prefix / "work/notes.txt").write_text("mine\n")
        (prefix / "work/data/secret.csv").write_text("1,2\n")
        (prefix / "work/data/secret.csv").chmod(0o600)
        (prefix / "work/run.sh").write_text("#!/bin/sh\n")
        (prefix / "work/run.sh").chmod(0o755)
        (prefix / "work/large.bin").write_bytes(bytes(range(256)) * 512)
        (prefix / "work/data/same.bin").hardlink_to(prefix / "work/large.bin")
        (prefix / "work/latest").symlink_to("data")
        (prefix / "work/locked").mkdir(0o555)

    def _listed(self) -> Iterator[str]:
        listed = self.root / "home/.conda/environments.txt"
        return (Path(line).name for line in listed.read_text().split())

    def current(self, name: str) -> str:
        """The id of the state that an environment is in."""
        listed = self._revisions(name)
        return next(each.id for each in listed if each.state == "current")

    def _history(self, name: str) -> list[tuple[str, str]]:
        return [(each.title, each.state) for each in self._revisions(name)]

    def _revisions(self, name: str) -> list[Revision]:
        def load() -> Condarc:
            return Condarc.load(environ={"HOME": str(self.root / "home")})

        return build(load, keep=KEEP).revisions.list(name).revisions


def _clear(folder: Path) -> None:
    """Delete a folder; what a killed process had begun may still write into it."""
    for _ in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)
    raise AssertionError(folder)
