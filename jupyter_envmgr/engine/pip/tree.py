"""What needs what in the pip layer, so that nothing stays behind that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from packaging.markers import default_environment
from packaging.utils import canonicalize_name

from jupyter_envmgr.engine.pip.stubs import OnTop


class Tree:
    """The distributions of a pip layer by name, for a Python of the version ``python``."""

    def __init__(self, layer: Sequence[OnTop], python: str) -> None:
        self._layer = {each.name: each for each in layer}
        self._environment: dict[str, str] = {
            **{key: str(value) for key, value in default_environment().items()},
            "python_full_version": python,
            "python_version": ".".join(python.split(".")[:2]),
        }

    def reachable(self, roots: Mapping[str, Iterable[str]]) -> set[str]:
        """What is needed by the roots, themselves included; each comes with its extras."""
        todo = [(name, frozenset(extras)) for name, extras in roots.items()]
        seen = set()
        while todo:
            name, extras = node = todo.pop()
            if node in seen or name not in self._layer:
                continue
            seen.add(node)
            todo += [
                (canonicalize_name(need.name), frozenset(need.extras))
                for need in self._layer[name].needs(self._environment, extras)
            ]
        return {name for name, _ in seen}

    def needing(self, name: str) -> list[str]:
        """Those that need it directly."""
        return sorted(
            each.name
            for each in self._layer.values()
            if any(canonicalize_name(n.name) == name for n in each.needs(self._environment))
        )
