"""Where a channel is, with the token or login that .condarc has for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rattler import Channel, ChannelConfig
from rattler.exceptions import InvalidChannelError, InvalidUrlError

from jupyter_envmgr.channel_url import public_url, short_name
from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.errors import BadSpecError, ForbiddenChannelError

_HINT = "Give its name, such as conda-forge, or its URL."


def channel_at(name: str, condarc: Condarc) -> Channel:
    """The channel of a name, address or folder. Raises BadSpecError."""
    if not name.strip() or name.startswith("-") or any(c.isspace() for c in name):
        raise BadSpecError(f"{public_url(name)!r} is not a channel.", hint=_HINT)
    custom = condarc.custom_channels.get(name.split("/", 1)[0])
    where = f"{custom.rstrip('/')}/{name}" if custom else name
    if Path(where).is_absolute():
        where = Path(where).as_uri()
    alias = condarc.channel_alias and condarc.channel_alias.rstrip("/") + "/"
    try:
        config = ChannelConfig(channel_alias=alias) if alias else None
        return Channel(_with_login(where, condarc), config)
    except (InvalidChannelError, InvalidUrlError, ValueError) as error:
        raise BadSpecError(f"{public_url(name)!r} is not a channel.", hint=_HINT) from error


def once_each(channels: Iterable[Channel]) -> list[Channel]:
    """The channels without repetition; of two addresses of one, that with the token or login."""
    found: dict[str, Channel] = {}
    for channel in channels:
        public = public_url(channel.base_url)
        if public not in found or found[public].base_url == public:
            found[public] = channel
    return list(found.values())


def channel_of_url(url: str) -> str:
    """The channel that a package's address lies in."""
    return f"{url.rsplit('/', 2)[0]}/"


def public_address(name: str, condarc: Condarc) -> str:
    """The address of a channel, without its secrets. Raises BadSpecError."""
    return public_url(channel_at(name, condarc).base_url)


def refuse_forbidden(channels: Sequence[Channel], condarc: Condarc) -> None:
    """Obey conda's ``allowlist_channels`` and ``denylist_channels``."""
    allowed = {public_address(name, condarc) for name in condarc.allowlist_channels}
    denied = {public_address(name, condarc) for name in condarc.denylist_channels}
    for channel in channels:
        public = public_url(channel.base_url)
        if public in denied or (allowed and public not in allowed):
            raise ForbiddenChannelError(
                f"The channel {short_name(channel.base_url)} is not allowed here."
            )


def _with_login(url: str, condarc: Condarc) -> str:
    """The address with the token or login that .condarc has for it, where it has none itself.

    Environments keep the addresses of their channels without.
    """
    if "://" not in url or public_url(url) != url:
        return url
    members = (each for channels in condarc.multichannels.values() for each in channels)
    every = {*condarc.channels, *members, *condarc.custom_channels.values()}
    for known in sorted({*every, condarc.channel_alias or ""}, key=len, reverse=True):
        full = known.rstrip("/")
        public = public_url(full)
        if public != full and f"{url}/".startswith(f"{public}/"):
            return full + url.removeprefix(public)
    return url
