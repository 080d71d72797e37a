"""METADATA of a distribution in a conda package that is not installed yet.

Format: PyPA specification "Core metadata"; where it is in a package: CEP "Package metadata files".
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from packaging.utils import canonicalize_name
from rattler import Client, RepoDataRecord
from rattler.package_streaming import PackageArchive

from jupyter_envmgr.engine.failures import translated

_PATH = re.compile(
    r"(?:site-packages|lib/python[^/]+/site-packages|Lib/site-packages)"
    r"/(?P<name>[^/]+)-[^/-]+\.dist-info/METADATA"
)
_LARGEST = 100 << 20
"""Bytes that are fetched for it at most; most servers give the part that is asked for."""


async def read_metadata(
    record: RepoDataRecord, project: str, client: Client, packages: Path
) -> bytes:
    """Give METADATA of a ``project`` from its package, empty where it has none.

    ``packages`` is the folder of the packages that have been unpacked.

    Raises
    ------
    ChannelError, EngineError
        The package is not there, and cannot be read where it comes from.

    """
    folder = packages / f"{record.name.normalized}-{record.version}-{record.build}"
    found = await asyncio.to_thread(_unpacked, folder, project)
    if found:
        return found
    with translated(f"Reading {record.name.normalized}"):
        archive = await _open(record.url, client)
        paths = [path.relative_path.as_posix() for path in (await archive.paths_json()).paths]
        path = _of(project, paths)
        return (await archive.read_file(path) or b"") if path else b""


async def _open(url: str, client: Client) -> PackageArchive:
    if url.startswith("file:"):
        return await PackageArchive.from_path(url2pathname(urlsplit(url).path))
    return await PackageArchive.from_url(client, url, max_spool_size=_LARGEST)


def _unpacked(folder: Path, project: str) -> bytes:
    found = [path.relative_to(folder).as_posix() for path in _infos(folder)]
    path = _of(project, found)
    try:
        return (folder / path).read_bytes() if path else b""
    except OSError:
        return b""


def _infos(folder: Path) -> Iterable[Path]:
    for site in ("site-packages", "lib/python*/site-packages", "Lib/site-packages"):
        yield from folder.glob(f"{site}/*.dist-info/METADATA")


def _of(project: str, paths: Iterable[str]) -> str | None:
    """The path, among those of a package, of a project's METADATA."""
    matches = filter(None, map(_PATH.fullmatch, paths))
    return next((m[0] for m in matches if canonicalize_name(m["name"]) == project), None)
