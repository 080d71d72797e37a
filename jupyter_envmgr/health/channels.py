"""Packages of one environment from channels that are not built to go together.

conda-forge's documentation ("Mixing channels", under "Tips & tricks") says why Anaconda's
``defaults`` and conda-forge do not: each builds its libraries with its own compilers and pins.
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_envmgr.health.installed import Installed
from jupyter_envmgr.models import HealthProblem

_DEFAULTS = {"defaults", "main", "r", "msys2", "anaconda", "pkgs/main", "pkgs/r", "pkgs/msys2"}
_FORGE = "conda-forge"
_SHOWN = 5


def mixed_channels(installed: Installed) -> Iterator[HealthProblem]:
    """Compiled packages of both; what is for every platform (``noarch``) goes with either."""
    families: dict[str, list[str]] = {_FORGE: [], "defaults": []}
    for record in installed.records.values():
        if record.subdir in {None, "noarch"}:
            continue
        channel = record.channel_name
        if channel == _FORGE:
            families[_FORGE].append(record.name)
        elif channel in _DEFAULTS:
            families["defaults"].append(record.name)
    (fewer, few), (more, many) = sorted(families.items(), key=lambda item: len(item[1]))
    if not few:
        return
    names = sorted(few)
    some = ", ".join(names[:_SHOWN]) + (" and others" if len(names) > _SHOWN else "")
    yield HealthProblem(
        code="mixed-channels",
        severity="info",
        message=f"{len(few)} compiled packages are from {fewer} ({some}) and {len(many)} from "
        f"{more}: they are built apart, and some do not work together.",
        hint=f"If something crashes, build the environment anew from {more} alone.",
        packages=names,
    )
