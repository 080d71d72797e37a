"""Conda first: what a channel has is installed by conda, under the name that it has there.

From Anaconda's "Using Pip in a Conda Environment" (use pip only after conda, for what conda does
not have). A setting chooses `move`, `suggest` or `off`; a person's own choice, `layers`, wins.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from packaging.specifiers import SpecifierSet

from jupyter_envmgr.models import Alternative, Notice
from jupyter_envmgr.planner.contradictions import refuse_two_versions
from jupyter_envmgr.planner.lookup import Lookup
from jupyter_envmgr.planner.versions import match_spec
from jupyter_envmgr.planner.wish import Request, Wish
from jupyter_envmgr.requirements import Requirement

Policy = Literal["move", "suggest", "off"]
Available = Callable[[Sequence[str]], Awaitable[set[str]]]
"""Of some MatchSpecs, those that a channel has a package for."""


async def assign_layers(
    wish: Wish, request: Request, lookup: Lookup, policy: Policy, available: Available
) -> None:
    """Give each requirement its layer, and say why."""
    every = [*request.pip, *request.authored]
    await lookup.prepare(each.name for each in every if each.name)
    specs = {each.line: spec for each in every if (spec := _spec(each, lookup))}
    there = await available(list(set(specs.values())))
    choice = _Choice(wish, request, lookup, {line for line in specs if specs[line] in there})
    for requirement in request.pip:
        choice.assign(requirement, policy)
    for requirement in request.authored:
        choice.assign(requirement, "off" if policy == "off" else "suggest")


def _spec(requirement: Requirement, lookup: Lookup) -> str | None:
    """The MatchSpec that a requirement would be; None where conda cannot say it."""
    package = lookup.conda(requirement.name) if requirement.name else None
    return match_spec(package, SpecifierSet(requirement.specifier)) if package else None


@dataclass(frozen=True)
class _Choice:
    """Chooses the layer of requirements, one after the other."""

    wish: Wish
    request: Request
    lookup: Lookup
    available: set[str]
    """Lines that a channel has a package for."""

    def assign(self, requirement: Requirement, policy: Policy) -> None:
        wish, name = self.wish, requirement.name
        package = self.lookup.conda(name) if name else None
        layers = self.request.layers
        chosen = layers.get(name) or (layers.get(package) if package else None)
        reason = self._only_pip(requirement)
        if package is None or reason or chosen == "pip":
            if package and reason:
                wish.notices.append(_stays(requirement, reason))
            elif package:
                wish.conda.pop(package, None)
                wish.roots.pop(package, None)
            wish.add(requirement)
        elif policy == "move" or chosen == "conda":
            self._move(requirement, package)
        else:
            if policy == "suggest":
                wish.notices.append(_could_be_conda(name, package, self.lookup.where))
            wish.add(requirement)

    def _move(self, requirement: Requirement, package: str) -> None:
        wish = self.wish
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
            wish.notices.append(_moved(requirement.name, package, self.lookup.where))

    def _only_pip(self, requirement: Requirement) -> str:
        """Why conda cannot install what is asked for, empty if it can."""
        if requirement.editable:
            return "it is installed as a link to its sources"
        if requirement.url:
            return "it comes from an address of its own"
        if requirement.hashes:
            return "it is asked for by the hash of its file"
        if _spec(requirement, self.lookup) is None:
            return f"conda cannot express {requirement.specifier}"
        if requirement.line not in self.available:
            return f"they have no {requirement.specifier}"
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
