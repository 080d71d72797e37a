"""Files of conda packages that a pip package of another name has written over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import msgspec

from jupyter_envmgr.health.checksums import paths_of
from jupyter_envmgr.health.distribution import Distribution
from jupyter_envmgr.health.installed import Installed
from jupyter_envmgr.models import ChangeRequest, HealthProblem
from jupyter_envmgr.regular_file import read_regular

_SHOWN = 3


def overwritten(installed: Installed) -> Iterator[HealthProblem]:
    """Files that both list and that are not conda's any more."""
    for distribution in installed.distributions:
        if distribution.package or distribution.name in installed.projects:
            continue
        shared: dict[str, set[str]] = {}
        for path, _ in distribution.files(str(installed.prefix)):
            folder, _, name = path.rpartition("/")
            if owner := installed.folders.get(folder, {}).get(name):
                shared.setdefault(owner, set()).add(path)
        for package, paths in shared.items():
            if altered := sorted(_altered(installed, package, paths)):
                yield _overwritten(installed, package, distribution, altered)


def _altered(installed: Installed, package: str, paths: Iterable[str]) -> Iterator[str]:
    """Those of the files whose content is not what the package brought."""
    wanted = set(paths)
    for file in installed.record_files[package]:
        try:
            entries = [each for each in paths_of(installed.prefix, file) if each.real in wanted]
        except (OSError, msgspec.MsgspecError):
            continue
        for entry in entries:
            try:
                content = read_regular(installed.prefix / entry.real)
            except OSError:
                yield entry.real
                continue
            if entry.digest and hashlib.sha256(content).hexdigest() != entry.digest:
                yield entry.real


def _overwritten(
    installed: Installed, package: str, distribution: Distribution, paths: list[str]
) -> HealthProblem:
    some = ", ".join(paths[:_SHOWN])
    more = f" and {len(paths) - _SHOWN} others" if len(paths) > _SHOWN else ""
    return HealthProblem(
        code="overwritten-by-pip",
        severity="error",
        message=f"{distribution} of pip has overwritten {some}{more} of conda's "
        f"{installed.records[package]}.",
        hint=f"Both cannot be there. Repairing puts conda's files back and removes "
        f"{distribution.name}.",
        packages=[package, distribution.name],
        details={"files": paths[:100]},
        repair=ChangeRequest(reinstall=[package], remove=[distribution.name]),
    )
