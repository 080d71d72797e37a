"""The display of ``--json``: nothing is shown before the one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .backend import BackendError
from .display import Display

if TYPE_CHECKING:
    from .display import Data


class Silent(Display):
    """Leaves out what comes before an answer, and asks nobody; another display has the rest."""

    def __init__(self, display: Display) -> None:
        self._display = display

    def progress(self, job: Data) -> None:
        self._display.progress(job)

    def note(self, message: str) -> None:
        self._display.note(message)

    def confirm(self, question: str, consequences: list[str], *, destroys: bool) -> bool:  # noqa: ARG002 - nobody is asked
        said = "This wants a yes, and --json asks nobody."
        raise BackendError.of("unconfirmed", said, "Add --yes to do it.")
