"""Channels: which ones, what they have, and what a misspelt name may have meant."""

from __future__ import annotations

import difflib
import logging
import os
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from rattler import (
    Client,
    Config,
    Gateway,
    MatchSpec,
    RepoDataRecord,
    SourceConfig,
    Subdir,
)
from rattler.exceptions import AuthenticationStorageError

from jupyter_envmgr.channel_url import public_url, short_name
from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.engine.addresses import channel_at, channel_of_url, once_each, refuse_forbidden
from jupyter_envmgr.engine.failures import translated
from jupyter_envmgr.engine.packages import conda_package
from jupyter_envmgr.engine.specs import as_people_write, channel_of, parse
from jupyter_envmgr.errors import (
    BadSpecError,
    UnknownPackageError,
    UnknownVersionError,
)
from jupyter_envmgr.models import PackageVersion, SearchHit

_SHOWN = 6  # versions that a message lists
_FRESH = 300.0  # seconds for which a channel's index is taken for unchanged

_log = logging.getLogger(__name__)


class Channels:
    """An ordered set of channels under one set of settings."""

    def __init__(self, names: Sequence[str], condarc: Condarc, cache: Path) -> None:
        self.platforms = [Subdir.current(), Subdir("noarch")]
        self._condarc = condarc
        self.channels = once_each(channel_at(name, condarc) for name in names)
        refuse_forbidden(self.channels, condarc)
        self._read = time.monotonic()
        self._indexes: dict[str, tuple[tuple[str, int, int], ...]] = {}
        self.client = _client(condarc)
        self.gateway = Gateway(
            cache_dir=cache / "repodata",
            client=self.client,
            default_config=SourceConfig(
                cache_action="force-cache-only" if condarc.offline else "cache-or-fetch"
            ),
        )

    def refresh(self) -> None:
        """Forget what was read of channels: of those on disk when it changes, now and then of all.

        What is on disk of an unchanged index is used again.
        """
        now = time.monotonic()
        stale = now - self._read > _FRESH
        if stale:
            self._read = now
        for channel in self.channels:
            local = channel.base_url.startswith("file:")
            index = self._index_of(channel.base_url) if local else ()
            if stale or index != self._indexes.get(channel.base_url, ()):
                self.gateway.clear_repodata_cache(channel)
                self._indexes[channel.base_url] = index

    def _index_of(self, url: str) -> tuple[tuple[str, int, int], ...]:
        """What tells whether the index of a channel on disk has changed."""
        folder = Path(url2pathname(urlsplit(url).path))
        found = []
        for platform in self.platforms:
            for file in sorted((folder / str(platform)).glob("repodata*")):
                with suppress(OSError):
                    status = file.stat()
                    found.append((str(file), status.st_mtime_ns, status.st_size))
        return tuple(found)

    async def names(self) -> list[str]:
        self.refresh()
        with translated("Reading the channels"):
            found = await self.gateway.names(self.channels, self.platforms)
        return sorted(name.normalized for name in found)

    async def known(self, names: Iterable[str]) -> set[str]:
        """Those of the names that there are packages of."""
        wanted = set(names)
        return wanted.intersection(await self.names()) if wanted else set()

    async def python_packages(self, names: Iterable[str]) -> set[str]:
        """Those of the names that there are packages for Python of."""
        wanted = sorted(names)
        records = await self.records(*wanted) if wanted else []
        return {record.name.normalized for record in records if conda_package(record).python}

    async def available(self, specs: Sequence[str]) -> set[str]:
        """Those of the specs that some package matches."""
        wanted = {text: parse(text) for text in specs}
        names = {spec.name.normalized for spec in wanted.values()}
        builds: dict[str, list[RepoDataRecord]] = {}
        for record in await self.records(*names) if names else ():
            builds.setdefault(record.name.normalized, []).append(record)
        return {
            text
            for text, spec in wanted.items()
            if any(
                self.meant(spec).matches(record) for record in builds.get(spec.name.normalized, ())
            )
        }

    async def records(self, *names: str) -> list[RepoDataRecord]:
        """Every build of some packages, newest first."""
        self.refresh()
        with translated(f"Looking up {', '.join(names)}"):
            answers = await self.gateway.query(
                self.channels, self.platforms, names, recursive=False
            )
        found = [record for answer in answers for record in answer]
        return sorted(found, key=_age, reverse=True)

    async def search(self, query: str, limit: int) -> list[SearchHit]:
        """Names that contain ``query``: the exact one, then those that begin with it."""
        wanted = query.strip().lower()
        matches = [name for name in await self.names() if wanted in name]
        matches.sort(key=lambda name: (name != wanted, not name.startswith(wanted), len(name)))
        newest: dict[str, SearchHit] = {}
        for record in await self.records(*matches[:limit]):
            newest.setdefault(record.name.normalized, _hit(record))
        return [newest[name] for name in matches[:limit] if name in newest]

    async def versions(self, name: str) -> list[PackageVersion]:
        """Every build, newest first.

        Raises
        ------
        UnknownPackageError
            With a "did you mean".

        """
        if not name or not name.isascii() or any(c in name for c in " /:=<>*[]"):
            raise BadSpecError(f"{name!r} is not the name of a package.")
        builds = await self.records(name)
        if not builds:
            raise await self.unknown(name)
        return [_version(record) for record in builds]

    async def missing(
        self, specs: Sequence[MatchSpec], installed: Sequence[RepoDataRecord] = ()
    ) -> UnknownPackageError | None:
        """The error for specs that no package at all fits; None where each one has some."""
        records = await self.records(*(spec.name.normalized for spec in specs))
        found: dict[str, list[RepoDataRecord]] = {}
        for record in (*records, *installed):
            found.setdefault(record.name.normalized, []).append(record)
        names = [spec.name.normalized for spec in specs if spec.name.normalized not in found]
        if names:
            return await self.unknown(*dict.fromkeys(names))
        for spec in specs:
            builds = found[spec.name.normalized]
            meant = self.meant(spec)
            if not any(meant.matches(record) for record in builds):
                return self._no_version(spec, builds)
        return None

    async def unknown(self, *names: str) -> UnknownPackageError:
        """The error for packages that no channel has."""
        known = await self.names()
        most = 3 if len(names) == 1 else 1
        near = {name: difflib.get_close_matches(name.lower(), known, n=most) for name in names}
        guesses = [
            " or ".join(guess) + (f" for {name}" if len(names) > 1 else "")
            for name, guess in near.items()
            if guess
        ]
        return UnknownPackageError(
            f"No package named {' or '.join(names)} is in {self._where}.",
            hint=f"Did you mean {', '.join(guesses)}?" if guesses else None,
            packages=list(names),
            near=sorted({guess for guesses in near.values() for guess in guesses}),
            guesses=near,
        )

    def _no_version(self, spec: MatchSpec, builds: Sequence[RepoDataRecord]) -> UnknownVersionError:
        versions = list(dict.fromkeys(str(record.version) for record in builds))
        some = ", ".join(versions[:_SHOWN]) + (", …" if len(versions) > _SHOWN else "")
        wanted = as_people_write(str(spec))
        return UnknownVersionError(
            f"{self._where[0].upper()}{self._where[1:]} has no {wanted}; it has {some}.",
            versions=versions,
        )

    def meant(self, spec: MatchSpec) -> MatchSpec:
        """The spec with the address of its channel, where that is not the one rattler takes."""
        name = channel_of(spec)
        if name is None or spec.channel is None:
            return spec
        members = self._condarc.expand([name])
        if len(members) > 1:  # of an environment from elsewhere: no one address is meant
            return MatchSpec(str(spec).rpartition("::")[2])
        named = channel_at(members[0], self._condarc)
        public = public_url(named.base_url)
        same = (each for each in self.channels if public_url(each.base_url) == public)
        url = next(same, named).base_url
        if url == spec.channel.base_url:
            return spec
        where = f"{url.rstrip('/')}/{spec.subdir}" if spec.subdir else url
        return MatchSpec(f"{where}::{str(spec).rpartition('::')[2]}")

    def log_in(self, records: Iterable[RepoDataRecord]) -> None:
        """Give packages that are installed, should they be fetched again, their channel's login."""
        known = {public_url(channel.base_url): channel.base_url for channel in self.channels}
        for record in records:
            public = channel_of_url(record.url)
            if (full := known.get(public, public)) != public:
                record.url = full + record.url.removeprefix(public)

    @property
    def _where(self) -> str:
        return f"the channel{'s' * (len(self.titles) > 1)} {', '.join(self.titles)}"

    @property
    def titles(self) -> list[str]:
        """The channels, as people know them."""
        return [short_name(channel.base_url) for channel in self.channels]


