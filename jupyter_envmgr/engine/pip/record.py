"""``RECORD``: the files of an installed Python distribution.

Format: the packaging specification "Recording installed projects". Paths are relative to
``site-packages``; here they are relative to the prefix, with slashes.
"""

from __future__ import annotations

import csv
import io
import os
import posixpath
import sys
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from jupyter_envmgr.prefixes import site_packages
from jupyter_envmgr.regular_file import read_regular

EMPTY = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"


class Row(NamedTuple):
    path: str
    """As RECORD has it."""
    digest: str
    size: str


def key(path: str) -> str:
    """What two paths of one file have in common, as the usual file systems see it."""
    return path.casefold() if sys.platform in {"win32", "darwin"} else path


def is_in_conda_meta(path: str) -> bool:
    """Whether it is among conda's records, which no pip package may write or take away."""
    return key(path).partition("/")[0] == "conda-meta"


def read_rows(info: Path) -> list[Row] | None:
    """The rows of a ``*.dist-info`` folder, None where it has no RECORD that can be read."""
    try:
        text = read_regular(info / "RECORD").decode("utf-8", "surrogateescape")
        rows = [[*row, "", ""] for row in csv.reader(text.splitlines()) if row and row[0]]
    except (OSError, csv.Error):
        return None
    return [Row(*row[:3]) for row in rows]


def write_rows(info: Path, rows: Iterable[Row]) -> None:
    """Write another file in RECORD's place: the old may be linked to from elsewhere."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    new = info / f".{uuid.uuid4().hex}"
    new.write_bytes(text.getvalue().encode("utf-8", "surrogateescape"))
    new.replace(info / "RECORD")


def in_prefix(prefix: Path, info: Path, path: str) -> str:
    """A path of RECORD, relative to the prefix; with ``..`` where it is outside."""
    path = path.replace("\\", "/") if sys.platform == "win32" else path
    if os.path.isabs(path):  # noqa: PTH117 - a Path for each file would be slow
        return os.path.relpath(path, prefix).replace(os.sep, "/")
    return posixpath.normpath(f"{info.parent.relative_to(prefix).as_posix()}/{path}")


def infos(prefix: Path) -> list[Path]:
    """The ``*.dist-info`` folders of an environment."""
    return [info for site in site_packages(prefix) for info in sorted(site.glob("*.dist-info"))]
