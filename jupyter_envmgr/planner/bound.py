"""What pip packages need of conda's, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from jupyter_envmgr.engine.packages import CondaPackage
from jupyter_envmgr.engine.pip import Demand
from jupyter_envmgr.models import Notice
from jupyter_envmgr.planner.before import Before
from jupyter_envmgr.planner.versions import match_spec


@dataclass(frozen=True)
class Bound:
    """What holds a conda package within a range."""

    package: str
    spec: str
    """The MatchSpec."""
    demand: Demand
    """Why."""

    @classmethod
    def of(cls, package: str, demand: Demand) -> Bound | None:
        """None where conda has no word for the range."""
        try:
            spec = match_spec(package, SpecifierSet(demand.range))
        except InvalidSpecifier:
            return None
        return cls(package, spec, demand) if spec else None

    @property
    def sentence(self) -> str:
        return f"{self.demand.by or 'The request'} needs {self.demand.package}{self.demand.range}"

    def notice(self, before: Before, packages: Mapping[str, CondaPackage]) -> Notice:
        """What becomes of the package, and why."""
        package, version = self.package, packages[self.package].version
        there = before.packages.get(package)
        by = f"{self.demand.by} (pip)" if self.demand.by else "the request"
        why = f"{by} needs {self.demand.package}{self.demand.range}"
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
