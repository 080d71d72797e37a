"""A pip layer changed exactly as it was resolved, in a copy of its environment.

The files of the copy are links to those of the environment in use. uv installs apart from them, in
an empty folder of the same layout; what it made is looked at and then moved to its place.
"""

from __future__ import annotations

import asyncio
import errno
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from jupyter_envmgr.engine.pip.interpreter import python_of
from jupyter_envmgr.engine.pip.move_in import move_in
from jupyter_envmgr.engine.pip.options import write_requirements
from jupyter_envmgr.engine.pip.owners import read_owners
from jupyter_envmgr.engine.pip.pins import Pin
from jupyter_envmgr.engine.pip.record import EMPTY, Row, infos, read_rows, write_rows
from jupyter_envmgr.engine.pip.uninstall import uninstall as uninstall_all
from jupyter_envmgr.engine.pip.uv import Uv, uv_in_folder
from jupyter_envmgr.errors import DiskFullError, EnvmgrError, PipConflictError, PipError
from jupyter_envmgr.models import Progress
from jupyter_envmgr.prefixes.dist_info import Distribution
from jupyter_envmgr.threads import Stop, in_thread

Tell = Callable[[Progress], None]

_DECIDED = ("UV_CONSTRAINT", "UV_EXCLUDE", "UV_OVERRIDE", "UV_NO_EDITABLE")
"""Had their say when the pins were found; now they could only change them."""
_READY = re.compile(r"(Downloaded|Built) (\S+)")


async def change_pip(  # noqa: PLR0913 - by keyword, each a fact of the change
    stage: Path,
    *,
    install: Sequence[Pin],
    uninstall: Sequence[str],
    options: Sequence[str],
    settings: Mapping[str, str],
    report: Callable[[Progress], None],
) -> None:
    """Take packages out of the pip layer of ``stage``, then put others in.

    Raises
    ------
    PipConflictError, ClobberError
        A package would overwrite a file that is not its own; none was overwritten.
    ChecksumError
        A file has not the hash that was asked for.
    ChannelError, DiskFullError
        As their names say.
    PipError
        A package cannot be built, is not what it was planned to be, or cannot be removed.

    """
    loop = asyncio.get_running_loop()

    def tell(progress: Progress) -> None:
        loop.call_soon_threadsafe(report, progress)

    def work(stop: Stop) -> None:
        try:
            if uninstall:
                tell(Progress(phase="pip", message=f"Removing {', '.join(uninstall)}"))
                uninstall_all(stage, {canonicalize_name(name) for name in uninstall})
            if install:
                _Installation(stage, install, tell).run(options, settings, stop)
        except OSError as error:
            raise _problem(error) from error

    await in_thread(work)


class _Installation:
    """The new packages on their way in."""

    def __init__(self, stage: Path, pins: Sequence[Pin], tell: Tell) -> None:
        self._stage = stage
        self._pins: dict[str, Pin] = {canonicalize_name(pin.name): pin for pin in pins}
        self._tell = tell
        self._ready = 0

    def run(self, options: Sequence[str], settings: Mapping[str, str], stop: Stop) -> None:
        if not python_of(self._stage).exists():
            raise PipConflictError(
                "pip packages need Python, and this environment has none.", hint="Add python."
            )
        self._progress("Installing the pip packages")
        apart = Path(tempfile.mkdtemp(prefix=".envmgr-pip-", dir=self._stage))
        try:
            with uv_in_folder(settings, stop) as uv:
                self._install(uv, apart, options)
            self._check(apart)
            for info in infos(apart):
                _mark(info, requested=self._pins[_name(info)].requested)
            move_in(apart, self._stage, read_owners(self._stage, without=[]))
        finally:
            shutil.rmtree(apart, ignore_errors=True)
        self._ready = len(self._pins)
        self._progress("The pip packages are in place")

    def _install(self, uv: Uv, apart: Path, options: Sequence[str]) -> None:
        for variable in _DECIDED:
            uv.environ.pop(variable, None)
        lines = [pin.line for pin in self._pins.values()]
        uv.run(
            [
                "pip", "install", "--no-deps", "--prefix", str(apart),
                "--python", str(python_of(self._stage)),
                *write_requirements(uv, lines, options),
            ],
            self._say,
        )  # fmt: skip

    def _say(self, line: str) -> None:
        if _READY.match(line):
            self._ready = min(self._ready + 1, len(self._pins))
        self._progress(line)

    def _progress(self, message: str) -> None:
        self._tell(
            Progress(
                phase="pip",
                done=self._ready,
                total=len(self._pins),
                unit="packages",
                message=message,
            )
        )

    def _check(self, apart: Path) -> None:
        """Raise PipError where something else was installed than what was planned."""
        found = dict(_described(info) for info in infos(apart))
        for name, pin in self._pins.items():
            if name not in found or not _is_same(pin.version, found[name]):
                there = f"{name} {found[name]}" if name in found else "nothing"
                raise PipError(
                    f"{name} {pin.version} was planned, and {there} was installed.",
                    "Make the plan again.",
                    package=name,
                )
        for name in found.keys() - self._pins.keys():
            raise PipError(f"{name} was not planned.", "Make the plan again.", package=name)


def _mark(info: Path, *, requested: bool) -> None:
    """Let REQUESTED tell whether somebody asked for it: uv says so of all that it is given."""
    path = f"{info.name}/REQUESTED"
    rows = [row for row in read_rows(info) or [] if row.path.replace("\\", "/") != path]
    if requested:
        (info / "REQUESTED").touch()
        rows.append(Row(path, EMPTY, "0"))
    else:
        (info / "REQUESTED").unlink(missing_ok=True)
    write_rows(info, sorted(rows))


def _described(info: Path) -> tuple[str, str]:
    return Distribution(str(info.parent), info.name).name_and_version


def _name(info: Path) -> str:
    return _described(info)[0]


def _is_same(planned: str, installed: str) -> bool:
    """Whether two versions are one; what had to be built had none in the plan."""
    try:
        return not planned or Version(planned) == Version(installed)
    except InvalidVersion:
        return planned == installed


def _problem(error: OSError) -> EnvmgrError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFullError("The disk is full.", path=str(error.filename))
    return PipError(
        f"{error.filename or 'A file'} could not be changed: {error.strerror or error}.",
        "Check the permissions of the folder, and that no other program uses the file.",
        path=str(error.filename),
    )
