"""The options of a requirements file, as pip's documentation lists them under "Global options"."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from jupyter_envmgr.channel_url import without_secrets
from jupyter_envmgr.errors import BadSpecError
from jupyter_envmgr.requirements.place import anchored, place
from jupyter_envmgr.requirements.variables import expand
from jupyter_envmgr.requirements.written import plain

FILES = {"--requirement", "--constraint"}
_PLACES = {"--index-url", "--extra-index-url", "--find-links"}
_CHOICES = {"--no-binary", "--only-binary"}
_VALUES = FILES | _PLACES | _CHOICES | {"--trusted-host", "--use-feature"}
_FLAGS = {"--no-index", "--prefer-binary", "--require-hashes", "--pre"}
_SHORT = {
    "-r": "--requirement", "-c": "--constraint",
    "-i": "--index-url", "--pypi-url": "--index-url", "-f": "--find-links",
}  # fmt: skip
_NOT_OF_UV = {"--prefer-binary", "--use-feature"}
"""What uv does anyway, and what is about pip itself."""
_HOST = re.compile(r"[\w.\-*]+(:\d+)?|\[[\da-fA-F:.]+\](:\d+)?", re.ASCII)
_CHOICE = re.compile(r":all:|:none:|[A-Za-z0-9][\w.\-]*", re.ASCII)


class Option(Struct, frozen=True):
    """One option, by its long name."""

    name: str
    value: str = ""
    """A path in full, variables not expanded yet."""

    @property
    def written(self) -> str:
        """As a requirements file has it."""
        return f"{self.name} {_quoted(self.value)}" if self.value else self.name

    @property
    def for_uv(self) -> str:
        """As uv's command line has it, with no space in the value; empty where it has no use.

        Raises BadSpecError for a value that pip could not use.
        """
        value = plain(expand(self.value))
        if self.name in _NOT_OF_UV:
            return ""
        if self.name in _PLACES:
            value = place(value).url
        _check(self.name, value)
        return f"{self.name} {value}" if value else self.name


def options_of(line: str, folder: Path | None) -> Iterator[Option]:
    """Give the options on one line; paths start from ``folder``.

    Raises BadSpecError for what is no option of a requirements file.
    """
    words = _words(plain(line))
    for word in words:
        name, value = _parted(word)
        if name not in _VALUES and name not in _FLAGS:
            raise BadSpecError(
                f"{without_secrets(name)} is not an option that a requirements file can have here.",
                "Leave it out, or set it in pip's own configuration.",
            )
        if name in _FLAGS:
            if value is not None:
                raise BadSpecError(f"{name} takes no value.", f"Write {name} alone.")
            yield Option(name)
            continue
        value = next(words, "") if value is None else value
        if not value:
            raise BadSpecError(f"{name} has no value.", f"Write what it is behind {name}.")
        yield from _with_value(name, value, folder)


def _with_value(name: str, value: str, folder: Path | None) -> Iterator[Option]:
    if name in _CHOICES:
        yield from (Option(name, choice.strip()) for choice in value.split(",") if choice.strip())
    elif name in _PLACES:
        yield Option(name, anchored(value, folder, as_url=True))
    else:
        yield Option(name, value)


def _parted(word: str) -> tuple[str, str | None]:
    """Give the long name, and the value where it is joined to the name."""
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        return _SHORT.get(name, name), value if equals else None
    if word.startswith("-"):
        return _SHORT.get(word[:2], word), word[2:] or None
    raise BadSpecError(
        f"“{without_secrets(word)}” belongs to no option.",
        "Write one option on a line, and a value with spaces in quotes.",
    )


def _words(line: str) -> Iterator[str]:
    """Split as a shell does, but for backslashes, which stand in paths on Windows."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.commenters = ""
    lexer.escape = ""
    try:
        words = list(lexer)
    except ValueError as error:
        raise BadSpecError(
            f"{without_secrets(line)} has a quote that does not end.", "Close it, or leave it out."
        ) from error
    return iter(words)


def _quoted(value: str) -> str:
    if not re.search(r"[\s\"']", value):
        return value
    return f"'{value}'" if '"' in value else f'"{value}"'


def _check(name: str, value: str) -> None:
    if name == "--trusted-host" and not _HOST.fullmatch(value):
        raise BadSpecError(f"“{value}” is not a host.", "Write a host, or host:port.")
    if name in _CHOICES and not _CHOICE.fullmatch(value):
        raise BadSpecError(f"“{value}” is not a package.", "Write a name, :all: or :none:.")
