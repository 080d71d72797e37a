"""What uv's explanation of a conflict says about the versions that packages need.

uv tells it in sentences, "Because a depends on b<2 and b==3, we can conclude …", which its resolver
derives from one another; the facts among them are read here. What is worded otherwise says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

_ONE = r"(?:[<>=!~]=?=?[0-9A-Za-z.+*!]+)"
_RANGE = rf"{_ONE}(?:,{_ONE})*"
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]\s]*\])?"
_TERM = rf"{_NAME}{_RANGE}(?=[\s,]|$)(?!\s+depends? on)"
_BY = rf"(?P<all>all versions of )?(?P<by>{_NAME})(?P<of>{_RANGE})?"
_TERMS = rf"(?P<terms>{_TERM}(?: and {_TERM})*)"
_DEPENDS = re.compile(rf"{_BY} depends? on (?:one of: (?P<one>{_TERM}(?: {_TERM})*)|{_TERMS})")
_PYTHON = re.compile(rf"{_BY} requires Python ?(?P<terms>{_RANGE})")
_YOURS = re.compile(rf"\byou require {_TERMS}")
_ONLY = re.compile(rf"\bonly (?P<name>{_NAME})(?:{_RANGE})? (?:is|are) available")
_NAME_AND_RANGE = re.compile(rf"(?P<name>{_NAME})(?P<range>{_RANGE})")


@dataclass(frozen=True)
class Demand:
    """Why the pip layer does not fit: ``by`` needs ``package`` in a range (PEP 440)."""

    by: str
    """Empty where it is asked for directly."""
    package: str
    range: str


def unmet(explanation: Sequence[str], provided: Mapping[str, str], python: str) -> list[Demand]:
    """Give the demands on what is provided, by name its version, that this does not meet.

    There is one for each package that demands something of another: where versions of it differ,
    that of all or of the newest.
    """
    found: dict[tuple[str, str], tuple[int, Demand]] = {}
    there = {**provided, "python": python}
    for rank, demand in _demands(explanation):
        if demand.package not in there or _meets(there[demand.package], demand.range):
            continue
        key = (demand.by, demand.package)
        if rank >= found.get(key, (0, demand))[0]:
            found[key] = (rank, demand)
    return [demand for _, demand in found.values()]


def asked_of_indexes(explanation: Sequence[str]) -> list[Demand]:
    """Give the demands on packages of which no index has a version that would do."""
    text = " ".join(" ".join(explanation).split())
    missing = {canonicalize_name(found["name"]) for found in _ONLY.finditer(text)}
    found = [demand for _, demand in _demands(explanation) if demand.package in missing]
    return list(dict.fromkeys(found))


def _demands(explanation: Sequence[str]) -> Iterable[tuple[int, Demand]]:
    """Each demand with a number that is higher for newer versions of who demands it."""
    text = re.sub(r"\.(?= |$)", "", " ".join(" ".join(explanation).split()))
    for clause in _DEPENDS.finditer(text):
        by, rank = _name(clause["by"]), _rank(clause["all"], clause["of"])
        terms = _NAME_AND_RANGE.finditer(clause["one"] or clause["terms"])
        pairs = [(_name(term["name"]), term["range"]) for term in terms]
        if clause["one"]:
            pairs = [(pairs[0][0], _joined([each for _, each in pairs]))]
        for package, specifier in pairs:
            yield rank, Demand(by, package, specifier)
    for clause in _PYTHON.finditer(text):
        rank = _rank(clause["all"], clause["of"])
        yield rank, Demand(_name(clause["by"]), "python", clause["terms"])
    for clause in _YOURS.finditer(text):
        for term in _NAME_AND_RANGE.finditer(clause["terms"]):
            yield 0, Demand("", _name(term["name"]), term["range"])


def _name(text: str) -> str:
    return canonicalize_name(text.partition("[")[0])


def _rank(every: str | None, of: str | None) -> int:
    if every or not of:
        return 3
    return 2 if of.startswith(">") and "<" not in of else 1


def _joined(ranges: Sequence[str]) -> str:
    """One range for several: ``<2`` and ``>2,<3`` are ``!=2,<3``; else the newest."""
    result = ranges[0].split(",")
    for each in ranges[1:]:
        parts = each.split(",")
        before, after = result[-1], parts[0]
        if before[:1] == "<" and after == f">{before[1:]}" and before[1:2] != "=":
            result[-1:] = [f"!={before[1:]}", *parts[1:]]
        else:
            result = parts
    return ",".join(result)


def _meets(version: str, specifier: str) -> bool:
    """Whether a version is in the range; nobody is asked to change what cannot be told."""
    try:
        return SpecifierSet(specifier).contains(version, prereleases=True)
    except InvalidSpecifier:
        return True
