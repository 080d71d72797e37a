"""Extras of what conda installs: conda knows none, so pip installs what they need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from packaging.utils import canonicalize_name

from jupyter_envmgr.engine.pip import Provided
from jupyter_envmgr.models import Notice
from jupyter_envmgr.requirements import Requirement

_NONE_SUCH = re.compile(r"The package `([^`=]+)[^`]*` does not have an extra named `([^`]+)`")
"""uv's warning."""

Extras = Mapping[str, set[str]]
"""Names of extras by name of the distribution."""


def asked(requirements: Iterable[Requirement]) -> dict[str, set[str]]:
    """The extras that requirements name."""
    found: dict[str, set[str]] = {}
    for each in requirements:
        if each.extras:
            found.setdefault(each.name, set()).update(each.extras)
    return found


def missed(warnings: Iterable[str]) -> dict[str, set[str]]:
    """The extras that uv looked for in vain, also those that pip packages need."""
    found: dict[str, set[str]] = {}
    for match in filter(None, map(_NONE_SUCH.search, warnings)):
        found.setdefault(canonicalize_name(match[1]), set()).add(canonicalize_name(match[2]))
    return found


def notices(extras: Extras, layer: Iterable[Provided], warnings: Iterable[str]) -> list[Notice]:
    """Say which of the extras bring nothing, and what else uv warns of."""
    conda = {each.name: each for each in layer}
    found = []
    for name, names in sorted({**extras, **missed(warnings)}.items()):
        there = conda.get(name)
        lacking = names - _offered(there) if there and there.metadata else names
        if there and not there.metadata:
            found.append(_unread(name, sorted(names)))
        elif lacking and (there or name in missed(warnings)):
            found.append(_none_such(name, sorted(lacking)))
    return found


def _offered(distribution: Provided) -> set[str]:
    lines = [line.partition(": ") for line in distribution.stub]
    return {canonicalize_name(text) for key, _, text in lines if key.lower() == "provides-extra"}


def _none_such(name: str, extras: list[str]) -> Notice:
    return Notice(
        code="no-such-extra",
        severity="warning",
        message=f"{name} has no extra named {' or '.join(extras)}: nothing is installed for it.",
        packages=[name],
    )


def _unread(name: str, extras: list[str]) -> Notice:
    return Notice(
        code="extra-unread",
        severity="warning",
        message=f"What {name}[{','.join(extras)}] needs is not known: conda's package could not be "
        "read. Ask for what you need of it by name.",
        packages=[name],
    )
