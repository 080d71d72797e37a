"""Answers in a notebook: HTML that follows the page, with plain text beside it for all others."""

from __future__ import annotations

import time
from io import StringIO
from typing import TYPE_CHECKING, Any

from IPython.display import display

from ..verbs import html
from ..verbs.backend import ENDED
from ..verbs.display import Display
from ..verbs.text import TextDisplay
from .plain import confirmed

if TYPE_CHECKING:
    from ..verbs.display import Data

OFTEN = 0.1
"""Seconds between two updates of a bar, at the least: each is a message to the page."""


class NotebookDisplay(Display):
    """One output for each answer. A job's bar becomes its answer, or the problem it ended with."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._updated = 0.0

    def where(self, data: Data) -> None:
        self._show("where", data)

    def environments(self, data: Data, here: str = "") -> None:
        self._show("environments", data, here)

    def removed(self, data: Data) -> None:
        self._show("removed", data)

    def packages(self, data: Data, environment: str = "") -> None:
        self._show("packages", data, environment)

    def plan(self, data: Data) -> None:
        self._show("plan", data)

    def job(self, data: Data) -> None:
        self._end_bar("job", data)

    def hits(self, data: Data, query: str = "") -> None:
        self._show("hits", data, query)

    def versions(self, data: Data) -> None:
        self._show("versions", data)

    def export(self, data: Data, path: str = "") -> None:
        self._show("export", data, path)

    def revisions(self, data: Data) -> None:
        self._show("revisions", data)

    def diff(self, data: Data) -> None:
        self._show("diff", data)

    def health(self, data: Data, environment: str = "") -> None:
        self._show("health", data, environment)

    def environment(self, data: Data) -> None:
        self._show("environment", data)

    def text(self, data: Data) -> None:
        self._show("text", data)

    def document(self, data: Data) -> None:
        self._show("document", data)

    def note(self, message: str) -> None:
        self._show("note", message)

    def problem(self, problem: Data) -> None:
        self._end_bar("problem", problem)

    def progress(self, job: Data) -> None:
        bundle = _bundle("progress", job)
        now = time.monotonic()
        if self._bar is None:
            self._bar = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]  # IPython has none
        elif job["state"] in ENDED or now - self._updated >= OFTEN:
            self._bar.update(bundle, raw=True)
        else:
            return
        self._updated = now

    def confirm(self, question: str, consequences: list[str], *, destroys: bool) -> bool:
        return confirmed(question, consequences, destroys=destroys)

    def _end_bar(self, kind: str, data: Data) -> None:
        """Show what a job has come to, in the place of its bar if there was one."""
        if self._bar is None:
            self._show(kind, data)
            return
        self._bar.update(_bundle(kind, data), raw=True)
        self._bar = None

    def _show(self, kind: str, *data: Any) -> None:
        display(_bundle(kind, *data), raw=True)  # type: ignore[no-untyped-call]  # as above


def _bundle(kind: str, *data: Any) -> dict[str, str]:
    """An answer as every front end can show it."""
    written = StringIO()
    getattr(TextDisplay(written, written), kind)(*data)
    return {"text/html": getattr(html, kind)(*data), "text/plain": written.getvalue().rstrip()}
