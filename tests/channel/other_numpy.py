"""Older versions of numpy: one to go down to, and one that spoils what needs numpy."""

from __future__ import annotations

from pathlib import Path

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from tests.channel.convert import Source
from tests.channel.download import DownloadError, download
from tests.channel.pythons import Python


def newest(python: Python, sources: list[Source]) -> Version:
    """The version that pip chose for an interpreter."""
    return max(s.wheel.version for s in sources if s.wheel.name == "numpy" and python in s.pythons)


def fitting(python: Python, sources: list[Source], cache: Path) -> Path | None:
    """A wheel of the minor version before, which everything in the channel can work with."""
    version = newest(python, sources)
    wanted = SpecifierSet(f"<{version.major}.{version.minor}")
    for source in sources:
        wanted &= _demand(python, source)
    return _wheel(python, f"numpy{wanted}", cache)


def spoiling(python: Python, sources: list[Source], cache: Path) -> Path | None:
    """A wheel that the channel's pandas refuses."""
    pandas = next(s for s in sources if s.wheel.name == "pandas" and python in s.pythons)
    lowest = [Version(each.version) for each in _demand(python, pandas) if each.operator == ">="]
    return _wheel(python, f"numpy<{min([Version('2'), *lowest])}", cache)


def _demand(python: Python, source: Source) -> SpecifierSet:
    """What a wheel wants of numpy, if it is for this Python."""
    wanted = SpecifierSet()
    if python in source.pythons:
        for requirement in source.wheel.requirements(python.markers, set()):
            if requirement.name == "numpy":
                wanted &= requirement.specifier
    return wanted


def _wheel(python: Python, requirement: str, cache: Path) -> Path | None:
    """None where the index has none for this Python: it may be too new."""
    try:
        folder = download(python, (requirement,), cache, "--no-deps")
    except DownloadError:
        return None
    return next(folder.glob("numpy-*.whl"))
