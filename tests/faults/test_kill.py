"""Killed at any instant, and recovered: an environment is what it was or what was asked for."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.faults.conftest import FULL, MakeWorld
from tests.faults.operations import LAYERS
from tests.faults.trials import Trials, moments, spread

EVERY = 1_000_000
STEPS = EVERY if FULL else 3
BULK = 12 if FULL else 1
MOMENTS = 16 if FULL else 2
RECOVERIES = 6 if FULL else 1
SEED = 20261121

ALL = [(layer, operation) for layer, every in LAYERS.items() for operation in every]
ROADS = [
    (road, operation)
    for road in ("renames", "image")
    for operation in ("install", "undo", "remove", "rename", "bring-back")
]
SHORT = [each for each in ALL if each[0] == "conda" or each[1] == "both-layers"]


@pytest.mark.parametrize(("layer", "operation"), ALL if FULL else SHORT)
def test_a_kill_at_any_step_leaves_what_was_or_what_was_asked_for(
    make_world: MakeWorld, layer: str, operation: str, count: Counter[str]
):
    trials = Trials(make_world(layer), operation, count)

    ends = {trials.kill(at=step) for step in spread(trials.steps, STEPS)}
    ends |= {trials.kill(bulk_at=step) for step in spread(trials.bulk, BULK)}

    trials.check()
    assert ends >= {"before", "after"}


@pytest.mark.parametrize(("road", "operation"), ROADS if FULL else ROADS[::3])
def test_so_does_one_where_folders_cannot_change_places_at_once(
    make_world: MakeWorld, road: str, operation: str, count: Counter[str]
):
    place = "gone" if operation == "bring-back" else "a"
    trials = Trials(make_world("conda"), operation, count, road=road, place=place)

    for step in spread(trials.steps, STEPS if FULL else 8):
        trials.kill(at=step)

    trials.check()


@pytest.mark.parametrize(("layer", "operation"), ALL if FULL else SHORT)
def test_a_kill_at_any_moment_leaves_what_was_or_what_was_asked_for(
    make_world: MakeWorld, layer: str, operation: str, count: Counter[str]
):
    trials = Trials(make_world(layer), operation, count)

    for moment in moments(SEED, MOMENTS, trials.whole["seconds"]):
        trials.kill(kill_after=moment)

    trials.check()


@pytest.mark.parametrize("operation", LAYERS["conda"] if FULL else ["install", "rename", "undo"])
def test_a_recovery_that_is_killed_starts_again(
    make_world: MakeWorld, operation: str, count: Counter[str]
):
    trials = Trials(make_world("conda"), operation, count)

    for step in spread(trials.steps, 14 if FULL else 3):
        for recovery in range(1, RECOVERIES * 5, 5 if not FULL else 3):
            trials.kill_twice(recovery, at=step)

    trials.check()


@pytest.mark.parametrize("fault", ["full", "broken"])
@pytest.mark.parametrize("operation", LAYERS["conda"] if FULL else ["install", "undo"])
def test_a_step_that_fails_leaves_what_was_or_what_was_asked_for(
    make_world: MakeWorld, operation: str, fault: str, count: Counter[str]
):
    trials = Trials(make_world("conda"), operation, count)

    for step in spread(trials.steps, STEPS):
        if "/.conda" not in trials.whole["what"][step - 1]:  # what cannot be told undoes nothing
            trials.fail(at=step, fault=fault)

    trials.check()


@pytest.mark.parametrize("fault", ["kill", "full", "broken"])
@pytest.mark.parametrize("operation", ["install", "undo"])
def test_a_change_after_one_that_was_cut_off_loses_no_state(
    make_world: MakeWorld, operation: str, fault: str, count: Counter[str]
):
    trials = Trials(make_world("conda"), operation, count)

    for step in spread(trials.steps, STEPS):
        trials.go_on("uninstall", at=step, fault=fault)

    trials.check()
