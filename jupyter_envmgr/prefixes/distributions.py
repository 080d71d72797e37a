"""Python distributions with the conda package that each is from, for laying pip's on top."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from jupyter_envmgr.prefixes.conda_meta import CondaMeta, split_record_name
from jupyter_envmgr.prefixes.dist_info import DIST_INFO, Distribution, describes
from jupyter_envmgr.prefixes.records import owned
from jupyter_envmgr.prefixes.site_folders import list_site_packages
from jupyter_envmgr.regular_file import read_regular, read_start

_LARGEST = 1 << 20  # bytes of METADATA, of which the headers come first
_LARGEST_URL = 1 << 16
_RECORDS = ("RECORD", "installed-files.txt")


class InstalledDistribution(Struct, frozen=True):
    """A distribution, of whichever layer."""

    name: str
    """Normalised (PEP 503)."""
    version: str
    package: str
    """The conda package that it is from, empty for the pip layer."""
    requested: bool
    metadata: bytes
    direct_url: bytes
    """Content of ``direct_url.json`` (PEP 610), empty where it came from an index."""
    recorded: bool
    """Whether something tells which files it has; without that it cannot be removed."""


def read_distributions(prefix: Path) -> list[InstalledDistribution]:
    """All of an environment; what cannot be read is as good as empty."""
    meta = CondaMeta(f"{prefix}/conda-meta", _names(prefix / "conda-meta"))
    folder, names = list_site_packages(str(prefix), meta.python)
    found = set(filter(describes, names))
    owners = _owners(prefix, meta, found)
    return [_read(Distribution(folder, name), owners.get(name, "")) for name in sorted(found)]


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - names are all that is wanted
    except OSError:
        return []


def _owners(prefix: Path, meta: CondaMeta, distributions: set[str]) -> dict[str, str]:
    """The conda package of each distribution that a record lists."""
    owners: dict[str, str] = {}
    for record in meta.records:
        try:
            data = read_regular(prefix / "conda-meta" / record)
        except OSError:
            continue
        for distribution in owned(data, distributions):
            owners[distribution] = split_record_name(record)[0]
    return owners


def _read(distribution: Distribution, package: str) -> InstalledDistribution:
    name, version = distribution.name_and_version
    path = distribution.path
    egg = os.path.isfile(path)  # noqa: PTH113 - a Path raises for what may not be looked into
    described = distribution.file_name.endswith(DIST_INFO)
    metadata = path if egg else f"{path}/{'METADATA' if described else 'PKG-INFO'}"
    return InstalledDistribution(
        name=name,
        version=version,
        package=package,
        requested=distribution.requested,
        metadata=_start(metadata, _LARGEST),
        direct_url=_start(f"{path}/direct_url.json", _LARGEST_URL),
        recorded=egg or any(os.path.exists(f"{path}/{name}") for name in _RECORDS),  # noqa: PTH110 - as above
    )


def _start(path: str, length: int) -> bytes:
    try:
        return read_start(path, length)
    except OSError:
        return b""
