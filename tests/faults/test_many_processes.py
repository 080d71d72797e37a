"""Many processes change a few environments: nothing is corrupt, nothing is lost, nobody waits."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from jupyter_envmgr import health
from tests.faults.conftest import FULL, MakeWorld
from tests.faults.world import ROOT, World
from tests.wreck import state

PROCESSES = 8
SECONDS = 60.0 if FULL else 5.0
LEGAL = {"busy", "not-found", "exists", "stale-plan", "needed", "cancelled", "bad-request"}
"""What somebody hears who comes at the wrong time."""
SEED = 20261121


def crowd(world: World, seconds: float) -> list[list[dict[str, str]]]:
    """What each of the processes did and was told."""
    command = [sys.executable, "-m", "tests.faults.crowd", str(seconds)]
    processes = [
        subprocess.Popen(
            [*command, str(SEED + number)],
            cwd=ROOT,
            env=world.environ,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    logs = []
    for process in processes:
        said, _ = process.communicate(timeout=seconds + 120)
        assert process.returncode == 0, said[-2000:]
        logs.append([json.loads(line) for line in said.splitlines()])
    return logs


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
    strange = [event for event in events if event["ended"] not in LEGAL | {"done"}]
    assert not strange, "\n".join(event.get("trace", event["ended"]) for event in strange[:3])
    assert answers["done"] > PROCESSES
    assert [event for event in events if event.get("lost")] == []
    ends = sorted((line for line in said if "at" in line), key=lambda line: line["at"])
    assert out_of_turn(ends) == []
    assert world.recover()["ended"] == "done"
    view = world.look()
    assert not view.left, view.left
    last = {line["name"]: line for line in ends}
    there = {name: line["now"] for name, line in last.items() if line["there"]}
    assert there == {name: world.current(name) for name in view.told if name in last}
    for name in view.told:
        assert state.wrong(world.envs / name) == []
        assert [p.code for p in health.fast(world.envs / name) if p.severity == "error"] == []
        assert imports(world.envs / name)


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
