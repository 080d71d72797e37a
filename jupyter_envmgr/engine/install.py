"""Link packages into a staged prefix."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from rattler import InstallerReporter, MatchSpec, PackageCache, RepoDataRecord
from rattler import install as rattler_install
from rattler.package_cache.package_cache import PackageCacheLayer, ValidationMode

from jupyter_envmgr.channel_url import public_url, short_name, without_secrets
from jupyter_envmgr.engine.failures import translated
from jupyter_envmgr.engine.history import append_history
from jupyter_envmgr.engine.installed import installed
from jupyter_envmgr.engine.solve import Solution
from jupyter_envmgr.engine.specs import parse
from jupyter_envmgr.errors import ChecksumError, DiskFullError, EngineError
from jupyter_envmgr.models import Phase, Progress, Unit
from jupyter_envmgr.regular_file import read_regular
from jupyter_envmgr.threads import in_thread

_ROOM = 1 << 20  # bytes: with less of them, a disk is full
_EVERY = 0.05  # seconds between two reports of one phase


@dataclass(frozen=True)
class Linking:
    """What is to be linked, and where."""

    solution: Solution
    stage: Path
    """The folder that is written to: empty, or a copy of an environment."""
    prefix: Path
    """The path that is written into files."""
    command: str = "jupyter envmgr create"
    """For conda's diary."""
    reinstall: frozenset[str] = frozenset()
    """Names of packages that are linked again though they are there."""
    dropped: Sequence[str] = ()
    """Specs that are no longer asked for."""
    asked: Sequence[str] | None = None
    """Specs that this change asked for; None: all of the solution's."""
    requested: Sequence[str] | None = None
    """All specs that are asked for afterwards, as the records of packages have them."""

    @property
    def in_force(self) -> list[MatchSpec]:
        if self.requested is None:
            return list(self.solution.specs)
        return [parse(spec) for spec in self.requested]


async def install(linking: Linking, *, report: Callable[[Progress], None], cache: Path) -> None:
    """Make the conda layer of a stage what a solution says.

    Raises
    ------
    ChannelError, ChecksumError, DiskFullError, NotWritableError, EngineError

    """
    loop = asyncio.get_running_loop()

    def hop(progress: Progress) -> None:
        loop.call_soon_threadsafe(report, progress)

    solution, stage = linking.solution, linking.stage
    solution.channels.log_in(solution.records)
    before = await asyncio.to_thread(installed, stage)
    with _where_there_is_room(stage, cache), translated("Installing"):
        packages = _opened(cache / "pkgs", whole=bool(linking.reinstall))
        there = {
            _stem(record) for record in before if record.name.normalized not in linking.reinstall
        }
        news = [record for record in solution.records if _stem(record) not in there]
        await _check_local(news, packages)
        await rattler_install(
            solution.records,
            target_prefix=stage,
            alternative_target_prefix=linking.prefix,
            installed_packages=before,
            reinstall_packages=set(linking.reinstall),
            show_progress=False,
            client=solution.channels.client,
            package_cache=packages,
            # 0.28 hands the wrapper, where its own wrapped spec is wanted, to Rust
            requested_specs=[spec._match_spec for spec in linking.in_force],  # noqa: SLF001
            reporter=_Reporter(solution.records, hop),  # type: ignore[abstract] # the rest does nothing
        )
    await in_thread(lambda _stop: _finish(linking, before))


@contextmanager
def _where_there_is_room(*folders: Path) -> Iterator[None]:
    """Raise DiskFullError for what fails on a full disk: rattler does not always say why."""
    try:
        yield
    except EngineError as error:
        for folder in folders:
            if folder.exists() and shutil.disk_usage(folder).free < _ROOM:
                raise DiskFullError("The disk is full.", path=str(folder)) from error
        raise


def _opened(folder: Path, *, whole: bool) -> PackageCache:
    """The package cache; ``whole``: what is used of it is compared with its checksums first.

    Its files are those of the environments, by hard links. Whoever edits one in an environment
    edits it there too; to link it again would bring back what is to be mended.
    """
    if not whole:
        return PackageCache(folder)
    layer = PackageCacheLayer(folder).with_validation_mode(ValidationMode.full())
    return PackageCache.from_layers([layer])


