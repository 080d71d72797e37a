"""Names of packages that are there, however a person writes them: `NumPy`, `torch` for pytorch."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from packaging.utils import canonicalize_name

from jupyter_envmgr.errors import NotFoundError
from jupyter_envmgr.planner.before import Before
from jupyter_envmgr.planner.lookup import Lookup
from jupyter_envmgr.planner.wish import Request


async def named_as_here(request: Request, before: Before, lookup: Lookup) -> Request:
    """The request with the names that an environment's packages have. Raises NotFoundError."""
    here = {*before.packages, *(each.name for each in before.on_top), *before.pip}
    touched = [*request.remove, *request.updated, *request.reinstall]
    await lookup.prepare(map(canonicalize_name, touched))
    found = {name: _found(name, here, lookup) for name in touched}
    missing = sorted(name for name, known in found.items() if known is None)
    if missing:
        raise _not_here(missing, here)

    def names(of: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(found[name] or name for name in of))

    return replace(
        request,
        remove=names(request.remove),
        update="all" if request.update == "all" else names(request.updated),
        reinstall=names(request.reinstall),
        layers={canonicalize_name(name): layer for name, layer in request.layers.items()},
    )


def _found(name: str, here: set[str], lookup: Lookup) -> str | None:
    candidates = (
        name,
        name.lower(),
        canonicalize_name(name),
        lookup.conda(canonicalize_name(name)),
    )
    return next((each for each in candidates if each in here), None)


def _not_here(missing: Sequence[str], here: set[str]) -> NotFoundError:
    near = {name: difflib.get_close_matches(name.lower(), here, n=2) for name in missing}
    meant = [" or ".join(guesses) for guesses in near.values() if guesses]
    are = "is" if len(missing) == 1 else "are"
    return NotFoundError(
        f"{', '.join(missing)} {are} not in this environment.",
        hint=f"Did you mean {', '.join(meant)}?" if meant else "See its list of packages.",
        packages=list(missing),
    )
