"""A program that writes into an environment, whose change is killed: it loses nothing."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.conftest import FULL, MakeWorld
from tests.faults.trials import moments

MOMENTS = 40 if FULL else 4
SEED = 20261123
PAUSE = 0.0002  # seconds between two lines


class Writer:
    """Adds line after line to a file, each time by its path."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stop = threading.Event()
        self.lines: list[str] = []
        self.failed: list[OSError] = []

    def run(self) -> None:
        while not self._stop.wait(PAUSE):
            line = f"{len(self.lines)}\n"
            try:
                with self._file.open("a") as file:
                    file.write(line)
                self.lines.append(line)
            except OSError as error:
                self.failed.append(error)

    @contextmanager
    def writing(self) -> Iterator[None]:
        thread = threading.Thread(target=self.run)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()


@pytest.mark.parametrize("operation", ["install", "uninstall"])
@pytest.mark.parametrize("before", [0, 1 << 17])
def test_what_is_written_during_a_change_that_is_killed_is_there(
    make_world: MakeWorld, operation: str, before: int, count: Counter[str]
):
    world = make_world("conda")
    whole = world.run_again(operation)["seconds"]

    for moment in moments(SEED, MOMENTS, whole * 1.5):
        world.reset()
        log, head = world.envs / "a/work/log.txt", "-" * before
        log.write_text(head)
        writer = Writer(log)
        with writer.writing():
            world.run(operation, kill_after=moment)
            assert world.recover()["ended"] == "done"
        count["kills while somebody writes"] += 1
        assert writer.failed == []
        assert log.read_text() == head + "".join(writer.lines), moment
        assert not world.left()
