"""Which environments nothing here may change or remove, and why."""

# ruff: noqa: PTH114, PTH120, PTH208 - a Path per file would cost the listing its budget

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from jupyter_envmgr.prefixes.naming import BASE
from jupyter_envmgr.prefixes.search import Found, Identity, identify


class Protection:
    """Knows what would go with an environment: conda, the server, or other environments.

    ``server`` are the prefixes that the server needs: its own, and of a virtual environment the one
    whose Python it uses. ``known`` are the prefixes of all environments.
    """

    def __init__(self, server: Iterable[str], known: Iterable[str]) -> None:
        server = list(server)
        self._server = {*map(identify, server), *map(identify, _around(server))}
        self._around_others = set(map(identify, _around(known)))

    def why(self, name: str, found: Found) -> str:
        """Why it is protected, as the second half of a sentence; empty if it is not."""
        if name == BASE or os.access(f"{found.prefix}/condabin", os.F_OK):
            return "conda itself lives in it"
        if found.identity in self._server:
            return "this Jupyter server runs in it"
        if found.meta.frozen:
            return "it is frozen"
        if self._holds_others(found.prefix, found.identity):
            return "other environments are inside it"
        return ""

    def _holds_others(self, prefix: str, identity: Identity) -> bool:
        return identity in self._around_others or any(
            os.access(f"{prefix}/envs/{name}/conda-meta", os.F_OK)
            for name in _names(f"{prefix}/envs")
        )


def _around(prefixes: Iterable[str]) -> Iterator[str]:
    """All folders that hold one of the prefixes, at whatever depth, links resolved, each once."""
    seen: set[str] = set()
    for each in {os.path.dirname(_unlinked(prefix)) for prefix in prefixes}:
        folder = os.path.realpath(each)
        while folder not in seen:
            seen.add(folder)
            yield folder
            folder = os.path.dirname(folder)


def _unlinked(prefix: str) -> str:
    return os.path.realpath(prefix) if os.path.islink(prefix) else os.path.normpath(prefix)


def _names(folder: str) -> list[str]:
    if not os.access(folder, os.F_OK):
        return []
    try:
        return os.listdir(folder)
    except OSError:
        return []
