"""Which package owns a file of an environment.

conda's records are ``conda-meta/*.json``; pip's are the ``RECORD`` files of dist-info folders (PyPA
specification "Recording installed projects"). A path is relative to the prefix, with slashes.
"""

from __future__ import annotations

import csv
import os
import posixpath
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field
from msgspec.json import Decoder

from jupyter_envmgr.errors import UnreadableError
from jupyter_envmgr.prefixes import site_packages
from jupyter_envmgr.regular_file import read_regular

_SCRIPTS = "Scripts/" if os.name == "nt" else "bin/"


class Placeholder(Struct, frozen=True):
    """Where a conda package has its prefix written into a file."""

    room: int
    """Length of the placeholder in bytes."""
    binary: bool | None
    """None where the record does not say."""


class Ownership(Struct, frozen=True):
    """Each file that a package owns, with the record which says so."""

    conda: dict[str, str]
    pip: dict[str, str]
    placeholders: dict[str, Placeholder]


class _File(Struct):
    path: str = field(name="_path")
    prefix_placeholder: str | None = None
    file_mode: str | None = None


class _Paths(Struct):
    paths: list[_File] = field(default_factory=list)


class _Record(Struct):
    files: list[str] = field(default_factory=list)
    paths_data: _Paths = field(default_factory=_Paths)


class Records:
    """conda's records, read once though several copies of an environment have them.

    A copy has the size and the time of what it was made from.
    """

    def __init__(self) -> None:
        self._decoder = Decoder(_Record)
        self._read: dict[tuple[str, int, int], _Record] = {}

    def read(self, file: Path) -> _Record:
        """Raises UnreadableError, OSError."""
        key = _key(file)
        if key not in self._read:
            self._read[key] = _decode(self._decoder, file)
        return self._read[key]

    def have(self, file: Path) -> bool:
        return _key(file) in self._read


def read_ownership(prefix: Path, records: Records | None = None, *, new: bool = False) -> Ownership:
    """Read all records of an environment, each once; of conda's only ``new`` ones, if so wanted.

    Raises UnreadableError where a record of conda's is damaged: without it, the files of that
    package would keep the old prefix. A damaged record of pip's only leaves its files unowned.
    """
    records = records or Records()
    owned = Ownership(conda={}, pip={}, placeholders={})
    for file in sorted((prefix / "conda-meta").glob("*.json")):
        if not (new and records.have(file)):
            _add_conda(owned, f"conda-meta/{file.name}", records.read(file))
    for site in site_packages(prefix):
        folder = site.relative_to(prefix).as_posix()
        for info in sorted(site.glob("*.dist-info")):
            record = f"{folder}/{info.name}/RECORD"
            if record not in owned.conda:
                owned.pip.update(dict.fromkeys(_pip_files(prefix, folder, record), record))
    return owned


def _key(file: Path) -> tuple[str, int, int]:
    status = file.stat()
    return file.name, status.st_size, status.st_mtime_ns


def _decode(decoder: Decoder[_Record], path: Path) -> _Record:
    try:
        return decoder.decode(read_regular(path))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{path} is damaged: {error}.", path=str(path)) from error


def _add_conda(owned: Ownership, name: str, record: _Record) -> None:
    site_folder = _site_packages_of(record.files)
    owned.conda.update(dict.fromkeys(record.files, name))
    for file in record.paths_data.paths:
        path = _long(file.path, site_folder)
        owned.conda[path] = name
        if file.prefix_placeholder:
            binary = file.file_mode == "binary" if file.file_mode else None
            room = len(file.prefix_placeholder.encode())
            owned.placeholders[path] = Placeholder(room, binary)


def _site_packages_of(files: list[str]) -> str:
    """Give the folder that ``site-packages/`` means in a noarch package, with a slash."""
    for file in files:
        head, found, _ = file.partition("site-packages/")
        if found and (not head or head.endswith("/")):
            return head + found
    return "site-packages/"


def _long(path: str, site_folder: str) -> str:
    """Give the real path; conda writes those of noarch Python packages as they are packed."""
    if path.startswith("site-packages/"):
        return site_folder + path.removeprefix("site-packages/")
    if path.startswith("python-scripts/"):
        return _SCRIPTS + path.removeprefix("python-scripts/")
    return path


def _pip_files(prefix: Path, folder: str, record: str) -> Iterator[str]:
    """Give the files that a RECORD lists; those outside the environment match nothing."""
    try:
        text = read_regular(prefix / record).decode("utf-8", "surrogateescape")
    except OSError:
        return
    try:
        rows = [row[0] for row in csv.reader(text.splitlines()) if row]
    except csv.Error:
        return
    for row in rows:
        path = row.replace("\\", "/") if os.name == "nt" else row
        if os.path.isabs(path):  # noqa: PTH117  # a Path for each file would be slow
            yield os.path.relpath(path, prefix).replace(os.sep, "/")
        else:
            yield posixpath.normpath(f"{folder}/{path}")
