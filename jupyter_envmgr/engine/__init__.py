"""The engine: conda packages by rattler, the pip layer by uv. No other part imports either.

`Engine` itself is light; rattler is loaded by the first call that needs it.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.models import PackageVersion, Progress, SearchHit

if TYPE_CHECKING:
    from jupyter_envmgr.engine.channels import Channels
    from jupyter_envmgr.engine.solve import Solution

Report = Callable[[Progress], None]

_OPEN = 3  # sets of channels whose repodata stays in memory


@dataclass(frozen=True)
class PipLayer:
    """What goes on top of the conda layer: requirements as pip reads them."""

    requirements: Sequence[str]


class Engine:
    """Solves, installs and searches.

    ``load`` gives the settings of the moment; ``cache`` is the folder for packages and repodata,
    by default the one that rattler's other programs use.
    """

    def __init__(self, load: Callable[[], Condarc], cache: Path | None = None) -> None:
        self._load = load
        self._cache = cache or _shared_cache()
        self._lock = threading.Lock()
        self._channels: dict[str, Channels] = {}

    def check(self, specs: Sequence[str], channels: Sequence[str]) -> list[str]:
        """Refuse what can be told without reading a channel; the channels with those of the specs.

        Raises
        ------
        BadSpecError, ForbiddenChannelError

        """
        from jupyter_envmgr.engine.specs import channel_of, parse

        named = [channel_of(parse(spec)) for spec in specs]
        every = list(dict.fromkeys([*channels, *filter(None, named)]))
        self._open(every)
        return every

    async def solve(self, specs: Sequence[str], channels: Sequence[str] = ()) -> Solution:
        """Find the packages that satisfy ``specs``, with nothing installed yet."""
        from jupyter_envmgr.engine.solve import solve

        condarc = await asyncio.to_thread(self._load)
        return await solve(
            await asyncio.to_thread(self._open, channels),
            specs,
            constraints=condarc.pinned_packages,
            priority=condarc.channel_priority,
        )

    async def install(self, solution: Solution, stage: Path, prefix: Path, report: Report) -> None:
        """Fill the empty folder ``stage`` with an environment that will live at ``prefix``."""
        from jupyter_envmgr.engine.install import install

        await install(solution, stage, prefix, report=report, cache=self._cache)

    async def install_pip(self, stage: Path, layer: PipLayer, report: Report) -> None:
        """Put the pip layer on top of the conda layer in ``stage``, touching nothing of conda's."""
        from jupyter_envmgr.engine.pip import install_pip

        condarc = await asyncio.to_thread(self._load)
        await install_pip(stage, layer, report, _uv_settings(condarc))

    async def search(self, query: str, limit: int = 20) -> list[SearchHit]:
        """Names that contain ``query``, the nearest first."""
        channels = await asyncio.to_thread(self._open, ())
        return await channels.search(query, limit)

    async def versions(self, name: str) -> list[PackageVersion]:
        """Every build of a package, newest first."""
        channels = await asyncio.to_thread(self._open, ())
        return await channels.versions(name)

    def _open(self, names: Sequence[str]) -> Channels:
        """The channels asked for, else the user's. Those used last stay open."""
        from jupyter_envmgr.engine.channels import Channels

        condarc = self._load()
        chosen = tuple(names) or condarc.channels
        key = f"{chosen}{condarc}"
        with self._lock:
            found = self._channels.pop(key, None) or Channels(chosen, condarc, self._cache)
            self._channels[key] = found
            while len(self._channels) > _OPEN:
                del self._channels[next(iter(self._channels))]
        return found


def _uv_settings(condarc: Condarc) -> dict[str, str]:
    """Conda's settings for the network, as uv's variables."""
    settings = {f"{scheme.upper()}_PROXY": url for scheme, url in condarc.proxy_servers.items()}
    if condarc.offline:
        settings["UV_OFFLINE"] = "1"
    certificates = condarc.ssl_verify
    if isinstance(certificates, str) and os.path.isfile(certificates):  # noqa: PTH113 - never raises
        settings["SSL_CERT_FILE"] = certificates
    return settings


def _shared_cache() -> Path:
    """The folder that pixi and other programs built on rattler keep their downloads in."""
    chosen = os.environ.get("RATTLER_CACHE_DIR")
    return Path(chosen) if chosen else user_cache_path("rattler", appauthor=False) / "cache"
