"""Channels that stand for several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_DEFAULTS = "https://repo.anaconda.com/pkgs"


def default_channels(*, windows: bool) -> tuple[str, ...]:
    """What ``defaults`` means where ``default_channels`` is not set; no alias moves them.

    conda's user guide, "Using the .condarc conda configuration file", ``default_channels``.
    """
    names = ("main", "r", "msys2") if windows else ("main", "r")
    return tuple(f"{_DEFAULTS}/{name}" for name in names)


def expand_channels(
    channels: Iterable[str], multichannels: Mapping[str, Iterable[str]]
) -> tuple[str, ...]:
    """The channels with each multichannel replaced by its members, without repetition."""
    expanded = [member for channel in channels for member in multichannels.get(channel, (channel,))]
    return tuple(dict.fromkeys(expanded))
