"""Asking the sources for one setting after the other, and noting what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from jupyter_envmgr.condarc.merge import merge_lists, merge_maps, merge_texts
from jupyter_envmgr.condarc.source import Setting, Source
from jupyter_envmgr.models import Problem

Choice = TypeVar("Choice")


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
        value = merge_texts(self._matches(names, _TEXT))
        return value.strip() if value else None

    def choice(self, name: str, choices: Mapping[str, Choice], default: Choice) -> Choice:
        """The value that the text stands for, in capitals or not."""
        one_of = _Shape(
            "one of " + ", ".join(choices),
            lambda setting: _is_text(setting) and str(setting.value).strip().lower() in choices,
        )
        value = merge_texts(self._matches([name], one_of))
        return default if value is None else choices[value.strip().lower()]

    def texts(self, *names: str, separator: str = ",") -> tuple[str, ...]:
        """The lines of a list, highest priority first; a variable's are split at the separator."""
        return merge_lists(self._matches(names, _LIST, separator))

    def mapping(self, *names: str) -> dict[str, str]:
        """A map of texts; a key that is set to nothing is left out."""
        merged = merge_maps(self._matches(names, _MAP))
        return {key: item.value for key, item in merged.items() if isinstance(item.value, str)}

    def lists(self, *names: str) -> dict[str, tuple[str, ...]]:
        """A map of lists."""
        merged = merge_maps(self._matches(names, _LISTS))
        return {key: merge_lists([item]) for key, item in merged.items()}

    def _matches(
        self, names: Sequence[str], shape: _Shape, separator: str | None = None
    ) -> list[Setting]:
        matches = []
        for source in (*self._sources, self._variables):
            setting = _first(source, names)
            if setting is None or setting.value is None:
                continue
            if source is self._variables and separator is not None:
                setting = _split(str(setting.value), separator)
            if shape.fits(setting):
                matches.append(setting)
            else:
                self._refuse(source.name, names[0], shape.wanted)
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


class _Shape(Struct, frozen=True):
    """What a setting has to be, in words and as a test."""

    wanted: str
    fits: Callable[[Setting], bool]


def _first(source: Source, names: Sequence[str]) -> Setting | None:
    return next((source.settings[name] for name in names if name in source.settings), None)


def _split(text: str, separator: str) -> Setting:
    parts = map(str.strip, text.split(separator))
    return Setting(tuple(Setting(part) for part in parts if part))


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


_TEXT = _Shape("one value", _is_text)
_LIST = _Shape("a list of texts", _is_list)
_MAP = _Shape("a map of texts", _is_map)
_LISTS = _Shape("a map of lists", _is_map_of_lists)
