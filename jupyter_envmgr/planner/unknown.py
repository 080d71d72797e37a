"""A package that somebody typed and no channel has under that name.

It may be there under another (PyPI `torch`, conda `pytorch`), or only pip may have it.
"""

from __future__ import annotations

from collections.abc import Mapping

from jupyter_envmgr.engine import Engine, SpecParts
from jupyter_envmgr.errors import (
    BadSpecError,
    EnvmgrError,
    UnknownPackageError,
    UnknownVersionError,
)
from jupyter_envmgr.models import Alternative, Notice
from jupyter_envmgr.planner.lookup import Lookup
from jupyter_envmgr.planner.versions import specifier_of
from jupyter_envmgr.planner.wish import Wish
from jupyter_envmgr.requirements import Requirement, parse

_INDISPENSABLE = {"python", "pip"}
"""What pip cannot bring itself."""


async def find_elsewhere(
    wish: Wish, unknown: UnknownPackageError, lookup: Lookup, engine: Engine
) -> list[str]:
    """Give packages that no channel has another name, or leave them to pip.

    Returns the names; none where nothing can be done, and ``unknown`` says it all.
    """
    asked = wish.typed.intersection(wish.conda)  # not what is there from a channel that is gone
    names = [name for name in unknown.details.get("packages", []) if name in asked]
    if _INDISPENSABLE.intersection(names):
        return []
    await lookup.prepare(names)
    await lookup.prepare_imports(names)
    specs = {name: engine.parts_of(wish.conda[name]) for name in names}
    moves = {name: _elsewhere(specs[name], lookup) for name in names}
    if not names or not all(moves.values()):
        return []
    for name, move in moves.items():
        del wish.conda[name]
        wish.typed.discard(name)
        if isinstance(move, Requirement):
            wish.add(move)
            wish.notices.append(_left_to_pip(name, unknown))
        elif move:
            wish.conda[move] = f"{move} {specs[name].version}".rstrip()
            wish.typed.add(move)
            wish.notices.append(_renamed(name, move, lookup.where))
    return names


def _elsewhere(spec: SpecParts, lookup: Lookup) -> str | Requirement | None:
    """Another name among the channels' packages, what to ask pip for, or neither."""
    if spec.only_conda:
        return None
    package = lookup.conda(spec.name) or lookup.imported(spec.name)
    if package == spec.name:  # a channel has it under this very name: something else is wrong
        return None
    return package or as_requirement(spec)


def as_requirement(spec: SpecParts) -> Requirement | None:
    """A MatchSpec as a requirement, where it can be one: ``name=1.2`` is ``name==1.2.*``."""
    specifier = specifier_of(spec.version)
    if spec.only_conda or specifier is None:
        return None
    try:
        return parse(f"{spec.name}{specifier}")
    except BadSpecError:
        return None


def _renamed(name: str, package: str, where: str) -> Notice:
    return Notice(
        code="renamed",
        severity="info",
        message=f"{name} is called {package} on {where}.",
        packages=[package],
        alternatives=[Alternative(title="Install it by pip", layers={name: "pip"})],
    )


def in_neither(
    unknown: UnknownPackageError, left: Mapping[str, UnknownPackageError]
) -> EnvmgrError:
    """The error for names that neither the channels nor pip's indexes have."""
    names = [name for name in unknown.details.get("packages", []) if name in left]
    if not names or isinstance(unknown, UnknownVersionError):
        return unknown
    guesses = {name: left[name].details.get("guesses", {}).get(name, []) for name in names}
    several = len(names) > 1
    meant = [
        " or ".join(near) + (f" for {name}" if several else "")
        for name, near in guesses.items()
        if near
    ]
    return UnknownPackageError(
        f"No channel has {' or '.join(names)}, and no index of pip's has it either.",
        hint=f"Did you mean {', '.join(meant)}?" if meant else None,
        packages=names,
        near=sorted({each for near in guesses.values() for each in near}),
        guesses=guesses,
    )


def _left_to_pip(name: str, unknown: UnknownPackageError) -> Notice:
    near = unknown.details.get("guesses", {}).get(name, [])
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    return Notice(
        code="not-on-conda",
        severity="warning" if near else "info",
        message=f"No channel has {name}: pip installs it.{meant}",
        packages=[name],
    )
