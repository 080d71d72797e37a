"""Both layers together: conda solves, pip is resolved on top, and where they clash they negotiate.

Rule 3 of the design: where pip needs another version of a conda package, conda solves again with
that bound. Rule 1, for what nobody typed: a dependency of a pip package comes from conda as well
where a channel has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NoReturn

from packaging.utils import canonicalize_name

from jupyter_envmgr.engine import Engine
from jupyter_envmgr.engine.packages import CondaPackage
from jupyter_envmgr.engine.pip import PipRequest, Provided, Resolution
from jupyter_envmgr.errors import PipConflictError, UnknownPackageError, UnsolvableError
from jupyter_envmgr.models import Notice
from jupyter_envmgr.planner import extras, yanked
from jupyter_envmgr.planner.before import Before, completed
from jupyter_envmgr.planner.bound import Bound
from jupyter_envmgr.planner.clash import Clash
from jupyter_envmgr.planner.lookup import Lookup
from jupyter_envmgr.planner.on_top import needs
from jupyter_envmgr.planner.provided import on_top, provided
from jupyter_envmgr.planner.python import python_moves
from jupyter_envmgr.planner.wish import Request, Wish
from jupyter_envmgr.requirements import Requirement

if TYPE_CHECKING:
    from jupyter_envmgr.engine.solve import Solution

_BOUNDS = 40
"""More were never needed; each one may take a solve."""


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
    constraints: Sequence[str] = ()
    bounds: dict[str, Bound] = field(default_factory=dict)
    """What pip needs of conda's packages, by MatchSpec."""
    needed: set[str] = field(default_factory=set)
    """Packages that conda installs for pip's, since no index has them."""
    optional: set[str] = field(default_factory=set)
    """Those that it takes over from pip, which has them as well."""
    tried: set[str] = field(default_factory=set)
    extras: dict[str, set[str]] = field(default_factory=dict)
    metadata: dict[CondaPackage, bytes] = field(default_factory=dict)
    """Of packages that are not installed yet, where it tells what an extra needs."""

    async def settle(self, *, move_dependencies: bool) -> tuple[Solution, Resolution]:
        """Find two layers that fit.

        Each round but the last learns something that leaves less to be learnt.

        Raises
        ------
        UnsolvableError, UnknownPackageError
            The conda layer has no solution.
        PipConflictError
            Nor has it one with what pip needs; both sides are named.

        """
        self.extras = extras.asked(self.wish.pip.values())
        while True:
            solution = await self._solve()
            if self.wish.pip:
                self.before = await completed(self.before)
            layer = await self._provided(solution)
            try:
                resolution = await self._resolve(solution, layer)
            except PipConflictError as conflict:
                if not await self._find_version_below(conflict):
                    self._give_way(conflict, layer)
                continue
            except UnknownPackageError as unknown:
                await self._find_below(unknown)
                continue
            if self._misses_extras(resolution, layer):
                continue
            found = {pin.name for pin in resolution.install}
            if not (move_dependencies and await self._take_over(found, self.optional)):
                self._note(solution, resolution, layer)
                self.wish.pip = self._left_to_pip(layer)
                return solution, resolution

    async def _solve(self) -> Solution:
        """Solve the conda layer, with as many of pip's dependencies as fit."""
        try:
            return await self._once()
        except UnsolvableError as error:
            if not self.optional:
                await self._fail(error)
        waiting = _halves(sorted(self.optional))
        self.optional.clear()
        try:
            solution = await self._once()
        except UnsolvableError as error:
            await self._fail(error)
        while waiting:
            group = waiting.pop()
            self.optional.update(group)
            try:
                solution = await self._once()
            except UnsolvableError:
                self.optional.difference_update(group)
                waiting += _halves(group)
        return solution

    async def _once(self) -> Solution:
        wish, before, request = self.wish, self.before, self.request
        free = set(request.updated)
        if request.update == "all":  # but for what comes from a channel that is gone
            free = await self.engine.known(before.packages, self.channels)
        return await self.engine.solve(
            [*wish.specs, *sorted(self.needed | self.optional)],
            self.channels,
            installed=[r for r in before.records if r.name.normalized not in free],
            known=before.packages,
            constraints=[*self.constraints, *self.bounds],
            pinned=before.pinned,
        )

    async def _fail(self, error: UnsolvableError) -> NoReturn:
        """Raise the error, with both of its sides where pip's is one."""
        if not self.bounds and not self.needed:
            raise error
        clash = Clash(
            self.engine, self.lookup, self.channels, self.wish, self.constraints, self.before
        )
        bounds = list(self.bounds.values())
        raise await clash.explained(bounds, sorted(self.needed), error) from error

    async def _provided(self, solution: Solution) -> list[Provided]:
        """What conda gives to Python, with what the extras need that are asked of it."""
        if not self.wish.pip and not self.before.on_top:
            return []  # nothing is to stand on it
        packages, again = solution.packages, self.request.reinstall
        layer = provided(packages, self.before, self.lookup, again, self.metadata)
        unread = {
            each.package: each.name
            for each in layer
            if each.name in self.extras
            and not each.metadata
            and packages[each.package] not in self.metadata
        }
        if not unread:
            return layer
        found = await self.engine.metadata(solution, unread)
        self.metadata.update({packages[name]: text for name, text in found.items()})
        return provided(packages, self.before, self.lookup, again, self.metadata)

    def _misses_extras(self, resolution: Resolution, layer: Sequence[Provided]) -> bool:
        """Whether pip packages need extras of conda's whose needs have yet to be read."""
        names = {each.name for each in layer if not each.metadata}.difference(self.extras)
        missed = extras.missed(resolution.warnings)
        news = {name: missed[name] for name in names.intersection(missed)}
        self.extras.update(news)
        return bool(news)

    async def _resolve(self, solution: Solution, layer: Sequence[Provided]) -> Resolution:
        before, request = self.before, self.request
        lines = self._left_to_pip(layer)
        if not lines and not before.on_top:
            return Resolution(install=[], uninstall=[], keep=[])
        python = solution.packages.get("python")
        if python is None:
            raise NoPythonError("pip packages need Python, and this environment has none.")
        moved = python_moves(before.python, python.version)
        again = {} if moved else self._again(layer)
        present = [] if moved else [each for each in on_top(before) if each.name not in again]
        stays = {each.name for each in present}
        question = PipRequest(
            self._asked(lines, stays, again),
            [*request.constraints, *self._as_before(again)],
            request.options,
            upgrade="all" if request.update == "all" else request.updated,
            remove=[name for name in request.remove if name in stays],
        )

        async def resolve(question: PipRequest) -> Resolution:
            return await self.engine.resolve_pip(
                question,
                provided=layer,
                present=present,
                python=python.version,
                prefix=before.prefix,
            )

        versions = self._as_before(self._same(layer)) if moved else []
        try:
            bound = replace(question, constraints=[*question.constraints, *versions])
            resolution = await resolve(bound)
        except (PipConflictError, UnknownPackageError):
            if not versions:
                raise
            resolution = await resolve(question)
        leaves = [each.name for each in before.on_top] if moved else list(again)
        return replace(resolution, uninstall=[*resolution.uninstall, *leaves])

    def _asked(
        self, lines: Mapping[str, Requirement], stays: set[str], again: Mapping[str, str]
    ) -> list[str]:
        """What uv is asked for; what is put back and nothing needs is asked for by itself."""
        needed = {name for each in self.before.on_top for name in needs(each)}
        alone = set(again).difference(lines, needed)
        return [
            *(
                each.line if key not in stays or key in self.wish.typed else _as_it_is(each)
                for key, each in lines.items()
            ),
            *(f"{name}=={again[name]}" for name in sorted(alone)),
        ]

    def _again(self, layer: Sequence[Provided]) -> dict[str, str]:
        """Versions of the pip packages to be put back as they were, by name."""
        names = set(self.request.reinstall).difference(each.name for each in layer)
        return {each.name: each.version for each in self.before.on_top if each.name in names}

    def _same(self, layer: Sequence[Provided]) -> dict[str, str]:
        """Versions of the pip packages that stay pip's, as far as nobody asks for others."""
        free = {*self.wish.typed, *self.request.updated, *(each.name for each in layer)}
        if self.request.update == "all":
            return {}
        return {
            each.name: each.version
            for each in self.before.on_top
            if each.name not in free and not each.direct_url
        }

    def _as_before(self, again: dict[str, str]) -> list[str]:
        """Bounds that keep their versions; what comes from an address has no other."""
        addresses = {each.name for each in self.wish.pip.values() if each.url}
        return [f"{name}=={each}" for name, each in again.items() if name not in addresses]

    def _left_to_pip(self, layer: Sequence[Provided]) -> dict[str, Requirement]:
        """What is still asked of pip: of what conda installs, only extras, since it has none."""
        conda = {each.name for each in layer}
        return {
            key: each
            for key, each in self.wish.pip.items()
            if each.extras or each.name in self.wish.typed or each.name not in conda
        }

    def _give_way(self, conflict: PipConflictError, layer: Sequence[Provided]) -> None:
        """Bind conda to what pip needs. Raises the conflict where there is nothing new to try."""
        owners = {each.name: each.package for each in layer}
        if self.before.python is None:
            owners["python"] = "python"
        news = [
            bound
            for demand in conflict.details.get("demands", [])
            if (package := owners.get(canonicalize_name(demand.package)))
            and (bound := Bound.of(package, demand))
            and bound.spec not in self.bounds
        ]
        if not news or len(self.bounds) > _BOUNDS:
            raise conflict
        self.bounds.update({bound.spec: bound for bound in news})

    async def _find_version_below(self, conflict: PipConflictError) -> bool:
        """Let conda install what the indexes have in no version that would do."""
        demands = conflict.details.get("not_on_index", [])
        if not await self._take_over({demand.package for demand in demands}, self.needed):
            return False
        for demand in demands:
            package = self.lookup.conda(demand.package)
            if package in self.needed and (bound := Bound.of(package, demand)):
                self.bounds[bound.spec] = bound
        return True

    async def _find_below(self, unknown: UnknownPackageError) -> None:
        """Let conda install what pip packages need and no index has. Raises it if nobody has it."""
        if not await self._take_over(set(unknown.details.get("packages", [])), self.needed):
            raise unknown

    async def _take_over(self, projects: set[str], packages: set[str]) -> bool:
        """Add what pip packages need and conda has to ``packages``; tells whether there is any."""
        names = projects - set(self.wish.pip) - self.tried
        names -= {name for name, layer in self.request.layers.items() if layer == "pip"}
        self.tried |= names
        await self.lookup.prepare(names)
        found = {package for name in names if (package := self.lookup.conda(name))}
        packages |= found
        return bool(found)

    def _note(self, solution: Solution, resolution: Resolution, layer: Sequence[Provided]) -> None:
        notices = self.wish.notices
        for bound in {each.package: each for each in self.bounds.values()}.values():
            if bound.package in solution.packages:
                notices.append(bound.notice(self.before, solution.packages))
        notices += extras.notices(self.extras, layer, resolution.warnings)
        notices += yanked.notices(resolution.warnings)
        if names := sorted(self.needed | self.optional):
            message = f"{', '.join(names)}: needed by pip packages, and installed by conda, "
            message += "which has them."
            notices.append(
                Notice(
                    code="dependency-from-conda", severity="info", message=message, packages=names
                )
            )


def _halves(names: list[str]) -> list[list[str]]:
    """Two lists of those names; none for one name, or no name."""
    half = len(names) // 2
    return [names[half:], names[:half]] if half else []


def _as_it_is(requirement: Requirement) -> str:
    """A line that what is there satisfies, without fetching it from its address again."""
    extras = f"[{','.join(requirement.extras)}]" if requirement.extras else ""
    hashes = [f"--hash={each}" for each in requirement.hashes]
    return " ".join([f"{requirement.name}{extras}{requirement.specifier}", *hashes])
