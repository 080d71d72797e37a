"""Taking pip packages out of an environment, file by file and none that is another's.

uv goes by names and deletes whatever a RECORD lists, conda's files too where pip once wrote over
them. Formats: RECORD; setuptools' ``*.egg-link`` with ``easy-install.pth``, and the
``installed-files.txt`` of its old installations.
"""

# ruff: noqa: PTH106, PTH108, PTH113, PTH114, PTH118, PTH208 - a Path for each file would be slow

from __future__ import annotations

import os
import posixpath
import shutil
import uuid
from collections.abc import Collection, Iterable
from pathlib import Path

from jupyter_envmgr.engine.pip.owners import Owners, is_condas, read_owners
from jupyter_envmgr.engine.pip.record import in_prefix, is_in_conda_meta, key, read_rows
from jupyter_envmgr.errors import PipError
from jupyter_envmgr.prefixes import site_packages
from jupyter_envmgr.prefixes.dist_info import DIST_INFO, EGG_LINK, Distribution, describes
from jupyter_envmgr.regular_file import read_regular

_KEPT = {"", ".", "bin", "lib", "Lib", "Scripts"}
_HINT = "Remove it with the program that installed it, or create the environment anew."


def uninstall(prefix: Path, names: Collection[str]) -> None:
    """Remove every description of these packages with its files; those of conda's stay.

    Raises PipError where nothing tells which files a package has.
    """
    found = [
        (site, file)
        for site in site_packages(prefix)
        for file in sorted(filter(describes, os.listdir(site)))
        if Distribution(str(site), file).name_and_version[0] in names
    ]
    owners = read_owners(prefix, without=[site / file for site, file in found])
    removal = _Removal(prefix, owners)
    for site, file in found:
        if not is_condas(prefix, site / file, owners):
            removal.remove(site, file)
    removal.tidy()


class _Removal:
    """Files on their way out."""

    def __init__(self, prefix: Path, owners: Owners) -> None:
        self._prefix = prefix
        self._real = os.path.realpath(prefix)
        self._owners = owners
        self._folders: set[str] = set()

    def remove(self, site: Path, file: str) -> None:
        description = site / file
        if file.endswith(EGG_LINK):
            self._unlink_egg(site, description)
            return
        self._delete(self._files(site, description))
        if description.is_dir() and not description.is_symlink():
            shutil.rmtree(description)  # with what nobody listed in it

    def tidy(self) -> None:
        """Remove the folders that became empty."""
        for each in sorted(self._folders, key=len, reverse=True):
            folder = each
            while folder not in _KEPT and not folder.endswith("site-packages"):
                try:
                    os.rmdir(f"{self._prefix}/{folder}")
                except OSError:
                    break
                folder = posixpath.dirname(folder)

    def _files(self, site: Path, description: Path) -> list[str]:
        """What a package has, relative to the prefix."""
        if description.name.endswith(DIST_INFO):
            rows = read_rows(description)
            if rows is not None:
                return [in_prefix(self._prefix, description, row.path) for row in rows]
        else:
            try:
                lines = read_regular(description / "installed-files.txt").decode().splitlines()
            except (OSError, ValueError):
                lines = []
            if lines:
                base = description.relative_to(self._prefix).as_posix()
                return [posixpath.normpath(f"{base}/{line}") for line in lines if line]
        name, version = Distribution(str(site), description.name).name_and_version
        raise PipError(
            f"{name} {version} cannot be removed: nothing in {description.name} tells which files "
            "it has.",
            _HINT,
            package=name,
        )

    def _delete(self, files: Iterable[str]) -> None:
        for path in files:
            if (
                key(path) in self._owners.conda
                or key(path) in self._owners.pip
                or is_in_conda_meta(path)
            ):
                continue
            folder, name = posixpath.split(path)
            if not self._is_inside(folder):
                continue
            self._folders.add(folder)
            _unlink(f"{self._prefix}/{path}")
            if name.endswith(".py"):
                self._delete_bytecode(folder, name[:-3])

    def _delete_bytecode(self, folder: str, module: str) -> None:
        cache = f"{folder}/__pycache__"
        try:
            names = os.listdir(f"{self._prefix}/{cache}")
        except OSError:
            return
        self._folders.add(cache)
        for name in names:
            if name.startswith(f"{module}.") and name.endswith(".pyc"):
                path = f"{cache}/{name}"
                if key(path) not in self._owners.conda:
                    _unlink(f"{self._prefix}/{path}")

    def _unlink_egg(self, site: Path, link: Path) -> None:
        source = read_regular(link).decode("utf-8", "replace").partition("\n")[0].strip()
        table = site / "easy-install.pth"
        if table.is_file():
            lines = read_regular(table).decode("utf-8", "surrogateescape").splitlines()
            text = "".join(f"{line}\n" for line in lines if line.strip() != source)
            new = site / f".{uuid.uuid4().hex}"
            new.write_bytes(text.encode("utf-8", "surrogateescape"))
            new.replace(table)
        link.unlink()

    def _is_inside(self, folder: str) -> bool:
        """Whether a folder is the environment's own: RECORD may name others, or go by a link."""
        if folder in self._folders:
            return True
        real = os.path.realpath(f"{self._prefix}/{folder}")
        return real == self._real or real.startswith(os.path.join(self._real, ""))


def _unlink(path: str) -> None:
    if os.path.islink(path) or os.path.isfile(path):
        os.unlink(path)
