"""Conda first: what a channel has is installed by conda, under the name that it has there.

From Anaconda's "Using Pip in a Conda Environment" (use pip only after conda, for what conda does
not have). A setting chooses `move`, `suggest` or `off`; a person's own choice, `layers`, wins.
"""

from __future__ import annotations

from typing import Literal

from packaging.specifiers import SpecifierSet

from jupyter_envmgr.models import Alternative, Notice
from jupyter_envmgr.planner.contradictions import refuse_two_versions
from jupyter_envmgr.planner.lookup import Lookup
from jupyter_envmgr.planner.versions import match_spec
from jupyter_envmgr.planner.wish import Request, Wish
from jupyter_envmgr.requirements import Requirement

Policy = Literal["move", "suggest", "off"]


async def assign_layers(wish: Wish, request: Request, lookup: Lookup, policy: Policy) -> None:
    """Give each requirement its layer, and say why."""
    await lookup.prepare(each.name for each in (*request.pip, *request.authored) if each.name)
    for requirement in request.pip:
        _assign(wish, requirement, request, lookup, policy)
    for requirement in request.authored:
        kept: Policy = "off" if policy == "off" else "suggest"
        _assign(wish, requirement, request, lookup, kept)


def _assign(
    wish: Wish, requirement: Requirement, request: Request, lookup: Lookup, policy: Policy
) -> None:
    name = requirement.name
    package = lookup.conda(name) if name else None
    chosen = request.layers.get(name) or (request.layers.get(package) if package else None)
    reason = _only_pip(requirement, package)
    if package is None or reason or chosen == "pip":
        if package and reason:
            wish.notices.append(_stays(requirement, reason))
        elif package:
            wish.conda.pop(package, None)
            wish.roots.pop(package, None)
        wish.add(requirement)
    elif policy == "move" or chosen == "conda":
        _move(wish, requirement, package, lookup.where)
    else:
        if policy == "suggest":
            wish.notices.append(_could_be_conda(name, package, lookup.where))
        wish.add(requirement)


def _move(wish: Wish, requirement: Requirement, package: str, where: str) -> None:
    spec = match_spec(package, SpecifierSet(requirement.specifier)) or package
    refuse_two_versions(wish, package, spec)
    if spec != package or package not in wish.conda:
        wish.conda[package] = spec
    wish.typed.add(package)
    wish.pip.pop(requirement.name, None)
    if requirement.extras:
        wish.notices.append(_extras(requirement, package))
        wish.add(requirement)
    else:
        wish.notices.append(_moved(requirement.name, package, where))


def _only_pip(requirement: Requirement, package: str | None) -> str:
    """Why conda cannot install what is asked for, empty if it can."""
    if requirement.editable:
        return "it is installed as a link to its sources"
    if requirement.url:
        return "it comes from an address of its own"
    if requirement.hashes:
        return "it is asked for by the hash of its file"
    if package and match_spec(package, SpecifierSet(requirement.specifier)) is None:
        return f"conda cannot express {requirement.specifier}"
    return ""


def _moved(name: str, package: str, where: str) -> Notice:
    called = f"{name} is on {where}" if name == package else f"{name} is {package} on {where}"
    return Notice(
        code="moved-to-conda",
        severity="info",
        message=f"{called}: it is installed by conda, not by pip.",
        packages=[package],
        alternatives=[Alternative(title="Keep it on pip", layers={name: "pip"})],
    )


def _could_be_conda(name: str, package: str, where: str) -> Notice:
    called = "" if name == package else f", as {package}"
    return Notice(
        code="could-be-conda",
        severity="info",
        message=f"{name} stays with pip, as it is written; {where} has it too{called}.",
        packages=[name],
        alternatives=[Alternative(title="Install it by conda", layers={name: "conda"})],
    )


def _stays(requirement: Requirement, reason: str) -> Notice:
    return Notice(
        code="stays-on-pip",
        severity="info",
        message=f"{requirement.name} is installed by pip though the channels have it: {reason}.",
        packages=[requirement.name],
    )


def _extras(requirement: Requirement, package: str) -> Notice:
    extras = ", ".join(requirement.extras)
    return Notice(
        code="extras-on-pip",
        severity="info",
        message=f"{package} is installed by conda, which knows no extras: pip adds what {extras} "
        "needs and no channel has.",
        packages=[package],
        alternatives=[Alternative(title="Keep it on pip", layers={requirement.name: "pip"})],
    )
