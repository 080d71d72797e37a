"""Versions that go down, and those that somebody pinned."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_envmgr.models import Change, Notice
from jupyter_envmgr.planner.wish import Wish


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


def pinned(pins: Sequence[str], conda: Sequence[Change]) -> Notice | None:
    """That pins were obeyed (conda's documentation, "Preventing packages from updating")."""
    if not pins or not conda:
        return None
    return Notice(
        code="pinned",
        severity="info",
        message=f"conda-meta/pinned holds: {', '.join(pins)}.",
        packages=[pin.split()[0].split("=")[0] for pin in pins],
    )
