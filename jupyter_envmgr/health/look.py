"""The checks that take no longer than a look at the environment's package table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jupyter_envmgr.engine.unmet import CondaLayer
from jupyter_envmgr.health import (
    channels,
    conda_needs,
    drift,
    kernels,
    missing,
    overwritten,
    pip_needs,
    replaced,
    unfinished,
)
from jupyter_envmgr.health.gathered import gathered
from jupyter_envmgr.health.installed import Installed
from jupyter_envmgr.health.requirements import Requirements
from jupyter_envmgr.models import HealthProblem


def look(prefix: Path) -> list[HealthProblem]:
    """What is wrong, worst first. Files are only told to be there or not; see `deep`."""
    installed = Installed(prefix)
    return gathered([*_files(installed), *_needs(installed)])


def _files(installed: Installed) -> Iterator[HealthProblem]:
    yield from unfinished.unreadable_records(installed)
    yield from unfinished.interrupted_changes(installed)
    yield from unfinished.interrupted_pip(installed)
    clashes = [*replaced.replaced(installed), *overwritten.overwritten(installed)]
    yield from clashes
    known = {name for problem in clashes for name in problem.packages}
    yield from missing.missing_conda_files(installed, known)
    yield from missing.missing_pip_files(installed, known)
    yield from pip_needs.stranded(installed)


def _needs(installed: Installed) -> Iterator[HealthProblem]:
    layer = CondaLayer(installed.records.values())
    requirements = Requirements(installed)
    yield from kernels.broken_kernels(installed, requirements)
    yield from conda_needs.unmet_conda(installed, layer)
    yield from conda_needs.pins_not_kept(installed, layer)
    yield from pip_needs.unmet_pip(installed, requirements)
    yield from drift.drifted(installed, layer)
    yield from channels.mixed_channels(installed)
