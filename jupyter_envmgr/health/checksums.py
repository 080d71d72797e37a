"""What conda's records say of the content of files.

``paths_data`` of ``conda-meta/*.json`` is the prefix's copy of a package's ``info/paths.json``
(conda-build's documentation, "Package metadata"): ``sha256`` is that of the file in the package,
``sha256_in_prefix`` the one after the prefix was written into it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec
from msgspec import Struct, field

from jupyter_envmgr.regular_file import read_regular

_MODULES = "site-packages/"
_PROGRAMS = "python-scripts/"


class RecordedPath(Struct, frozen=True):
    """A file of a conda package."""

    path: str = field(name="_path")
    path_type: str = "hardlink"
    sha256: str | None = None
    sha256_in_prefix: str | None = None
    prefix_placeholder: str | None = None
    file_mode: str | None = None
    real: str = ""
    """Relative to the prefix; ``path`` is that of the package for noarch ones made by conda."""

    @property
    def digest(self) -> str:
        """The SHA-256 that the file has, empty where the record does not tell."""
        if self.path_type != "hardlink":
            return ""
        return self.sha256_in_prefix or ("" if self.prefix_placeholder else self.sha256 or "")


class _Paths(Struct):
    paths: list[RecordedPath] = field(default_factory=list)


class _Record(Struct):
    name: str
    files: list[str] = field(default_factory=list)
    paths_data: _Paths = field(default_factory=_Paths)


@lru_cache(maxsize=1)
def _decoder() -> msgspec.json.Decoder[_Record]:
    return msgspec.json.Decoder(_Record)


def paths_of(prefix: Path, record_file: str) -> Iterator[RecordedPath]:
    """The files of a package with what is known of them. Raises OSError, msgspec.MsgspecError."""
    record = _decoder().decode(read_regular(prefix / "conda-meta" / record_file))
    modules = next((f.partition(_MODULES)[0] for f in record.files if _MODULES in f), "")
    programs = "Scripts/" if os.name == "nt" else "bin/"
    for entry in record.paths_data.paths:
        path = entry.path
        if path.startswith(_MODULES):
            path = modules + path
        elif path.startswith(_PROGRAMS):
            path = programs + path.removeprefix(_PROGRAMS)
        yield msgspec.structs.replace(entry, real=path)
