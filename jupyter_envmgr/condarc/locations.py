"""Which files conda reads its settings from, and in which order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path


def configuration_files(
    environ: Mapping[str, str], home: Path, root: Path | None, *, windows: bool
) -> list[Path]:
    """The files that exist, lowest priority first (conda's user guide, "Searching for .condarc").

    A folder in the search path stands for its ``*.yml`` and ``*.yaml`` files, by name.
    """
    found = [
        file
        for place in _search_path(environ, home, root, windows=windows)
        for file in _files_at(place)
    ]
    return list(dict.fromkeys(found))


def _search_path(
    environ: Mapping[str, str], home: Path, root: Path | None, *, windows: bool
) -> Iterator[Path]:
    for folder in _folders(environ, home, root, windows=windows):
        yield from _in_folder(folder)
    yield home / ".condarc"
    if environ.get("CONDA_PREFIX"):
        yield from _in_folder(Path(environ["CONDA_PREFIX"]))
    if environ.get("CONDARC"):
        yield _from_home(environ["CONDARC"], home)


def _folders(
    environ: Mapping[str, str], home: Path, root: Path | None, *, windows: bool
) -> Iterator[Path]:
    if windows:
        yield Path(environ.get("PROGRAMDATA", "C:/ProgramData"), "conda")
    else:
        yield from (Path("/etc/conda"), Path("/var/lib/conda"))
    if root is not None:
        yield root
    if environ.get("XDG_CONFIG_HOME"):
        yield Path(environ["XDG_CONFIG_HOME"], "conda")
    yield from (home / ".config" / "conda", home / ".conda")


def _in_folder(folder: Path) -> Iterator[Path]:
    yield from (folder / ".condarc", folder / "condarc", folder / "condarc.d")


def _from_home(text: str, home: Path) -> Path:
    return home / text[2:] if text.startswith(("~/", "~\\")) else Path(text)


def _files_at(place: Path) -> list[Path]:
    try:
        if place.is_dir():
            names = sorted(entry.name for entry in os.scandir(place) if entry.is_file())
            return [place / name for name in names if name.endswith((".yml", ".yaml"))]
        named_right = place.name in (".condarc", "condarc") or place.suffix in (".yml", ".yaml")
        return [place] if named_right and place.is_file() else []
    except OSError:
        return []
