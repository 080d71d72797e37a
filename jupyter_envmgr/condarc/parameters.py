"""Asking the sources for one setting after the other, and noting what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from jupyter_envmgr.condarc.merge import merge_lists, merge_maps, merge_texts
from jupyter_envmgr.condarc.source import Setting, Source
from jupyter_envmgr.models import Problem

Choice = TypeVar("Choice")

_SHAPES = {
    "text": "one value",
    "list": "a list of texts",
    "map": "a map of texts",
    "lists": "a map of lists",
}


class Parameters:
    """Settings by name out of sources, lowest priority first.

    A setting has one or more names, the preferred first. One of the wrong shape is left out with a
    problem, as if its source did not have it.
    """

    def __init__(self, sources: Sequence[Source], variables: Source) -> None:
        self._sources = sources
        self._variables = variables
        self.problems: list[Problem] = []

    def text(self, *names: str) -> str | None:
        """The value in force, None where nothing sets it."""
        value = merge_texts(self._matches(names, "text", None))
        return value.strip() if value else None

    def choice(self, name: str, choices: Mapping[str, Choice], default: Choice) -> Choice:
        """The value that the text stands for; one that is no choice counts as not set."""
        text = self.text(name)
        if text is None:
            return default
        if text.lower() not in choices:
            self._refuse("the configuration", name, "one of " + ", ".join(choices))
        return choices.get(text.lower(), default)

    def texts(self, *names: str, separator: str = ",") -> tuple[str, ...]:
        """The lines of a list, highest priority first; a variable's are split at the separator."""
        return merge_lists(self._matches(names, "list", separator))

    def mapping(self, *names: str) -> dict[str, str]:
        """A map of texts; a key that is set to nothing is left out."""
        merged = merge_maps(self._matches(names, "map", None))
        return {key: item.value for key, item in merged.items() if isinstance(item.value, str)}

    def lists(self, *names: str) -> dict[str, tuple[str, ...]]:
        """A map of lists."""
        merged = merge_maps(self._matches(names, "lists", None))
        return {key: merge_lists([item]) for key, item in merged.items()}

    def _matches(self, names: Sequence[str], shape: str, separator: str | None) -> list[Setting]:
        matches = []
        for source in self._sources:
            setting = _first(source, names)
            if setting is None:
                continue
            if _FITS[shape](setting):
                matches.append(setting)
            elif setting.value is not None:
                self._refuse(source.name, names[0], _SHAPES[shape])
        variable = _first(self._variables, names)
        if variable is not None and shape in ("text", "list"):
            matches.append(_split(variable, separator))
        return matches

    def _refuse(self, source: str, name: str, wanted: str) -> None:
        self.problems.append(
            Problem(
                code="bad-condarc",
                message=f"The setting {name} in {source} was left out: it has to be {wanted}.",
                hint="Mend the setting; until then it does not count.",
                details={"file": source, "setting": name},
            )
        )


def _first(source: Source, names: Sequence[str]) -> Setting | None:
    return next((source.settings[name] for name in names if name in source.settings), None)


def _split(variable: Setting, separator: str | None) -> Setting:
    text = variable.value if isinstance(variable.value, str) else ""
    if separator is None:
        return variable
    return Setting(tuple(Setting(part.strip()) for part in text.split(separator) if part.strip()))


def _is_text(setting: Setting) -> bool:
    return isinstance(setting.value, str)


def _is_list(setting: Setting) -> bool:
    return isinstance(setting.value, tuple) and all(map(_is_text, setting.value))


def _is_map(setting: Setting) -> bool:
    return isinstance(setting.value, dict) and all(
        item.value is None or _is_text(item) for item in setting.value.values()
    )


def _is_map_of_lists(setting: Setting) -> bool:
    return isinstance(setting.value, dict) and all(map(_is_list, setting.value.values()))


_FITS: Mapping[str, Callable[[Setting], bool]] = {
    "text": _is_text,
    "list": _is_list,
    "map": _is_map,
    "lists": _is_map_of_lists,
}
