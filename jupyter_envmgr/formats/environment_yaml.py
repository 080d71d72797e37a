"""``environment.yml``, the file that conda itself writes and reads.

A mapping with ``name``, ``channels``, ``dependencies`` (MatchSpecs, and a mapping ``pip:`` with
lines as pip's requirements files have them) and ``variables``; ``prefix`` and keys of other tools
are passed over. Described in conda's documentation, "Creating an environment file manually". A key
of our own, which conda passes over, keeps the constraints that pip's ``-c`` brought in.
"""

from __future__ import annotations

import re
from pathlib import Path

from jupyter_envmgr.errors import BadFileError, BadSpecError
from jupyter_envmgr.formats import environment_yaml_text
from jupyter_envmgr.formats.environment_yaml_text import CONSTRAINTS, NO_OTHERS
from jupyter_envmgr.formats.snapshot import Snapshot
from jupyter_envmgr.formats.yaml_tree import Node, parse
from jupyter_envmgr.models import Export, ExportVariant, Format, Spec, SpecFile, Variant
from jupyter_envmgr.requirements import PipLines, read_numbered

FORMAT = Format(
    id="environment-yaml",
    title="Conda environment file",
    filename="environment.yml",
    reads=True,
    writes=True,
    variants=[
        Variant(
            id="requested",
            title="What was asked for",
            description="Only the packages that were asked for, with their installed versions: "
            "works on every platform.",
        ),
        Variant(
            id="no-builds",
            title="All packages, with versions",
            description="Dependencies too, without builds: close to this environment, "
            "on this platform and often on others.",
        ),
        Variant(
            id="exact",
            title="All packages, with versions and builds",
            description="The very same packages, on this platform only.",
        ),
    ],
)

_NUMBER = re.compile(r"[\d.]+")
_PACKAGE_HINT = "Write a package as name, name=1.2 or name>=1.2,<2."
_PIP_HINT = "Write what pip shall install as a list below “- pip:”."


def recognises(file: SpecFile) -> bool:
    """Tell by the name, or by a line ``dependencies:`` where the name says nothing."""
    if file.name.lower().endswith((".yml", ".yaml")):
        return True
    has_suffix = "." in file.name.rpartition("/")[2].strip(".")
    return not has_suffix and bool(re.search(r"^dependencies\s*:", file.text, re.MULTILINE))


def write(snapshot: Snapshot, variant: ExportVariant) -> Export:
    text, notices = environment_yaml_text.write(snapshot, variant)
    return Export(format=FORMAT.id, filename=FORMAT.filename, text=text, notices=notices)


def read(file: SpecFile) -> Spec:
    """Give what the file asks for, each entry as it is written.

    In the ``pip:`` section files that it names are read, and relative paths are made full.
    Raises BadFileError for anything else than an environment file, ContradictionError.
    """
    root = parse(file.text)
    if not isinstance(root.value, dict):
        raise BadFileError("The file is not a mapping.", line=root.line)
    keys = root.value
    if "dependencies" not in keys:
        raise BadFileError("The file has no list named dependencies.")
    packages, entries = _dependencies(keys["dependencies"])
    pip = _pip_lines(entries, file.folder)
    channels = _channels(keys.get("channels"))
    return Spec(
        name=_name(keys.get("name")),
        channels=[channel for channel in channels if channel != NO_OTHERS],
        only_channels=NO_OTHERS in channels,
        packages=packages,
        pip=list(pip.lines),
        constraints=[*_constraints(keys.get(CONSTRAINTS)), *(c.written for c in pip.constraints)],
        variables=_variables(keys.get("variables")),
    )


def _name(node: Node | None) -> str | None:
    return None if node is None or node.empty else _text(node, "The name")


def _channels(node: Node | None) -> list[str]:
    """Give the channels, ``nodefaults`` among them where it is there."""
    if node is None or node.empty:
        return []
    entries = [node] if isinstance(node.value, str) else _list(node, "channels")
    channels = [_text(entry, "A channel") for entry in entries]
    return list(dict.fromkeys(channels))


