"""The whole channel: built beside its place, put there in one step, and kept until it is stale."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.channel import pythons
from tests.channel.download import CHANNEL, PIP_ONLY
from tests.channel.pythons import Python

ROOT = Path(__file__).parents[2]
DEFAULT = ROOT / ".cache" / "channel"
WHEELS = ROOT / ".cache" / "wheels"
"""What was downloaded, for every channel that is built from this checkout."""
STAMP = "envmgr-stamp.txt"
Report = Callable[[str], None]


def build(folder: Path = DEFAULT, report: Report = print) -> Path:
    """Make the channel if it is missing or stale; gives its folder.

    A build that is killed leaves nothing under the final name. Of two at once, one waits.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    found = pythons.find()
    wanted = stamp(found)
    if not _is_fresh(folder, wanted):
        with _lock(folder):
            if not _is_fresh(folder, wanted):  # another build may have been faster
                _replace(folder, wanted, found, report)
                return folder
    report(f"{folder} is up to date")
    return folder


def stamp(found: list[Python]) -> str:
    """Changes when the channel would: with the builder, the wheel list or an interpreter."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    digest.update(json.dumps([CHANNEL, PIP_ONLY, *(p.identity for p in found)]).encode())
    return digest.hexdigest()


def _is_fresh(folder: Path, wanted: str) -> bool:
    try:
        return (folder / STAMP).read_text() == wanted
    except OSError:
        return False


def _replace(folder: Path, wanted: str, found: list[Python], report: Report) -> None:
    from tests.channel.contents import fill  # what it imports takes longer than a warm build may

    for left in folder.parent.glob(f".{folder.name}-*-building"):
        shutil.rmtree(left, ignore_errors=True)  # nobody else builds while we hold the lock
    scratch = tempfile.mkdtemp(prefix=f".{folder.name}-", suffix="-building", dir=folder.parent)
    try:
        new, old = Path(scratch, "new"), Path(scratch, "old")
        new.mkdir()
        fill(new, Path(scratch), found, WHEELS, report)
        (new / STAMP).write_text(wanted)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    count = len(list(folder.glob("*/*.conda")))
    report(f"{folder}: {count} packages, {size / 1e6:.0f} MB")


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """One build at a time. SQLite's lock works everywhere and dies with its process."""
    path = folder.with_name(f".{folder.name}.lock")
    with contextlib.closing(sqlite3.connect(os.fspath(path), timeout=600)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
