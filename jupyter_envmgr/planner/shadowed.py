"""Somebody's pip has installed over conda's packages: a change does not mend that by itself."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_envmgr.models import Change, Notice
from jupyter_envmgr.planner.before import Before
from jupyter_envmgr.planner.lookup import Lookup


def notices(before: Before, pip: Sequence[Change], lookup: Lookup) -> list[Notice]:
    """One notice for packages of which both layers have a version, and keep it."""
    if not before.on_top:
        return []
    leaving = {change.name for change in pip if change.action == "remove"}
    conda = {lookup.project(name) for name, each in before.packages.items() if each.python}
    both = sorted({each.name for each in before.on_top} & conda - leaving)
    if not both:
        return []
    return [
        Notice(
            code="installed-twice",
            severity="warning",
            message=f"{', '.join(both)}: pip has installed over conda's. Look at the environment's "
            "health to mend it.",
            packages=both,
        )
    ]
