"""Where a verb is performed: through which door, from which environment, by whom and for whom."""

from __future__ import annotations

import copy
import os
from typing import TYPE_CHECKING, Callable, Mapping

from .backend import BackendError
from .unforeseen import internal

if TYPE_CHECKING:
    from .backend import Backend, Data
    from .display import Display
    from .verb import Do

LOOK = "Name it with -n NAME; the verb list shows all there are."


class Context:
    """What a door hands to the verbs.

    ``prefix`` is the environment one is in: of a notebook that of its kernel, of a terminal the
    active one; empty for none. ``folder`` is what relative file names start from, and ``cell`` the
    text below a cell magic's line. ``use`` switches to an Environment and says so in a sentence;
    ``after`` is given an Environment and the Plan or RevisionDiff of a change that was made to it,
    and says what the person has to do now, if anything. ``own`` does the verbs that only this door
    has. ``unforeseen`` makes a problem of an exception that is none; nothing of its text is shown
    without it, which may hold secrets.
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
        own: Mapping[str, Do] | None = None,
        unforeseen: Callable[[Exception], BackendError] | None = None,
    ) -> None:
        self.backend = backend
        self.display = display
        self.door = door
        self.prefix = prefix
        self.folder = folder or _working_folder()
        self.cell = cell
        self.kernel = kernel
        self.use = use
        self.after = after or (lambda _environment, _change: "")
        self.own = own or {}
        self.unforeseen = unforeseen or (lambda error: internal(error, lambda _text: ""))

    @property
    def command(self) -> str:
        """What people type before a verb."""
        return "%envmgr" if self.door == "magic" else "jupyter envmgr"

    def showing(self, display: Display) -> Context:
        """The same, with another display."""
        other = copy.copy(self)
        other.display = display
        return other

    def here(self) -> Data | None:
        """The Environment one is in; None outside of any that is known."""
        return self.at(self.prefix, self.backend.environments()) if self.prefix else None

    def at(self, prefix: str, among: list[Data]) -> Data | None:
        """The Environment with that folder, None if there is none that is known."""
        wanted = _identity(prefix)
        return next((each for each in among if _identity(each["prefix"]) == wanted), None)

    def environment(self, name: str | None = None, prefix: str | None = None) -> Data:
        """The Environment that is meant: by name, by folder, or where one is.

        Raises BackendError if there is none.
        """
        if name and prefix:
            raise BackendError.of("usage", "-n and -p exclude each other.", "Give one of them.")
        found = self.backend.environments()
        if name:
            named = next((each for each in found if each["name"] == name), None)
            return named or self.backend.environment(name)  # which knows what to say
        if prefix:
            return self._in_folder(prefix, found)
        here = self.at(self.prefix, found) if self.prefix else None
        if here is None:
            raise BackendError.of("usage", "Nothing says which environment is meant.", LOOK)
        return here

    def path(self, name: str) -> str:
        """A file or folder that a person has named."""
        return os.path.normpath(os.path.join(self.folder, os.path.expanduser(name)))

    def _in_folder(self, prefix: str, found: list[Data]) -> Data:
        path = self.path(prefix)
        environment = self.at(path, found)
        if environment is None:
            raise BackendError.of("not-found", f"No environment is known at {path}.", LOOK)
        return environment


def _working_folder() -> str:
    """Where this process is; empty where that folder is gone."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def _identity(prefix: str) -> str:
    return os.path.normcase(os.path.realpath(prefix))
