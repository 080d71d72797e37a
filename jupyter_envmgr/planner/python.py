"""Python itself: its minor version moves only when somebody asks for it.

conda does the same (its documentation, "Managing Python"): a change that would need another Python
is refused with a sentence instead of rebuilding everything that is made for the present one.
"""

from __future__ import annotations

from jupyter_envmgr.engine.packages import CondaPackage
from jupyter_envmgr.errors import UnsolvableError
from jupyter_envmgr.models import Notice


def minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def python_moves(before: str | None, after: str | None) -> bool:
    """Whether site-packages is another folder afterwards: what is in the old one is lost to it."""
    return before is not None and (after is None or minor(before) != minor(after))


def stays_minor(before: str | None) -> list[str]:
    """The constraint that keeps Python's minor version."""
    return [f"python {minor(before)}.*"] if before else []


def in_the_way(
    before: str | None, after: CondaPackage | None, error: UnsolvableError
) -> UnsolvableError:
    """The error for what another Python could have."""
    wanted = minor(after.version) if after else "3"
    return UnsolvableError(
        f"This needs Python {wanted}, and the environment has {before}.",
        hint=f"Ask for python={wanted} as well, or make a new environment for it.",
        explanation=error.details.get("explanation", []),
    )


def notice(before: str | None, after: str | None, pip: list[str]) -> Notice | None:
    """That everything made for Python is exchanged, None where its minor version stays."""
    if before is None or after is None or not python_moves(before, after):
        return None
    packages = "1 package" if len(pip) == 1 else f"{len(pip)} packages"
    rebuilt = f" The pip layer's {packages} will be installed anew." if pip else ""
    return Notice(
        code="python-changes",
        severity="warning",
        message=f"Python goes from {before} to {after}: every package made for it is exchanged."
        + rebuilt,
        packages=["python", *pip],
    )