def _variables(node: Node | None) -> dict[str, str]:
    if node is None or node.empty:
        return {}
    if not isinstance(node.value, dict):
        raise BadFileError(
            f"“variables” on line {node.line} is not a mapping.",
            "Write each variable on its own line, as NAME: value.",
            line=node.line,
        )
    for name, value in node.value.items():
        if not name or "=" in name or not name.isprintable():
            raise BadFileError(
                f"“{name}” on line {value.line} cannot be the name of a variable.",
                "Use letters, digits and underscores.",
                line=value.line,
            )
    return {
        name: "" if value.empty else _value(value, f"The variable {name}")
        for name, value in node.value.items()
    }


def _constraints(node: Node | None) -> list[str]:
    if node is None or node.empty:
        return []
    return [_text(entry, "A constraint") for entry in _list(node, CONSTRAINTS)]


def _dependencies(node: Node) -> tuple[list[str], list[Node]]:
    """Give the conda packages and the entries for pip."""
    packages: list[str] = []
    pip: list[Node] = []
    for entry in [] if node.empty else _list(node, "dependencies"):
        if isinstance(entry.value, dict):
            pip += _pip(entry.value, entry.line)
        else:
            packages.append(_package(entry))
    return packages, pip


def _package(node: Node) -> str:
    spec = _text(node, "A package", _PACKAGE_HINT)
    if _NUMBER.fullmatch(spec):
        raise BadFileError(
            f"“{spec}” on line {node.line} is a number, not a package.",
            _PACKAGE_HINT,
            line=node.line,
        )
    return spec


def _pip(entry: dict[str, Node], line: int) -> list[Node]:
    """Give the entries of one ``pip:`` section."""
    for key in entry:
        if key != "pip":
            raise BadFileError(
                f"“{key}:” on line {line} is not a package: only “pip:” may have a list there.",
                f"Write {key}=… for a package with its version.",
                line=line,
            )
    node = entry.get("pip")
    if node is None or node.empty:
        return []
    return _list(node, "pip", _PIP_HINT)


def _pip_lines(entries: list[Node], folder: str | None) -> PipLines:
    lines = [(entry.line, _word(entry, "A pip requirement", _PIP_HINT)) for entry in entries]
    try:
        return read_numbered(lines, Path(folder) if folder else None)
    except BadSpecError as error:
        raise BadFileError(error.message, error.hint, **error.details) from error


def _list(node: Node, what: str, hint: str | None = None) -> list[Node]:
    if not isinstance(node.value, list):
        raise BadFileError(
            f"“{what}” on line {node.line} is not a list.",
            hint or "Begin each entry on its own line with a dash and a space.",
            line=node.line,
        )
    return node.value


def _text(node: Node, what: str, hint: str | None = None) -> str:
    """Give the words of an entry that names something, and could not be taken for an option."""
    text = _word(node, what, hint)
    if text.startswith("-"):
        raise BadFileError(
            f"{what} cannot begin with a dash: {text} on line {node.line}.",
            "Options are not read from environment files; remove the line.",
            line=node.line,
        )
    return text


def _word(node: Node, what: str, hint: str | None = None) -> str:
    """Give an entry that says something on one line."""
    text = _scalar(node, what)
    if node.empty or not text.strip():
        raise BadFileError(f"{what} on line {node.line} is empty.", hint, line=node.line)
    return text


def _scalar(node: Node, what: str) -> str:
    """Give a value that is one line of text."""
    text = _value(node, what)
    if not text.isprintable():
        raise BadFileError(
            f"{what} on line {node.line} has a line break or another invisible character in it.",
            "Write it on one line.",
            line=node.line,
        )
    return text


def _value(node: Node, what: str) -> str:
    """Give a value that is text."""
    if not isinstance(node.value, str) or "\0" in node.value:
        raise BadFileError(
            f"{what} on line {node.line} is not text.",
            "Write a word or a number, in quotes where it has special characters.",
            line=node.line,
        )
    return node.value
