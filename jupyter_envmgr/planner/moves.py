"""Versions that go down, and those that somebody pinned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jupyter_envmgr.engine.packages import CondaPackage
from jupyter_envmgr.models import Change, Notice
from jupyter_envmgr.planner.before import Before
from jupyter_envmgr.planner.lookup import Lookup
from jupyter_envmgr.planner.wish import Request, Wish


def downgraded(conda: Sequence[Change], wish: Wish) -> Notice | None:
    """Packages that become older, but for those that were asked for or another notice tells of."""
    negotiated = (notice for notice in wish.notices if notice.code == "negotiated")
    told = {*wish.typed, *(name for notice in negotiated for name in notice.packages)}
    down = [change for change in conda if change.action == "downgrade" and change.name not in told]
    if not down:
        return None
    moves = ", ".join(f"{change.name} ({change.before} to {change.after})" for change in down)
    return Notice(
        code="downgraded",
        severity="warning",
        message=f"To fit the rest, older versions are installed: {moves}.",
        packages=[change.name for change in down],
    )


def nothing_newer(request: Request, changes: Sequence[Change]) -> Notice | None:
    """That an update of packages by name leaves some as they are."""
    changed = {change.name for change in changes}
    same = [name for name in request.updated if name not in changed]
    if not same:
        return None
    message = f"{', '.join(same)}: there is nothing newer that fits the rest."
    if "python" in same:
        message += " Python keeps its minor version unless another is asked for, as in python=3.13."
    return Notice(code="nothing-newer", severity="info", message=message, packages=same)


def kept(before: Before, wish: Wish, changes: Sequence[Change]) -> Notice | None:
    """That a plan without changes still writes down what is asked for."""
    if changes:
        return None
    conda = {name for name in wish.conda if wish.conda[name] != before.conda.get(name)}
    pip = {name for name in wish.pip if name not in before.pip}
    news = sorted(wish.typed.intersection(conda | pip))
    if not news:
        return None
    are = "is" if len(news) == 1 else "are"
    return Notice(
        code="kept",
        severity="info",
        message=f"{', '.join(news)} {are} there already, and will be kept as asked for.",
        packages=news,
    )


def stays_with_conda(
    request: Request, pip: set[str], lookup: Lookup, solution: Mapping[str, CondaPackage]
) -> Notice | None:
    """That packages which a person wants from pip are conda's, since others there need them."""
    needed = {name: by for name in request.layers if (by := _needing(name, solution, lookup))}
    stays = [n for n, layer in request.layers.items() if layer == "pip" and n in needed]
    if not stays or pip.intersection(stays):
        return None
    why = "; ".join(f"{name}, which {needed[name]} needs" for name in stays)
    return Notice(
        code="stays-with-conda",
        severity="warning",
        message=f"conda installs it all the same: {why}.",
        packages=stays,
    )


def _needing(project: str, solution: Mapping[str, CondaPackage], lookup: Lookup) -> str:
    """A package of conda's that needs a project, empty where none does."""
    for package in solution.values():
        if any(lookup.project(name) == project for name in package.depends):
            return package.name
    return ""


def pinned(pins: Sequence[str], request: Request, conda: Sequence[Change]) -> Notice | None:
    """That pins were obeyed (conda's documentation, "Preventing packages from updating")."""
    if not pins or not (conda or request.update):
        return None
    return Notice(
        code="pinned",
        severity="info",
        message=f"conda-meta/pinned holds: {', '.join(pins)}.",
        packages=[pin.split()[0].split("=")[0] for pin in pins],
    )