def _finish(linking: Linking, before: Sequence[RepoDataRecord]) -> None:
    """Leave what conda expects to find, and nothing it would not have written."""
    solution, stage = linking.solution, linking.stage
    (stage / "CACHEDIR.TAG").unlink(missing_ok=True)  # or backup tools skip the environment
    if not before:
        (stage / "conda-meta" / "history").unlink(missing_ok=True)
    _hide_secrets(stage, solution.records)
    old, new = set(map(_dist, before)), set(map(_dist, solution.records))
    append_history(
        stage,
        linking.command,
        added=new - old,
        removed=old - new,
        specs=map(without_secrets, _said(linking)),
        dropped=linking.dropped,
    )


def _said(linking: Linking) -> Sequence[str]:
    return (
        [str(spec) for spec in linking.solution.specs] if linking.asked is None else linking.asked
    )


def _hide_secrets(stage: Path, records: Sequence[RepoDataRecord]) -> None:
    """Take tokens and logins out of the records: rattler keeps them in the addresses."""
    telling = [record for record in records if public_url(record.url) != record.url]
    for name, public in {f"{_stem(each)}.json": public_url(each.url) for each in telling}.items():
        path = stage / "conda-meta" / name
        content = read_regular(path)
        if f'"{public}"'.encode() in content:
            continue  # it was there before
        record = json.loads(content)
        for key in ("url", "channel"):
            if isinstance(record.get(key), str):
                record[key] = public_url(record[key])
        path.unlink()  # a package may have put a link there
        path.write_text(json.dumps(record, indent=2), encoding="utf-8")


def _dist(record: RepoDataRecord) -> str:
    return f"{short_name(record.channel or '')}/{record.subdir}::{_stem(record)}"


def _stem(record: RepoDataRecord) -> str:
    """``name-version-build``, the name of the archive and of the record."""
    return record.file_name.removesuffix(".conda").removesuffix(".tar.bz2")


async def _check_local(records: Sequence[RepoDataRecord], cache: PackageCache) -> None:
    """Verify archives on disk: rattler checks what it downloads, but not ``file://``."""
    cached = await cache.index()
    local = [
        record
        for record in records
        if record.url.startswith("file:") and record.sha256 and not cached.contains_record(record)
    ]
    for record in local:
        await asyncio.to_thread(_check, record)


def _check(record: RepoDataRecord) -> None:
    path = Path(url2pathname(urlsplit(record.url).path))
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError:
        return  # rattler says it better
    if digest.digest() != record.sha256:
        raise ChecksumError(
            f"The package {path.name} is not the one that its channel lists.", package=path.name
        )


class _Reporter(InstallerReporter):
    """Turns rattler's callbacks, which come on its own threads, into Progress."""

    def __init__(
        self, records: Sequence[RepoDataRecord], report: Callable[[Progress], None]
    ) -> None:
        self._report = report
        self._sizes = sum(record.size or 0 for record in records)
        self._fetched: dict[int, int] = {}
        self._linked = 0
        self._operations = len(records)
        self._names: list[str] = []
        self._phase: tuple[Phase, Unit] = ("wait", "")
        self._last = 0.0

    def on_transaction_start(self, total_operations: int) -> None:
        self._operations = total_operations
        self._say("fetch", 0, 0, "", f"Installing {total_operations} packages")

    def on_download_start(self, cache_entry: int) -> int:
        self._fetched[cache_entry] = 0
        return cache_entry

    def on_download_progress(self, download_idx: int, progress: int, total: int | None) -> None:  # noqa: ARG002 - rattler's signature
        self._fetched[download_idx] = progress
        self._say("fetch", sum(self._fetched.values()), self._sizes, "bytes", "")

    def on_link_start(self, operation: int, package_name: str) -> int:  # noqa: ARG002 - rattler's signature
        self._names.append(package_name)
        return len(self._names) - 1

    def on_link_complete(self, index: int) -> None:
        self._linked += 1
        self._say("link", self._linked, self._operations, "packages", self._names[index])

    def _say(self, phase: Phase, done: int, total: int, unit: Unit, message: str) -> None:
        """Report the first and the last of a phase, and between them not too often."""
        now = time.monotonic()
        if (phase, unit) != self._phase or done == total or now - self._last >= _EVERY:
            self._last, self._phase = now, (phase, unit)
            self._report(Progress(phase=phase, done=done, total=total, unit=unit, message=message))
