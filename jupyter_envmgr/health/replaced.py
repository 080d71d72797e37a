"""Conda packages that pip has installed over, or that another version was left behind of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec

from jupyter_envmgr.health.checksums import paths_of
from jupyter_envmgr.health.distribution import Distribution
from jupyter_envmgr.health.installed import Installed
from jupyter_envmgr.models import ChangeRequest, HealthProblem
from jupyter_envmgr.regular_file import read_regular

_SMALL = 4096
"""Bytes. INSTALLER is a word."""


def replaced(installed: Installed) -> Iterator[HealthProblem]:
    """Both layers have a project, or pip has one twice."""
    for distribution in installed.distributions:
        package = distribution.package or installed.projects.get(distribution.name, "")
        if not package:
            continue
        if not distribution.package or not _is_condas_own(installed, distribution):
            yield _replaced(installed, package, distribution)
    yield from _twice(installed)


def _replaced(installed: Installed, package: str, distribution: Distribution) -> HealthProblem:
    record = installed.records[package]
    repair = ChangeRequest(reinstall=[package])
    if distribution.installer == "conda":
        return HealthProblem(
            code="left-behind",
            severity="warning",
            message=f"{distribution} was left behind when conda replaced it by {record}.",
            hint="Repairing removes what was left and puts conda's files back.",
            packages=[package],
            repair=repair,
        )
    how = ", in development mode," if distribution.editable else ""
    return HealthProblem(
        code="replaced-by-pip",
        severity="error",
        message=f"{_installer(distribution)} has installed {distribution}{how} over conda's "
        f"{record}.",
        hint="Repairing puts conda's files back, and takes what lies over them away.",
        packages=[package],
        details={"pip": distribution.version, "conda": record.version},
        repair=repair,
    )


def _installer(distribution: Distribution) -> str:
    installer = distribution.installer
    return installer if installer.isidentifier() else "pip"


def _is_condas_own(installed: Installed, distribution: Distribution) -> bool:
    """Whether the metadata that a conda package lists are still those that it brought.

    The same version, put there by pip, has a folder of the same name; its INSTALLER is another.
    """
    if distribution.installer in {"conda", ""}:
        return True
    installer = f"{distribution.path}/INSTALLER"
    try:
        content = read_regular(installer, _SMALL)
        paths = [
            path
            for file in installed.record_files[distribution.package]
            for path in paths_of(installed.prefix, file)
        ]
    except (OSError, msgspec.MsgspecError):
        return True  # others tell what cannot be read
    own = [path for path in paths if f"{installed.prefix}/{path.real}" == installer]
    if own:
        return own[0].digest in {"", hashlib.sha256(content).hexdigest()}
    return not paths  # a record of conda before 4.3 has names only


def _twice(installed: Installed) -> Iterator[HealthProblem]:
    for name in sorted({each.name for each in installed.distributions}):
        found = [each for each in installed.of_name(name) if not each.package]
        if len(found) < 2 or name in installed.projects:  # noqa: PLR2004 - twice
            continue
        versions = " and ".join(each.version for each in found)
        yield HealthProblem(
            code="installed-twice",
            severity="error",
            message=f"pip lists {name} twice, as {versions}: one was installed over the other.",
            hint="Repairing installs it anew.",
            packages=[name],
            repair=ChangeRequest(reinstall=[name]),
        )
