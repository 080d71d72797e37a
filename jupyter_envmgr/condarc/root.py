"""Where the base environment is."""

# ruff: noqa: PTH112, PTH113 - a Path raises for what may not be looked into, before Python 3.14

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

_USUAL = ("miniforge3", "mambaforge", "miniconda3", "anaconda3", "micromamba", "conda")


def find_root(environ: Mapping[str, str], home: Path, *, windows: bool) -> Path | None:
    """The prefix of the base environment: the first candidate that has ``conda-meta``.

    What an activated shell says comes first, then the environment that is active or that we run
    in, then the programs on the PATH, then the folders that installers offer.
    """
    for candidate in _candidates(environ, home, windows=windows):
        if candidate.is_absolute() and os.path.isdir(candidate / "conda-meta"):
            return candidate
    return None


def mamba_root(environ: Mapping[str, str], home: Path) -> Path | None:
    """Where micromamba has its ``envs``; it need not be an environment itself."""
    named = environ.get("MAMBA_ROOT_PREFIX")
    if named:
        return Path(named)
    usual = home / "micromamba"
    return usual if os.path.isdir(usual / "envs") else None


def _candidates(environ: Mapping[str, str], home: Path, *, windows: bool) -> Iterator[Path]:
    for name in ("CONDA_ROOT", "_CONDA_ROOT"):
        if environ.get(name):
            yield Path(environ[name])
    if environ.get("CONDA_EXE"):
        yield Path(environ["CONDA_EXE"]).parent.parent
    if environ.get("CONDA_PYTHON_EXE"):
        python = Path(environ["CONDA_PYTHON_EXE"])
        yield python.parent if windows else python.parent.parent
    if environ.get("MAMBA_ROOT_PREFIX"):
        yield Path(environ["MAMBA_ROOT_PREFIX"])
    for prefix in (environ.get("CONDA_PREFIX"), sys.prefix):
        if prefix:
            yield from _bases_of(Path(prefix))
    yield from _on_path(environ.get("PATH", ""), windows=windows)
    yield from _usual_places(environ, home, windows=windows)


def _bases_of(prefix: Path) -> Iterator[Path]:
    """The prefix if it is a base, which alone has ``condabin``, or that whose ``envs`` it is in."""
    if os.path.isdir(prefix / "condabin"):
        yield prefix
    if prefix.parent.name == "envs":
        yield prefix.parent.parent


def _on_path(path: str, *, windows: bool) -> Iterator[Path]:
    program = "conda.exe" if windows else "conda"
    for folder in path.split(os.pathsep):
        if folder and os.path.isfile(Path(folder, program)):
            yield Path(folder).resolve().parent


def _usual_places(environ: Mapping[str, str], home: Path, *, windows: bool) -> Iterator[Path]:
    if windows:
        parents = [home, Path(environ.get("PROGRAMDATA", "C:/ProgramData")), Path("C:/tools")]
    else:
        parents = [home, home / "opt", Path("/opt"), Path("/opt/homebrew/Caskroom")]
    for parent in parents:
        for name in _USUAL:
            yield parent / name
    yield from (home / "miniforge", home / "miniconda", home / "anaconda")
