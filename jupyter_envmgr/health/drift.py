"""What was asked for and is no longer so, though nobody said so to conda."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from packaging.specifiers import SpecifierSet

from jupyter_envmgr.asked import stored_spec
from jupyter_envmgr.engine.unmet import CondaLayer, name_of
from jupyter_envmgr.errors import BadSpecError
from jupyter_envmgr.health.distribution import Distribution
from jupyter_envmgr.health.installed import Installed
from jupyter_envmgr.models import ChangeRequest, HealthProblem
from jupyter_envmgr.prefixes.history import requested
from jupyter_envmgr.regular_file import read_regular
from jupyter_envmgr.requirements import Requirement, parse


def drifted(installed: Installed, layer: CondaLayer) -> Iterator[HealthProblem]:
    """Both layers against the spec that is kept in the environment."""
    spec = stored_spec(installed.prefix)
    if spec.packages:
        yield from _conda(installed, layer, spec.packages)
    for line in spec.pip:
        with suppress(BadSpecError):
            yield from _pip(installed, parse(line))


def _conda(installed: Installed, layer: CondaLayer, specs: list[str]) -> Iterator[HealthProblem]:
    """What conda was told later, in a terminal, is in its history and has the last word."""
    in_force = _in_force(installed, specs)
    for stored in specs:
        try:
            name = name_of(stored)
            spec = in_force.get(name, "")
            fits = layer.fits(spec) if spec else True
        except BadSpecError:
            continue
        if spec and not fits and name not in installed.unreadable_packages:
            other = installed.records.get(name)
            there = f"{other} is installed" if other else "it is not installed"
            yield _drift(name, spec, there, ChangeRequest(install=[spec]))


def _in_force(installed: Installed, stored: list[str]) -> dict[str, str]:
    """By package: the specs of conda's history, or those stored where that says nothing of any."""
    try:
        content = read_regular(installed.prefix / "conda-meta" / "history")
    except OSError:
        content = b""
    if b"specs:" in content:
        return requested(content.decode("utf-8", "replace"))
    found = {}
    for spec in stored:
        with suppress(BadSpecError):
            found[name_of(spec)] = spec
    return found


def _pip(installed: Installed, wanted: Requirement) -> Iterator[HealthProblem]:
    """A line that only building would tell the name of is passed over."""
    if not wanted.name or wanted.marker or wanted.name in installed.records:
        return
    found = installed.of_name(wanted.name)
    if not found:
        there = "it is not installed"
    elif not any(_fits(each, wanted.specifier) for each in found):
        there = f"{found[0]} is installed"
    else:
        return
    yield _drift(wanted.name, wanted.line, there, ChangeRequest(pip=[wanted.line]))


def _fits(distribution: Distribution, specifier: str) -> bool:
    try:
        return SpecifierSet(specifier).contains(distribution.version, prereleases=True)
    except ValueError:
        return True  # one of the two makes no sense


def _drift(name: str, spec: str, there: str, repair: ChangeRequest) -> HealthProblem:
    return HealthProblem(
        code="drift",
        severity="warning",
        message=f"{spec} was asked for, and {there}.",
        hint="Repairing installs what was asked for.",
        packages=[name],
        details={"asked": spec},
        repair=repair,
    )
