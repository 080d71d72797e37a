"""One source of settings: a configuration file, or the ``CONDA_*`` variables.

A file is a YAML mapping whose lines may end in a flag, ``#!final``, ``#!top`` or ``#!bottom``
(conda's user guide, "Using the .condarc conda configuration file"). PyYAML drops comments, so a
file is composed into nodes, which know their lines, and only the few shapes that a setting can
have are built from them: nothing is constructed that a hostile file could blow up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeAlias

import yaml
from msgspec import Struct
from yaml.nodes import MappingNode, Node, ScalarNode

from jupyter_envmgr.models import Problem

Flag = Literal["final", "top", "bottom"]
Value: TypeAlias = "str | tuple[Setting, ...] | dict[str, Setting] | None"

_LARGEST_FILE = 256 * 1024
_DEEPEST = 3
"""A file, a map in it, a list in that; what is nested deeper is no setting of ours."""
_FLAG = re.compile(r"#!(final|top|bottom)\s*$")
_NULL = "tag:yaml.org,2002:null"


class Setting(Struct, frozen=True):
    """A value as its source has it: a text, nothing, a list or a map, and the flag beside it."""

    value: Value
    flag: Flag | None = None


class Source(Struct, frozen=True):
    """What one file, or the environment, sets."""

    name: str
    settings: dict[str, Setting]


def read_file(path: Path) -> Source | Problem:
    """The settings in a file, or what is wrong with it."""
    try:
        text = _read_text(path)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        settings = _Reader(text).mapping(node) if node is not None else {}
    except OSError as error:
        return _broken(path, error.strerror or type(error).__name__)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return _broken(path, _first_line(error))
    return Source(str(path), settings)


def read_variables(environ: Mapping[str, str]) -> Source:
    """What ``CONDA_…`` variables set, by the name of the setting."""
    return Source(
        "environment variables",
        {
            key[len("CONDA_") :].lower(): Setting(value)
            for key, value in environ.items()
            if key.startswith("CONDA_")
        },
    )


def _read_text(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(_LARGEST_FILE + 1)
    if len(data) > _LARGEST_FILE:
        raise ValueError(f"it is larger than {_LARGEST_FILE // 1024} KiB")
    return data.decode("utf-8-sig")


def _first_line(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return f"{error.problem} (line {mark.line + 1}, column {mark.column + 1})"
    return str(error).partition("\n")[0]


def _broken(path: Path, why: str) -> Problem:
    return Problem(
        code="bad-condarc",
        message=f"{path} was left out, because it cannot be read: {why}.",
        hint="Mend the file; until then its settings do not count.",
        details={"file": str(path)},
    )


class _Reader:
    """Builds settings from the nodes of one text; an aliased node is built once."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._built: dict[tuple[int, int], Value] = {}

    def mapping(self, node: Node) -> dict[str, Setting]:
        """The settings of a whole file; raises ValueError if it is not a mapping."""
        if isinstance(node, ScalarNode) and node.tag == _NULL:
            return {}
        value = self._value(node, 0)
        if not isinstance(value, dict):
            raise ValueError("it is not a mapping of settings")  # noqa: TRY004 - the file is wrong, not the caller
        return value

    def _value(self, node: Node, depth: int) -> Value:
        if isinstance(node, ScalarNode):
            return None if node.tag == _NULL else str(node.value)
        if depth == _DEEPEST:
            return ()
        key = (id(node), depth)
        if key not in self._built:
            self._built[key] = self._collection(node, depth + 1)
        return self._built[key]

    def _collection(self, node: Node, depth: int) -> Value:
        if isinstance(node, MappingNode):
            return {
                str(name.value): Setting(self._value(item, depth), self._flag(name, item))
                for name, item in node.value
                if isinstance(name, ScalarNode)
            }
        return tuple(Setting(self._value(item, depth), self._flag(item)) for item in node.value)

    def _flag(self, key: Node, value: Node | None = None) -> Flag | None:
        """The flag on a key's own line, or on that of its value where the value is a text."""
        last = value if isinstance(value, ScalarNode) else key
        number = last.end_mark.line
        found = _FLAG.search(self._lines[number]) if number < len(self._lines) else None
        return found.group(1) if found else None  # type: ignore[return-value] # the pattern's own words
