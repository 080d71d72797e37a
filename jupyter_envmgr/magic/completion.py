"""Tab in a line that begins with ``%envmgr``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Callable

from ..verbs.complete import candidates
from ..verbs.connection import Connection
from ..verbs.context import Context
from ..verbs.definition import parse
from ..verbs.display import Display
from ..verbs.rest import Rest
from .door import DOOR, server

if TYPE_CHECKING:
    from ..verbs.backend import Backend

SECONDS = 0.3
"""For which a person who presses Tab may be kept waiting."""
FEW = 30


def complete(shell: Any, event: Any) -> list[str]:
    """What may stand where the cursor is; nothing where that cannot be told, and no error ever."""
    line = event.text_until_cursor.lstrip()
    words = line.split()[1:]
    if line[-1:].isspace() or not words:
        words.append("")
    try:
        return candidates(words, DOOR, _Source(shell, words).values)
    except Exception:  # noqa: BLE001 - whatever goes wrong, a Tab is no place to say so
        return []


class _Source:
    """Values of each kind, asked of the server."""

    def __init__(self, shell: Any, words: list[str]) -> None:
        address = server(shell)
        self._backend: Backend | None = None
        if address:
            self._backend = Rest(Connection(address, DOOR, SECONDS))
        self._words = words

    def values(self, kind: str, text: str) -> list[str]:
        """Those of a kind that begin with a text."""
        if kind in ("file", "folder"):
            return _paths(text, folders_only=kind == "folder")
        find: Callable[[Backend, str], list[str]] | None = getattr(self, f"_{kind}", None)
        return find(self._backend, text) if find and self._backend else []

    def _environment(self, backend: Backend, _text: str) -> list[str]:
        return [each["name"] for each in backend.environments()]

    def _package(self, backend: Backend, text: str) -> list[str]:
        return [each["name"] for each in backend.search(text, FEW)] if text else []

    def _installed(self, backend: Backend, _text: str) -> list[str]:
        return [each["name"] for each in backend.packages(self._name(backend))["packages"]]

    def _revision(self, backend: Backend, _text: str) -> list[str]:
        return [each["id"] for each in backend.revisions(self._name(backend))["revisions"]]

    def _format(self, backend: Backend, _text: str) -> list[str]:
        return [each["id"] for each in backend.formats() if each["writes"]]

    def _name(self, backend: Backend) -> str:
        """The environment that the words before the cursor are about."""
        words = self._words[:-1]
        if words[-1:] and words[-1].startswith("-"):
            words.pop()  # what it takes is what is asked for
        _verb, options = parse(words, DOOR)
        name = getattr(options, "name", None) or getattr(options, "environment", None)
        context = Context(backend, Display(), door=DOOR, prefix=sys.prefix)
        return str(context.environment(name, getattr(options, "prefix", None))["name"])


def _paths(text: str, *, folders_only: bool) -> list[str]:
    """Files and folders that a path may become; folders end with a slash."""
    folder, start = os.path.split(text)
    with os.scandir(os.path.expanduser(folder) or ".") as entries:
        found = [
            os.path.join(folder, entry.name) + ("/" if entry.is_dir() else "")
            for entry in entries
            if entry.name.startswith(start) and (entry.is_dir() or not folders_only)
        ]
    return sorted(found)
