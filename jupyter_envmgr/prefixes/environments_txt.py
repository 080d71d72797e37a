"""``~/.conda/environments.txt``: conda's list of environments, one prefix on each line.

conda appends to it and rewrites it without a lock. Here a line is added in one write, as conda
does, and taken out by putting a new file in the old one's place; a lock file keeps processes of
ours apart. Lines are bytes, so that those of others stay what they are.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from jupyter_envmgr.prefixes.lock import locked

StrPath = str | os.PathLike[str]


def read_environments_txt(path: StrPath) -> list[str]:
    """The prefixes that are listed; none if the file is not there or cannot be read."""
    lines = (os.fsdecode(line) for line in _lines(Path(path)))
    return [line for line in dict.fromkeys(lines) if os.path.isabs(line) and "\0" not in line]  # noqa: PTH117 - it is text


def add_to_environments_txt(path: StrPath, prefix: StrPath) -> None:
    """List a prefix; does nothing if it is listed already. Raises OSError."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    line = os.fsencode(os.path.normpath(prefix))
    with locked(file):
        if line in _lines(file):
            return
        with file.open("ab+") as out:
            if out.tell() and not _ends_in_newline(file):
                line = b"\n" + line
            out.write(line + b"\n")


def remove_from_environments_txt(path: StrPath, prefix: StrPath) -> None:
    """Take a prefix out of the list and leave all other lines. Raises OSError."""
    file = Path(os.path.realpath(path))
    if not file.exists():
        return
    line = os.fsencode(os.path.normpath(prefix))
    with locked(file):
        old = file.read_bytes()
        kept = [each for each in old.splitlines(keepends=True) if each.strip() != line]
        if b"".join(kept) != old:
            _replace(file, b"".join(kept))


def _lines(file: Path) -> list[bytes]:
    try:
        return [line.strip() for line in file.read_bytes().splitlines() if line.strip()]
    except OSError:
        return []


def _ends_in_newline(file: Path) -> bool:
    with file.open("rb") as content:
        content.seek(-1, os.SEEK_END)
        return content.read() == b"\n"


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
