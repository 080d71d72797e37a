"""What a stage is about, so that whoever finds it after a crash can finish it or take it back.

Files in the folder of a stage, beside ``env``:

``place``
    The name of the environment that it is for; its folder is the one that ``.envmgr`` is in.
``journal.json``
    There from just before the one step that counts until all that follows it is done.
``revision``
    Of a state that is kept: its id.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import msgspec
from msgspec import Struct

from jupyter_envmgr.errors import UnreadableError
from jupyter_envmgr.prefixes import STAGING
from jupyter_envmgr.regular_file import read_regular
from jupyter_envmgr.transaction.beside import ID
from jupyter_envmgr.transaction.history import Entry, Moment
from jupyter_envmgr.transaction.whole import delete_whole, forget_unwritten, write_whole

_PLACE = "place"
_JOURNAL = "journal.json"
_REVISION = "revision"
_LONGEST_PATH = 1 << 13
_LARGEST = 1 << 26  # bytes


class Journal(Struct, frozen=True, kw_only=True):
    """What is about to happen."""

    before: Entry | None = None
    """What the environment is; None where there is none."""
    after: Entry | None = None
    """What it will be; None for a removal."""
    made: int | None = None
    """Number of the folder that will be in its place, which no renaming and no restart changes."""
    follows: tuple[str, int] | None = None
    """Of a removal that is the second half of a renaming: the name of what the first half made, and
    its number."""
    when: Moment | None = None
    """The moment of the step."""
    tied: bool = False
    """Files that nobody owns are one file in both, to be made two (`separate`)."""
    emptied: bool = False
    """The environment cannot be moved: it is deleted where it is, which is to be finished."""


def read_place(folder: Path) -> Path | None:
    """The environment that a stage is for; None if that cannot be told, or cannot be."""
    try:
        name = os.fsdecode(read_regular(folder / _PLACE, _LONGEST_PATH))
    except (OSError, UnicodeError):
        return None
    if name in {"", ".", "..", STAGING} or {"/", os.sep, "\0"}.intersection(name):
        return None
    return folder.parents[2] / name


def write_place(folder: Path, place: Path) -> None:
    write_whole(folder / _PLACE, os.fsencode(place.name))


def read_journal(folder: Path) -> Journal | None:
    """None before the step that counts: a journal comes into its place in one piece.

    Raises UnreadableError for one that another version may have written, or somebody else; OSError.
    """
    file = folder / _JOURNAL
    try:
        return msgspec.json.decode(read_regular(file, _LARGEST), type=Journal)
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{file} cannot be read: {error}.", path=str(file)) from error


def write_journal(folder: Path, journal: Journal) -> None:
    write_whole(folder / _JOURNAL, msgspec.json.encode(journal))


def end_journal(folder: Path) -> None:
    delete_whole(folder / _JOURNAL)
    forget_unwritten(folder / _REVISION)


def read_revision(folder: Path) -> str | None:
    """The state that ``env`` is, if that is to be kept. Raises OSError."""
    try:
        revision = read_regular(folder / _REVISION, _LONGEST_PATH).decode("ascii")
    except (FileNotFoundError, UnicodeError):
        return None
    return revision if re.fullmatch(ID, revision) else None


def write_revision(folder: Path, entry: Entry) -> None:
    write_whole(folder / _REVISION, entry.id.encode("ascii"))


def number(path: Path) -> int | None:
    """What a folder keeps when it is renamed; None where there is none. Raises OSError.

    The number of its device is another one after a restart, and all of this is on one.
    """
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    return status.st_ino if stat.S_ISDIR(status.st_mode) else None
