"""Answers of the magic in IPython's terminal, and asking people, there and in notebooks."""

from __future__ import annotations

import sys

from ..verbs.backend import BackendError
from ..verbs.text import TextDisplay


class PlainDisplay(TextDisplay):
    """Text, all of it on one stream."""

    def __init__(self) -> None:
        super().__init__(sys.stdout, sys.stdout)

    def confirm(self, question: str, consequences: list[str], *, destroys: bool) -> bool:
        return confirmed(question, consequences, destroys=destroys)


def confirmed(question: str, consequences: list[str], *, destroys: bool) -> bool:
    """Whether to go on. Only what cannot be undone is asked about: the rest is one undo away.

    Raises BackendError with code ``unconfirmed`` where the front end lets nobody answer, as when a
    notebook is run by a program.
    """
    if not destroys:
        return True
    try:
        answer = input(f"{' '.join([*consequences, question])} [y/N] ")
    except (NotImplementedError, EOFError):
        raise BackendError.of(
            "unconfirmed",
            f"{' '.join([*consequences, question])} There is nobody to ask here.",
            "Add --yes to do it, or --dry-run to see what it would do.",
        ) from None
    return answer.strip().lower() in ("y", "yes")
