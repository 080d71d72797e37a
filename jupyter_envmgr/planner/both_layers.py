"""Both layers together: conda solves, pip is resolved on top, and where they clash they negotiate.

Rule 3 of the design: where pip needs another version of a conda package, conda solves again with
that bound. Rule 1, for what nobody typed: a dependency of a pip package comes from conda as well
where a channel has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from jupyter_envmgr.engine import Engine
from jupyter_envmgr.engine.pip import Demand, PipRequest, Provided, Resolution
from jupyter_envmgr.errors import (
    EnvmgrError,
    PipConflictError,
    UnknownPackageError,
    UnsolvableError,
)
from jupyter_envmgr.models import Notice
from jupyter_envmgr.planner.before import Before, completed
from jupyter_envmgr.planner.lookup import Lookup
from jupyter_envmgr.planner.on_top import needs
from jupyter_envmgr.planner.provided import on_top, provided
from jupyter_envmgr.planner.python import python_moves
from jupyter_envmgr.planner.versions import match_spec
from jupyter_envmgr.planner.wish import Request, Wish
from jupyter_envmgr.requirements import Requirement

if TYPE_CHECKING:
    from jupyter_envmgr.engine.solve import Solution

_ROUNDS = 8
"""More were never needed; each one takes a solve."""
_WAYS_OUT = (
    "Leave it out, ask for another version of it, or give it an environment of its own: "
    "conda has the last word on what both layers share."
)


class NoPythonError(PipConflictError):
    """A pip layer with nothing to run it."""

    hint = "Add python."


@dataclass
class BothLayers:
    """One negotiation."""

    engine: Engine
    lookup: Lookup
    request: Request
    before: Before
    wish: Wish
    channels: Sequence[str]
    constraints: list[str] = field(default_factory=list)
    demands: dict[str, Demand] = field(default_factory=dict)
    """Why each constraint is there."""
    from_conda: dict[str, str] = field(default_factory=dict)
    """Packages that conda takes over from pip's dependencies, with the project that they are."""
    tried: set[str] = field(default_factory=set)

    async def settle(self, *, move_dependencies: bool) -> tuple[Solution, Resolution]:
        """Find two layers that fit.

        Raises
        ------
        UnsolvableError, UnknownPackageError
            The conda layer has no solution.
        PipConflictError
            Nor has it one with what pip needs; both sides are named.

        """
        for _ in range(_ROUNDS):
            solution = await self._solve()
            if self.wish.pip:
                self.before = await completed(self.before)
            layer = provided(solution.packages, self.before, self.lookup, self.request.reinstall)
            self._leave_pip(layer)
            try:
                resolution = await self._resolve(solution, layer)
            except PipConflictError as conflict:
                if not await self._find_version_below(conflict):
                    self._give_way(conflict, layer)
                continue
            except UnknownPackageError as unknown:
                await self._find_below(unknown)
                continue
            found = {pin.name for pin in resolution.install}
            if not (move_dependencies and await self._take_over(found)):
                self._note(solution)
                return solution, resolution
        raise PipConflictError("The two layers do not come to an agreement.", hint=_WAYS_OUT)

    async def _solve(self) -> Solution:
        try:
            return await self._once()
        except UnsolvableError as error:
            if self.from_conda:  # what nobody asked conda for may stay with pip
                self.from_conda.clear()
                return await self._solve()
            if self.demands:
                raise self._clash(error) from error
            raise

    async def _once(self) -> Solution:
        wish, before, request = self.wish, self.before, self.request
        free = set(before.packages) if request.update == "all" else set(request.updated)
        return await self.engine.solve(
            [*wish.specs, *self.from_conda],
            self.channels,
            installed=[r for r in before.records if r.name.normalized not in free],
            known=before.packages,
            constraints=self.constraints,
            pinned=before.pinned,
        )

    async def _resolve(self, solution: Solution, layer: Sequence[Provided]) -> Resolution:
        wish, before, request = self.wish, self.before, self.request
        if not wish.pip and not before.on_top:
            return Resolution(install=[], uninstall=[], keep=[])
        python = solution.packages.get("python")
        if python is None:
            raise NoPythonError("pip packages need Python, and this environment has none.")
        moved = python_moves(before.python, python.version)
        again = {} if moved else self._again(layer)
        present = [] if moved else [each for each in on_top(before) if each.name not in again]
        stays = {each.name for each in present}
        asked = [
            each.line if key not in stays or key in wish.typed else _as_it_is(each)
            for key, each in wish.pip.items()
        ]
        needed = {name for each in before.on_top for name in needs(each)}
        alone = set(again).difference(wish.pip, needed)
        asked += [f"{name}=={again[name]}" for name in sorted(alone)]
        resolution = await self.engine.resolve_pip(
            PipRequest(
                asked,
                [*request.constraints, *self._as_before(again)],
                request.options,
                upgrade="all" if request.update == "all" else request.updated,
                remove=[name for name in request.remove if name in stays],
            ),
            provided=layer,
            present=present,
            python=python.version,
            prefix=before.prefix,
        )
        leaves = [each.name for each in before.on_top] if moved else list(again)
        return replace(resolution, uninstall=[*resolution.uninstall, *leaves])

    def _again(self, layer: Sequence[Provided]) -> dict[str, str]:
        """Versions of the pip packages to be put back as they were, by name."""
        names = set(self.request.reinstall).difference(each.name for each in layer)
        return {each.name: each.version for each in self.before.on_top if each.name in names}

    def _as_before(self, again: dict[str, str]) -> list[str]:
        """Bounds that keep their versions; what comes from an address has no other."""
        addresses = {each.name for each in self.wish.pip.values() if each.url}
        return [f"{name}=={each}" for name, each in again.items() if name not in addresses]

    def _leave_pip(self, layer: Sequence[Provided]) -> None:
        """What conda installs is no longer asked of pip, but for extras: it has none."""
        for each in layer:
            line = self.wish.pip.get(each.name)
            if line and not line.extras and each.name not in self.wish.typed:
                del self.wish.pip[each.name]

    def _give_way(self, conflict: PipConflictError, layer: Sequence[Provided]) -> None:
        """Bind conda to what pip needs. Raises the conflict where there is nothing new to try."""
        owners = {each.name: each.package for each in layer}
        if self.before.python is None:
            owners["python"] = "python"
        news = 0
        for demand in conflict.details.get("demands", []):
            package = owners.get(canonicalize_name(demand.package))
            bound = _bound(package, demand.range) if package else None
            if bound and bound not in self.constraints:
                self.constraints.append(bound)
                self.demands[package or ""] = demand
                news += 1
        if not news:
            raise conflict

    async def _find_version_below(self, conflict: PipConflictError) -> bool:
        """Let conda install what the indexes have in no version that would do."""
        demands = conflict.details.get("not_on_index", [])
        if not await self._take_over({demand.package for demand in demands}):
            return False
        packages = {project: package for package, project in self.from_conda.items()}
        for demand in demands:
            package = packages.get(demand.package)
            if package and (bound := _bound(package, demand.range)):
                self.constraints.append(bound)
                self.demands[package] = demand
        return True

    async def _find_below(self, unknown: UnknownPackageError) -> None:
        """Let conda install what pip packages need and no index has. Raises it if nobody has it."""
        if not await self._take_over(set(unknown.details.get("packages", []))):
            raise unknown

    async def _take_over(self, projects: set[str]) -> bool:
        """Let conda install what pip packages need and it has; tells whether there is any."""
        names = projects - set(self.wish.pip) - self.tried
        names -= {name for name, layer in self.request.layers.items() if layer == "pip"}
        self.tried |= names
        await self.lookup.prepare(names)
        found = {package: name for name in sorted(names) if (package := self.lookup.conda(name))}
        self.from_conda.update(found)
        return bool(found)

    def _clash(self, error: UnsolvableError) -> EnvmgrError:
        """The one sentence that names both sides."""
        sides = "; ".join(
            f"{demand.by or 'The request'} needs {demand.package}{demand.range}"
            for demand in self.demands.values()
        )
        return PipConflictError(
            f"{sides}, and conda cannot give that to the other packages.",
            hint=_WAYS_OUT,
            explanation=error.details.get("explanation", [error.message]),
        )

    def _note(self, solution: Solution) -> None:
        for package, demand in self.demands.items():
            if package in solution.packages:
                self.wish.notices.append(self._negotiated(package, demand, solution))
        if self.from_conda:
            names = ", ".join(sorted(self.from_conda))
            message = f"{names}: needed by pip packages, and installed by conda, which has them."
            self.wish.notices.append(
                Notice(
                    code="dependency-from-conda",
                    severity="info",
                    message=message,
                    packages=sorted(self.from_conda),
                )
            )

    def _negotiated(self, package: str, demand: Demand, solution: Solution) -> Notice:
        version = solution.packages[package].version
        there = self.before.packages.get(package)
        by = f"{demand.by} (pip)" if demand.by else "the request"
        why = f"{by} needs {demand.package}{demand.range}"
        if there and there.version == version:
            return Notice(
                code="held-back",
                severity="info",
                message=f"{package} stays at {version}: {why}.",
                packages=[package],
            )
        goes = f"goes from {there.version} to {version}" if there else f"is installed as {version}"
        return Notice(
            code="negotiated",
            severity="warning",
            message=f"{package} {goes}: {why}.",
            packages=[package],
        )


def _as_it_is(requirement: Requirement) -> str:
    """A line that what is there satisfies, without fetching it from its address again."""
    extras = f"[{','.join(requirement.extras)}]" if requirement.extras else ""
    return f"{requirement.name}{extras}{requirement.specifier}"


def _bound(package: str, specifier: str) -> str | None:
    try:
        return match_spec(package, SpecifierSet(specifier))
    except InvalidSpecifier:
        return None
