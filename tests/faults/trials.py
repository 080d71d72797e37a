"""Trials: one fault each, and afterwards everything is as before or as was asked for."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from tests.faults.world import View, World

UNFORESEEN = "unforeseen"


class Trials:
    """Of one operation in a world; ``wrong`` has those after which something was not right."""

    def __init__(self, world: World, operation: str, count: Counter[str], **always: Any) -> None:
        self._world = world
        self._operation = operation
        self._count = count
        self._always = always
        self.wrong: list[str] = []
        world.reset()
        self.whole = world.run(operation, watch=True, **always)
        assert self.whole["ended"] == "done", self.whole
        self.after: View = world.look()
        assert not self.after.left, self.after.left
        assert self.after.contradicts(world.before), "an operation that does nothing"

    @property
    def steps(self) -> int:
        return self.whole["steps"]

    @property
    def bulk(self) -> int:
        return self.whole["bulk"]

    def kill(self, **order: Any) -> str:
        """Begin it, kill it as ordered, recover: ``before`` or ``after``."""
        self._world.reset()
        said = self._world.run(self._operation, **self._always, **order)
        self._count["kills" if said["ended"] == "killed" else "kills that came too late"] += 1
        return self._judged(order, said)

    def kill_twice(self, recovery: int, **order: Any) -> str:
        """The same, and kill the recovery at a step of its own before it may be whole."""
        self._world.reset()
        said = self._world.run(self._operation, **self._always, **order)
        again = self._world.run("recover", at=recovery, **self._always)
        self._count["kills"] += said["ended"] == "killed"
        self._count["kills of recoveries"] += again["ended"] == "killed"
        return self._judged({**order, "recovery": recovery}, said)

    def fail(self, **order: Any) -> str:
        """Let a step of it fail: it ends in an error that people understand."""
        self._world.reset()
        said = self._world.run(self._operation, **self._always, **order)
        self._count["steps that failed"] += 1
        if said["ended"].startswith((UNFORESEEN, "signal")):
            self._note(order, said, said.get("trace", ""))
        return self._judged(order, said)

    def go_on(self, operation: str, **order: Any) -> None:
        """Let it fail or die, and do something else at once: no state is lost on the way."""
        world = self._world
        world.reset()
        said = world.run(self._operation, **self._always, **order)
        world.run("wait")
        after = world.run(operation)
        self._count["changes after one that was cut off"] += 1
        recovered = world.recover()
        now = world.look()
        kept = list(now.kept.values())
        lost = [key for key, was in world.before.kept.items() if was not in kept]
        if world.before.environments["a"] not in kept:
            lost.append(("a", "what it was"))
        if after["ended"] != "done" or recovered["ended"] != "done" or lost or now.left:
            self._note(order, said, f"then {after}: lost {lost}, {now.left}")

    def check(self) -> None:
        assert not self.wrong, "\n\n".join(self.wrong[:5])

    def _judged(self, order: dict[str, Any], said: dict[str, Any]) -> str:
        recovered = self._world.recover(**self._always)
        verdict = self._world.verdict(self.after, in_parts=self._operation == "prune")
        if recovered["ended"] != "done":
            self._note(order, said, f"recovery: {recovered}")
        right = {"after"} if said["ended"] == "done" else {"before", "after", "between"}
        if verdict not in right:
            self._note(order, said, verdict)
        return verdict

    def _note(self, order: dict[str, Any], said: dict[str, Any], why: str) -> None:
        self._count["exceptions"] += 1
        step = ""
        if at := order.get("at"):
            step = f" = {self.whole['what'][at - 1]}" if at <= self.steps else ""
        short = {key: value for key, value in said.items() if key not in {"what", "trace"}}
        self.wrong.append(f"{self._operation} {self._always} {order}{step}: {short}\n{why}")


def spread(total: int, most: int) -> list[int]:
    """At most so many numbers from 1 to ``total``, evenly, the ends among them."""
    if total <= most:
        return list(range(1, total + 1))
    if most == 1:
        return [1 + total // 2]
    return sorted({1 + round(i * (total - 1) / (most - 1)) for i in range(most)})


def moments(seed: int, number: int, seconds: float) -> list[float]:
    """So many at random, from the begin of something to shortly after its end."""
    chance = random.Random(seed)
    return [chance.uniform(0, seconds * 1.05) for _ in range(number)]
