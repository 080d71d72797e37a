"""The content of files against the checksums that packages came with."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
from msgspec import Struct

from jupyter_envmgr.errors import CancelledError
from jupyter_envmgr.health.checksums import RecordedPath, paths_of
from jupyter_envmgr.health.gathered import gathered
from jupyter_envmgr.health.installed import Installed, is_inside
from jupyter_envmgr.models import ChangeRequest, HealthProblem
from jupyter_envmgr.regular_file import read_regular

Report = Callable[[int, int], None]
Test = tuple[str, Callable[[], bool]]
"""A file, and what tells whether it is as it was."""

_SHOWN = 3
_STEP = 1 << 20
_OPEN = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
_TO_BE_EDITED = re.compile(r"^(etc|var)/|\.(cfg|conf|ini|toml)$")
"""Settings: people are meant to change them."""
_OF_PIP = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}


class _Package(Struct):
    """A package and its files, each with a test of whether it is as it was."""

    name: str
    title: str
    files: list[Test]


def deep(
    prefix: Path,
    report: Report = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[HealthProblem]:
    """Packages whose files are no longer what they were; missing ones are for `fast`.

    ``report`` gets files done and their number. Compiled modules, settings that people edit, and
    files of packages that pip has replaced are left out or said to be less severe.

    Raises
    ------
    CancelledError

    """
    installed = Installed(prefix)
    packages = [*_conda(installed), *_pip(installed)]
    total = sum(len(package.files) for package in packages)
    done = 0
    problems = []
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        for package in packages:
            if cancelled():
                raise CancelledError("The check was cancelled.", hint="Nothing was changed.")
            right = list(pool.map(lambda file: file[1](), package.files))
            altered = [
                path for (path, _), same in zip(package.files, right, strict=True) if not same
            ]
            if altered:
                problems.append(_problem(package, altered))
            done += len(package.files)
            report(done, total)
    return gathered(problems)


def _conda(installed: Installed) -> Iterator[_Package]:
    for name, files in installed.record_files.items():
        try:
            entries = [entry for file in files for entry in paths_of(installed.prefix, file)]
        except (OSError, msgspec.MsgspecError, RecursionError):
            continue
        tests: list[Test] = [
            (entry.real, _CondaFile(installed.prefix, entry).is_right)
            for entry in entries
            if entry.digest and not entry.real.endswith(".pyc") and is_inside(entry.real)
        ]
        yield _Package(name, f"{installed.records[name]} of conda", tests)


def _pip(installed: Installed) -> Iterator[_Package]:
    for distribution in installed.distributions:
        if distribution.package:
            continue
        tests: list[Test] = []
        for path, digest in distribution.files(str(installed.prefix)):
            algorithm, _, value = digest.partition("=")
            if algorithm == "sha256" and path.rpartition("/")[2] not in _OF_PIP:
                tests.append((path, _PipFile(installed.prefix, path, value).is_right))
        yield _Package(distribution.name, f"{distribution} of pip", tests)


class _CondaFile:
    def __init__(self, prefix: Path, entry: RecordedPath) -> None:
        self._prefix = prefix
        self._entry = entry

    def is_right(self) -> bool:
        """Whether it has its digest, or would have without the prefix that was written into it.

        An archive of an environment (conda-pack) is unpacked elsewhere: its files name the new
        place, while the record keeps the digests from the old one.
        """
        found = _digest(self._prefix / self._entry.real)
        return found in {None, self._entry.digest} or self._is_right_but_for_prefix()

    def _is_right_but_for_prefix(self) -> bool:
        placeholder = self._entry.prefix_placeholder
        if not placeholder:
            return False
        try:
            content = read_regular(self._prefix / self._entry.real)
        except OSError:
            return False
        prefix = os.fsencode(self._prefix)
        if self._entry.file_mode == "binary":
            return prefix in content
        packed = content.replace(prefix, placeholder.encode())
        return hashlib.sha256(packed).hexdigest() == self._entry.sha256


class _PipFile:
    def __init__(self, prefix: Path, path: str, digest: str) -> None:
        self._path = prefix / path
        self._digest = digest

    def is_right(self) -> bool:
        found = _digest(self._path)
        if found is None:
            return True
        encoded = base64.urlsafe_b64encode(bytes.fromhex(found)).rstrip(b"=").decode()
        return encoded == self._digest.rstrip("=")


def _digest(path: Path) -> str | None:
    """The SHA-256 of a file, None where there is none: `fast` tells what is missing."""
    try:
        file = os.open(path, _OPEN)
    except OSError:
        return None
    digest = hashlib.sha256()
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            return ""
        while block := os.read(file, _STEP):
            digest.update(block)
    except OSError:
        return ""
    finally:
        os.close(file)
    return digest.hexdigest()


def _problem(package: _Package, altered: Sequence[str]) -> HealthProblem:
    some = ", ".join(altered[:_SHOWN])
    more = f" and {len(altered) - _SHOWN} others" if len(altered) > _SHOWN else ""
    settings = all(_TO_BE_EDITED.search(path) for path in altered)
    return HealthProblem(
        code="altered-files",
        severity="info" if settings else "error",
        message=f"{package.title} has files that somebody has changed since: {some}{more}.",
        hint="Repairing brings the package's own files back; what was edited in them is lost."
        if not settings
        else "They are settings: if you have edited them, all is well.",
        packages=[package.name],
        details={"files": list(altered[:100])},
        repair=ChangeRequest(reinstall=[package.name]),
    )
