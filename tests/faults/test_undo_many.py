"""Twenty changes taken back one after the other, and made again."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from jupyter_envmgr.parts import Parts, build
from tests.conftest import FOREIGN
from tests.faults.checksum import Sums, differences, sums
from tests.faults.conftest import FULL, MakeWorld
from tests.faults.operations import PYTHON, change, create, restore

CHANGES = 20
SEED = 20261121
NAME = "many"
PIP = ["cowsay", "humanize", "envmgr-hello"]


def quiet(_progress: object) -> None:
    pass


def wishes(chance: random.Random, *, pip: bool) -> dict[str, list[str]]:
    """A change of whichever layer."""
    conda = [
        {"install": [f"envmgr-versions={chance.randint(1, 5)}"]},
        {"install": ["envmgr-tool"]},
        {"remove": ["envmgr-tool"]},
        {"install": ["envmgr-activate"]},
        {"remove": ["envmgr-activate"]},
    ]
    both = [
        {"install": [f"envmgr-library={chance.randint(1, 2)}"]},
        {"pip": [chance.choice(PIP)]},
        {"remove": [chance.choice(PIP)]},
    ]
    return chance.choice([*conda, *both] if pip else conda)


async def wander(parts: Parts, prefix: Path, *, pip: bool) -> list[tuple[str, Sums]]:
    """Change it, and a person's file between two changes: each state by its id."""
    chance = random.Random(SEED)
    states = [_state(parts, prefix)]
    while len(states) <= CHANGES:
        wish = wishes(chance, pip=pip)
        installed = {each.name for each in parts.environments.packages(NAME).packages}
        if installed.issuperset(wish.get("remove", [])):
            (prefix / "notes.txt").write_text(f"before change {len(states)}\n")
            states[-1] = _state(parts, prefix)
            await change(parts, quiet, name=NAME, **wish)
            states.append(_state(parts, prefix))
    return states


def _state(parts: Parts, prefix: Path) -> tuple[str, Sums]:
    revisions = parts.revisions.list(NAME).revisions
    return next(each.id for each in revisions if each.state == "current"), sums(prefix)


@pytest.mark.parametrize("layer", ["conda", "pip"] if FULL else ["conda"])
async def test_undo_of_twenty_changes_ends_at_the_first_checksum_and_redo_at_the_last(
    make_world: MakeWorld, layer: str, monkeypatch: pytest.MonkeyPatch, count: Counter[str]
):
    world, pip = make_world(layer), layer == "pip"
    world.reset()
    for name in [name for name in os.environ if name.startswith(FOREIGN)]:
        monkeypatch.delenv(name)
    for name, value in world.environ.items():
        monkeypatch.setenv(name, value)
    parts, prefix = build(keep=30), world.envs / NAME
    python = [PYTHON, "envmgr-library"] if pip else []
    await create(parts, quiet, NAME, ["envmgr-versions=1", *python], [])

    states = await wander(parts, prefix, pip=pip)

    for _, state in reversed(states[:-1]):
        await restore(parts, quiet, name=NAME)
        assert differences(sums(prefix), state) == []
    for revision, state in states[1:]:
        await restore(parts, quiet, name=NAME, revision=revision)
        assert differences(sums(prefix), state) == []
    count["changes undone and redone in a row"] += len(states) - 1
