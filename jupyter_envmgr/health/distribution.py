"""A Python distribution with what it requires and which files it brought.

Formats: the packaging user guide's "Core metadata specifications" (``METADATA``) and "Recording
installed projects" (``RECORD``, ``INSTALLER``, ``direct_url.json``).
"""

from __future__ import annotations

import csv
import os
import posixpath
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from packaging.utils import canonicalize_name

from jupyter_envmgr.regular_file import read_regular, read_start

_RECORDS = ("RECORD", "installed-files.txt")
_LARGEST_HEADERS = 1 << 18  # bytes; what a distribution requires comes before its description
_FIRST = 1 << 13
_SHORT = 1 << 12
_UNREADABLE = {"\0", "\N{REPLACEMENT CHARACTER}"}


class Distribution:
    """A ``*.dist-info`` or ``*.egg-info``; ``package`` is conda's that owns it, empty for pip's."""

    def __init__(self, site_packages: str, file_name: str, package: str) -> None:
        self.site_packages = site_packages
        self.file_name = file_name
        self.package = package

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def path(self) -> str:
        return f"{self.site_packages}/{self.file_name}"

    @property
    def name_by_folder(self) -> str:
        """The project that the folder is called after, normalised (PEP 503)."""
        return canonicalize_name(self.file_name.rpartition(".")[0].partition("-")[0])

    @property
    def name(self) -> str:
        """The project's name, normalised."""
        return self._name_and_version[0]

    @property
    def version(self) -> str:
        return self._name_and_version[1]

    @cached_property
    def _name_and_version(self) -> tuple[str, str]:
        """By the folder for a dist-info, which is called so by its standard; else as it says."""
        stem = self.file_name.removesuffix(".dist-info")
        name, dash, version = stem.partition("-")
        if dash and "-" not in version and stem != self.file_name:
            return canonicalize_name(name), version
        said = dict(self._headers)
        return canonicalize_name(said.get("name", name)), said.get("version", version)

    @property
    def requires(self) -> list[str]:
        """Its ``Requires-Dist`` lines, extras and all."""
        return [value for key, value in self._headers if key == "requires-dist"]

    @property
    def installer(self) -> str:
        """The program that says it put it there, empty where none does."""
        return _text(f"{self.path}/INSTALLER", _SHORT).strip()

    @property
    def editable(self) -> bool:
        """Whether it is somebody's own source, in development mode (PEP 660)."""
        start = _text(f"{self.path}/direct_url.json", _SHORT)
        return '"editable": true' in start or '"editable":true' in start

    @property
    def complete(self) -> bool:
        """Whether it has the metadata that every distribution has."""
        return bool(self._headers)

    @property
    def recorded(self) -> bool:
        """Whether something tells which files it has."""
        path = Path(self.path)
        return path.is_file() or any((path / name).is_file() for name in _RECORDS)

    def files(self, prefix: str) -> Iterator[tuple[str, str]]:
        """The files by RECORD, relative to the prefix, each with its digest or an empty text.

        What lies outside the environment, compiled modules, and what is no text are left out.
        """
        try:
            text = read_regular(f"{self.path}/RECORD").decode("utf-8", "replace")
            rows = [row for row in csv.reader(text.splitlines()) if row]
        except (OSError, csv.Error):
            return
        site = os.path.relpath(self.site_packages, prefix).replace(os.sep, "/")
        for name, *rest in rows:
            path = posixpath.normpath(f"{site}/{name}") if name[:1] != "/" else name
            if path.endswith(".pyc") or path[:1] == "/" or path.startswith(".."):
                continue
            if not _UNREADABLE.isdisjoint(path):
                continue
            yield path, rest[0] if rest else ""

    @cached_property
    def _headers(self) -> list[tuple[str, str]]:
        """The headers of its metadata, keys in small letters, folded lines left out."""
        for file in self._metadata_files():
            text = _text(file, _FIRST)
            if len(text) >= _FIRST // 4 and "\n\n" not in text.replace("\r\n", "\n"):
                text = _text(file, _LARGEST_HEADERS)
            if text:
                return list(_parsed(text))
        return []

    def _metadata_files(self) -> list[str]:
        if self.file_name.endswith(".dist-info"):
            return [f"{self.path}/METADATA"]
        return [f"{self.path}/PKG-INFO", self.path]


def _parsed(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if not line:
            return
        key, colon, value = line.partition(":")
        if colon and key[:1] not in " \t":
            yield key.lower(), value.strip()


def _text(path: str, length: int) -> str:
    """The start of a file, empty where it cannot be read."""
    try:
        return read_start(path, length).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""
