"""An environment as the writers need it: data, no services."""

from __future__ import annotations

from msgspec import field

from jupyter_envmgr.models import Model, Package


class Snapshot(Model, frozen=True, kw_only=True):
    """What an environment holds and what was asked for."""

    name: str
    packages: list[Package]
    channels: list[str] = field(default_factory=list)
    only_channels: bool = False
    """Whether what was asked for is to come from no other channels than these."""
    requested: list[str] = field(default_factory=list)
    """The MatchSpecs that were asked for, as they are stored."""
    variables: dict[str, str] = field(default_factory=dict)
    pip_sources: dict[str, str] = field(default_factory=dict)
    """The URL a pip package was installed from, by name; see `formats.direct_url`."""
