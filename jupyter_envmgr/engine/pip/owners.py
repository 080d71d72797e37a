"""Whose a file of an environment is, so that nothing is overwritten or taken away.

conda's records are ``conda-meta/*.json``. conda itself writes short paths of noarch packages into
their ``paths_data``, so ``files`` is what counts where it is there.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from msgspec import DecodeError, Raw, Struct, field
from msgspec.json import Decoder
from packaging.utils import canonicalize_name

from jupyter_envmgr.engine.pip.record import in_prefix, infos, key, read_rows
from jupyter_envmgr.errors import UnreadableError
from jupyter_envmgr.regular_file import read_regular


class Owners(Struct, frozen=True):
    """Each file that a package owns, by its `key`, with the name of the package."""

    conda: dict[str, str]
    pip: dict[str, str]


class _File(Struct):
    path: str = field(name="_path")


class _Paths(Struct):
    paths: list[_File] = field(default_factory=list)


class _Record(Struct):
    name: str
    files: list[str] = field(default_factory=list)
    paths_data: Raw = field(default_factory=lambda: Raw(b"{}"))
    """The same with more about each, for which there is no need."""

    @property
    def paths(self) -> list[str]:
        return self.files or [each.path for each in _paths.decode(self.paths_data).paths]


_records = Decoder(_Record)
_paths = Decoder(_Paths)


def read_owners(prefix: Path, without: Collection[Path] = ()) -> Owners:
    """Read all records but those of the dist-info folders ``without``.

    Raises UnreadableError where a record of conda's is damaged: its files could not be spared.
    """
    owners = Owners({}, {})
    for file in sorted((prefix / "conda-meta").glob("*.json")):
        name, paths = _read(file)
        owners.conda.update(dict.fromkeys(map(key, paths), name))
    for info in infos(prefix):
        if info in without or is_condas(prefix, info, owners):
            continue
        name = canonicalize_name(info.name.partition("-")[0])
        for row in read_rows(info) or []:
            owners.pip[key(in_prefix(prefix, info, row.path))] = name
    return owners


def _read(file: Path) -> tuple[str, list[str]]:
    """The name of a package and its files."""
    try:
        record = _records.decode(read_regular(file))
        paths = record.paths
    except (OSError, DecodeError, RecursionError) as error:
        raise UnreadableError(f"{file} is damaged: {error}.", path=str(file)) from error
    return record.name, paths


def is_condas(prefix: Path, description: Path, owners: Owners) -> bool:
    """Whether a ``*.dist-info`` or ``*.egg-info`` belongs to a package of conda's."""
    path = description.relative_to(prefix).as_posix()
    names = ("", "/METADATA", "/PKG-INFO", "/RECORD")
    return any(key(f"{path}{name}") in owners.conda for name in names)
