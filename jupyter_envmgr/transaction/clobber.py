"""No package may take the place of a file that is not its own.

conda's packages are linked over whatever is there. What was there is still in the environment that
the stage is a copy of, so it is found out before anything is lost.
"""

from __future__ import annotations

import filecmp
import os
from pathlib import Path

from jupyter_envmgr.engine.pip.record import in_prefix, read_rows, write_rows
from jupyter_envmgr.errors import ClobberError
from jupyter_envmgr.transaction.ownership import Ownership, Records, read_ownership

_SHOWN = 3


def refuse_clobbering(
    place: Path,
    stage: Path,
    before: Ownership | None = None,
    records: Records | None = None,
) -> None:
    """Raise ClobberError where the stage has lost a file of the environment at ``place``.

    ``before`` and ``records`` are what was read of that already.

    A file counts that no package owned, or one that still is in the pip layer. An empty one that
    a pip package has too (a ``tests/__init__.py``) is conda's from then on.
    """
    before = before or read_ownership(place, records)
    after = read_ownership(stage, records, new=True)
    lost: dict[str, list[str]] = {}
    shared: dict[str, set[str]] = {}
    for path, record in after.conda.items():
        if path in before.conda or not _is_anothers(path, place, before, after):
            continue
        owner = after.pip.get(path)
        if not _is_same(place / path, stage / path, empty=owner is not None):
            lost.setdefault(record, []).append(path)
        elif owner:
            shared.setdefault(owner, set()).add(path)
    _refuse(lost, after)
    for record, files in shared.items():
        info = (stage / record).parent
        rows = read_rows(info) or []
        write_rows(info, [row for row in rows if in_prefix(stage, info, row.path) not in files])


def _refuse(lost: dict[str, list[str]], after: Ownership) -> None:
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


def _is_same(one: Path, other: Path, *, empty: bool) -> bool:
    """Tell whether nothing is lost with ``one``; ``empty``: whether there was nothing in it."""
    for path in (one, other):
        if path.is_symlink() or not path.is_file() or (empty and path.stat().st_size):
            return False
    return filecmp.cmp(one, other, shallow=False)
