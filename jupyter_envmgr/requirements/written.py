"""The lines of a requirements file as they are meant: joined, without comments, all visible.

pip's documentation, "Requirements File Format": Encoding, Line continuations, Comments.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from jupyter_envmgr.errors import BadFileError, BadSpecError

_BREAK = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r"(^|\s)#.*", re.DOTALL)
_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAVE_AS_UTF8 = "Save it as UTF-8 text."


def decode(data: bytes, name: str) -> str:
    """Give a file's text: by its byte order mark, its ``coding:`` comment (PEP 263), or as UTF-8.

    Raises BadFileError where it is not text.
    """
    mark, encoding = next((known for known in _MARKS if data.startswith(known[0])), (b"", ""))
    encoding = encoding or _said(data)
    try:
        return data[len(mark) :].decode(encoding)
    except LookupError as error:
        raise BadFileError(
            f"{name} says that it is written in “{encoding}”, which is unknown.", _SAVE_AS_UTF8
        ) from error
    except ValueError as error:
        raise BadFileError(f"{name} is not text in {encoding}.", _SAVE_AS_UTF8) from error


def _said(data: bytes) -> str:
    """Give the encoding that one of the first two lines names."""
    found = [_CODING.match(line) for line in data.split(b"\n", 2)[:2]]
    return next((match[1].decode("ascii") for match in found if match), "utf-8")


def physical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Give the lines of a file, numbered from 1."""
    return enumerate(_BREAK.split(text.removeprefix("\ufeff")), start=1)


def logical_lines(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Join lines that end with a backslash, leave comments and empty lines out.

    Each has the number that the first of its lines came with.
    """
    begun: list[str] = []
    start = 0
    for number, line in lines:
        text = line.rstrip("\r\n")
        start = start if begun else number
        is_comment = text.lstrip().startswith("#")
        if text.endswith("\\") and not is_comment:
            begun.append(text.rstrip("\\"))
            continue
        begun.append(f" {text}" if is_comment else text)
        yield from _meant(start, "".join(begun))
        begun = []
    if begun:
        yield from _meant(start, "".join(begun))


def _meant(number: int, text: str) -> Iterator[tuple[int, str]]:
    if stripped := _COMMENT.sub("", text).strip():
        yield number, stripped


def plain(text: str) -> str:
    """Give a line with spaces for tabs.

    Raises BadSpecError for characters that nobody sees: what is read must be what is shown.
    """
    spaced = text.replace("\t", " ")
    if spaced.isprintable():
        return spaced
    unseen = next(character for character in spaced if not character.isprintable())
    raise BadSpecError(
        f"It has an invisible character in it (U+{ord(unseen):04X}).", "Type the line anew."
    )
