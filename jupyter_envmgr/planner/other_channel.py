"""Packages that come from another channel than before."""

from __future__ import annotations

from collections.abc import Mapping

from jupyter_envmgr.engine.packages import CondaPackage
from jupyter_envmgr.models import Notice
from jupyter_envmgr.planner.wish import Request, Wish


def other_channel(
    before: Mapping[str, CondaPackage],
    after: Mapping[str, CondaPackage],
    wish: Wish,
    request: Request,
) -> Notice | None:
    """That packages change their channel, but for those whose spec names one."""
    moved = [
        name
        for name in sorted(before.keys() & after.keys())
        if before[name].channel != after[name].channel and "::" not in wish.conda.get(name, "")
    ]
    if not moved:
        return None
    asked = wish.typed.union(request.updated)
    each = ", ".join(f"{n} ({before[n].channel} to {after[n].channel})" for n in moved)
    return Notice(
        code="other-channel",
        severity="info" if asked.issuperset(moved) else "warning",
        message=f"These come from another channel than before: {each}.",
        packages=moved,
    )
