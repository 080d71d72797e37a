"""What conda's packages need of each other, and what ``conda-meta/pinned`` asks of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jupyter_envmgr.engine.unmet import CondaLayer, Unmet, name_of
from jupyter_envmgr.errors import BadSpecError
from jupyter_envmgr.health.installed import Installed
from jupyter_envmgr.models import ChangeRequest, HealthProblem
from jupyter_envmgr.prefixes import read_pinned

_SHOWN = 5


def unmet_conda(installed: Installed, layer: CondaLayer) -> Iterator[HealthProblem]:
    """Dependencies that are missing or in another version; packages that exclude each other."""
    missing: dict[str, list[Unmet]] = {}
    for unmet in layer.unmet():
        if unmet.name in installed.records:
            yield _unmet(installed, unmet)
        elif unmet.name not in installed.unreadable_packages:
            missing.setdefault(unmet.name, []).append(unmet)
    for name, needs in missing.items():
        yield _missing(installed, name, needs)


def _missing(installed: Installed, name: str, needs: Sequence[Unmet]) -> HealthProblem:
    """A package that is not there; to install one of those that need it again brings it back."""
    others = [unmet.package for unmet in needs[1 : _SHOWN + 1]]
    more = f" and {len(needs) - 1 - _SHOWN} others" if len(needs) - 1 > _SHOWN else ""
    too = f"; needed by {', '.join(others)}{more} too" if others else ""
    return HealthProblem(
        code="unmet-conda",
        severity="error",
        message=f"{installed.records[needs[0].package]} needs {needs[0].spec}, which is not "
        f"installed{too}.",
        hint=f"Repairing installs {name}.",
        packages=[name, *(unmet.package for unmet in needs)],
        details={"needs": needs[0].spec},
        repair=ChangeRequest(reinstall=[needs[0].package]),
    )


def _unmet(installed: Installed, unmet: Unmet) -> HealthProblem:
    package = installed.records[unmet.package]
    other = installed.records[unmet.name]
    if unmet.kind == "depends":
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
