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
        if python in source.pythons:
            for requirement in source.wheel.requirements(python.markers, set()):
                if requirement.name == "numpy":
                    wanted &= requirement.specifier
    return _wheel(python, f"numpy{wanted}", cache)


def spoiling(python: Python, below: Version, cache: Path) -> Path | None:
    """A wheel that today's pandas refuses or, where there is none for this Python, an old one."""
    return _wheel(python, "numpy<2", cache) or _wheel(python, f"numpy<{below}", cache)


def _wheel(python: Python, requirement: str, cache: Path) -> Path | None:
    """None where the index has none for this Python: it may be too new."""
    try:
        folder = download(python, (requirement,), cache, "--no-deps")
    except DownloadError:
        return None
    return next(folder.glob("numpy-*.whl"))
