"""Requirements that exclude each other, as far as two lines tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct
from packaging.specifiers import Specifier, SpecifierSet

from jupyter_envmgr.channel_url import without_secrets
from jupyter_envmgr.errors import ContradictionError
from jupyter_envmgr.requirements.requirement import Requirement


class Stated(Struct, frozen=True):
    """A requirement, and where it stands: ``line 3 of requirements.txt``."""

    requirement: Requirement
    where: str


def refuse_contradictions(stated: Iterable[Stated]) -> None:
    """Raise ContradictionError for two of one package that no version or URL could satisfy.

    Only those with the same marker are compared: others may never hold together. What ranges
    exclude is left to the resolver, which knows the versions there are.
    """
    groups: dict[tuple[str, str], list[Stated]] = defaultdict(list)
    for one in stated:
        if one.requirement.name:
            groups[one.requirement.name, one.requirement.marker].append(one)
    for group in groups.values():
        if len(group) > 1:
            _compare(group)


def _compare(group: list[Stated]) -> None:
    pinned = next((one for one in group if _pin(one.requirement)), None)
    placed = next((one for one in group if one.requirement.url), None)
    for other in group:
        if pinned and not _agree(pinned.requirement, other.requirement):
            raise _contradiction(pinned, other)
        if placed and other.requirement.url not in {"", placed.requirement.url}:
            raise _contradiction(placed, other)


def _agree(pinned: Requirement, other: Requirement) -> bool:
    """Tell whether one version could satisfy both."""
    if SpecifierSet(other.specifier).contains(_pin(pinned), prereleases=True):
        return True
    version = _pin(other)
    return bool(version) and SpecifierSet(pinned.specifier).contains(version, prereleases=True)


def _pin(requirement: Requirement) -> str:
    """Give the version of ``==1.2``, empty where there is none."""
    specifier = requirement.specifier
    if not specifier.startswith("==") or specifier.endswith("*") or "," in specifier:
        return ""
    return "" if specifier.startswith("===") else Specifier(specifier).version


def _contradiction(one: Stated, other: Stated) -> ContradictionError:
    lines = [f"{without_secrets(x.requirement.line)} ({x.where})" for x in (one, other)]
    return ContradictionError(
        f"{lines[0]} and {lines[1]} exclude each other.",
        "Keep one of the two lines.",
        packages=[one.requirement.name],
    )
