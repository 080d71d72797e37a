"""The same wishes, as the panel sends them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from jupyter_envmgr.changes import Changes
from jupyter_envmgr.checks import Checks
from jupyter_envmgr.errors import EnvmgrError
from jupyter_envmgr.models import Plan, PlanRequest, Progress
from tests.wreck import state
from tests.wreck.terminal import Terminal


@dataclass(frozen=True)
class Here:
    """An environment that is changed by nothing but this program."""

    changes: Changes
    terminal: Terminal

    @property
    def prefix(self) -> Path:
        return self.terminal.prefix

    async def plan(self, **wish: object) -> Plan:
        return await self.changes.plan(PlanRequest(environment=self.prefix.name, **wish))

    async def apply(self, plan: Plan, reports: list[Progress] | None = None) -> None:
        told = [] if reports is None else reports
        await self.changes.apply(await self.changes.current(plan.id), told.append)

    async def change(self, **wish: object) -> Plan:
        """Plan and apply; the environment is sound before and after."""
        plan = await self.plan(**wish)
        await self.apply(plan)
        self.check()
        return plan

    async def refuse(self, error: type[EnvmgrError] = EnvmgrError, **wish: object) -> str:
        """The sentence with which a wish is refused, in whichever step; nothing was touched."""
        before = state.fingerprint(self.prefix)
        with pytest.raises(error) as refused:
            await self.change(**wish)
        assert state.fingerprint(self.prefix) == before
        return refused.value.message

    async def repair(self, checks: Checks) -> Plan:
        """What the button "Repair all" does."""
        change = checks.repair(self.prefix.name, [])
        return await self.change(**msgspec.structs.asdict(change))

    def check(self) -> None:
        """No file altered, missing or of two packages, and nothing unmet in Python's eyes."""
        assert state.wrong(self.prefix) == []
        assert self.terminal.check() == ""
