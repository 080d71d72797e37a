"""From specs to an exact set of packages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
from jupyter_envmgr.engine.specs import parse
from jupyter_envmgr.errors import EnvmgrError, UnsolvableError


@dataclass(frozen=True)
class Solution:
    """The packages to install, with the specs that asked for them."""

    records: list[RepoDataRecord]
    specs: list[MatchSpec]
    channels: Channels


async def solve(
    channels: Channels,
    specs: Sequence[str],
    *,
    constraints: Sequence[str] = (),
    priority: str = "strict",
) -> Solution:
    """Solve for this machine's platform.

    Raises
    ------
    UnknownPackageError
        No channel has one of the names.
    UnsolvableError
        With rattler's explanation.
    ChannelError
        A channel could not be read.

    """
    wanted = [parse(spec) for spec in specs]
    channels.refresh()
    with translated("Solving"):
        try:
            records = await _solve(channels, wanted, constraints, priority)
        except SolverError as error:
            raise await _explain(channels, wanted, constraints, priority, error) from error
    return Solution(records=records, specs=wanted, channels=channels)


async def _solve(
    channels: Channels, specs: Sequence[MatchSpec], constraints: Sequence[str], priority: str
) -> list[RepoDataRecord]:
    """Solve under one of conda's priorities.

    rattler knows no "flexible", where a lower channel stays reachable: strict first, then without.
    """
    if priority == "flexible" and len(channels.channels) > 1:
        try:
            return await _solve(channels, specs, constraints, "strict")
        except SolverError:
            return await _solve(channels, specs, constraints, "disabled")
    strict, disabled = ChannelPriority.Strict, ChannelPriority.Disabled
    return await rattler_solve(
        channels.channels,
        specs,
        gateway=channels.gateway,
        platforms=channels.platforms,
        virtual_packages=VirtualPackage.detect(VirtualPackageOverrides.from_env()),
        channel_priority=disabled if priority == "disabled" else strict,
        constraints=[parse(text) for text in constraints],
    )


async def _explain(
    channels: Channels,
    specs: Sequence[MatchSpec],
    constraints: Sequence[str],
    priority: str,
    error: SolverError,
) -> EnvmgrError:
    """Say why: a missing name or version, or the conflict with its culprit named.

    Through a Gateway, records that do not match the specs are never loaded, so the first text
    often misleads. Solving again with bare names, the versions as constraints, loads them.
    """
    missing = await channels.missing(specs)
    if missing:
        return missing
    text = str(error)
    bare = [MatchSpec(spec.name.normalized) for spec in specs]
    bounds = [str(spec) for spec in specs if spec.version or spec.build]
    if bounds:
        try:
            await _solve(channels, bare, [*constraints, *bounds], priority)
        except SolverError as clearer:
            text = str(clearer)
    return UnsolvableError(
        "These packages cannot be installed together.", explanation=explanation(text)
    )


def explanation(text: str) -> list[str]:
    """Give rattler's tree as lines, each said once, without its preamble and secrets."""
    body = without_secrets(text.partition("because of:")[2] or text)
    return list(dict.fromkeys(line.rstrip() for line in body.strip().splitlines() if line.strip()))
