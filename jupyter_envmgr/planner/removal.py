"""Removing packages: nothing that stays may need them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from jupyter_envmgr.engine.packages import CondaPackage
from jupyter_envmgr.engine.pip import Resolution
from jupyter_envmgr.errors import NeededError
from jupyter_envmgr.models import Notice
from jupyter_envmgr.planner.before import Before
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
) -> None:
    """Raise NeededError where a plan still has what was to be removed."""
    conda = {name for name in names if name in before.packages and name in packages}
    pip = {name for name in names if name in resolution.keep}
    for name in sorted(conda | pip):
        by = sorted(each.name for each in packages.values() if name in each.depends)
        some = ", ".join(by[:_SHOWN]) + (" and others" if len(by) > _SHOWN else "")
        who = some or "other pip packages"
        raise NeededError(f"{name} cannot be removed: {who} would not work without it.", by=by)


def notice(request: Request, gone: Sequence[str]) -> Notice | None:
    """What else goes, since nothing needs it any more."""
    also = sorted(set(gone) - set(request.remove))
    if not request.remove or not also:
        return None
    return Notice(
        code="removed-too",
        severity="info",
        message=f"Nothing else needs {', '.join(also)}: removed too.",
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
