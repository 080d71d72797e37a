"""Removing packages: nothing that stays may need them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from jupyter_envmgr.engine.packages import CondaPackage
from jupyter_envmgr.engine.pip import Resolution
from jupyter_envmgr.errors import NeededError
from jupyter_envmgr.models import Notice
from jupyter_envmgr.planner.before import Before
from jupyter_envmgr.planner.lookup import Lookup
from jupyter_envmgr.planner.on_top import needs
from jupyter_envmgr.planner.wish import Request, Wish

_SHOWN = 5


def drop_removed(wish: Wish, names: Iterable[str]) -> None:
    """Stop asking for packages, of whichever layer."""
    for name in names:
        wish.conda.pop(name, None)
        wish.roots.pop(name, None)
        wish.pip.pop(name, None)


def refuse_needed(
    names: Sequence[str],
    before: Before,
    packages: Mapping[str, CondaPackage],
    resolution: Resolution,
    lookup: Lookup,
) -> None:
    """Raise NeededError where a plan still has what was to be removed, from whichever layer."""
    layer = {*resolution.keep, *(pin.name for pin in resolution.install)}
    for name in names:
        project = lookup.project(name) if name in before.packages else name
        if not (name in packages or {name, project} & layer or (name == "pip" and layer)):
            continue
        above = (each.name for each in before.on_top if project in needs(each))
        by = sorted({each.name for each in packages.values() if name in each.depends} | {*above})
        by = by or sorted(layer - {name, project})
        some = ", ".join(by[:_SHOWN]) + (" and others" if len(by) > _SHOWN else "")
        raise NeededError(f"{name} cannot be removed: {some} would not work without it.", by=by)


def notice(request: Request, gone: Sequence[str]) -> Notice | None:
    """What else goes, since nothing needs it any more."""
    also = sorted(set(gone) - set(request.remove))
    if not also:
        return None
    message = f"Nothing else needs {', '.join(also)}: removed too."
    return Notice(
        code="removed-too",
        severity="info" if request.remove else "warning",
        message=message
        if request.remove
        else f"Nothing needs {', '.join(also)} any more: removed.",
        packages=also,
    )


def kernel_notice(gone: Sequence[str]) -> Notice | None:
    """That what lets Jupyter run notebooks goes."""
    if "ipykernel" not in gone:
        return None
    return Notice(
        code="no-kernel",
        severity="warning",
        message="Without ipykernel, notebooks cannot run in it.",
        packages=["ipykernel"],
    )
