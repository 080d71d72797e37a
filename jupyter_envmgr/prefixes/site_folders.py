"""``site-packages``: the folders in which an environment has its Python packages."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_VERSIONS = ("python*", "pypy*")
_WINDOWS = "Lib/site-packages"


def site_packages(prefix: str | os.PathLike[str]) -> list[Path]:
    """All that are there, of whatever Python, each once.

    conda-forge's Python has a link ``lib/python3.1`` to its folder; links are passed over.
    """
    root = Path(prefix)
    folders = [
        version / "site-packages"
        for pattern in _VERSIONS
        for version in sorted((root / "lib").glob(pattern))
        if not version.is_symlink()
    ]
    return [folder for folder in [*folders, root / _WINDOWS] if folder.is_dir()]


def list_site_packages(prefix: str, python: str | None) -> tuple[str, list[str]]:
    """That of the package ``python``, by its version, and what is in it; it is not searched for."""
    for folder in _candidates(prefix, python):
        with suppress(OSError):
            return folder, os.listdir(folder)  # noqa: PTH208 - names are all that is wanted
    return "", []


def _candidates(prefix: str, python: str | None) -> list[str]:
    """CPython's folder, that of its free-threaded build, PyPy's, and Windows'."""
    minor = ".".join(python.split(".")[:2]) if python else ""
    versions = (f"python{minor}", f"python{minor}t", f"pypy{minor}") if minor else ()
    return [
        *(f"{prefix}/lib/{version}/site-packages" for version in versions),
        f"{prefix}/{_WINDOWS}",
    ]
