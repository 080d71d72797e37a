"""``conda-meta``, the folder in which a prefix keeps its records, by the names of its files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

_SEPARATORS = re.compile(r"[-_.]+")
_PYTHON = re.compile(r"\npython-([^-\n]+)-[^-\n]+\.json\n")


class CondaMeta:
    """What can be told of a conda layer without opening a record.

    The names are looked at as one text: this is asked for a hundred environments at a time.
    """

    def __init__(self, path: str, names: Sequence[str]) -> None:
        self.path = path
        self.names = names
        self._text = "\n".join(["", *names, ""])

    @cached_property
    def records(self) -> list[str]:
        """The file names of records; names with a dot in front are other programs' notes."""
        return [name for name in self.names if name[-5:] == ".json" and name[0] != "."]

    @property
    def conda_packages(self) -> int:
        return self._text.count(".json\n")

    @property
    def python(self) -> str | None:
        """The version of the package ``python``, None where it is not installed."""
        match = _PYTHON.search(self._text)
        return match[1] if match else None

    @property
    def frozen(self) -> bool:
        """Whether nobody is to change the environment (CEP 22)."""
        return "frozen" in self.names

    @property
    def half_made(self) -> bool:
        """Whether it is empty; conda tells an environment by its history, others write none."""
        return "history" not in self.names and not self.conda_packages

    def stems(self) -> set[str]:
        """Name and version of every package, ``python-3.12.4``."""
        return {name.rpartition("-")[0] for name in self.names}

    def named(self, name: str) -> list[str]:
        """The records of packages whose name is that one as PEP 503 compares names."""
        return [each for each in self.records if normalised(split_record_name(each)[0]) == name]

    def of_version(self, version: str) -> list[str]:
        """The records of packages of a version."""
        return [each for each in self.records if split_record_name(each)[1] == version]


def normalised(name: str) -> str:
    """A project's name as PEP 503 compares it."""
    return _SEPARATORS.sub("-", name).lower()


def split_record_name(file_name: str) -> tuple[str, str, str]:
    """Name, version and build: ``python-dateutil-2.9.0-pyhd8ed1ab_1.json`` has dashes in a name."""
    parts = file_name.removesuffix(".json").rsplit("-", 2)
    name, version, build = (*parts, "", "")[:3]
    return name, version, build
