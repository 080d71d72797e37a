"""Where the environments are: base, folders of environments, ``environments.txt``, our own."""

# ruff: noqa: PTH110, PTH114, PTH115, PTH116, PTH118, PTH208 - a Path per file would cost the listing its budget

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from msgspec import Struct

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.models import Problem
from jupyter_envmgr.prefixes.environments_txt import read_environments_txt
from jupyter_envmgr.prefixes.records import record_names

STAGING = ".envmgr"
"""The folder, inside a folder of environments, where unfinished ones are."""

Identity = tuple[int, int] | str


class Found(Struct, frozen=True):
    """A prefix that is there, with the file names in its ``conda-meta``."""

    prefix: str
    identity: Identity
    """The same for two paths of one folder."""
    names: list[str] = []
    problem: Problem | None = None


def find_prefixes(condarc: Condarc, server_prefix: str) -> list[Found]:
    """Every environment once, in the order in which they get their names.

    Base, those in base's own folder, those in the other folders in conda's order, and last those
    that are elsewhere, by path.
    """
    found: dict[Identity, Found] = {}
    for each in _all(condarc, server_prefix):
        found.setdefault(each.identity, each)
    return list(found.values())


def folders(condarc: Condarc) -> list[str]:
    """Folders of environments, base's own first, then in conda's order."""
    root = condarc.root_prefix
    own = [] if root is None else [str(root / "envs")]
    return list(dict.fromkeys([*own, *map(str, condarc.envs_dirs)]))


def _all(condarc: Condarc, server_prefix: str) -> Iterator[Found]:
    if condarc.root_prefix is not None:
        yield from _look(str(condarc.root_prefix))
    for folder in folders(condarc):
        yield from _in_folder(folder)
    for prefix in sorted(_elsewhere(condarc, server_prefix)):
        yield from _look(prefix)


def _in_folder(folder: str) -> Iterator[Found]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        if name != STAGING:
            prefix = os.path.join(folder, name)
            yield from _look(prefix) if os.path.exists(prefix) else _broken_link(prefix)


def _elsewhere(condarc: Condarc, server_prefix: str) -> set[str]:
    files = [condarc.environments_txt, *condarc.other_environments_txt]
    listed = {os.path.normpath(prefix) for file in files for prefix in read_environments_txt(file)}
    builds = None if condarc.root_prefix is None else condarc.root_prefix / "conda-bld"
    return {prefix for prefix in listed | {server_prefix} if not _is_passing(prefix, builds)}


def _is_passing(prefix: str, builds: PurePath | None) -> bool:
    """Whether it is one of those that are made for a moment: staged, or for conda-build."""
    path = PurePath(prefix)
    return STAGING in path.parts or (builds is not None and builds in path.parents)


def _look(prefix: str) -> Iterable[Found]:
    """The environment at a path, nothing if there is none."""
    identity: Identity = prefix
    try:
        status = os.stat(prefix)
        identity = (status.st_dev, status.st_ino)
        names = os.listdir(os.path.join(prefix, "conda-meta"))
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        yield Found(prefix, identity, problem=_unreadable(prefix, error))
        return
    yield Found(prefix, identity, names, _half_made(prefix, names))


def _broken_link(prefix: str) -> Iterable[Found]:
    if os.path.islink(prefix):
        target = os.readlink(prefix)
        problem = Problem(
            code="broken-link",
            message=f"{prefix} is a link to {target}, which is not there.",
            hint="Remove the link, or put back what it points to.",
            details={"prefix": prefix, "target": target},
        )
        yield Found(prefix, prefix, problem=problem)


def _unreadable(prefix: str, error: OSError) -> Problem:
    return Problem(
        code="unreadable",
        message=f"{prefix} cannot be read: {error.strerror}.",
        hint="Ask its owner for permission to read the folder.",
        details={"prefix": prefix},
    )


def _half_made(prefix: str, names: list[str]) -> Problem | None:
    """Conda tells an environment by its history; other programs do not write one."""
    if "history" in names or record_names(names):
        return None
    return Problem(
        code="half-made",
        message=f"{prefix} has an empty conda-meta folder: it was never finished.",
        hint="Remove the folder and create the environment again.",
        details={"prefix": prefix},
    )
