"""Versions that their authors have withdrawn (PEP 592); who names one exactly gets it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from packaging.utils import canonicalize_name

from jupyter_envmgr.models import Notice

_YANKED = re.compile(r'`([^`=]+)==([^`]+)` is yanked(?: \(reason: "(.*)"\))?')
"""uv's warning."""
_LONGEST = 200


def notices(warnings: Iterable[str]) -> list[Notice]:
    """Say which versions are withdrawn, and why."""
    found = filter(None, map(_YANKED.search, warnings))
    return [_yanked(canonicalize_name(each[1]), each[2], each[3] or "") for each in found]


def _yanked(name: str, version: str, reason: str) -> Notice:
    why = f": {reason[:_LONGEST].rstrip(' .')}" if reason else ""
    return Notice(
        code="yanked",
        severity="warning",
        message=f"{name} {version} has been withdrawn by its authors{why}.",
        packages=[name],
    )
