"""Why conda cannot give what pip packages need: the sentence that names both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jupyter_envmgr.engine import Engine
from jupyter_envmgr.errors import PipConflictError, UnknownVersionError, UnsolvableError
from jupyter_envmgr.planner.before import Before
from jupyter_envmgr.planner.bound import Bound
from jupyter_envmgr.planner.lookup import Lookup
from jupyter_envmgr.planner.python import minor
from jupyter_envmgr.planner.wish import Wish

_SHOWN = 6
"""Versions that a sentence lists."""
_WAYS_OUT = (
    "Leave it out, ask for another version of it, or give it an environment of its own: "
    "conda has the last word on what both layers share."
)


@dataclass(frozen=True)
class Clash:
    """A wish, on its own without a clash, that some solves more tell the culprits of."""

    engine: Engine
    lookup: Lookup
    channels: Sequence[str]
    wish: Wish
    constraints: Sequence[str]
    before: Before

    async def explained(
        self, bounds: Sequence[Bound], needed: Sequence[str], error: UnsolvableError
    ) -> PipConflictError:
        """The error for a conda layer that those bounds, and packages besides, leave none."""
        culprits = await self._culprits(bounds, needed)
        added = [each.spec for each in culprits] or list(needed)
        if pins := error.details.get("pinned"):
            why = f"but {', '.join(pins)} is pinned"
        elif len(culprits) > 1:
            why = "and conda cannot give all of that at once"
        else:
            why = await self._other_side(added, culprits[0].package if culprits else "")
        names = ", ".join(needed)
        one = " and ".join(dict.fromkeys(each.sentence for each in culprits))
        return PipConflictError(
            f"{one or f'The pip packages need {names}, which no index has'}, {why}.",
            hint=_WAYS_OUT,
            explanation=error.details.get("explanation", [error.message]),
        )

    async def _culprits(self, bounds: Sequence[Bound], needed: Sequence[str]) -> Sequence[Bound]:
        """Those without one of which there is a solution, else all of them."""
        if len(bounds) == 1:
            return bounds
        alone = []
        for each in bounds:
            others = [*self.constraints, *(other.spec for other in bounds if other is not each)]
            if await self._fits([*self.wish.specs, *needed], others):
                alone.append(each)
        return alone or bounds

    async def _other_side(self, added: Sequence[str], package: str) -> str:
        """What is in the way of specs, of which there is one for ``package`` if it has a name."""
        try:
            await self._solve(added, [])
        except UnknownVersionError as error:
            versions, where = error.details["versions"], self.lookup.where
            some = ", ".join(versions[:_SHOWN]) + (", …" if len(versions) > _SHOWN else "")
            return f"but {where} {'have' if ' ' in where else 'has'} only {package} {some}"
        except UnsolvableError:
            return "but conda cannot install that on this machine"
        if self.constraints and await self._fits([*self.wish.specs, *added], []):
            return f"but conda cannot give that to Python {minor(self.before.python or '')}"
        if spec := await self._spec_in_the_way(added, package):
            return self._against(spec, package)
        return "and conda cannot give that to the other packages"

    def _against(self, spec: str, package: str) -> str:
        from jupyter_envmgr.engine.specs import as_people_write

        name = self.engine.parts_of(spec).name
        asked = "is asked for" if name in self.wish.typed else "was asked for earlier"
        text = as_people_write(spec.replace(f"{name} ", name, 1))
        if name == package:
            return f"but {text} {asked}"
        return f"but that does not go with {text}, which {asked}"

    async def _spec_in_the_way(self, added: Sequence[str], package: str) -> str | None:
        """The one thing asked for that excludes it, None where only several do together."""
        own = self.wish.conda.get(package)
        if own and own != package and not await self._fits([own, *added], []):
            return own
        specs = self.wish.specs
        while len(specs) > 1:
            half = len(specs) // 2
            for part in (specs[:half], specs[half:]):
                if not await self._fits([*part, *added], []):
                    specs = part
                    break
            else:
                return None
        return specs[0] if specs and not await self._fits([*specs, *added], []) else None

    async def _fits(self, specs: Sequence[str], constraints: Sequence[str]) -> bool:
        try:
            await self._solve(specs, constraints)
        except UnsolvableError:
            return False
        return True

    async def _solve(self, specs: Sequence[str], constraints: Sequence[str]) -> None:
        await self.engine.solve(
            specs,
            self.channels,
            installed=self.before.records,
            constraints=constraints,
            pinned=self.before.pinned,
        )
