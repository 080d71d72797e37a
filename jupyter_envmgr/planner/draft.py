"""A plan as it is carried out: what `models.Plan` shows, and what the engine needs besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_envmgr.engine.pip import Resolution
from jupyter_envmgr.models import Change, Notice, Spec
from jupyter_envmgr.planner.before import Before

if TYPE_CHECKING:
    from jupyter_envmgr.engine.solve import Solution

_UNPACKED = 4
"""How much larger a package is on disk than its archive: a rule of thumb."""


@dataclass(frozen=True)
class Draft:
    """Both layers, decided."""

    before: Before
    solution: Solution
    resolution: Resolution
    conda: Sequence[Change]
    pip: Sequence[Change]
    notices: Sequence[Notice]
    spec: Spec
    """What is stored as asked for."""
    asked: Sequence[str]
    """MatchSpecs that this change asks for, for conda's diary."""
    dropped: Sequence[str]
    """Names that are no longer asked for."""
    reinstall: frozenset[str]
    options: Sequence[str]
    """Of pip, as lines."""

    @property
    def download_bytes(self) -> int:
        return sum(change.size or 0 for change in (*self.conda, *self.pip) if change.fetch)

    @property
    def disk_bytes(self) -> int:
        """About how much the environment grows, as far as sizes are known."""
        sizes = {name: each.size or 0 for name, each in self.before.packages.items()}
        grown = sum(
            (change.size or 0) - (sizes.get(change.name, 0) if change.before else 0)
            for change in self.conda
        )
        new = sum(change.size or 0 for change in self.pip if change.action == "install")
        return (grown + new) * _UNPACKED
