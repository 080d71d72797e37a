"""Tables in plain text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_GAP = "  "


def clean(text: object) -> str:
    """Text that steers no terminal, wherever it came from; line ends stay."""
    return _CONTROL.sub("�", str(text).replace("\r\n", "\n"))


def rows(head: Sequence[str], body: Sequence[Sequence[object]]) -> list[str]:
    """Lines with columns aligned; columns without anything in them are left out."""
    cells = [[clean(cell).replace("\n", " ") for cell in row] for row in body]
    used = [n for n in range(len(head)) if any(row[n] for row in cells)]
    table = [[row[n] for n in used] for row in [list(head), *cells]]
    widths = [max(map(_width, column)) for column in zip(*table)]
    return [_joined(row, widths) for row in table]


def _joined(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths)]
    return _GAP.join(padded).rstrip()


def _width(text: str) -> int:
    """Columns that a terminal gives to a text: two for wide letters, none for accents alone."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    return len(text) + wide - sum(bool(unicodedata.combining(each)) for each in text)
