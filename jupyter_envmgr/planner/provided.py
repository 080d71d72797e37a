"""What the conda layer gives to Python: the distributions that pip is to build on."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from packaging.version import InvalidVersion, Version

from jupyter_envmgr.engine.packages import CondaPackage
from jupyter_envmgr.engine.pip import OnTop, Provided
from jupyter_envmgr.planner.before import Before
from jupyter_envmgr.planner.lookup import Lookup


def provided(
    packages: Mapping[str, CondaPackage],
    before: Before,
    lookup: Lookup,
    again: Collection[str],
    metadata: Mapping[CondaPackage, bytes],
) -> list[Provided]:
    """The distributions of a conda layer to be.

    Of packages that stay as they are, these are on disk; of others, the names are those of the
    table, the versions conda's and what they need in ``metadata``, where it was read; so it is of
    those that are installed ``again``.
    """
    stays = {
        name
        for name, package in packages.items()
        if before.packages.get(name) == package and name not in again
    }
    found = {
        each.name: Provided(each.name, each.version, each.package, each.metadata)
        for each in before.distributions
        if each.package in stays
    }
    on_disk = {each.package for each in before.distributions}
    over = {each.name for each in before.on_top}
    for package in packages.values():
        name = lookup.project(package.name)
        if package.name in stays and (package.name in on_disk or name in over):
            continue  # pip may have removed what conda brought; or put its own in that place
        if package.python and (version := _pep440(package.version)):
            found.setdefault(
                name, Provided(name, version, package.name, metadata.get(package, b""))
            )
    return list(found.values())


def on_top(before: Before) -> list[OnTop]:
    """The present pip layer."""
    return [
        OnTop(each.name, each.version, each.metadata, each.requested, each.direct_url)
        for each in before.on_top
    ]


def _pep440(version: str) -> str:
    """Conda's version as pip writes it, empty where it is none."""
    try:
        return str(Version(version))
    except InvalidVersion:
        return ""
