"""The engine: conda packages by rattler, the pip layer by uv. No other part imports either.

`Engine` itself is light; rattler is loaded by the first call that needs it.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

from platformdirs import user_cache_path

from jupyter_envmgr.channel_url import public_url
from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.errors import BadSpecError, EnvmgrError, ForbiddenChannelError
from jupyter_envmgr.models import PackageVersion, Progress, SearchHit

if TYPE_CHECKING:
    from rattler import RepoDataRecord as RepoDataRecord

    from jupyter_envmgr.engine.channels import Channels
    from jupyter_envmgr.engine.install import Linking
    from jupyter_envmgr.engine.packages import CondaPackage
    from jupyter_envmgr.engine.pip import OnTop, Pin, PipRequest, Provided, Resolution
    from jupyter_envmgr.engine.solve import Solution

Report = Callable[[Progress], None]


class SpecParts(NamedTuple):
    """A MatchSpec, as far as both layers understand it."""

    name: str
    version: str
    """As conda writes it, empty for any."""
    only_conda: bool
    """Whether it has a build or a channel, of which pip knows nothing."""


_OPEN = 3  # sets of channels whose repodata stays in memory


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

        condarc = self._load()
        every = dict.fromkeys(channels)
        for name in filter(None, (channel_of(parse(spec)) for spec in specs)):
            members = condarc.expand([name])
            if len(members) > 1:
                raise BadSpecError(
                    f"{name} stands for several channels, and a package comes from one.",
                    hint=f"Give one of them as a channel, such as {public_url(members[0])}, "
                    "and the package by its name alone.",
                )
            every.update(dict.fromkeys(members))
        self._open(list(every))
        return list(every)

    def parts_of(self, spec: str) -> SpecParts:
        """What a MatchSpec asks for. Raises BadSpecError."""
        from jupyter_envmgr.engine.specs import parse

        found = parse(spec)
        version = str(found.version) if found.version else ""
        only_conda = bool(found.build or found.build_number or found.channel)
        return SpecParts(found.name.normalized, version, only_conda)

    def understands(self, spec: str) -> bool:
        """Whether a MatchSpec can be read."""
        with suppress(BadSpecError):
            self.parts_of(spec)
            return True
        return False

    async def available(self, specs: Sequence[str], channels: Sequence[str] = ()) -> set[str]:
        """Those of the specs that some package of the channels matches."""
        return await (await asyncio.to_thread(self._open, channels)).available(specs)

    async def solve(  # noqa: PLR0913 - by keyword, each a fact of the question
        self,
        specs: Sequence[str],
        channels: Sequence[str] = (),
        *,
        installed: Sequence[RepoDataRecord] = (),
        known: Mapping[str, CondaPackage] | None = None,
        constraints: Sequence[str] = (),
        pinned: Sequence[str] = (),
    ) -> Solution:
        """Find the packages that satisfy ``specs``, those ``installed`` before any others.

        ``known`` has the installed ones by name, where they are known already. ``constraints`` hold
        for whatever is chosen; so do ``pinned`` and those of .condarc, which a
        failure names as such.
        """
        from jupyter_envmgr.engine.solve import Question, solve

        condarc = await asyncio.to_thread(self._load)
        question = Question(
            specs,
            installed,
            constraints,
            pinned=(*condarc.pinned_packages, *pinned),
            priority=condarc.channel_priority,
            known=known or {},
        )
        return await solve(await asyncio.to_thread(self._open, channels), question)

    async def install(self, solution: Solution, stage: Path, prefix: Path, report: Report) -> None:
        """Fill the empty folder ``stage`` with an environment that will live at ``prefix``."""
        from jupyter_envmgr.engine.install import Linking, install

        await install(Linking(solution, stage, prefix), report=report, cache=self._cache)

    async def change(self, linking: Linking, report: Report) -> None:
        """Make the conda layer of a copy of an environment what a solution says."""
        from jupyter_envmgr.engine.install import install

        await install(linking, report=report, cache=self._cache)

    async def installed(self, prefix: Path) -> tuple[list[RepoDataRecord], dict[str, CondaPackage]]:
        """The conda layer of an environment: as `solve` takes it, and by name without rattler.

        Raises UnreadableError.
        """
        from jupyter_envmgr.engine.records import package_records

        return await asyncio.to_thread(package_records, prefix)

    def requested(self, prefix: Path) -> dict[str, str]:
        """What the records of an environment say was asked for, by name, as far as it is read."""
        from jupyter_envmgr.engine.records import requested_specs

        found = requested_specs(prefix)
        return {name: spec for name, spec in found.items() if self.understands(spec)}

    def origins(self, records: Sequence[RepoDataRecord]) -> list[str]:
        """The channels that installed packages are from, as far as they may and can be used."""
        found = []
        for channel in dict.fromkeys(record.channel for record in records if record.channel):
            local = channel.startswith("file:")
            with suppress(BadSpecError, ForbiddenChannelError):
                if not local or Path(url2pathname(urlsplit(channel).path)).is_dir():
                    self._open([channel])
                    found.append(channel)
        return found

    def kept(self, own: Sequence[str], given: Sequence[str], solution: Solution) -> list[str]:
        """An environment's own channels, then those of the others that packages are from."""
        from jupyter_envmgr.engine.addresses import channel_of_url, public_address

        condarc = self._load()
        used = {public_url(channel_of_url(record.url)) for record in solution.records}
        found: dict[str, str] = {}
        for name in own:
            found.setdefault(public_address(name, condarc), name)
        for name in given:
            if (address := public_address(name, condarc)) in used:
                found.setdefault(address, name)
        return list(found.values())

    async def known(self, names: Iterable[str], channels: Sequence[str] = ()) -> set[str]:
        """Those of the names that one of the channels has a package of."""
        opened = await asyncio.to_thread(self._open, channels)
        return await opened.known(names)

    async def python_packages(self, names: Iterable[str], channels: Sequence[str]) -> set[str]:
        """Those of the names that one of the channels has a package for Python of."""
        return await (await asyncio.to_thread(self._open, channels)).python_packages(names)

    async def uncached(self, solution: Solution) -> set[str]:
        """Names of the packages of a solution that have to be downloaded."""
        from rattler import PackageCache

        cached = await PackageCache(self._cache / "pkgs").index()
        return {
            record.name.normalized
            for record in solution.records
            if not cached.contains_record(record) and not record.url.startswith("file:")
        }

    async def metadata(self, solution: Solution, projects: Mapping[str, str]) -> dict[str, bytes]:
        """METADATA of the ``projects``, by the packages of a solution that they are in.

        It is empty for a package without it, and for one that cannot be read.
        """
        from jupyter_envmgr.engine.metadata import read_metadata

        client, folder = solution.channels.client, self._cache / "pkgs"
        found = dict.fromkeys(projects, b"")
        for record in solution.records:
            if (name := record.name.normalized) in projects:
                with suppress(EnvmgrError):
                    found[name] = await read_metadata(record, projects[name], client, folder)
        return found

    async def resolve_pip(
        self,
        request: PipRequest,
        *,
        provided: Sequence[Provided],
        present: Sequence[OnTop],
        python: str,
        prefix: Path | None,
    ) -> Resolution:
        """Find what pip is to install on top of a conda layer that need not be there yet."""
        from jupyter_envmgr.engine.pip import resolve

        return await resolve(
            request,
            provided=provided,
            present=present,
            python=python,
            settings=await asyncio.to_thread(self._pip_settings, prefix),
        )

    async def change_pip(  # noqa: PLR0913 - by keyword, each a fact of the change
        self,
        stage: Path,
        *,
        prefix: Path,
        report: Report,
        install: Sequence[Pin] = (),
        uninstall: Sequence[str] = (),
        options: Sequence[str] = (),
    ) -> None:
        """Change the pip layer of a stage, exactly as it was resolved.

        ``prefix`` is where the person's own settings for it are looked for.
        """
        from jupyter_envmgr.engine.pip.install import change_pip

        await change_pip(
            stage,
            install=install,
            uninstall=uninstall,
            options=options,
            settings=await asyncio.to_thread(self._pip_settings, prefix),
            report=report,
        )

    def with_logins(self, options: Sequence[str], prefix: Path) -> list[str]:
        """Stored options of pip, with the logins that the person's settings have for them."""
        from jupyter_envmgr.engine.pip.logins import with_logins

        home = Path(os.path.expanduser("~"))  # noqa: PTH111 - never raises
        return with_logins(options, os.environ, home, prefix)

    def _pip_settings(self, prefix: Path | None) -> dict[str, str]:
        """What .condarc and pip's own configuration say, as uv's variables."""
        from jupyter_envmgr.engine.pip.settings import pip_settings

        home = Path(os.path.expanduser("~"))  # noqa: PTH111 - never raises
        return {**_uv_settings(self._load()), **pip_settings(os.environ, home, prefix)}

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
