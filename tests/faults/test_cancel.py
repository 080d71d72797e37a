"""Cancelled at any moment: it ends at once, and nothing has changed unless it came too late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.faults.conftest import FULL, MakeWorld
from tests.faults.operations import LAYERS
from tests.faults.trials import moments

MOMENTS = 12 if FULL else 2
SEED = 20261122
AT_MOST = 3.0
"""Seconds until it has ended. The promise is one; this machine may be busy."""
PROMISED = 1.0
SHORT = [("conda", "create"), ("conda", "rename"), ("pip", "both-layers")]
ALL = [
    (layer, operation)
    for layer, every in LAYERS.items()
    for operation in every
    if not operation.startswith("prune")  # which is no job
]


@pytest.mark.parametrize(("layer", "operation"), ALL if FULL else SHORT)
def test_a_cancellation_ends_at_once_and_costs_nothing(
    make_world: MakeWorld,
    layer: str,
    operation: str,
    count: Counter[str],
    note: Callable[[str, str], None],
):
    world = make_world(layer)
    after = world.after(operation)
    seconds = world.run_again(operation)["seconds"]

    for moment in moments(SEED, MOMENTS, seconds):
        world.reset()
        said = world.run(operation, cancel_after=moment)
        verdict = world.verdict(after)
        count["cancellations"] += said["ended"] == "cancelled"
        count["cancellations that came too late"] += said["ended"] == "done"
        assert said["ended"] in {"cancelled", "done"}, said
        assert verdict == {"cancelled": "before", "done": "after"}[said["ended"]], (moment, said)
        assert said["cancelled_for"] < AT_MOST, said
        count["cancellations that took longer than a second"] += said["cancelled_for"] > PROMISED
        note("cancel", f"{layer} {said['phases'][-1][10:]} {said['cancelled_for'] * 1000:.0f} ms")