def _client(condarc: Condarc) -> Client:
    """A client that finds stored credentials and obeys the user's proxies and certificates."""
    config = Config()
    if condarc.ssl_verify is False:
        config.set("tls-no-verify", "true")
    for scheme in ("http", "https"):
        if proxy := condarc.proxy_servers.get(scheme):
            config.set(f"proxy-config.{scheme}", proxy)
    try:
        return Client.from_config(config)
    except AuthenticationStorageError as error:  # a home that cannot be used: no credentials there
        _log.warning("stored credentials cannot be read: %s", error)
        config.set("authentication-override-file", str(Path(os.devnull).parent / "no-such-file"))
        return Client.from_config(config)


def _age(record: RepoDataRecord) -> tuple[object, int, float]:
    when = record.timestamp.timestamp() if record.timestamp else 0.0
    return (record.version, record.build_number, when)


def _hit(record: RepoDataRecord) -> SearchHit:
    return SearchHit(
        name=record.name.normalized,
        version=str(record.version),
        channel=short_name(record.channel),
    )


def _version(record: RepoDataRecord) -> PackageVersion:
    python = next((d for d in record.depends if d.split(" ", 1)[0] == "python"), None)
    return PackageVersion(
        version=str(record.version),
        build=str(record.build),
        channel=short_name(record.channel),
        size=record.size,
        python=python.partition(" ")[2] if python else None,
    )
