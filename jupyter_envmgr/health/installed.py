"""An environment, read once for all checks: conda's records and Python's distributions."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct, field

from jupyter_envmgr.channel_url import short_name
from jupyter_envmgr.health.distribution import Distribution
from jupyter_envmgr.prefixes import site_packages
from jupyter_envmgr.regular_file import read_regular

_INFOS = (".dist-info", ".egg-info")
_PYTHON_FOLDER = re.compile(r"/(?:python|pypy)(\d+\.\d+)t?/")


class CondaRecord(Struct, frozen=True):
    """A record in ``conda-meta``, without what only checksums need."""

    name: str
    version: str
    build: str = ""
    build_number: int = 0
    subdir: str | None = None
    channel: str | None = None
    url: str = ""
    depends: list[str] = field(default_factory=list)
    constrains: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    """Real paths, with slashes, relative to the prefix."""

    @property
    def channel_name(self) -> str:
        return short_name(self.channel or self.url or "")

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


_decoder = msgspec.json.Decoder(CondaRecord)


class Installed:
    """What is installed, as the files say that are there."""

    def __init__(self, prefix: Path) -> None:
        self.prefix = prefix
        self.unreadable: dict[str, str] = {}
        """Records that cannot be read, relative to the prefix, and why."""
        self.records: dict[str, CondaRecord] = {}
        """By package name; of two for one name the later file's."""
        self.record_files: dict[str, list[str]] = {}
        """The files of records, by package name."""
        self._more_listings: dict[str, frozenset[str]] = {}
        try:
            names = os.listdir(prefix / "conda-meta")  # noqa: PTH208 - names are all that is wanted
        except FileNotFoundError:
            names = []
        except OSError as error:
            names = []
            self.unreadable["conda-meta"] = error.strerror or str(error)
        for name in sorted(names):
            if name.endswith(".json") and name[0] != "." and _is_text(name):
                self._read(name)

    @cached_property
    def folders(self) -> dict[str, dict[str, str]]:
        """The files that conda's packages own: the package of each, by folder and name.

        Compiled modules are left out: Python makes them anew. A path that leads out of the
        environment is nobody's.
        """
        folders: dict[str, dict[str, str]] = {}
        for record in self.records.values():
            package, last = record.name, None
            names: dict[str, str] = {}
            for path in record.files:
                folder, _, name = path.rpartition("/")
                if folder != last:  # a record has the files of a folder one after the other
                    names, last = folders.setdefault(folder, {}), folder
                if name[-4:] != ".pyc":
                    names[name] = package
        return {folder: names for folder, names in folders.items() if names and is_inside(folder)}

    @cached_property
    def listings(self) -> dict[str, frozenset[str]]:
        """What is in the folders that conda's packages use; nothing in one that is gone."""
        return {folder: _list(f"{self.prefix}/{folder}") for folder in self.folders}

    @property
    def unreadable_packages(self) -> set[str]:
        """Packages whose records cannot be read, by the names of the files."""
        names = (path.rpartition("/")[2] for path in self.unreadable)
        return {name.removesuffix(".json").rsplit("-", 2)[0] for name in names}

    @cached_property
    def site_packages(self) -> list[str]:
        """The folders of Python packages, relative to the prefix."""
        return [path.relative_to(self.prefix).as_posix() for path in site_packages(self.prefix)]

    @property
    def python(self) -> str | None:
        record = self.records.get("python")
        return record.version if record else None

    @cached_property
    def other_site_packages(self) -> list[str]:
        """Those of Pythons that the environment had before, where this one does not look."""
        return [site for site in self.site_packages if not self._is_read(site)]

    @cached_property
    def distributions(self) -> list[Distribution]:
        """Every Python distribution, of both layers; those that conda's packages own say so."""
        owners = dict(self._owned_infos())
        return [
            Distribution(f"{self.prefix}/{site}", name, owners.get(f"{site}/{name}", ""))
            for site in self.site_packages
            if self._is_read(site)
            for name in sorted(self.names_in(site))
            if name.endswith(_INFOS) and name[0] not in ".~"
        ]

    @cached_property
    def projects(self) -> dict[str, str]:
        """The conda package that brings a project of Python's index, by the project's name."""
        found = {}
        for path, package in self._owned_infos():
            info = path.rpartition("/")[2]
            found[Distribution("", info, package).name_by_folder] = package
        return found

    def names_in(self, folder: str) -> frozenset[str]:
        """What is in a folder, given relative to the prefix; nothing where it is not there.

        Names that are no text cannot be told to anybody, and are left out.
        """
        if folder not in self._more_listings:
            found = self.listings.get(folder)
            found = _list(f"{self.prefix}/{folder}") if found is None else found
            self._more_listings[folder] = frozenset(filter(_is_text, found))
        return self._more_listings[folder]

    def has(self, path: str) -> bool:
        """Whether a file is there, given relative to the prefix.

        The file system itself has the last word: it may not tell capitals apart, or write accents
        in another way.
        """
        folder, _, name = path.rpartition("/")
        return name in self.names_in(folder) or os.path.lexists(f"{self.prefix}/{path}")

    def of_name(self, name: str) -> list[Distribution]:
        """The distributions of a project, by its normalised name."""
        return self._by_name.get(name, [])

    @cached_property
    def _by_name(self) -> dict[str, list[Distribution]]:
        found: dict[str, list[Distribution]] = {}
        for distribution in self.distributions:
            found.setdefault(distribution.name, []).append(distribution)
        return found

    def _owned_infos(self) -> Iterator[tuple[str, str]]:
        """The path of each dist-info or egg-info that a record lists, and its package."""
        sites = set(self.site_packages)
        for folder, names in self.folders.items():
            if folder.endswith(_INFOS) and str(PurePosixPath(folder).parent) in sites:
                yield folder, next(iter(names.values()))
            elif folder in sites:
                eggs = ((name, names[name]) for name in names if name.endswith(_INFOS))
                yield from ((f"{folder}/{name}", package) for name, package in eggs)

    def _is_read(self, site: str) -> bool:
        """Whether the environment's Python looks into a folder, as far as its name tells."""
        version = _PYTHON_FOLDER.search(site)
        minor = ".".join((self.python or "").split(".")[:2])
        return not version or not minor or version[1] == minor

    def _read(self, file_name: str) -> None:
        path = self.prefix / "conda-meta" / file_name
        try:
            record = _decoder.decode(read_regular(path))
        except FileNotFoundError:
            return  # it went away in the meantime
        except OSError as error:
            self.unreadable[f"conda-meta/{file_name}"] = error.strerror or str(error)
            return
        except (ValueError, RecursionError):
            self.unreadable[f"conda-meta/{file_name}"] = "it is cut off, or is no record"
            return
        self.records[record.name] = record
        self.record_files.setdefault(record.name, []).append(file_name)


def is_inside(path: str) -> bool:
    """Whether a relative path stays inside its environment."""
    return not os.path.isabs(path) and ".." not in path and "\0" not in path  # noqa: PTH117 - a Path for each file would be slow


def _is_text(name: str) -> bool:
    """Whether JSON can hold a name; Python reads one that is no UTF-8 into half characters."""
    return name.isascii() or name.encode("utf-8", "ignore").decode() == name


def _list(folder: str) -> frozenset[str]:
    try:
        return frozenset(os.listdir(folder))  # noqa: PTH208 - names are all that is wanted
    except (OSError, ValueError):
        return frozenset()
