"""The packages of an environment as a solver needs them, without their lists of files."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct, field
from rattler import BuildString, PackageRecord, RepoDataRecord
from rattler.package import NoArchLiteral

from jupyter_envmgr.engine.failures import translated
from jupyter_envmgr.engine.packages import CondaPackage, installed_package
from jupyter_envmgr.errors import EnvmgrError, UnreadableError
from jupyter_envmgr.regular_file import read_regular


class _Record(Struct):
    """Of ``conda-meta/*.json``, the part that repodata has too."""

    name: str
    version: str
    build: str
    build_number: int = 0
    subdir: str | None = None
    fn: str = ""
    url: str = ""
    channel: str | None = None
    depends: list[str] = field(default_factory=list)
    constrains: list[str] = field(default_factory=list)
    noarch: str | bool | None = None
    """``true`` was written before there were kinds of it."""
    size: int | None = None
    md5: str | None = None
    sha256: str | None = None
    python_site_packages_path: str | None = None
    requested_spec: str | None = None
    """conda's; it writes "None" for what nobody asked for."""
    requested_specs: list[str] | None = None
    """rattler's."""


_NOARCH: dict[str, NoArchLiteral] = {"python": "python", "generic": "generic", "True": True}
_decoder = msgspec.json.Decoder(_Record)


def package_records(
    prefix: Path,
) -> tuple[list[RepoDataRecord], dict[str, CondaPackage]]:
    """Every conda package of an environment; the same by name, without rattler.

    Raises
    ------
    UnreadableError
        A record is damaged; its file is named.

    """
    found = [_read(path) for path in sorted((prefix / "conda-meta").glob("*.json"))]
    return [record for record, _ in found], {package.name: package for _, package in found}


def requested_specs(prefix: Path) -> dict[str, str]:
    """What the records themselves say was asked for, by name; damaged ones say nothing."""
    found = {}
    for path in sorted((prefix / "conda-meta").glob("*.json")):
        with suppress(OSError, ValueError, RecursionError):
            record = _decoder.decode(read_regular(path))
            specs = record.requested_specs or [record.requested_spec or "None"]
            if specs[0] != "None":
                found[record.name] = specs[0]
    return found


def _read(path: Path) -> tuple[RepoDataRecord, CondaPackage]:
    try:
        record = _decoder.decode(read_regular(path))
        with translated(f"Reading {path.name}"):
            return _converted(record, path)
    except (OSError, ValueError, RecursionError, EnvmgrError) as error:
        reason = error.message if isinstance(error, EnvmgrError) else error
        raise UnreadableError(f"{path} is damaged: {reason}.", path=str(path)) from error


def _converted(record: _Record, path: Path) -> tuple[RepoDataRecord, CondaPackage]:
    package = PackageRecord(
        record.name,
        record.version,
        BuildString(record.build),
        record.build_number,
        record.subdir or "noarch",
        noarch=_NOARCH.get(str(record.noarch)),
        depends=record.depends,
        constrains=record.constrains,
        size=record.size,
        md5=bytes.fromhex(record.md5) if record.md5 else None,
        sha256=bytes.fromhex(record.sha256) if record.sha256 else None,
        python_site_packages_path=record.python_site_packages_path,
    )
    name = record.fn or f"{path.stem}.conda"
    # the channel's own entry may be a name, "<unknown>" or nothing: it is told by the address
    url = record.url or f"file:///{record.subdir or 'noarch'}/{name}"
    converted = RepoDataRecord(package, name, url, f"{url.rsplit('/', 2)[0]}/")
    return converted, installed_package(record, url)
