"""Many processes change a few environments: nothing is corrupt, nothing is lost, nobody waits."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from jupyter_envmgr import health
from tests.faults.conftest import FULL, MakeWorld
from tests.faults.world import ROOT, World
from tests.wreck import state

PROCESSES = 8
SECONDS = 60.0 if FULL else 3.0
LEGAL = {"busy", "not-found", "exists", "stale-plan", "needed", "cancelled", "bad-request"}
"""What somebody hears who comes at the wrong time."""
SEED = 20261121

Line = dict[str, object]


def crowd(world: World, seconds: float) -> list[list[Line]]:
    """What each of the processes did and was told."""
    people = [person(world, seconds, number) for number in range(PROCESSES)]
    logs = []
    for each in people:
        said, _ = each.communicate(timeout=seconds + 120)
        assert each.returncode == 0, said[-2000:]
        logs.append([json.loads(line) for line in said.splitlines()])
    return logs


def person(world: World, seconds: float, number: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.crowd", str(seconds), str(SEED + number)],
        cwd=ROOT,
        env=world.environ,
        stdout=subprocess.PIPE,
        text=True,
    )


def deadly_crowd(world: World, seconds: float) -> tuple[list[Line], int]:
    """The same, and every moment one is killed and another takes its place; what those say."""
    chance, end = random.Random(SEED), time.monotonic() + seconds
    people = [person(world, seconds, number) for number in range(PROCESSES)]
    said, killed = [], 0
    while time.monotonic() < end:
        victim = people.pop(chance.randrange(PROCESSES))
        with suppress(subprocess.TimeoutExpired):
            victim.wait(chance.uniform(0.5, 2))
        victim.kill()
        killed += 1
        said.append(victim.communicate()[0])
        left = max(0.5, end - time.monotonic())
        people.append(person(world, left, PROCESSES + killed))
    said += [each.communicate(timeout=seconds + 120)[0] for each in people]
    lines = [line for log in said for line in log.splitlines(keepends=True)]
    return [json.loads(line) for line in lines if line.endswith("\n")], killed


def sound(world: World, names: Iterable[str]) -> None:
    """Every layer is whole, and Python agrees."""
    for name in names:
        assert state.wrong(world.envs / name) == []
        assert [p.code for p in health.fast(world.envs / name) if p.severity == "error"] == []
        assert imports(world.envs / name)


def strange(events: list[Line]) -> str:
    """What nobody should ever hear."""
    found = [event for event in events if event["ended"] not in LEGAL | {"done"}]
    return "\n".join(str(event.get("trace", event["ended"])) for event in found[:3])


def test_eight_processes_that_change_four_environments_lose_nothing(
    make_world: MakeWorld, count: Counter[str]
):
    world = make_world("pip")
    world.reset()
    started = time.monotonic()

    logs = crowd(world, SECONDS)

    assert time.monotonic() - started < SECONDS + 60
    said = [line for log in logs for line in log]
    events = [line for line in said if "ended" in line]
    answers = Counter(event["ended"] for event in events)
    count["changes by 8 processes at once"] += answers["done"]
    count["times that one of them was told to wait"] += answers["busy"]
    assert not strange(events)
    assert answers["done"]
    assert [event for event in events if event.get("lost")] == []
    ends = sorted((line for line in said if "at" in line), key=lambda line: line["at"])
    assert out_of_turn(ends) == []
    assert world.recover()["ended"] == "done"
    view = world.look()
    assert not view.left, view.left
    last = {line["name"]: line for line in ends}
    there = {name: line["now"] for name, line in last.items() if line["there"]}
    assert there == {name: world.current(name) for name in view.told if name in last}
    sound(world, view.told)


def test_processes_that_are_killed_among_others_leave_nothing_half_done(
    make_world: MakeWorld, count: Counter[str]
):
    world = make_world("pip")
    world.reset()

    said, killed = deadly_crowd(world, SECONDS)

    count["kills in a crowd"] += killed
    events = [line for line in said if "ended" in line]
    assert not strange(events)
    assert [event for event in events if event.get("lost")] == []
    end = time.monotonic() + 30
    while world.recover()["ended"] == "done" and world.left() and time.monotonic() < end:
        pass  # uv, which one of them had begun, has not ended yet
    view = world.look()
    assert not view.left, view.left
    for history in view.told.values():
        titles = {title for title, _ in history}
        assert not titles & {"As it was found", "Changed by another program"}
    sound(world, view.told)


def out_of_turn(ends: list[dict[str, object]]) -> list[dict[str, object]]:
    """States that were not made of the one that was there."""
    now: dict[object, object] = {}
    seen: set[object] = {None}
    wrong = []
    for line in ends:
        name, state_id = line["name"], line["now"]
        before = now.get(name)
        if state_id not in seen and line["parent"] not in {before, None}:
            wrong.append(line)
        seen.add(state_id)
        now[name] = state_id
    return wrong


def imports(prefix: Path) -> bool:
    """Whether what Python is in it can import what is recorded."""
    python = prefix / "bin/python"
    if not python.exists():
        return True
    library = "envmgr_library, " if "envmgr-library" in state.versions(prefix) else ""
    command = [python, "-c", f"import {library}ssl, sqlite3"]
    return subprocess.run(command, check=False).returncode == 0
