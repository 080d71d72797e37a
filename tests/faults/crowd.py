"""``python -m tests.faults.crowd SECONDS SEED``: change environments, say what came of it.

Each line is JSON: what was done to which environment and how it ended; and what state it was in at
the end of a transaction, while nobody else could change it.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
import traceback
from contextlib import suppress

from jupyter_envmgr.errors import EnvmgrError, NotFoundError
from jupyter_envmgr.models import Revision
from jupyter_envmgr.parts import Parts, build
from jupyter_envmgr.transaction.beside import Beside
from jupyter_envmgr.transaction.history import read_history
from jupyter_envmgr.transaction.stage import Stage
from jupyter_envmgr.transaction.transactions import Transactions
from tests.faults.operations import PYTHON, change, create, remove, restore

NAMES = [f"crowd-{number}" for number in range(4)]


class Person:
    """One who does one thing after the other."""

    def __init__(self, parts: Parts, seed: int) -> None:
        self._parts = parts
        self._chance = random.Random(seed)
        self._seed = seed
        self._turn = 0

    async def act(self) -> None:
        self._turn += 1
        name = self._chance.choice(NAMES)
        what = self._chance.choice(["create", *["install"] * 6, "pip", "undo", "undo", "remove"])
        mark = f"{self._seed}{self._turn:05}"
        event = {"name": name, "what": what, "mark": mark, "ended": "done"}
        try:
            await self._do(what, name, mark)
        except EnvmgrError as error:
            event |= {"ended": error.code, "trace": traceback.format_exc()}
        except Exception:  # noqa: BLE001 - the test is to hear of it
            event["ended"] = traceback.format_exc()
        if event["ended"] == "done" and what in {"create", "install"}:
            event["lost"] = not await self._is_told(name, mark)
        print(json.dumps(event), flush=True)

    async def _do(self, what: str, name: str, mark: str) -> None:
        version = self._chance.randint(1, 5)
        spec = f"envmgr-versions>={version - 1}.{mark},<{version + 1}"
        if what == "create":
            python = [PYTHON, "envmgr-library=1"] if name < NAMES[2] else []
            await create(self._parts, _quiet, name, [spec, *python], [])
        elif what == "install":
            await change(self._parts, _quiet, name=name, install=[spec])
        elif what == "pip":
            wish = {"pip": ["cowsay"]} if self._chance.random() < 0.5 else {"remove": ["cowsay"]}
            await change(self._parts, _quiet, name=name, **wish)
        elif what == "undo":
            await restore(self._parts, _quiet, name=name)
        else:
            await remove(self._parts, _quiet, name=name)

    async def _is_told(self, name: str, mark: str) -> bool:
        """Whether the history has it, once; an environment may be gone again, with its history."""
        revisions: list[Revision] = []
        with suppress(NotFoundError):
            revisions = (await asyncio.to_thread(self._parts.revisions.list, name)).revisions
        return not revisions or sum(mark in str(each.request) for each in revisions) == 1


def listen() -> None:
    """Say at the end of each transaction, with the lock still held, what the environment is."""
    end = Transactions._end

    def heard(transactions: Transactions, stage: Stage, beside: Beside) -> None:
        end(transactions, stage, beside)
        history = read_history(beside.history)
        entry = history.get(history.current)
        said = {
            "at": time.monotonic_ns(),
            "name": beside.place.name,
            "there": beside.place.exists(),
            "now": history.current,
            "parent": entry.parent if entry else None,
        }
        print(json.dumps(said), flush=True)

    Transactions._end = heard


def _quiet(_progress: object) -> None:
    pass


async def main() -> None:
    seconds, seed = float(sys.argv[1]), int(sys.argv[2])
    listen()
    person = Person(build(keep=3), seed)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        await person.act()
    await asyncio.sleep(0.05)  # rattler's threads end before the interpreter does


if __name__ == "__main__":
    asyncio.run(main())
