"""Where the environments are: base, folders of environments, ``environments.txt``, our own."""

# ruff: noqa: PTH110, PTH114, PTH115, PTH116, PTH208 - a Path per file would cost the listing its budget

from __future__ import annotations

import os
from collections.abc import Iterator

from msgspec import Struct

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.models import Problem
from jupyter_envmgr.prefixes.conda_meta import CondaMeta
from jupyter_envmgr.prefixes.environments_txt import read_environments_txt

STAGING = ".envmgr"
"""The folder, inside a folder of environments, where unfinished ones are."""


"""The code of the problem that an environment's folder is a link that leads nowhere."""

Identity = tuple[int, int] | str


class Found(Struct, frozen=True):
    """A prefix that is there."""

    prefix: str
    identity: Identity
    """The same for two paths of one folder."""
    meta: CondaMeta
    problem: Problem | None


class _Child(Struct, frozen=True):
    """What is in a folder of environments."""

    path: str
    identity: Identity
    linked: bool


def find_prefixes(condarc: Condarc, server_prefix: str) -> Iterator[Found]:
    """Every environment once, as it is found, in the order in which they get their names.

    Base, those in base's own folder, those in the other folders in conda's order, and last those
    that are elsewhere, by path. A link beside them hides none that is in one of the folders.
    """
    seen: set[Identity] = set()
    for prefix, identity in _candidates(condarc, server_prefix):
        if identity not in seen and (found := _look(prefix, identity)):
            yield found
        seen.add(identity)


def folders(condarc: Condarc) -> list[str]:
    """Folders of environments, base's own first, then in conda's order."""
    root = condarc.root_prefix
    own = [] if root is None else [str(root / "envs")]
    return list(dict.fromkeys([*own, *map(str, condarc.envs_dirs)]))


def identify(prefix: str) -> Identity:
    """What all paths of one folder have in common; of one that is not there, the path."""
    try:
        status = os.stat(prefix)
    except OSError:
        return prefix
    return status.st_dev, status.st_ino


def _candidates(condarc: Condarc, server_prefix: str) -> Iterator[tuple[str, Identity]]:
    if condarc.root_prefix is not None:
        yield str(condarc.root_prefix), identify(str(condarc.root_prefix))
    children = [child for folder in folders(condarc) for child in _children(folder)]
    at_home = {child.identity for child in children if not child.linked}
    for child in children:
        if not (child.linked and child.identity in at_home):
            yield child.path, child.identity
    for prefix in sorted(_elsewhere(condarc, server_prefix)):
        yield prefix, identify(prefix)


def _children(folder: str) -> list[_Child]:
    try:
        with os.scandir(folder) as entries:
            linked = {entry.name: entry.is_symlink() for entry in entries}
    except OSError:
        return []
    paths = {name: f"{folder}{os.sep}{name}" for name in sorted(linked) if name != STAGING}
    return [
        _Child(path, identify(path), linked[name]) for name, path in paths.items() if _is_text(name)
    ]


def _elsewhere(condarc: Condarc, server_prefix: str) -> set[str]:
    """What is listed, but for what is made for a moment: staged, or by conda-build.

    A listed link that leads nowhere is an environment that has gone, and is left out too.
    """
    files = [condarc.environments_txt, *condarc.other_environments_txt]
    listed = {os.path.normpath(prefix) for file in files for prefix in read_environments_txt(file)}
    staging = f"{os.sep}{STAGING}{os.sep}"
    builds = f"{condarc.root_prefix}{os.sep}conda-bld{os.sep}"
    return {
        prefix
        for prefix in {*listed, server_prefix}
        if staging not in prefix
        and not prefix.startswith(builds)
        and not _leads_nowhere(prefix)
        and _is_text(prefix)
    }


def _is_text(path: str) -> bool:
    """Whether JSON can hold it; Python reads a name that is no UTF-8 into half characters."""
    return path.isascii() or path.encode("utf-8", "ignore").decode() == path


def _look(prefix: str, identity: Identity) -> Found | None:
    """The environment at a path, None if there is none."""
    path = f"{prefix}/conda-meta"
    try:
        meta = CondaMeta(path, os.listdir(path))
    except OSError as error:
        problem = _trouble(prefix, error)
        return None if problem is None else Found(prefix, identity, CondaMeta(path, []), problem)
    return Found(prefix, identity, meta, _half_made(prefix) if meta.half_made else None)


def _trouble(prefix: str, error: OSError) -> Problem | None:
    """Why an environment cannot be looked into; None if there simply is none."""
    if _leads_nowhere(prefix):
        return _broken_link(prefix)
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return None
    return Problem(
        code="unreadable",
        message=f"{prefix} cannot be read: {error.strerror}.",
        hint="Ask its owner for permission to read the folder.",
        details={"prefix": prefix},
    )


def _leads_nowhere(prefix: str) -> bool:
    return os.path.islink(prefix) and not os.path.exists(prefix)


def _broken_link(prefix: str) -> Problem:
    target = os.readlink(prefix)
    return Problem(
        code="broken-link",
        message=f"{prefix} is a link to {target}, which is not there.",
        hint="Remove the link, or put back what it points to.",
        details={"prefix": prefix, "target": target},
    )


def _half_made(prefix: str) -> Problem:
    return Problem(
        code="half-made",
        message=f"{prefix} has an empty conda-meta folder: it was never finished.",
        hint="Remove the folder and create the environment again.",
        details={"prefix": prefix},
    )
