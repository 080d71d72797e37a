"""The package table of an environment: conda's layer and pip's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from jupyter_envmgr.errors import UnreadableError
from jupyter_envmgr.models import Package, Problem
from jupyter_envmgr.prefixes.conda_meta import CondaMeta, split_record_name
from jupyter_envmgr.prefixes.dist_info import Distribution, describes
from jupyter_envmgr.prefixes.history import requested
from jupyter_envmgr.prefixes.records import decode, owned
from jupyter_envmgr.prefixes.site_folders import list_site_packages
from jupyter_envmgr.regular_file import read_regular


def read_packages(prefix: str | os.PathLike[str]) -> tuple[list[Package], list[Problem]]:
    """All packages by name, and a problem for each record that cannot be read.

    A package whose record is cut off is shown as its file name tells. Raises UnreadableError where
    the records cannot even be listed.
    """
    table = _Table(os.fspath(prefix))
    packages = [*table.conda(), *table.pip()]
    return sorted(packages, key=lambda package: (package.name, package.layer)), table.problems


class _Table:
    """Reads each record once, for its package and for the distributions that it owns."""

    def __init__(self, prefix: str) -> None:
        path = f"{prefix}/conda-meta"
        try:
            self._meta = CondaMeta(path, os.listdir(path))  # noqa: PTH208 - names are all that is wanted
        except OSError as error:
            raise UnreadableError(f"{path} cannot be read: {error.strerror}.") from error
        self._site_packages, names = list_site_packages(prefix, self._meta.python)
        self._unowned = set(filter(describes, names))
        self.problems: list[Problem] = []

    def conda(self) -> Iterator[Package]:
        asked_for = self._asked_for()
        for record in self._meta.records:
            if package := self._package(record, asked_for):
                yield package

    def pip(self) -> Iterator[Package]:
        """What no record owns; to be asked after ``conda``, which finds out."""
        for name in sorted(self._unowned):
            yield _pip_package(Distribution(self._site_packages, name))

    def _package(self, record: str, asked_for: set[str]) -> Package | None:
        """What a record says; None if it went away in the meantime."""
        path = Path(self._meta.path, record)
        try:
            data = read_regular(path)
            self._unowned -= owned(data, self._unowned)
            return _package(data, asked_for)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            self.problems.append(_unreadable(path, error))
            return _package_by_name(record, asked_for)

    def _asked_for(self) -> set[str]:
        try:
            text = read_regular(f"{self._meta.path}/history").decode("utf-8", "replace")
        except OSError:
            return set()
        return set(requested(text))


def _package(data: bytes, asked_for: set[str]) -> Package:
    record = decode(data)
    return Package(
        name=record.name,
        version=record.version,
        build=record.build,
        channel=record.channel_name,
        layer="conda",
        requested=record.requested or record.name in asked_for,
        size=record.size,
    )


def _package_by_name(file_name: str, asked_for: set[str]) -> Package:
    name, version, build = split_record_name(file_name)
    return Package(
        name=name,
        version=version,
        build=build,
        channel="",
        layer="conda",
        requested=name in asked_for,
    )


def _pip_package(distribution: Distribution) -> Package:
    name, version = distribution.name_and_version
    return Package(
        name=name,
        version=version,
        build="",
        channel="pypi",
        layer="pip",
        requested=distribution.requested,
        size=distribution.size,
    )


def _unreadable(path: Path, error: Exception) -> Problem:
    why = error.strerror if isinstance(error, OSError) else "it is cut off, or is no record"
    return Problem(
        code="unreadable",
        message=f"{path} cannot be read: {why}.",
        hint="What is shown of the package comes from the file's name; reinstall the package.",
        details={"file": str(path)},
    )
