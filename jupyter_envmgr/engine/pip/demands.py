"""What uv's explanation of a conflict says about the versions that packages need.

uv tells it in sentences, "Because a depends on b<2 and b==3, we can conclude …", which its resolver
derives from one another; the facts among them are read here. What is worded otherwise says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from jupyter_envmgr.engine.pip.stubs import is_version

_ONE = r"(?:[<>=!~]=?=?[0-9A-Za-z.+*!]+)"
_RANGE = rf"{_ONE}(?:,{_ONE})*"
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]\s]*\])?"
_TERM = rf"{_NAME}{_RANGE}(?=[\s,]|$)(?!\s+depends? on)"
_BY = rf"(?P<all>all versions of )?(?P<by>{_NAME})(?P<of>{_RANGE})?"
_TERMS = rf"(?P<terms>{_TERM}(?: and {_TERM})*)"
_DEPENDS = re.compile(rf"{_BY} depends? on (?:one of: (?P<one>{_TERM}(?: {_TERM})*)|{_TERMS})")
_PYTHON = re.compile(rf"{_BY} requires Python ?(?P<terms>{_RANGE})")
_YOURS = re.compile(rf"\byou require {_TERMS}")
_ONLY = re.compile(rf"\bonly (?P<these>{_NAME}{_RANGE}) (?:is|are) available")
_ONLY_THESE = re.compile(
    rf"\bonly the following versions of {_NAME} are available: (?P<these>{_TERM}(?: {_TERM})*)"
)
_NONE = re.compile(rf"\bthere (?:is|are) no versions? of (?P<name>{_NAME})(?P<range>{_RANGE})")
_ENDS = re.compile(r"[0-9][0-9A-Za-z+!]*(?:\.[0-9A-Za-z+!]+)*")
_NAME_AND_RANGE = re.compile(rf"(?P<name>{_NAME})(?P<range>{_RANGE})")


@dataclass(frozen=True)
class Demand:
    """Why the pip layer does not fit: ``by`` needs ``package`` in a range (PEP 440)."""

    by: str
    """Empty where it is asked for directly."""
    package: str
    range: str

    def __str__(self) -> str:
        if not self.by:
            return f"{self.package}{self.range} is asked for"
        return f"{self.by} needs {self.package}{self.range}"


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
    text = _plain(explanation)
    nowhere = {(_name(each["name"]), each["range"]) for each in _NONE.finditer(text)}
    there: dict[str, list[str]] = {}
    for found in (*_ONLY.finditer(text), *_ONLY_THESE.finditer(text)):
        for each in _NAME_AND_RANGE.finditer(found["these"]):
            there.setdefault(_name(each["name"]), []).append(each["range"])
    missing = [
        demand
        for _, demand in _demands(explanation)
        if (demand.package, demand.range) in nowhere
        or (
            demand.package in there
            and not any(_overlap(demand.range, each) for each in there[demand.package])
        )
    ]
    return list(dict.fromkeys(missing))


def at_odds(explanation: Sequence[str]) -> tuple[Demand, Demand] | None:
    """Give two demands on one package that no version of it meets."""
    found = list(dict.fromkeys(demand for _, demand in _demands(explanation)))
    return next(
        (
            (one, other)
            for one, other in combinations(found, 2)
            if one.package == other.package and not _overlap(one.range, other.range)
        ),
        None,
    )


def _demands(explanation: Sequence[str]) -> Iterable[tuple[int, Demand]]:
    """Each demand with a number that is higher for newer versions of who demands it."""
    text = _plain(explanation)
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


def _plain(explanation: Sequence[str]) -> str:
    return re.sub(r"\.(?= |$)", "", " ".join(" ".join(explanation).split()))


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


def _overlap(one: str, other: str) -> bool:
    """Whether a version can be in both ranges, for all that their ends and what is next tell."""
    ends = filter(is_version, _ENDS.findall(f"{one},{other}"))
    numbers = {Version(end).base_version for end in ends}
    points = {"0"} | numbers | {f"{number}.0.1" for number in numbers}
    return any(_meets(point, one) and _meets(point, other) for point in points)


def _meets(version: str, specifier: str) -> bool:
    """Whether a version is in the range; nobody is asked to change what cannot be told."""
    try:
        return SpecifierSet(specifier).contains(version, prereleases=True)
    except InvalidSpecifier:
        return True
