"""How many packages pip put on top of conda's, told without opening conda's records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from jupyter_envmgr.prefixes.dist_info import DIST_INFO, Distribution, find_described, normalised
from jupyter_envmgr.prefixes.records import owns, split_record_name


def count_pip_packages(prefix: str, records: Sequence[str], python: str | None) -> int:
    """Distributions that no conda package brought.

    Most carry the name and version of a record. Of the few that do not, those whose record has
    another version are looked for in that record, and the rest are conda's if they say so, or if
    a record of the same version, as ``pytorch`` for ``torch``, has them. The package table, which
    reads all records, is the exact answer.
    """
    folder, names = find_described(prefix, python)
    doubtful = _not_called_as(records, names)
    if not doubtful:
        return 0
    layer = _CondaLayer(prefix, records)
    return sum(not layer.owns(Distribution(folder, name)) for name in doubtful)


def _not_called_as(records: Iterable[str], names: Sequence[str]) -> list[str]:
    """The distributions that have no record of the same name and version.

    Done on one text for all, since this is asked for every package of every environment.
    """
    stems = (record.rpartition("-")[0] for record in records)
    known = set(_folded(f"{DIST_INFO}\n".join(stems) + DIST_INFO))
    keys = _folded("\n".join(names)) if names else []
    return [name for name, key in zip(names, keys, strict=True) if key not in known]


def _folded(text: str) -> list[str]:
    """Lines with dashes for dots and underscores, and nothing in capitals."""
    return text.lower().replace("_", "-").replace(".", "-").split("\n")


class _CondaLayer:
    """The records of a prefix, opened only where a distribution leaves a doubt."""

    def __init__(self, prefix: str, records: Iterable[str]) -> None:
        self._meta = Path(prefix, "conda-meta")
        self._by_name: dict[str, str] = {}
        self._by_version: defaultdict[str, list[str]] = defaultdict(list)
        for record in records:
            name, version, _ = split_record_name(record)
            self._by_name[normalised(name)] = record
            self._by_version[version].append(record)

    def owns(self, distribution: Distribution) -> bool:
        name, version = distribution.folder_name_and_version
        if record := self._by_name.get(name):
            return self._has(record, distribution)
        if distribution.installer == "conda":
            return True
        return any(self._has(record, distribution) for record in self._by_version[version])

    def _has(self, record: str, distribution: Distribution) -> bool:
        try:
            return owns((self._meta / record).read_bytes(), distribution.file_name)
        except OSError:
            return False
