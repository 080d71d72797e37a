"""The planner: applies the rules, one after the other, and finds two layers that fit."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from jupyter_envmgr.engine import Engine
from jupyter_envmgr.engine.pip import Resolution
from jupyter_envmgr.errors import ContradictionError, UnknownPackageError, UnsolvableError
from jupyter_envmgr.models import Change, Notice, Spec
from jupyter_envmgr.names import Names
from jupyter_envmgr.planner import on_top, python, removal, shadowed
from jupyter_envmgr.planner.before import Before
from jupyter_envmgr.planner.both_layers import BothLayers, NoPythonError
from jupyter_envmgr.planner.contradictions import refuse_contradictions, refuse_two_versions
from jupyter_envmgr.planner.diff import conda_changes, pip_changes
from jupyter_envmgr.planner.draft import Draft
from jupyter_envmgr.planner.lookup import Lookup
from jupyter_envmgr.planner.markers import leave_out
from jupyter_envmgr.planner.moved import Policy, assign_layers
from jupyter_envmgr.planner.moves import downgraded, kept, nothing_newer, pinned, stays_with_conda
from jupyter_envmgr.planner.other_channel import other_channel
from jupyter_envmgr.planner.spelling import named_as_here
from jupyter_envmgr.planner.unknown import as_requirement, find_elsewhere, in_neither
from jupyter_envmgr.planner.unrecorded import refuse_unrecorded
from jupyter_envmgr.planner.wish import Request, Wish
from jupyter_envmgr.requirements import parse

if TYPE_CHECKING:
    from jupyter_envmgr.engine.solve import Solution


class Planner:
    """Plans creations and changes; it changes nothing itself.

    ``policy`` says what becomes of pip requirements that conda could install.
    """

    def __init__(self, engine: Engine, names: Names, policy: Policy = "move") -> None:
        self._engine = engine
        self._names = names
        self._policy = policy

    async def plan(
        self, request: Request, before: Before, channels: Sequence[str], spec: Spec
    ) -> Draft:
        """Decide everything that a request needs.

        ``spec`` has the name, channels and variables that are stored afterwards.

        Raises
        ------
        BadSpecError, ContradictionError, NotFoundError
            The request makes no sense.
        UnsolvableError and those below it
            There is no such environment; the message says why.

        """
        lookup = Lookup(self._engine, self._names, channels)
        planning = _Planning(self._engine, lookup, request, before, channels, self._policy)
        solution, resolution = await planning.run()
        return await planning.draft(solution, resolution, spec)


@dataclass
class _Planning:
    """One plan in the making."""

    engine: Engine
    lookup: Lookup
    request: Request
    before: Before
    channels: Sequence[str]
    policy: Policy
    wish: Wish = field(default_factory=Wish)
    left_to_pip: dict[str, UnknownPackageError] = field(default_factory=dict)

    async def run(self) -> tuple[Solution, Resolution]:
        """Fill the wish and settle it."""
        request, before, wish = self.request, self.before, self.wish
        wish.conda, wish.roots, wish.pip = dict(before.conda), before.roots, dict(before.pip)
        names = [self.engine.parts_of(spec).name for spec in request.conda]
        wanted = {*names, *(each.name for each in (*request.pip, *request.authored))}
        refuse_contradictions(request, wanted)
        request = self.request = await named_as_here(request, before, self.lookup)
        removal.drop_removed(wish, request.remove)
        for name, spec in zip(names, request.conda, strict=True):
            self._ask(name, spec)
        self._lift_bounds()
        kept = leave_out(request, wish, await self._python_to_be())
        await assign_layers(wish, kept, self.lookup, self.policy, self._available)
        wish.conda.update(self._satisfied(kept))
        return await self._settle()

    async def draft(self, solution: Solution, resolution: Resolution, spec: Spec) -> Draft:
        request, before, wish = self.request, self.before, self.wish
        refuse_contradictions(request, wish.typed)
        removal.refuse_needed(request.remove, before, solution.packages, resolution, self.lookup)
        refuse_unrecorded(before, resolution.uninstall)
        self._forget_what_conda_has(resolution)
        layer = {*resolution.keep, *(pin.name for pin in resolution.install)}
        if stays := stays_with_conda(request, layer, self.lookup, solution.packages):
            wish.notices.append(stays)
        again = frozenset(set(request.reinstall).intersection(before.packages))
        conda = conda_changes(
            before.packages,
            solution.packages,
            requested=wish.conda,
            uncached=await self.engine.uncached(solution),
            reinstall=again,
        )
        pip = pip_changes(before, resolution)
        asked = [wish.conda[name] for name in sorted(wish.typed) if name in wish.conda]
        return Draft(
            before=before,
            solution=solution,
            resolution=resolution,
            conda=conda,
            pip=pip,
            notices=[*wish.notices, *self._consequences(conda, pip, solution)],
            spec=_stored(spec, wish, request),
            asked=asked,
            dropped=sorted(set(before.conda) - set(wish.conda)),
            reinstall=again,
            options=request.options,
        )

    async def _settle(self) -> tuple[Solution, Resolution]:
        """Settle the wish; look elsewhere for what no channel has."""
        try:
            return await self._settle_known()
        except UnknownPackageError as unknown:
            found = await find_elsewhere(self.wish, unknown, self.lookup, self.engine)
            if not found:
                raise in_neither(unknown, self.left_to_pip) from unknown
            self.left_to_pip.update(dict.fromkeys(found, unknown))
        except NoPythonError:
            if self.left_to_pip:
                raise next(iter(self.left_to_pip.values())) from None
            raise
        return await self._settle()

    async def _settle_known(self) -> tuple[Solution, Resolution]:
        """Settle the wish; where Python's minor version is in the way, say that it is."""
        await self._add_pip()
        try:
            return await self._both_layers(python.stays_minor(self._fixed_python)).settle(
                move_dependencies=self.policy == "move"
            )
        except UnsolvableError as error:
            if type(error) is UnsolvableError and self._fixed_python:
                await self._blame_python(error)
            raise

    async def _available(self, specs: Sequence[str]) -> set[str]:
        return await self.engine.available(specs, self.channels)

    async def _add_pip(self) -> None:
        """Where there is a pip layer, conda has pip too, if a channel does."""
        if self.wish.pip and "pip" not in self.before.packages:
            await self.lookup.prepare(["pip"])
            if self.lookup.conda("pip"):
                self.wish.conda.setdefault("pip", "pip")
                self.wish.typed.add("pip")

    def _both_layers(self, constraints: list[str], wish: Wish | None = None) -> BothLayers:
        return BothLayers(
            self.engine,
            self.lookup,
            self.request,
            self.before,
            wish or self.wish,
            self.channels,
            constraints,
        )

    @property
    def _fixed_python(self) -> str | None:
        """The Python whose minor version stays, None where the request itself is about Python."""
        return None if "python" in self.wish.typed else self.before.python

    async def _blame_python(self, error: UnsolvableError) -> None:
        """Raise a better error if another Python would do; return if it would not."""
        free = dataclasses.replace(self.wish, conda={**self.wish.conda, "python": "python"})
        try:
            solution, _ = await self._both_layers([], free).settle(move_dependencies=False)
        except UnsolvableError:
            return
        raise python.in_the_way(self._fixed_python, solution.packages.get("python"), error)

    async def _python_to_be(self) -> str | None:
        """The version of Python that there will be, where a marker asks for it."""
        request, before = self.request, self.before
        if not any(each.marker for each in (*request.pip, *request.authored)):
            return before.python
        specs = {"python": "python", **self.wish.roots, **self.wish.conda}
        while True:
            try:
                solution = await self.engine.solve(
                    list(specs.values()),
                    self.channels,
                    installed=before.records,
                    constraints=python.stays_minor(self._fixed_python),
                    pinned=before.pinned,
                )
                return solution.packages["python"].version
            except UnsolvableError as error:
                left = specs.keys() - {"python"}
                missing = left.intersection(error.details.get("packages", [])) or left
            if not missing:
                return before.python  # the solve that counts will say why
            specs = {name: spec for name, spec in specs.items() if name not in missing}

    def _satisfied(self, request: Request) -> dict[str, str]:
        """What was asked for earlier holds beside what pip is asked for now and it meets."""
        found = {}
        for each in (*request.pip, *request.authored):
            package = self.lookup.conda(each.name) if each.name else None
            there = self.before.packages.get(package) if package else None
            if there is None or there.name not in self.wish.conda:
                continue
            earlier = self.engine.parts_of(self.before.conda.get(there.name, there.name)).version
            now = self.engine.parts_of(self.wish.conda[there.name]).version
            if earlier and now and earlier != now and _meets(there.version, each.specifier):
                found[there.name] = f"{there.name} {earlier},{now}"
        return found

    def _ask(self, name: str, spec: str) -> None:
        """Ask conda for a package, or pip where the person wants it there."""
        wish = self.wish
        line = as_requirement(self.engine.parts_of(spec))
        if line and self.request.layers.get(name) == "pip":
            wish.conda.pop(name, None)
            wish.add(line)
            return
        refuse_two_versions(wish, name, spec)
        if spec != name or name not in wish.conda:
            wish.conda[name] = spec
        wish.typed.add(name)

    def _lift_bounds(self) -> None:
        """An update by name goes beyond the version that was once asked for."""
        for name in self.request.updated:
            if name in self.before.packages:
                self.wish.roots.setdefault(name, name)
            spec, line = self.wish.conda.get(name, name), self.wish.pip.get(name)
            if name in self.wish.typed and spec != name:
                raise ContradictionError(f"{name} is asked for as {spec}, and to be updated.")
            if name not in {spec, "python"}:
                self.wish.conda[name] = name
                self._lifted(name, spec)
            elif line and line.specifier and not line.url:
                extras = f"[{','.join(line.extras)}]" if line.extras else ""
                self.wish.add(parse(f"{name}{extras}"))
                self._lifted(name, line.line)

    def _lifted(self, name: str, spec: str) -> None:
        self.wish.typed.add(name)
        message = f"{name} was asked for as {spec}: the update lifts that bound."
        self.wish.notices.append(
            Notice(code="bound-lifted", severity="info", message=message, packages=[name])
        )

    def _forget_what_conda_has(self, resolution: Resolution) -> None:
        """A package that conda installs for others after all need not be suggested to it."""
        pip = {*resolution.keep, *(pin.name for pin in resolution.install)}
        self.wish.notices = [
            each
            for each in self.wish.notices
            if each.code != "could-be-conda" or pip.issuperset(each.packages)
        ]

    def _consequences(
        self, conda: Sequence[Change], pip: Sequence[Change], solution: Solution
    ) -> list[Notice]:
        """What the rules have to say once both layers are decided."""
        before = self.before
        after = solution.packages.get("python")
        stays = {change.name for change in (*conda, *pip) if change.action != "remove"}
        gone = [change.name for change in (*conda, *pip) if change.name not in stays]
        found = [
            python.notice(
                before.python,
                after.version if after else None,
                [c.name for c in pip if c.action != "remove"],
            ),
            removal.notice(self.request, gone),
            removal.kernel_notice(gone),
            downgraded(conda, self.wish),
            pinned(before.pinned, self.request, conda),
            nothing_newer(self.request, [*conda, *pip]),
            kept(before, self.wish, [*conda, *pip]),
            other_channel(before.packages, solution.packages, self.wish, self.request),
        ]
        return [
            *filter(None, found),
            *on_top.notices(before, conda, pip, self.lookup),
            *shadowed.notices(before, pip, self.lookup),
        ]


def _meets(version: str, specifier: str) -> bool:
    try:
        return SpecifierSet(specifier).contains(version, prereleases=True)
    except InvalidSpecifier:
        return False


def _stored(spec: Spec, wish: Wish, request: Request) -> Spec:
    return replace(
        spec,
        packages=list(wish.conda.values()),
        pip=[*request.written.pip, *(each.written or each.line for each in wish.pip.values())],
        constraints=request.written.constraints,
        variables={**spec.variables, **request.variables},
    )
