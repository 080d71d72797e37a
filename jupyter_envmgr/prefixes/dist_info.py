"""What pip and its like installed, and what conda did: ``*.dist-info`` and ``*.egg-info``.

Formats: the packaging user guide's "Recording installed projects" (``METADATA``, ``RECORD``,
``REQUESTED``, ``INSTALLER``), setuptools' egg-info and, for its development mode, ``*.egg-link``.
"""

# ruff: noqa: PTH110, PTH112 - a Path raises for what may not be looked into, and is slower

from __future__ import annotations

import os
import re

from msgspec import Struct

from jupyter_envmgr.prefixes.conda_meta import normalised
from jupyter_envmgr.regular_file import read_regular, read_start

DIST_INFO = ".dist-info"
EGG_INFO = ".egg-info"
EGG_LINK = ".egg-link"

_ENDINGS = (DIST_INFO, EGG_INFO, EGG_LINK)
_PYTHON_TAG = re.compile(r"-py\d(\.\d+)?$")
_LARGEST_HEADER = 64 * 1024
_LONGEST_SIZE = 12
"""Digits: nobody has a file of a terabyte, and more would not fit into a number of JSON."""


class Distribution(Struct, frozen=True):
    """An installed Python distribution, by the folder or file that describes it."""

    site_packages: str
    file_name: str
    """``numpy-2.0.0.dist-info``."""

    @property
    def path(self) -> str:
        return f"{self.site_packages}/{self.file_name}"

    @property
    def folder_name_and_version(self) -> tuple[str, str]:
        """As the folder is called, the name normalised (PEP 503)."""
        stem = self.file_name.rpartition(".")[0]
        name, _, version = _PYTHON_TAG.sub("", stem).partition("-")
        return normalised(name), version

    @property
    def name_and_version(self) -> tuple[str, str]:
        """As the metadata say, or else as the folder is called."""
        by_folder = self.folder_name_and_version
        name, version = _headers(self._metadata)
        return normalised(name) or by_folder[0], version or by_folder[1]

    @property
    def requested(self) -> bool:
        """Whether somebody asked for it; a development install always was asked for."""
        return self.file_name.endswith(EGG_LINK) or os.path.exists(f"{self.path}/REQUESTED")

    @property
    def installer(self) -> str:
        """The program that put it there: ``pip``, ``uv``, ``conda``; empty if none says so."""
        return _start(f"{self.path}/INSTALLER").strip()

    @property
    def size(self) -> int | None:
        """Bytes of its files by its own RECORD, None where there is none."""
        try:
            lines = read_regular(f"{self.path}/RECORD").splitlines()
        except (OSError, ValueError):
            return None
        sizes = [line.rpartition(b",")[2] for line in lines]
        return sum(map(_number, sizes)) if sizes else None

    @property
    def _metadata(self) -> str:
        if self.file_name.endswith(EGG_LINK):
            source = _start(self.path).partition("\n")[0].strip()
            project = self.file_name.removesuffix(EGG_LINK).replace("-", "_")
            return f"{source}/{project}{EGG_INFO}/PKG-INFO"
        if self.file_name.endswith(EGG_INFO):
            return f"{self.path}/PKG-INFO" if os.path.isdir(self.path) else self.path
        return f"{self.path}/METADATA"


def describes(name: str) -> bool:
    """Whether a file or folder describes a distribution; one with a tilde is pip's leftover."""
    return name.endswith(_ENDINGS) and name[0] not in ".~"


def _headers(path: str) -> tuple[str, str]:
    """Name and Version from the top of a METADATA or PKG-INFO file, empty where they are not."""
    found = {"name": "", "version": ""}
    for line in _start(path).splitlines():
        key, colon, value = line.partition(":")
        if not colon and not line.startswith((" ", "\t")):
            break
        if found.get(key.lower()) == "":
            found[key.lower()] = value.strip()
    return found["name"], found["version"]


def _number(text: bytes) -> int:
    """A size, 0 for what is none."""
    return int(text) if text.isdigit() and len(text) <= _LONGEST_SIZE else 0


def _start(path: str) -> str:
    """The top of a file, empty where it cannot be read."""
    try:
        return read_start(path, _LARGEST_HEADER).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""
