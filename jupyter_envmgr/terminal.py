"""Answers in a terminal: colours, a live bar, questions; plain lines where there is none."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

from jupyter_envmgr.verbs import measures
from jupyter_envmgr.verbs.backend import ENDED, Data
from jupyter_envmgr.verbs.text import PHASES, TextDisplay

if TYPE_CHECKING:
    from rich.progress import Progress

_STYLES = {"good": "32", "bad": "31", "warning": "33", "dim": "2", "strong": "1"}


class TerminalDisplay(TextDisplay):
    """Answers on standard output; the bar, notes, problems and questions on standard error."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        super().__init__(out, err)
        self._colours = _takes_colours(self.out)
        self._bar: Progress | None = None

    def paint(self, text: str, style: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self._colours and text else text

    def progress(self, job: Data) -> None:
        if not self.err.isatty():
            super().progress(job)
        elif job["state"] in ENDED:
            self.done()
        else:
            self._show(job["progress"])

    def note(self, message: str) -> None:
        if self._bar:
            self._bar.console.print(message, markup=False, highlight=False)
        else:
            super().note(message)

    def done(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()
            self._bar = None

    def problem(self, problem: Data) -> None:
        self.done()
        super().problem(problem)

    def confirm(self, question: str, consequences: list[str], *, destroys: bool) -> bool:
        if not (sys.stdin and sys.stdin.isatty() and self.err.isatty()):
            return super().confirm(question, consequences, destroys=destroys)
        self.tell(*consequences)
        self.err.write(f"{question} [y/N] ")
        self.err.flush()
        answer = ""
        try:
            answer = sys.stdin.readline()
        finally:
            if not answer.endswith("\n"):  # Ctrl-C or Ctrl-D
                self.tell("")
        return answer.strip().lower() in {"y", "yes"}

    def _show(self, progress: Data) -> None:
        if self._bar is None:
            self._bar = _bar(self.err)
            self._bar.start()
            self._bar.add_task("", total=None, amount="")
        phase = PHASES.get(progress["phase"], progress["phase"])
        self._bar.update(
            self._bar.task_ids[0],
            description=phase,
            refresh=phase != self._bar.tasks[0].description,  # else it is now and then
            completed=progress["done"],
            total=progress["total"] or None,
            amount=_amount(progress),
        )


def _bar(stream: TextIO) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[amount]}", markup=False),
        TimeElapsedColumn(),
        console=Console(file=stream),
        transient=True,
    )


def _amount(progress: Data) -> str:
    done, total, unit = progress["done"], progress["total"], progress["unit"]
    if not total:
        return ""
    if unit == "bytes":
        return f"{measures.size(done)} of {measures.size(total)}"
    return f"{done} of {total} {unit}".rstrip()


def _takes_colours(stream: TextIO) -> bool:
    """Whether to colour: on a terminal that can, unless somebody said no (no-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    return os.name != "nt" or "WT_SESSION" in os.environ
