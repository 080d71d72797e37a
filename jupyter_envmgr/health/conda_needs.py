"""What conda's packages need of each other, and what ``conda-meta/pinned`` asks of them."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_envmgr.engine.unmet import CondaLayer, Unmet, name_of
from jupyter_envmgr.errors import BadSpecError
from jupyter_envmgr.health.installed import Installed
from jupyter_envmgr.models import ChangeRequest, HealthProblem
from jupyter_envmgr.prefixes import read_pinned


def unmet_conda(installed: Installed, layer: CondaLayer) -> Iterator[HealthProblem]:
    """Dependencies that are missing or in another version; packages that exclude each other."""
    for unmet in layer.unmet():
        if unmet.name not in installed.unreadable_packages:
            yield _unmet(installed, unmet)


def _unmet(installed: Installed, unmet: Unmet) -> HealthProblem:
    package = installed.records[unmet.package]
    other = installed.records.get(unmet.name)
    if other is None:
        message = f"{package} needs {unmet.spec}, which is not installed."
    elif unmet.kind == "depends":
        message = f"{package} needs {unmet.spec}, and {other} is installed."
    else:
        message = f"{package} goes only with {unmet.spec}, and {other} is installed."
    return HealthProblem(
        code="unmet-conda",
        severity="error",
        message=message,
        hint="Repairing installs what it needs.",
        packages=[unmet.package, unmet.name],
        details={"needs": unmet.spec},
        repair=ChangeRequest(reinstall=[unmet.package]),
    )


def pins_not_kept(installed: Installed, layer: CondaLayer) -> Iterator[HealthProblem]:
    """Lines of ``conda-meta/pinned`` that do not hold; a package that is not there keeps to all."""
    for line in read_pinned(installed.prefix):
        try:
            fits, name = layer.fits(line), name_of(line)
        except BadSpecError as error:
            yield HealthProblem(
                code="bad-pin",
                severity="warning",
                message=f"A line of conda-meta/pinned is passed over: {error.message}",
                hint="Write it as name 1.2.* or name >=1.2,<2.",
            )
            continue
        if fits is False:
            yield HealthProblem(
                code="pin-not-kept",
                severity="warning",
                message=f"conda-meta/pinned asks for {line}, and {installed.records[name]} is "
                "installed.",
                hint="Repairing brings the pinned version; or take the line out of the file.",
                packages=[name],
                details={"pin": line},
                repair=ChangeRequest(reinstall=[name]),
            )
