"""From specs to an exact set of packages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import groupby

from rattler import (
    ChannelPriority,
    MatchSpec,
    RepoDataRecord,
    VirtualPackage,
    VirtualPackageOverrides,
)
from rattler import solve as rattler_solve
from rattler.exceptions import SolverError

from jupyter_envmgr.channel_url import without_secrets
from jupyter_envmgr.engine.channels import Channels
from jupyter_envmgr.engine.failures import translated
from jupyter_envmgr.engine.packages import CondaPackage, by_name
from jupyter_envmgr.engine.specs import as_people_write, parse
from jupyter_envmgr.errors import EnvmgrError, UnsolvableError

_BRANCHES = "├└│─ "
_PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Question:
    """What is to be solved, on this machine's platform."""

    specs: Sequence[str]
    installed: Sequence[RepoDataRecord] = ()
    """Packages that are preferred to others."""
    constraints: Sequence[str] = ()
    """MatchSpecs that hold for whatever is chosen."""
    pinned: Sequence[str] = ()
    """Constraints that somebody wrote down for good."""
    priority: str = "strict"
    known: Mapping[str, CondaPackage] = field(default_factory=dict)
    """The installed ones by name, where they are known already."""

    @cached_property
    def wanted(self) -> list[MatchSpec]:
        return [parse(spec) for spec in self.specs]


@dataclass(frozen=True)
class Solution:
    """The packages to install, with the specs that asked for them."""

    records: list[RepoDataRecord]
    specs: Sequence[MatchSpec]
    channels: Channels

    known: Mapping[str, CondaPackage]
    """What was installed before, by name."""

    @cached_property
    def packages(self) -> dict[str, CondaPackage]:
        """By name."""
        return by_name(self.records, self.known)


async def solve(channels: Channels, question: Question) -> Solution:
    """Solve for this machine's platform.

    Raises
    ------
    UnknownPackageError
        No channel has one of the names.
    UnsolvableError
        With rattler's explanation, or the pin that is in the way.
    ChannelError
        A channel could not be read.

    """
    channels.refresh()
    with translated("Solving"):
        try:
            records = await _solve(channels, question, question.wanted)
        except SolverError as error:
            raise await _explain(channels, question, error) from error
    return Solution(_as_installed(records, question), question.wanted, channels, question.known)


def _as_installed(records: list[RepoDataRecord], question: Question) -> list[RepoDataRecord]:
    """The records, those of packages that stay as they are on disk.

    A channel may list another archive under the same name by now, as one that is built again does.
    """
    here = {record.name.normalized: record for record in question.installed}

    def stays(record: RepoDataRecord) -> RepoDataRecord:
        there = here.get(record.name.normalized)
        same = there and there.build == record.build and there.version == record.version
        return there if there and same else record

    return [stays(record) for record in records]


async def _solve(
    channels: Channels,
    question: Question,
    specs: Sequence[MatchSpec],
    more: Sequence[str] = (),
    *,
    pinned: bool = True,
) -> list[RepoDataRecord]:
    """Solve under one of conda's priorities.

    rattler knows no "flexible", where a lower channel stays reachable: strict first, then without.
    """
    constraints = [*question.constraints, *more, *(question.pinned if pinned else ())]

    async def under(priority: ChannelPriority) -> list[RepoDataRecord]:
        return await rattler_solve(
            channels.channels,
            [channels.meant(spec) for spec in specs],
            gateway=channels.gateway,
            platforms=channels.platforms,
            locked_packages=list(question.installed),
            virtual_packages=VirtualPackage.detect(VirtualPackageOverrides.from_env()),
            channel_priority=priority,
            constraints=[channels.meant(parse(text)) for text in constraints],
            timeout=_PATIENCE,
        )

    if question.priority == "flexible" and len(channels.channels) > 1:
        with suppress(SolverError):
            return await under(ChannelPriority.Strict)
    strict = question.priority == "strict" or len(channels.channels) == 1
    return await under(ChannelPriority.Strict if strict else ChannelPriority.Disabled)


async def _explain(channels: Channels, question: Question, error: SolverError) -> EnvmgrError:
    """Say why: a missing name or version, a pin, or the conflict with its culprit named.

    Through a Gateway, records that do not match the specs are never loaded, so the first text
    often misleads. Solving again with bare names, the versions as constraints, loads them.
    """
    specs = question.wanted
    missing = await channels.missing(specs, question.installed)
    if missing:
        return missing
    if question.pinned and (pin := await _pin_in_the_way(channels, question)):
        return pin
    text = str(error)
    bare = [MatchSpec(spec.name.normalized) for spec in specs]
    bounds = [str(spec) for spec in specs if spec.version or spec.build]
    if bounds:
        try:
            await _solve(channels, question, bare, bounds)
        except SolverError as clearer:
            text = str(clearer)
    message = "These packages cannot be installed together."
    if len(specs) == 1:
        message = f"{as_people_write(str(specs[0]))} cannot be installed on this machine."
    return UnsolvableError(message, explanation=explanation(text))


async def _pin_in_the_way(channels: Channels, question: Question) -> EnvmgrError | None:
    try:
        await _solve(channels, question, question.wanted, pinned=False)
    except SolverError:
        return None
    pins = ", ".join(question.pinned)
    return UnsolvableError(
        f"These packages cannot be installed while {pins} is pinned.",
        hint="Change the pin in conda-meta/pinned or in .condarc, or ask for other packages.",
        pinned=list(question.pinned),
    )


def explanation(text: str) -> list[str]:
    """Give rattler's tree as lines, each said once, without its preamble and secrets."""
    body = as_people_write(without_secrets(text.partition("because of:")[2] or text))
    lines = dict.fromkeys(line.rstrip() for line in body.strip().splitlines() if line.strip())
    same = groupby(lines, lambda line: line.strip(_BRANCHES))
    return [list(group)[-1] for _, group in same]
