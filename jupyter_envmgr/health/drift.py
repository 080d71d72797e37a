"""What was asked for and is no longer so, though nobody said so to conda."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from packaging.specifiers import InvalidSpecifier, SpecifierSet

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
    in_force = _history(installed)
    for stored in specs:
        try:
            name = name_of(stored)
            spec = in_force.get(name) if in_force else stored
            fits = layer.fits(spec) if spec else True
        except BadSpecError:
            continue
        if not fits and spec and name not in installed.unreadable_packages:
            other = installed.records.get(name)
            there = f"{other} is installed" if other else "it is not installed"
            yield _drift(name, spec, there, ChangeRequest(install=[spec]))


def _history(installed: Installed) -> dict[str, str]:
    try:
        text = read_regular(installed.prefix / "conda-meta" / "history")
    except OSError:
        return {}
    return requested(text.decode("utf-8", "replace"))


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
    except InvalidSpecifier:
        return True


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
