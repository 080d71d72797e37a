"""YAML as a tree of text with line numbers, safe to build from any text.

The shape is that of the YAML 1.1 representation graph without types: a scalar stays the text that
was written (``3.10`` is not a float), tags other than the core ones are refused, and what could
explode is bounded before it is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from jupyter_envmgr.errors import BadFileError

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20
MAX_NODES = 20_000
"""Of the tree with each alias written out, so that anchors cannot explode."""

_CORE = "tag:yaml.org,2002:"
_CORE_KINDS = ["str", "int", "float", "bool", "null", "seq", "map"]
_CORE_TAGS = {None, "!", *(_CORE + kind for kind in _CORE_KINDS)}
_HALF = re.compile("[\ud800-\udfff]")
_NULLS = {"", "~", "null", "Null", "NULL"}
_SYNTAX_HINT = "Mend the line that is named, or write the file again with an export."

Value: TypeAlias = "str | list[Node] | dict[str, Node]"


@dataclass(frozen=True, slots=True)
class Node:
    """A value with the line (from 1) where it stands."""

    value: Value
    line: int
    plain: bool = False
    """A scalar without quotes."""
    size: int = 1
    """Nodes in it, with each alias written out."""

    @property
    def empty(self) -> bool:
        """Whether it is YAML's null."""
        return self.plain and self.value in _NULLS


@dataclass(slots=True)
class _Open:
    """A collection whose end was not seen yet."""

    event: yaml.events.CollectionStartEvent
    children: list[Node] = field(default_factory=list)


def parse(text: str) -> Node:
    """Give the one document in ``text``.

    Raises BadFileError for whatever is not a small, plain YAML document.
    """
    if len(text) > MAX_BYTES or len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise BadFileError(
            "The file is larger than 1 MiB, too large for a description of an environment.",
            "Choose the environment file itself, not an archive or data.",
        )
    if "\0" in text:
        raise BadFileError("The file is binary: it has NUL bytes.", "Choose a text file.")
    try:
        return _Builder().build(text.removeprefix("\ufeff"))
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        reason = str(error).splitlines()[0]
        raise BadFileError(f"The file is not YAML: {reason}.", _SYNTAX_HINT) from error


def _syntax_error(error: yaml.MarkedYAMLError, text: str) -> BadFileError:
    line = error.problem_mark.line if error.problem_mark else 0
    lines = text.splitlines()
    written = lines[line] if line < len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return BadFileError(
            f"Line {line + 1} is indented with a tab.",
            "YAML is indented with spaces: replace the tab.",
            line=line + 1,
        )
    return BadFileError(
        f"Line {line + 1} is not YAML: {error.problem}.", _SYNTAX_HINT, line=line + 1
    )


class _Builder:
    """Builds the tree from YAML events, without recursion."""

    def __init__(self) -> None:
        self._stack: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._root: Node | None = None

    def build(self, text: str) -> Node:
        for event in self._events(text):
            if isinstance(event, yaml.ScalarEvent):
                _check_text(event)
                plain = bool(event.implicit[0]) and event.style is None
                self._add(Node(event.value, _line(event), plain), event.anchor)
            elif isinstance(event, yaml.AliasEvent):
                self._add(self._aliased(event))
            elif isinstance(event, yaml.CollectionStartEvent):
                self._open(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close()
        if self._root is None or self._root.empty:
            raise BadFileError("The file is empty.")
        return self._root

    def _events(self, text: str) -> Iterator[yaml.Event]:
        """Give the events of the first document, and refuse what no environment file has."""
        documents = nodes = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                line = _line(event)
                raise BadFileError(
                    f"A second document begins on line {line}.",
                    "Keep one environment in one file: remove the line of dashes and what follows.",
                    line=line,
                )
            if isinstance(event, yaml.NodeEvent):
                nodes += 1
                _check_tag(event)
            if nodes > MAX_NODES:
                raise _too_large(_line(event))
            yield event

    def _aliased(self, event: yaml.AliasEvent) -> Node:
        node = self._anchors.get(event.anchor or "")
        if node is None:
            line = _line(event)
            raise BadFileError(
                f"Line {line} refers to “{event.anchor}”, which is not defined before it.",
                f"Write the values out instead of *{event.anchor}.",
                line=line,
            )
        return node

    def _open(self, event: yaml.events.CollectionStartEvent) -> None:
        if len(self._stack) == MAX_DEPTH:
            line = _line(event)
            raise BadFileError(
                f"Line {line} is nested more than {MAX_DEPTH} levels deep.", line=line
            )
        if event.anchor:
            self._anchors.pop(event.anchor, None)
        self._stack.append(_Open(event))

    def _close(self) -> None:
        done = self._stack.pop()
        line = _line(done.event)
        size = 1 + sum(child.size for child in done.children)
        if size > MAX_NODES:
            raise _too_large(line)
        value: Value = done.children
        if isinstance(done.event, yaml.MappingStartEvent):
            value = _mapping(done.children)
        self._add(Node(value, line, size=size), done.event.anchor)

    def _add(self, node: Node, anchor: str | None = None) -> None:
        if anchor:
            self._anchors[anchor] = node
        if self._stack:
            self._stack[-1].children.append(node)
        else:
            self._root = node


def _mapping(children: list[Node]) -> dict[str, Node]:
    """Pair keys with values; ``<<`` brings in what the mapping itself does not have."""
    pairs: dict[str, Node] = {}
    for key, value in zip(children[::2], children[1::2], strict=True):
        if not isinstance(key.value, str):
            raise BadFileError(f"The key on line {key.line} is not a word.", line=key.line)
        if key.value in pairs:
            raise BadFileError(
                f"“{key.value}” stands twice: on line {pairs[key.value].line} "
                f"and on line {key.line}.",
                "Join the two.",
                line=key.line,
            )
        pairs[key.value] = value
    if "<<" in pairs and isinstance(pairs["<<"].value, dict):
        pairs = pairs.pop("<<").value | pairs  # type: ignore[operator]  # checked above
    return pairs


def _check_tag(event: yaml.NodeEvent) -> None:
    tag = getattr(event, "tag", None)
    if tag not in _CORE_TAGS:
        line = _line(event)
        raise BadFileError(
            f"Line {line} has the tag {tag}, which no environment file needs.",
            "Remove the tag: only text, lists and mappings are read.",
            line=line,
        )


def _check_text(event: yaml.ScalarEvent) -> None:
    r"""Refuse half a character, which ``"\ud800"`` is: no file and no program could hold it."""
    if event.value.isascii() or not _HALF.search(event.value):
        return
    line = _line(event)
    raise BadFileError(
        f"Line {line} has half of a character in it.",
        "Write the character itself instead of the numbers behind \\u.",
        line=line,
    )


def _too_large(line: int) -> BadFileError:
    return BadFileError(
        f"The file holds more than {MAX_NODES} values (line {line}).",
        "Write lists out instead of repeating them with anchors.",
        line=line,
    )


def _line(event: yaml.Event) -> int:
    return int(event.start_mark.line) + 1 if event.start_mark else 1
