"""An environment as it is before a change."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_envmgr.asked import stored_spec
from jupyter_envmgr.engine import Engine
from jupyter_envmgr.engine.packages import CondaPackage
from jupyter_envmgr.errors import EnvmgrError, UnreadableError
from jupyter_envmgr.formats import is_editable, requirement_url
from jupyter_envmgr.models import Spec
from jupyter_envmgr.prefixes import (
    InstalledDistribution,
    has_pip_layer,
    read_distributions,
    read_history,
    read_pinned,
)
from jupyter_envmgr.requirements import Requirement, parse
from jupyter_envmgr.transaction.state import fingerprint

if TYPE_CHECKING:
    from jupyter_envmgr.engine import RepoDataRecord

_TURNS = 5


@dataclass(frozen=True)
class Before:
    """What is installed and what was asked for; without a prefix, nothing yet."""

    prefix: Path | None = None
    records: Sequence[RepoDataRecord] = ()
    """The conda layer as the engine takes it."""
    packages: Mapping[str, CondaPackage] = field(default_factory=dict)
    """The same by name."""
    distributions: Sequence[InstalledDistribution] = ()
    complete: bool = True
    """Whether ``distributions`` has conda's too; without a pip layer they are not read at first."""
    spec: Spec = field(default_factory=Spec)
    conda: Mapping[str, str] = field(default_factory=dict)
    """The MatchSpecs that were asked for, by name."""
    pip: Mapping[str, Requirement] = field(default_factory=dict)
    """The requirements of the pip layer that were asked for, by name."""
    pinned: Sequence[str] = ()
    state: str = ""

    @property
    def on_top(self) -> list[InstalledDistribution]:
        """The pip layer."""
        return [each for each in self.distributions if not each.package]

    @property
    def python(self) -> str | None:
        package = self.packages.get("python")
        return package.version if package else None

    @property
    def roots(self) -> dict[str, str]:
        """What was asked for, and what nothing else needs: a solution keeps all that is there."""
        found = dict(self.conda)
        needed = {name for package in self.packages.values() for name in package.depends}
        leaves = sorted(set(self.packages) - needed)
        reached = self._reached([*found, *leaves])
        found = {**{name: name for name in leaves}, **found}
        while unreached := sorted(set(self.packages) - reached):  # packages that need each other
            found[unreached[0]] = unreached[0]
            reached |= self._reached(unreached[:1])
        return found

    def _reached(self, names: Sequence[str]) -> set[str]:
        """Packages and all that they need, directly or not."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            package = self.packages.get(waiting.pop())
            if package and package.name not in found:
                found.add(package.name)
                waiting += package.depends
        return found


async def read_before(engine: Engine, prefix: Path) -> Before:
    """Read an environment, again while somebody changes it meanwhile.

    Raises UnreadableError where a record of conda's is damaged.
    """
    for turn in range(_TURNS):
        state = await asyncio.to_thread(fingerprint, prefix)
        try:
            layer = await engine.installed(prefix)
            before = await asyncio.to_thread(_read, engine, prefix, layer, state)
        except UnreadableError:
            now = await asyncio.to_thread(fingerprint, prefix)
            if now == state or turn == _TURNS - 1:
                raise
            continue
        break
    return before


async def completed(before: Before) -> Before:
    """The same with all of its distributions."""
    if before.complete or before.prefix is None:
        return before
    distributions = await asyncio.to_thread(read_distributions, before.prefix)
    return replace(before, distributions=distributions, complete=True)


def _read(
    engine: Engine,
    prefix: Path,
    layer: tuple[list[RepoDataRecord], dict[str, CondaPackage]],
    state: str,
) -> Before:
    records, packages = layer
    spec = stored_spec(prefix)
    layered = has_pip_layer(prefix)
    distributions = read_distributions(prefix) if layered else []
    return Before(
        prefix=prefix,
        records=records,
        packages=packages,
        distributions=distributions,
        complete=layered,
        spec=spec,
        conda=_asked(engine, prefix),
        pip=_requested(spec, distributions),
        pinned=[line for line in read_pinned(prefix) if engine.understands(line)],
        state=state,
    )


def _asked(engine: Engine, prefix: Path) -> dict[str, str]:
    """What conda's diary says was asked for; where it says nothing, the records."""
    found = {name: spec for name, spec in read_history(prefix).items() if engine.understands(spec)}
    return found or engine.requested(prefix)


def _requested(
    spec: Spec, distributions: Sequence[InstalledDistribution]
) -> dict[str, Requirement]:
    """What of the pip layer was asked for: the stored lines, and what a terminal added."""
    on_top = {each.name: each for each in distributions if not each.package}
    lines = [line for line in map(_parsed, spec.pip) if line]
    asked = {line.name: line for line in lines if line.name in on_top or line.extras}
    for name, distribution in on_top.items():
        new = distribution.requested and name not in asked
        if new and (line := _parsed(_line(distribution))):
            asked[name] = line
    return asked


def _line(distribution: InstalledDistribution) -> str:
    """The line that installs it again, from where it came from and as it was."""
    name, origin = distribution.name, distribution.direct_url
    url = requirement_url(origin) if origin else None
    if not url:
        return name
    return f"-e {url}#egg={name}" if is_editable(origin) else f"{name} @ {url}"


def _parsed(line: str) -> Requirement | None:
    try:
        return parse(line)
    except EnvmgrError:
        return None
