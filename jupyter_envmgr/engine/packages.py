"""Conda packages as the rest of the program speaks of them, without rattler."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from jupyter_envmgr.channel_url import short_name

if TYPE_CHECKING:
    from rattler import PackageRecord, RepoDataRecord

_PYTHON = {"python", "python_abi"}


class Described(Protocol):
    """A record, as far as it describes its package."""

    name: str
    version: str
    build: str
    size: int | None
    depends: list[str]


@dataclass(frozen=True)
class CondaPackage:
    """A package that is, or is to be, in a conda layer."""

    name: str
    version: str
    build: str
    channel: str
    """Its short name."""
    size: int | None
    """Bytes of its archive."""
    depends: tuple[str, ...]
    """Names of what it needs; virtual packages are left out."""
    python: bool
    """Whether it is made for Python, and so may hold a distribution that pip knows."""

    def is_newer_than(self, other: CondaPackage) -> bool:
        return is_newer(self.version, other.version)


def is_newer(version: str, other: str) -> bool:
    """Compare versions as conda does; one that cannot be read counts as newer."""
    from rattler import Version
    from rattler.exceptions import InvalidVersionError

    try:
        return Version(version) > Version(other)
    except InvalidVersionError:
        return True


def by_name(
    records: Iterable[RepoDataRecord], known: Mapping[str, CondaPackage]
) -> dict[str, CondaPackage]:
    """Packages by name. Those that are ``known`` are given as they are: it takes much less time."""
    found = {}
    for record in records:
        name = record.name.normalized
        there = known.get(name)
        same = there and there.build == record.build and there.version == str(record.version)
        found[name] = there if there and same else conda_package(record)
    return found


def conda_package(record: RepoDataRecord) -> CondaPackage:
    package: PackageRecord = record
    names = names_of(package.depends)
    return CondaPackage(
        name=package.name.normalized,
        version=str(package.version),
        build=str(package.build),
        channel=short_name(record.channel or record.url),
        size=package.size,
        depends=tuple(name for name in names if not name.startswith("__")),
        python=bool(_PYTHON.intersection(names)),
    )


def installed_package(record: Described, url: str) -> CondaPackage:
    """The same of a record of ``conda-meta``, without rattler, which takes much longer."""
    names = names_of(record.depends)
    return CondaPackage(
        name=record.name,
        version=record.version,
        build=record.build,
        channel=short_name(url),
        size=record.size,
        depends=tuple(name for name in names if not name.startswith("__")),
        python=bool(_PYTHON.intersection(names)),
    )


def names_of(depends: Iterable[str]) -> list[str]:
    """Names of what is needed, each once."""
    return list(dict.fromkeys(text.split(" ", 1)[0] for text in depends))
