"""``conda-meta/history``: what people asked for.

The format is conda's (``conda.history.History``): sections that begin with ``==> date <==``, in
them comments such as ``# cmd: conda install numpy`` and ``# update specs: ["numpy>=2"]``; before
conda 4.5 the specs stood bare, separated by commas.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from jupyter_envmgr.prefixes.conda_meta import CondaMeta, split_record_name
from jupyter_envmgr.regular_file import read_regular

_SECTION = re.compile(r"==>.*<==")
_SPECS = re.compile(r"#\s*(\w+)\s*specs:\s*(.*)")
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
_ESCAPED = re.compile(r"\\(.)")
_VERSION = re.compile(r"\s*[=!<>~]")
_NAME = re.compile(r"(?:\S*::)?\s*([A-Za-z0-9_][A-Za-z0-9_.-]*)")
_KINDS = {
    "update": "add",
    "install": "add",
    "create": "add",
    "remove": "remove",
    "uninstall": "remove",
    "neutered": "neuter",
}
_ORDER = ("remove", "add", "neuter")

Section = dict[str, list[str]]


def read_history(prefix: str | os.PathLike[str]) -> dict[str, str]:
    """The specs that people asked for and that are installed, by package name.

    The same as ``conda env export --from-history`` goes by. An environment without a history, or
    with one that cannot be read, gives an empty dict.
    """
    meta = Path(prefix, "conda-meta")
    try:
        text = read_regular(meta / "history").decode("utf-8", "replace")
        records = CondaMeta(str(meta), [path.name for path in meta.iterdir()]).records
    except OSError:
        return {}
    installed = {split_record_name(record)[0] for record in records}
    return {name: spec for name, spec in requested(text).items() if name in installed}


def requested(text: str) -> dict[str, str]:
    """The specs in force at the end of a history, by package name, installed or not."""
    specs: dict[str, str] = {}
    for section in _sections(text):
        for kind in _ORDER:
            for spec in section.get(kind, []):
                name = _package_name(spec)
                if name and kind == "remove":
                    specs.pop(name, None)
                elif name:
                    specs[name] = spec
    return specs


def _sections(text: str) -> Iterator[Section]:
    """What each command asked for; as with conda, a section without one does not count."""
    section: Section | None = None
    command = False
    for line in map(str.strip, text.splitlines()):
        if _SECTION.match(line):
            if section and command:
                yield section
            section, command = {}, False
        elif section is not None and line.startswith("#"):
            command = command or re.match(r"#\s*cmd:\s*\S", line) is not None
            _note(line, section)
    if section and command:
        yield section


def _note(line: str, section: Section) -> None:
    match = _SPECS.match(line)
    kind = _KINDS.get(match[1]) if match else None
    if match is None or kind is None:
        return
    specs = [spec for spec in _split(match[2]) if spec and not spec.endswith("@")]
    if specs:
        section[kind] = specs


def _split(text: str) -> list[str]:
    if text.startswith("["):
        quoted = (one or two for one, two in _QUOTED.findall(text))
        return [_ESCAPED.sub(r"\1", spec).strip() for spec in quoted]
    specs: list[str] = []
    for part in text.split(","):
        if specs and _VERSION.match(part):
            specs[-1] += f",{part.strip()}"
        else:
            specs.append(part.strip())
    return specs


def _package_name(spec: str) -> str:
    match = _NAME.match(spec)
    return match[1].lower() if match else ""
