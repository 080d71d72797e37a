"""What was begun and not finished: records, changes, and what pip puts aside while it works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jupyter_envmgr.health.installed import Installed
from jupyter_envmgr.models import HealthProblem
from jupyter_envmgr.transaction.beside import Beside, stages
from jupyter_envmgr.transaction.journal import read_place
from jupyter_envmgr.transaction.lock import held_if_free

_SHOWN = 5


def unreadable_records(installed: Installed) -> Iterator[HealthProblem]:
    """Records that are cut off, or no records at all; and two for one package."""
    for path, why in installed.unreadable.items():
        name = path.removeprefix("conda-meta/")
        yield HealthProblem(
            code="unreadable-record",
            severity="error",
            message=f"{path} cannot be read: {why}.",
            hint="Build the environment anew from its environment.yml; nothing can be changed "
            "while it is so.",
            packages=[name.removesuffix(".json").rsplit("-", 2)[0]],
            details={"file": str(installed.prefix / path)},
        )
    for package, files in sorted(installed.record_files.items()):
        if len(files) > 1:
            yield HealthProblem(
                code="recorded-twice",
                severity="error",
                message=f"conda-meta has {len(files)} records of {package}: {', '.join(files)}. "
                "Two programs have changed the environment at the same time.",
                hint="Build the environment anew from its environment.yml.",
                packages=[package],
            )
    if not installed.records and not installed.unreadable:
        yield HealthProblem(
            code="half-made",
            severity="error",
            message="conda-meta has no records: the environment is empty, or was never finished.",
            hint="Remove it and create it again, or install something.",
        )


def interrupted_changes(installed: Installed) -> Iterator[HealthProblem]:
    """Stages of this environment that nobody holds, as a crash leaves them behind."""
    place = installed.prefix.resolve()
    for stage in stages(place.parent):
        if read_place(stage) == place:
            with held_if_free(Beside(place)) as free:
                if free:
                    yield _interrupted(stage)


def _interrupted(stage: Path) -> HealthProblem:
    return HealthProblem(
        code="interrupted-change",
        severity="warning",
        message=f"A change was interrupted; what it left is in {stage}.",
        hint="The next change, or the next start of the server, finishes it or takes it back.",
        details={"folder": str(stage)},
    )


def interrupted_pip(installed: Installed) -> Iterator[HealthProblem]:
    """Packages that pip had put aside when it was killed: it renames them to begin with a tilde."""
    for site in installed.site_packages:
        names = sorted(name for name in installed.names_in(site) if name.startswith("~"))
        if names:
            some = ", ".join(names[:_SHOWN]) + (" and others" if len(names) > _SHOWN else "")
            yield HealthProblem(
                code="interrupted-pip",
                severity="info",
                message=f"pip was interrupted, or could not delete what ran: {some} in {site}.",
                hint="Delete these; pip means them to be gone.",
                details={"folder": site, "names": names[:100]},
            )
