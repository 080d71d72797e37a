"""No package may take the place of a file that is not its own.

conda's packages are linked over whatever is there. What was there is still in the environment that
the stage is a copy of, so it is found out before anything is lost.
"""

from __future__ import annotations

import os
from pathlib import Path

from jupyter_envmgr.errors import ClobberError
from jupyter_envmgr.transaction.ownership import Ownership, read_ownership

_SHOWN = 3


def refuse_clobbering(place: Path, stage: Path) -> None:
    """Raise ClobberError where the stage has lost a file of the environment at ``place``.

    A file counts that no package owned, or one that still is in the pip layer.
    """
    before, after = read_ownership(place), read_ownership(stage)
    lost: dict[str, list[str]] = {}
    for path, record in after.conda.items():
        if path not in before.conda and _is_anothers(path, place, before, after):
            lost.setdefault(record, []).append(path)
    for record, paths in lost.items():
        package = record.rpartition("/")[2].rsplit("-", 2)[0]
        owner = after.pip.get(paths[0], "").rpartition("/")[0].rpartition("/")[2]
        whose = (
            f"which {owner.partition('-')[0]} of the pip layer owns"
            if owner
            else ("which no package owns")
        )
        files = ", ".join(paths[:_SHOWN]) + (" and others" if len(paths) > _SHOWN else "")
        raise ClobberError(
            f"{package} has {files}, {whose}: it would be overwritten.",
            package=package,
            files=paths,
        )


def _is_anothers(path: str, place: Path, before: Ownership, after: Ownership) -> bool:
    if path.endswith(".pyc"):
        return False  # Python writes them as it likes
    if path in before.pip:
        return path in after.pip
    return os.path.lexists(place / path)
