"""Requests that ask for two things which exclude each other."""

from __future__ import annotations

from jupyter_envmgr.errors import ContradictionError
from jupyter_envmgr.planner.wish import Request, Wish


def refuse_contradictions(request: Request, installs: set[str]) -> None:
    """Raise ContradictionError."""
    both = sorted(installs.intersection(request.remove))
    if both:
        raise ContradictionError(f"{_list(both)} cannot be installed and removed at once.")
    touched = {*request.updated, *request.reinstall}
    if both := sorted(touched.intersection(request.remove)):
        raise ContradictionError(f"{_list(both)} cannot be kept and removed at once.")


def refuse_two_versions(wish: Wish, name: str, spec: str) -> None:
    """Raise ContradictionError where one request asks for a package in two ways."""
    other = wish.conda.get(name)
    if name in wish.typed and other and other not in {spec, name} and spec != name:
        from jupyter_envmgr.engine.specs import as_people_write

        raise ContradictionError(
            as_people_write(f"{name} is asked for twice, as {other} and as {spec}.")
        )


def _list(names: list[str]) -> str:
    return ", ".join(names)
