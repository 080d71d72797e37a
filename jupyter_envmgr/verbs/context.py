"""Where a verb is performed: through which door, from which environment, by whom and for whom."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Callable

from .backend import BackendError

if TYPE_CHECKING:
    from .backend import Backend, Data
    from .display import Display


class Context:
    """What a door hands to the verbs.

    ``prefix`` is the environment one is in: of a notebook that of its kernel, of a terminal the
    active one; empty for none. ``folder`` is what relative file names start from, and ``cell`` the
    text below a cell magic's line. ``use`` switches to an Environment and says so in a sentence;
    ``after`` is given an Environment and the Plan or RevisionDiff of a change that was made to it, and
    says what the person has to do now, if anything.
    """

    def __init__(  # noqa: PLR0913 - by keyword, each a fact of the door
        self,
        backend: Backend,
        display: Display,
        *,
        door: str,
        prefix: str = "",
        folder: str = "",
        cell: str | None = None,
        kernel: str = "",
        use: Callable[[Data], str] | None = None,
        after: Callable[[Data, Data], str] | None = None,
    ) -> None:
        self.backend = backend
        self.display = display
        self.door = door
        self.prefix = prefix
        self.folder = folder or os.getcwd()
        self.cell = cell
        self.kernel = kernel
        self.use = use
        self.after = after or (lambda _environment, _change: "")

    @property
    def command(self) -> str:
        """What people type before a verb."""
        return "%envmgr" if self.door == "magic" else "jupyter envmgr"

    def here(self) -> Data | None:
        """The Environment one is in; None outside of any that is known."""
        return self.at(self.prefix) if self.prefix else None

    def at(self, prefix: str) -> Data | None:
        """The Environment with that folder, None if there is none that is known."""
        wanted = _identity(prefix)
        found = self.backend.environments()
        return next((each for each in found if _identity(each["prefix"]) == wanted), None)

    def chosen(self, name: str = "", prefix: str = "") -> str:
        """The name of the environment that is meant: by name, by folder, or where one is.

        Raises BackendError if there is none.
        """
        if name:
            return name
        if prefix:
            path = os.path.join(self.folder, os.path.expanduser(prefix))
            return _name(self.at(path), f"There is no environment at {path} that is known here.")
        return _name(self.here(), "Nothing says which environment is meant.")


def _name(environment: Data | None, otherwise: str) -> str:
    if environment is None:
        code = "not-found" if "known" in otherwise else "usage"
        raise BackendError.of(code, otherwise, "Name it with -n NAME; list shows all there are.")
    return str(environment["name"])


def _identity(prefix: str) -> str:
    return os.path.normcase(os.path.realpath(prefix))
