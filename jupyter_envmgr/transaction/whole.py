"""A file is the old one or the new one, whatever happens while it is written."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(file: Path, data: bytes) -> None:
    """Write a file, or leave the one that is there. Raises OSError."""
    new = _new(file)
    try:
        new.unlink(missing_ok=True)  # it may be a link of somebody else's
        with new.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(file)
    except OSError:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def delete_whole(file: Path) -> None:
    """Delete a file, and what a crash left of writing it. Raises OSError."""
    for each in (_new(file), file):
        each.unlink(missing_ok=True)


def forget_unwritten(file: Path) -> None:
    """Delete what a crash left of writing a file. Raises OSError."""
    _new(file).unlink(missing_ok=True)


def _new(file: Path) -> Path:
    return file.with_name(f"{file.name}.new")
