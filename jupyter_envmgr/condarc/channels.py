"""Channels that stand for several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

DEFAULT_CHANNELS = ("main", "r")
"""What ``defaults`` means where ``default_channels`` is not set."""


def expand_channels(
    channels: Iterable[str], multichannels: Mapping[str, Iterable[str]]
) -> tuple[str, ...]:
    """The channels with each multichannel replaced by its members, without repetition."""
    expanded = [member for channel in channels for member in multichannels.get(channel, (channel,))]
    return tuple(dict.fromkeys(expanded))
