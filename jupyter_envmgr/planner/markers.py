"""Requirements that are not for this Python or platform are left out, and it is said.

Environment markers: PyPA specification "Dependency specifiers".
"""

from __future__ import annotations

from dataclasses import replace

from packaging.markers import default_environment

from jupyter_envmgr.models import Notice
from jupyter_envmgr.planner.wish import Request, Wish
from jupyter_envmgr.requirements import Requirement


def leave_out(request: Request, wish: Wish, python: str | None) -> Request:
    """The request without what does not apply to this machine with that version of Python."""
    marked = [each for each in (*request.pip, *request.authored) if each.marker]
    environment = _environment(python) if marked else {}
    out = [each for each in marked if not each.applies(environment)]
    wish.notices.extend(map(_left_out, out))
    return replace(
        request,
        pip=[each for each in request.pip if each not in out],
        authored=[each for each in request.authored if each not in out],
    )


def _environment(python: str | None) -> dict[str, str]:
    environment = {key: str(value) for key, value in default_environment().items()}
    if python:
        minor = ".".join(python.split(".")[:2])
        environment |= {"python_version": minor, "python_full_version": python}
        environment |= {"implementation_version": python}
    return environment


def _left_out(requirement: Requirement) -> Notice:
    return Notice(
        code="not-for-here",
        severity="info",
        message=f"{requirement.name} is left out: it is only for {requirement.marker}.",
        packages=[requirement.name],
    )
