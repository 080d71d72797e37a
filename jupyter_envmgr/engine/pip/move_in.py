"""What uv installed apart from an environment, moved into it.

The environment is a copy whose files are links to those of the one in use: a file is never written
into, a new one takes its place. And it is known what a package brings before anything is there.
"""

from __future__ import annotations

import filecmp
import os
from collections.abc import Iterator
from pathlib import Path

from packaging.utils import canonicalize_name

from jupyter_envmgr.engine.pip.owners import Owners
from jupyter_envmgr.engine.pip.record import (
    Row,
    in_prefix,
    infos,
    is_in_conda_meta,
    key,
    read_rows,
    write_rows,
)
from jupyter_envmgr.errors import ClobberError, PipConflictError

_UVS = {".lock", ".gitignore", "CACHEDIR.TAG"}
"""What uv leaves at the top of a folder that it installs into, and a wheel hardly ever has."""


def move_in(apart: Path, stage: Path, owners: Owners) -> list[str]:
    """Move everything below ``apart`` to its place in ``stage``; the paths.

    Raises
    ------
    PipConflictError
        A file belongs to a package of either layer, or to two of the new ones, or it would be in
        ``conda-meta``.
    ClobberError
        A file is in the way that no package owns. Nothing was moved then.

    """
    _refuse_twice(apart)
    shared = _leave_to_conda(apart, owners)
    whose = {
        key(in_prefix(apart, info, row.path)): _name(info)
        for info in infos(apart)
        for row in read_rows(info) or []
    }
    files = [
        path
        for path in _files(apart)
        if path not in shared and (path not in _UVS or key(path) in whose)
    ]
    for path in files:
        _refuse(path, whose.get(key(path), "a pip package"), apart, stage, owners)
    for path in files:
        target = stage / path
        if key(path) not in owners.pip:  # else it is the same
            target.parent.mkdir(parents=True, exist_ok=True)
            (apart / path).replace(target)
    return files


def _files(apart: Path) -> Iterator[str]:
    for folder, _, names in os.walk(apart):
        for name in names:
            yield Path(folder, name).relative_to(apart).as_posix()


def _name(info: Path) -> str:
    return canonicalize_name(info.name.partition("-")[0])


def _refuse_twice(apart: Path) -> None:
    """Of two new packages with one file uv keeps the last; it must not matter which."""
    seen: dict[str, tuple[str, Row]] = {}
    for info in infos(apart):
        name = _name(info)
        for row in read_rows(info) or []:
            path = in_prefix(apart, info, row.path)
            other, first = seen.setdefault(key(path), (name, row))
            if other != name and not (row.digest and row.digest == first.digest):
                known = row.digest and first.digest
                differs = "not the same" if known else "it cannot be told whether it is the same"
                raise PipConflictError(
                    f"{other} and {name} both have {path}, and {differs}.",
                    "Ask for one of the two.",
                    files=[path],
                    packages=[other, name],
                )


def _leave_to_conda(apart: Path, owners: Owners) -> set[str]:
    """Drop the empty files that conda has too (a ``tests/__init__.py``) from the new packages."""
    dropped: set[str] = set()
    for info in infos(apart):
        rows = read_rows(info) or []
        kept = []
        for row in rows:
            path = in_prefix(apart, info, row.path)
            if key(path) in owners.conda and _is_empty(apart / path):
                dropped.add(path)
            else:
                kept.append(row)
        if len(kept) < len(rows):
            write_rows(info, kept)
    return dropped


def _refuse(path: str, name: str, apart: Path, stage: Path, owners: Owners) -> None:
    conda, pip = owners.conda.get(key(path)), owners.pip.get(key(path))
    if is_in_conda_meta(path):
        raise PipConflictError(
            f"{name} (pip) would write {path}: only conda's own records belong there.",
            "Leave it out.",
            files=[path],
            packages=[name],
        )
    if conda:
        raise PipConflictError(
            f"{name} (pip) would overwrite {path}, which belongs to {conda} (conda).",
            "Leave it out, or remove the conda package first.",
            files=[path],
            packages=[name, conda],
        )
    target = stage / path
    if not os.path.lexists(target):
        _refuse_links(path, name, stage)
        return
    same = _is_same(apart / path, target)
    if pip and not same:
        raise PipConflictError(
            f"{name} would overwrite {path}, which belongs to {pip}; both are pip packages.",
            "Leave one of the two out.",
            files=[path],
            packages=[name, pip],
        )
    if not same:
        raise ClobberError(
            f"{name} has {path}, which no package owns: it would be overwritten.",
            package=name,
            files=[path],
        )


def _refuse_links(path: str, name: str, stage: Path) -> None:
    """A file must not be written through a link to a folder, nor over a file as its folder."""
    parent = (stage / path).parent
    while parent != stage:
        if parent.is_symlink() or (parent.exists() and not parent.is_dir()):
            where = parent.relative_to(stage).as_posix()
            raise ClobberError(
                f"{name} has {path}, and {where} is not a folder but a link or a file.",
                package=name,
                files=[where],
            )
        parent = parent.parent


def _is_same(one: Path, other: Path) -> bool:
    if other.is_symlink() or not other.is_file():
        return False
    return filecmp.cmp(one, other, shallow=False)


def _is_empty(path: Path) -> bool:
    return path.is_file() and path.stat().st_size == 0
