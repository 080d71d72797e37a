"""The use cases of health: what is wrong with an environment, and what mends it."""

from __future__ import annotations

from jupyter_envmgr.prefixes import Prefixes


class Checks:
    """To come."""

    def __init__(self, prefixes: Prefixes) -> None:
        self._prefixes = prefixes
