"""A conda package: its files, and the ``info/`` folder that describes them.

Formats: conda's package specification (docs.conda.io, "Package specification"), CEP 26 (names),
and `.conda` files as conda-package-streaming writes them.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conda_package_streaming.create import conda_builder  # type: ignore[import-untyped]  # no stubs

PLACEHOLDER = f"/envmgr/channel/{'_placehold' * 30}"[:255]
"""Stands for the prefix until a package is linked; as long as conda-build's."""
TIMESTAMP = 1_760_000_000
"""When everything here was built, in seconds: the same input gives the same package."""


@dataclass(frozen=True)
class File:
    """A file of a package, or a symbolic link."""

    path: str
    data: bytes = b""
    executable: bool = False
    link: str = ""

    @property
    def record(self) -> dict[str, Any]:
        """Its entry in ``info/paths.json``."""
        entry: dict[str, Any] = {
            "_path": self.path,
            "path_type": "softlink" if self.link else "hardlink",
            "sha256": hashlib.sha256(self.data).hexdigest(),
            "size_in_bytes": len(self.data),
        }
        if PLACEHOLDER.encode() in self.data:
            entry["prefix_placeholder"] = PLACEHOLDER
            entry["file_mode"] = "binary" if b"\0" in self.data else "text"
        return entry

    def add_to(self, archive: tarfile.TarFile) -> None:
        info = tarfile.TarInfo(self.path)
        info.mtime = TIMESTAMP
        info.mode = 0o755 if self.executable else 0o644
        if self.link:
            info.type, info.linkname = tarfile.SYMTYPE, self.link
        else:
            info.size = len(self.data)
        archive.addfile(info, io.BytesIO(self.data))


@dataclass(frozen=True, kw_only=True)
class Package:
    """What a channel offers: index data and files.

    ``build`` is a template: ``{hash}`` becomes a digest of the content, so that a package that
    was built anew is never mistaken for one in a cache.
    """

    name: str
    version: str
    subdir: str
    files: tuple[File, ...]
    build: str = "h{hash}_0"
    depends: tuple[str, ...] = ()
    constrains: tuple[str, ...] = ()
    summary: str = ""
    license: str = ""
    home: str = ""
    entry_points: tuple[str, ...] = ()
    noarch: str | None = None
    timestamp: int = TIMESTAMP
    index: dict[str, Any] = field(default_factory=dict)

    def write(self, channel: Path) -> Path:
        """Put the package into a channel's folder; gives the `.conda` file."""
        folder = channel / self.subdir
        folder.mkdir(parents=True, exist_ok=True)
        records = [file.record for file in self.files]
        build = self.build.format(hash=self._digest(records))
        stem = f"{self.name}-{self.version}-{build}"
        with conda_builder(stem, folder, compression_level=3, compression_threads=1) as archive:
            for file in (*self._info(records, build), *self.files):
                file.add_to(archive)
        return folder / f"{stem}.conda"

    def channeldata(self) -> dict[str, Any]:
        """Its entry in the channel's ``channeldata.json``."""
        return {
            "home": self.home or None,
            "license": self.license or None,
            "subdirs": [self.subdir],
            "summary": self.summary,
            "timestamp": self.timestamp,
            "version": self.version,
        }

    def _digest(self, records: list[dict[str, Any]]) -> str:
        text = json.dumps([records, self.depends, self.constrains, self.entry_points])
        return hashlib.sha256(text.encode()).hexdigest()[:7]

    def _info(self, records: list[dict[str, Any]], build: str) -> Iterator[File]:
        index = {
            "name": self.name,
            "version": self.version,
            "build": build,
            "build_number": 0,
            "subdir": self.subdir,
            "depends": list(self.depends),
            "constrains": list(self.constrains),
            "timestamp": self.timestamp * 1000,
            **({"license": self.license} if self.license else {}),
            **({"noarch": self.noarch} if self.noarch else {}),
            **self.index,
        }
        about = {"summary": self.summary, "license": self.license, "home": self.home}
        yield _json("index", index)
        yield _json("about", {key: value for key, value in about.items() if value})
        yield _json("paths", {"paths": records, "paths_version": 1})
        yield File("info/files", "".join(f"{file.path}\n" for file in self.files).encode())
        if self.noarch == "python":
            python = {"type": "python", "entry_points": list(self.entry_points)}
            yield _json("link", {"noarch": python, "package_metadata_version": 1})


def _json(name: str, content: dict[str, Any]) -> File:
    return File(f"info/{name}.json", json.dumps(content, indent=2, sort_keys=True).encode())
