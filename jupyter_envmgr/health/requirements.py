"""What Python distributions require of each other (PEP 508), for an environment's own Python."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from jupyter_envmgr.health.distribution import Distribution
from jupyter_envmgr.health.installed import Installed

_EXTRA = re.compile(r"\bextra\s*==\s*[\"']([^\"']+)[\"']")
_PLAIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*\(?([<>=!~][^;()\[\]]*)?\)?$")
_OR = re.compile(r"\bor\b")


class Needed(Struct, frozen=True):
    """A requirement that holds here."""

    by: Distribution
    name: str
    """Normalised."""
    specifier: str

    @property
    def text(self) -> str:
        return f"{self.name}{self.specifier}"


class _Read(Struct, frozen=True):
    """A line, read."""

    name: str
    specifier: str
    extras: frozenset[str]
    """What it asks the other for."""
    holds: bool


class Requirements:
    """The requirements that hold in an environment; extras hold where something asks for them."""

    def __init__(self, installed: Installed) -> None:
        self._installed = installed
        self._environment = _environment(installed)
        self._extras: dict[str, set[str]] = {}
        self._specifiers: dict[str, SpecifierSet] = {}
        self._plain: dict[str, _Read] = {}
        """Of lines without extras, since many have the same."""

    def of(self, distributions: list[Distribution]) -> Iterator[Needed]:
        """What these require; an extra that one asks another for comes into play as well."""
        waiting = [(each, each.requires, frozenset[str]()) for each in distributions]
        while waiting:
            distribution, lines, extras = waiting.pop()
            for line in lines:
                try:
                    needed = self._read(distribution, line, extras)
                except (ValueError, KeyError):
                    continue  # pip itself passes over such lines of what is installed
                if needed is None:
                    continue
                yield needed[0]
                new = needed[1] - self._extras.setdefault(needed[0].name, set())
                self._extras[needed[0].name] |= new
                for other in self._installed.of_name(needed[0].name) if new else ():
                    marked = [each for each in other.requires if _EXTRA.search(each)]
                    waiting.append((other, marked, frozenset(new)))

    def is_met(self, needed: Needed) -> bool:
        """Whether one of the installed distributions is what is needed."""
        specifier = self._specifiers[needed.specifier]
        return any(
            not needed.specifier or _contains(specifier, each.version)
            for each in self._installed.of_name(needed.name)
        )

    def _read(
        self, by: Distribution, line: str, extras: frozenset[str]
    ) -> tuple[Needed, set[str]] | None:
        """A line and the extras that it asks for; None where it does not hold."""
        if plain := _PLAIN.match(line):
            specifier = (plain[2] or "").strip()
            return self._needed(by, plain[1], specifier), set()
        wanted = _EXTRA.findall(line)
        if (
            wanted
            and not extras.intersection(map(canonicalize_name, wanted))
            and not _OR.search(line)
        ):
            return None
        found = self._plain.get(line) if not extras else None
        if found is None:
            requirement = Requirement(line)
            asked = {canonicalize_name(extra) for extra in requirement.extras}
            holds = self._holds(requirement, extras)
            found = _Read(requirement.name, str(requirement.specifier), frozenset(asked), holds)
            if not extras:
                self._plain[line] = found
        if not found.holds:
            return None
        return self._needed(by, found.name, found.specifier), set(found.extras)

    def _needed(self, by: Distribution, name: str, specifier: str) -> Needed:
        """Raises ValueError for what is no condition on versions."""
        if specifier not in self._specifiers:
            self._specifiers[specifier] = SpecifierSet(specifier)
        return Needed(by, canonicalize_name(name), specifier)

    def _holds(self, requirement: Requirement, extras: frozenset[str]) -> bool:
        marker = requirement.marker
        if marker is None:
            return not extras
        return any(
            marker.evaluate({**self._environment, "extra": extra}) for extra in extras or {""}
        )


def _contains(specifier: SpecifierSet, version: str) -> bool:
    try:
        return specifier.contains(Version(version), prereleases=True)
    except ValueError:
        return True  # one of the two makes no sense


def _environment(installed: Installed) -> dict[str, str]:
    """The variables of markers, as the environment's own Python would give them."""
    environment = {key: str(value) for key, value in default_environment().items()}
    full = installed.python or environment["python_full_version"]
    pypy = any("/pypy" in site for site in installed.site_packages)
    return environment | {
        "python_full_version": full,
        "python_version": ".".join(full.split(".")[:2]),
        "implementation_version": full,
        "implementation_name": "pypy" if pypy else "cpython",
        "platform_python_implementation": "PyPy" if pypy else "CPython",
    }
