"""Files that packages brought and that are gone; told by listing folders, not file by file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from jupyter_envmgr.health.distribution import Distribution
from jupyter_envmgr.health.installed import Installed
from jupyter_envmgr.models import ChangeRequest, HealthProblem

_SHOWN = 3
_HARMLESS = re.compile(
    r"\.(a|la|h|hpp|md|rst|txt|html|map|pyi|pdf|po|[1-9])$"
    r"|(^|/)(tests?|docs?|doc|man|info|examples?|pkgconfig|cmake|licenses?)/"
)
"""What images for containers leave out to be small: nothing that runs needs it."""


def missing_conda_files(installed: Installed, but: Collection[str]) -> Iterator[HealthProblem]:
    """What conda's packages lack; ``but`` are those of which other checks say why."""
    gone: dict[str, list[str]] = {}
    for folder, names in installed.folders.items():
        if names.keys() <= installed.listings[folder]:
            continue
        for name in names.keys() - installed.listings[folder]:
            path = f"{folder}/{name}" if folder else name
            if names[name] not in but and not installed.has(path):
                gone.setdefault(names[name], []).append(path)
    for package, paths in sorted(gone.items()):
        record = installed.records[package]
        yield _missing(package, f"{record} of conda", sorted(paths), len(record.files))


def missing_pip_files(installed: Installed, but: Collection[str]) -> Iterator[HealthProblem]:
    """What pip's packages lack of what their RECORD lists."""
    for distribution in installed.distributions:
        if distribution.package or distribution.name in but:
            continue
        if not distribution.recorded:
            yield _unrecorded(distribution)
            continue
        paths = [path for path, _ in distribution.files(str(installed.prefix))]
        gone = sorted(path for path in paths if not installed.has(path))
        if gone:
            yield _missing(distribution.name, f"{distribution} of pip", gone, len(paths))


def _unrecorded(distribution: Distribution) -> HealthProblem:
    return HealthProblem(
        code="unrecorded",
        severity="warning",
        message=f"{distribution} of pip has no list of its files: it cannot be removed or updated.",
        hint="Remove it with the program that installed it, or create the environment anew.",
        packages=[distribution.name],
    )


def _missing(package: str, title: str, gone: Sequence[str], total: int) -> HealthProblem:
    shown = ", ".join(gone[:_SHOWN])
    some = f"{shown} and {len(gone) - _SHOWN} others" if len(gone) > _SHOWN else shown
    bad = [path for path in gone if not _HARMLESS.search(path)]
    return HealthProblem(
        code="missing-files",
        severity="error" if bad else "info",
        message=f"{title} lacks {len(gone)} of {total} files: {some}.",
        hint="Repairing installs it anew.",
        packages=[package],
        details={"files": list(gone[:100])},
        repair=ChangeRequest(reinstall=[package]),
    )
