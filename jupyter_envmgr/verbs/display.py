"""Who shows what the verbs have to say: a terminal, or a notebook's page."""

from __future__ import annotations

from typing import Any, Dict, NamedTuple

Data = Dict[str, Any]


class Answer(NamedTuple):
    """What a verb has to say: the method of a Display that shows it, and its JSON.

    ``about`` is what that method takes besides; ``code`` is the exit code.
    """

    kind: str
    data: Data
    about: Data = {}
    code: int = 0

    def shown(self, display: Display) -> None:
        getattr(display, self.kind)(self.data, **self.about)


class Display:
    """One method for each kind of answer, and those for what happens before it; they show nothing.

    Data is JSON as docs/openapi.json has it, unless it is said otherwise. An answer is the last
    thing that a verb shows, and what ``--json`` prints instead.
    """

    def where(self, data: Data) -> None:
        """Where one is: ``{environment, health, kernel}``, each null where there is none.

        ``kernel`` is the RunningKernel of this notebook.
        """

    def environments(self, data: Data, here: str = "") -> None:
        """An EnvironmentList; ``here`` names the one that one is in."""

    def removed(self, data: Data) -> None:
        """A RemovedList."""

    def packages(self, data: Data, environment: str = "") -> None:
        """A PackageList."""

    def plan(self, data: Data) -> None:
        """A Plan: before it is done, or as the answer of ``--dry-run``."""

    def job(self, data: Data) -> None:
        """A Job that is done."""

    def hits(self, data: Data, query: str = "") -> None:
        """A SearchResult."""

    def versions(self, data: Data) -> None:
        """PackageVersions."""

    def export(self, data: Data, path: str = "") -> None:
        """An Export; ``path`` where it was written to a file."""

    def revisions(self, data: Data) -> None:
        """A RevisionList."""

    def diff(self, data: Data) -> None:
        """A RevisionDiff: before one goes back, or as an answer."""

    def health(self, data: Data, environment: str = "") -> None:
        """A Health."""

    def environment(self, data: Data) -> None:
        """An Environment, after something was done to it that is no job."""

    def text(self, data: Data) -> None:
        """``{title, text}``: help, and other prose with line ends of its own."""

    def document(self, data: Data) -> None:
        """Any answer, as JSON (``--json``)."""

    def progress(self, job: Data) -> None:
        """A Job under way; called for each new state of it, also the last."""

    def note(self, message: str) -> None:
        """A sentence beside the answer."""

    def problem(self, problem: Data) -> None:
        """A Problem: why there is no answer."""

    def confirm(self, question: str, consequences: list[str], *, destroys: bool) -> bool:
        """Whether to go on with what has been shown.

        ``destroys``: what it does cannot be undone, or takes something away as a whole. Raises
        BackendError with code ``unconfirmed`` where nobody can be asked.
        """
        raise NotImplementedError
