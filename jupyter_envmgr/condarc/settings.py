"""conda's settings, as far as this package follows them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct

from jupyter_envmgr.condarc.channels import default_channels, expand_channels
from jupyter_envmgr.condarc.folders import Folders
from jupyter_envmgr.condarc.locations import configuration_files
from jupyter_envmgr.condarc.parameters import Parameters
from jupyter_envmgr.condarc.root import find_root, mamba_root
from jupyter_envmgr.condarc.source import Source, read_file, read_variables
from jupyter_envmgr.models import Problem

ChannelPriority = Literal["strict", "flexible", "disabled"]


_BOOLEANS = dict.fromkeys(("true", "yes", "on", "1"), True) | dict.fromkeys(
    ("false", "no", "off", "0"), False
)
_PRIORITIES: dict[str, ChannelPriority] = {
    "strict": "strict",
    "flexible": "flexible",
    "disabled": "disabled",
    "true": "flexible",
    "false": "disabled",
}


class Condarc(Struct, frozen=True, kw_only=True):
    """The settings in force, from configuration files and ``CONDA_*`` variables."""

    channels: tuple[str, ...]
    """Names, URLs or paths, highest priority first; multichannels such as ``defaults`` expanded."""
    multichannels: dict[str, tuple[str, ...]]
    """What a name that stands for several channels stands for; ``defaults`` is always there."""
    channel_alias: str | None
    """What a channel's name is put after to make a URL; None where the engine's own default is."""
    custom_channels: dict[str, str]
    """Where a channel of that name is, instead of under the alias."""
    channel_priority: ChannelPriority
    envs_dirs: tuple[Path, ...]
    """Folders of environments, absolute, in the order in which conda looks a name up."""
    allowlist_channels: tuple[str, ...]
    """The only channels there may be, multichannels expanded; any where it is empty."""
    denylist_channels: tuple[str, ...]
    pinned_packages: tuple[str, ...]
    create_default_packages: tuple[str, ...]
    ssl_verify: bool | str
    """Whether to, or the path of a file or folder of certificates, or ``truststore``."""
    proxy_servers: dict[str, str]
    offline: bool
    root_prefix: Path | None
    """The base environment, None where there is no conda installation."""
    environments_txt: Path
    """conda's list of this person's environments; it need not exist."""
    other_environments_txt: tuple[Path, ...]
    """Those of other people, which conda too reads for the superuser."""
    files: tuple[Path, ...]
    """What was read, lowest priority first."""
    problems: tuple[Problem, ...]
    """Files and settings that were left out, and why."""

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ, home: Path | None = None) -> Condarc:
        """Read everything afresh; what is broken is left out and named in ``problems``."""
        windows = os.name == "nt"
        return _Reading(environ, home or _home(environ, windows=windows), windows=windows).condarc()

    def expand(self, channels: Iterable[str]) -> tuple[str, ...]:
        """The channels, each multichannel replaced by those it stands for, without repetition."""
        return expand_channels(channels, self.multichannels)


class _Reading:
    """One pass over the files and variables."""

    def __init__(self, environ: Mapping[str, str], home: Path, *, windows: bool) -> None:
        root = find_root(environ, home, windows=windows)
        read = {
            path: read_file(path)
            for path in configuration_files(environ, home, root, windows=windows)
        }
        self._folders = Folders(environ, home, root, mamba_root(environ, home), windows)
        self._files = tuple(path for path, source in read.items() if isinstance(source, Source))
        self._broken = [source for source in read.values() if isinstance(source, Problem)]
        sources = [source for source in read.values() if isinstance(source, Source)]
        self._settings = Parameters(sources, read_variables(environ))

    def condarc(self) -> Condarc:
        settings, folders = self._settings, self._folders
        multichannels = self._multichannels()
        asked = self._list("channels", "channel") or ("conda-forge",)
        allowed = self._list("allowlist_channels", "whitelist_channels")
        return Condarc(
            channels=expand_channels(asked, multichannels),
            multichannels=multichannels,
            channel_alias=self._expanded(settings.text("channel_alias")),
            custom_channels=self._expanded_map("custom_channels"),
            channel_priority=settings.choice("channel_priority", _PRIORITIES, "flexible"),
            envs_dirs=folders.envs_dirs(
                settings.texts("envs_dirs", "envs_path", separator=os.pathsep)
            ),
            allowlist_channels=expand_channels(allowed, multichannels),
            denylist_channels=expand_channels(self._list("denylist_channels"), multichannels),
            pinned_packages=settings.texts("pinned_packages", separator="&"),
            create_default_packages=settings.texts("create_default_packages"),
            ssl_verify=self._ssl_verify(),
            proxy_servers=self._expanded_map("proxy_servers"),
            offline=settings.choice("offline", _BOOLEANS, False),  # noqa: FBT003 - the default
            root_prefix=folders.root,
            environments_txt=folders.environments_txt(),
            other_environments_txt=folders.other_environments_txt(),
            files=self._files,
            problems=(*self._broken, *settings.problems),
        )

    def _multichannels(self) -> dict[str, tuple[str, ...]]:
        defaults = self._list("default_channels")
        named = self._settings.lists("custom_multichannels")
        return {
            "defaults": defaults or default_channels(windows=self._folders.windows),
            **{name: tuple(map(self._folders.expand, each)) for name, each in named.items()},
        }

    def _ssl_verify(self) -> bool | str:
        text = self._expanded(self._settings.text("ssl_verify", "verify_ssl"))
        if text is None:
            return True
        return _BOOLEANS.get(text.lower(), text)

    def _list(self, *names: str) -> tuple[str, ...]:
        return tuple(map(self._folders.expand, self._settings.texts(*names)))

    def _expanded(self, text: str | None) -> str | None:
        return None if text is None else self._folders.expand(text)

    def _expanded_map(self, name: str) -> dict[str, str]:
        items = self._settings.mapping(name).items()
        return {key: self._folders.expand(value) for key, value in items}


def _home(environ: Mapping[str, str], *, windows: bool) -> Path:
    named = environ.get("USERPROFILE" if windows else "HOME")
    return Path(named) if named else Path(os.path.expanduser("~"))  # noqa: PTH111 - never raises
