"""What the pip layer needs, and what of conda's it does not fit."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_envmgr.health.installed import Installed
from jupyter_envmgr.health.requirements import Needed, Requirements
from jupyter_envmgr.models import ChangeRequest, HealthProblem


def unmet_pip(installed: Installed, requirements: Requirements) -> Iterator[HealthProblem]:
    """Requirements that are missing or in another version, where pip's layer is one of the sides.

    What conda's packages need of each other their records say, which their channel may have put
    right; their metadata are those of the project.
    """
    if all(each.package for each in installed.distributions):
        return
    told = set()
    for needed in requirements.of(installed.distributions):
        if _concerns_pip(installed, needed) and not requirements.is_met(needed):
            problem = _unmet(installed, needed)
            if problem.message not in told:
                yield problem
            told.add(problem.message)


def _concerns_pip(installed: Installed, needed: Needed) -> bool:
    others = installed.of_name(needed.name)
    if not others and needed.name in installed.records:
        return False  # conda has it, without metadata
    return not needed.by.package or any(not each.package for each in others)


def _unmet(installed: Installed, needed: Needed) -> HealthProblem:
    by, others = needed.by, installed.of_name(needed.name)
    if others:
        other = others[0]
        layer = " of conda" if other.package else ""
        message = f"{by} needs {needed.text}, and {other}{layer} is installed."
    else:
        message = f"{by} needs {needed.text}, which is not installed."
    return HealthProblem(
        code="unmet-pip",
        severity="error",
        message=message,
        hint="Repairing installs what it needs, from conda where a channel has it.",
        packages=[
            by.package or by.name,
            others[0].package or needed.name if others else needed.name,
        ],
        details={"needs": needed.text},
        repair=ChangeRequest(pip=[needed.text]),
    )


def stranded(installed: Installed) -> Iterator[HealthProblem]:
    """Packages of pip that an upgrade of Python has left behind in the old one's folder."""
    present = {each.name for each in installed.distributions}
    for site in installed.other_site_packages:
        infos = [name for name in installed.names_in(site) if name.endswith(".dist-info")]
        stems = {name.removesuffix(".dist-info").partition("-")[::2] for name in infos}
        gone = sorted(name.replace("_", "-").lower() for name, _ in stems if name[:1] not in "~.")
        gone = [name for name in gone if name not in present]
        if gone:
            yield HealthProblem(
                code="for-another-python",
                severity="warning",
                message=f"{', '.join(gone)}: installed by pip for another Python, in {site}; "
                f"Python {installed.python} does not look there.",
                hint="Repairing installs them for the Python that is there now.",
                packages=gone,
                repair=ChangeRequest(pip=gone),
            )
