"""Conda packages as the rest of the program speaks of them, without rattler."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_envmgr.channel_url import short_name

if TYPE_CHECKING:
    from rattler import PackageRecord, RepoDataRecord

_PYTHON = {"python", "python_abi"}


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
        """Compare versions as conda does."""
        from rattler import Version

        return Version(self.version) > Version(other.version)


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
    names = [depends.split(" ", 1)[0] for depends in package.depends]
    return CondaPackage(
        name=package.name.normalized,
        version=str(package.version),
        build=str(package.build),
        channel=short_name(record.channel or record.url),
        size=package.size,
        depends=tuple(name for name in dict.fromkeys(names) if not name.startswith("__")),
        python=bool(_PYTHON.intersection(names)),
    )
