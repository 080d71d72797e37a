"""``~/.conda/environments.txt``: conda's list of environments, one prefix on each line.

conda appends to it and rewrites it without a lock. Here a line is added in one write, as conda
does, and taken out by putting a new file in the old one's place; a lock file keeps processes of
ours apart. Lines are bytes, so that those of others stay what they are.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from jupyter_envmgr.regular_file import read_regular

StrPath = str | os.PathLike[str]

_PATIENCE = 10.0
"""Seconds to wait for the lock; others hold it for a moment, unless they hang."""
_LARGEST = 4 << 20  # bytes


def read_environments_txt(path: StrPath) -> list[str]:
    """The prefixes that are listed; none if the file is not there or cannot be read."""
    try:
        content = read_regular(path, _LARGEST)
    except OSError:
        return []
    lines = dict.fromkeys(_prefix(line) for line in content.splitlines())
    return [line for line in lines if "\0" not in line and Path(line).is_absolute()]


def add_to_environments_txt(path: StrPath, prefix: StrPath) -> None:
    """List a prefix; does nothing if it is listed already. Raises OSError."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    with _locked(file):
        old = read_regular(file, _LARGEST) if file.exists() else b""
        if not any(_is_same(line, prefix) for line in old.splitlines()):
            line = os.path.normpath(prefix).encode("utf-8", "surrogateescape") + b"\n"
            with file.open("ab") as content:
                content.write(line if old.endswith(b"\n") or not old else b"\n" + line)


def remove_from_environments_txt(path: StrPath, prefix: StrPath) -> None:
    """Take a prefix out of the list and leave all other lines. Raises OSError."""
    file = Path(path).resolve()
    if not file.exists():
        return
    with _locked(file):
        old = read_regular(file, _LARGEST)
        kept = [line for line in old.splitlines(keepends=True) if not _is_same(line, prefix)]
        if b"".join(kept) != old:
            _replace(file, b"".join(kept))


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Hold the lock that goes with a file; the lock is a file beside it, and stays there.

    Where it cannot be had, as on network file systems without locks, it goes on without.
    """
    with ExitStack() as held:
        with suppress(OSError, NotImplementedError):
            held.enter_context(FileLock(f"{file}.lock", _PATIENCE, poll_interval=0.01))
        yield


def _prefix(line: bytes) -> str:
    return line.strip().decode("utf-8", "surrogateescape")


def _is_same(line: bytes, prefix: StrPath) -> bool:
    """Whether a line means a prefix, in whatever case where that does not matter."""
    listed, wanted = os.path.normpath(_prefix(line)), os.path.normpath(prefix)
    return os.path.normcase(listed) == os.path.normcase(wanted)


def _replace(file: Path, content: bytes) -> None:
    mode = file.stat().st_mode & 0o777
    handle, name = tempfile.mkstemp(prefix=".environments-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        Path(name).chmod(mode)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
