"""Every mention of one prefix becomes another.

conda packages carry a placeholder where their prefix belongs. In a text it is replaced as it is. In
a binary it stands in a string that ends with a NUL byte; the string is replaced and filled up with
NULs, so that nothing after it moves (conda-build's documentation, "Making packages relocatable").
An installed string is therefore followed by as many NULs as the placeholder was longer, for each
time the prefix stands in it: this tells it from the same words standing there for another reason.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path, PurePath
from urllib.parse import quote

from jupyter_envmgr.errors import BadRequestError

_SHEBANG_LIMIT = 127
"""Bytes of a first line that every Linux kernel reads (execve(2))."""

# A prefix is a whole path: not the end of a longer one (/usr/bin/env and http://env are not /env),
# unless a compiler's option (-L/env) or an escaped line break stands before it; nor the beginning.
_BEFORE = rb"(?:(?<![\w.~+})\x80-\xff-])(?<!:/)|(?<=[\s\"'=,:;]-[A-Z])|(?<=\\[nrt]))"
# In a file whose record speaks of a placeholder little else can be meant: .PREFIX was seen.
_PACKED_BEFORE = rb"(?:(?<!\w)|(?<=-[A-Z])|(?<=\\[nrt]))"
_AFTER = rb"(?![\w+~@\x80-\xff-]|\.\w)"

_PYTHON = re.compile(rb"(python|pypy)[\w.]*")
_LAUNCHER = re.compile(rb"#!\"?[^\r\n\0]{1,1024}\r?\n(?=PK\x03\x04)")


class Relocation:
    """From one prefix to another, in all the ways a path is spelt in files."""

    def __init__(self, source: Path, target: Path) -> None:
        self._source = source
        self._target = target
        self._new = _spellings(source, target)
        olds = sorted(self._new, key=len, reverse=True)
        words = b"(?:" + b"|".join(map(re.escape, olds)) + b")"
        self._path = re.compile(_BEFORE + words + _AFTER)
        self._packed = re.compile(_PACKED_BEFORE + words + _AFTER)
        raw = {os.fsencode(path) for path in _real(source)}
        self._raw = re.compile(b"|".join(map(re.escape, sorted(raw, key=len, reverse=True))))
        self._string = re.compile(b"(?:" + self._raw.pattern + rb")[^\0]*\0*")

    @property
    def length(self) -> int:
        """Bytes of the new prefix."""
        return len(os.fsencode(self._target))

    def mentioned_in(self, data: bytes) -> bool:
        return self._has(data) and bool(self._path.search(data))

    def text(self, data: bytes, *, packed: bool = False) -> bytes:
        """Give a text with the new prefix, and with a first line that the system can run.

        ``packed``: a package's record says that the prefix is in it.
        """
        if not self._has(data):
            return data
        changed = (self._packed if packed else self._path).sub(self._renamed, data)
        return data if changed == data else self._runnable(changed)

    def launcher(self, data: bytes) -> bytes:
        """Give a Windows launcher that starts the new prefix's Python.

        It is a program, a line that names an interpreter, and a zip archive: that line may change
        its length. A launcher of another kind comes back as it is.
        """
        return _LAUNCHER.sub(lambda match: self._path.sub(self._renamed, match[0]), data)

    def binary(self, data: bytes, room: int) -> bytes:
        """Give a binary with the new prefix; ``room`` is the length of its placeholder.

        Raises BadRequestError where the new prefix is longer than that.
        """

        def refit(match: re.Match[bytes]) -> bytes:
            whole = match[0]
            string = whole.rstrip(b"\0")
            padding = sum(room - len(old) for old in self._raw.findall(string))
            end = 0 if match.end() == len(data) else 1
            if len(whole) - len(string) < padding + end:
                return whole  # never was a placeholder
            return self._raw.sub(self._renamed, string).ljust(len(whole), b"\0")

        if self._raw.search(data):
            self.check(room)
            return self._string.sub(refit, data)
        return data

    def check(self, room: int) -> None:
        """Raise BadRequestError unless the new prefix fits into a placeholder of ``room`` bytes."""
        if self.length > room:
            raise BadRequestError(
                f"The path {self._target} is {self.length} bytes long, "
                f"and some of its packages have room for {room}.",
                "Choose a shorter name, or a folder with a shorter path.",
            )

    def link(self, link: str, folder: PurePath) -> str:
        """Give the target of a symbolic link that stands in ``folder`` of the prefix.

        What leads into the old prefix leads into the new one; what leads out leads to the same.
        """
        link = link.removeprefix("\\\\?\\")  # Windows' own mark of an absolute path
        if Path(link).is_absolute():
            data = os.fsencode(link)
            match = self._path.match(data)
            return os.fsdecode(self._new[match[0]] + data[match.end() :]) if match else link
        aim = os.path.normpath(self._source / folder / link)
        if Path(aim).is_relative_to(self._source):
            return link
        try:
            return os.path.relpath(aim, self._target / folder)
        except ValueError:  # another drive
            return aim

    def _has(self, data: bytes) -> bool:
        """Look for the prefix the quick way: most files end here."""
        for old in self._new:  # noqa: SIM110  # half the time of any(…)
            if old in data:
                return True
        return False

    def _renamed(self, match: re.Match[bytes]) -> bytes:
        return self._new[match[0]]

    def _runnable(self, data: bytes) -> bytes:
        """Mend a first line that is too long or has a space in its path.

        A Python script then begins with a line for ``sh`` that Python takes for a string, as pip's
        scripts do; any other is found on the PATH, which has the environment's folder first.
        """
        first, end, rest = data.partition(b"\n")
        second, _, body = rest.partition(b"\n")
        if os.name == "nt":
            return data
        prefix = os.fsencode(self._target)
        call = b"'''exec' " + prefix
        if second.startswith(call) and b" " in prefix:
            python, space, arguments = _split(second[len(b"'''exec' ") :], len(prefix))
            return first + end + b"'''exec' \"" + python + b'"' + space + arguments + b"\n" + body
        command = first[2:].lstrip()
        if not (first.startswith(b"#!") and command.startswith(prefix)):
            return data
        if len(first) <= _SHEBANG_LIMIT and b" " not in prefix:
            return data
        program, space, arguments = _split(command.rstrip(), len(prefix))
        name = program.rpartition(b"/")[2]
        if _PYTHON.fullmatch(name):
            call = b"'''exec' \"" + program + b'"' + space + arguments + b' "$0" "$@"'
            return b"#!/bin/sh\n" + call + b"\n' '''\n" + rest
        split = b"-S " if arguments else b""
        return b"#!/usr/bin/env " + split + name + space + arguments + b"\n" + rest


def _split(command: bytes, prefix: int) -> tuple[bytes, bytes, bytes]:
    """Part a command whose first ``prefix`` bytes may have spaces: program, space, arguments."""
    program, space, arguments = command[prefix:].partition(b" ")
    return command[:prefix] + program, space, arguments


def _spellings(source: Path, target: Path) -> dict[bytes, bytes]:
    """Give the ways in which files spell the old prefix, with the same ways for the new one.

    As it is and with its links resolved, with forward slashes, escaped in a JSON or Python string,
    quoted in a URL.
    """
    spellings: dict[bytes, bytes] = {}
    for old in _real(source):
        for spell in (str, Path.as_posix, _escaped, _quoted):
            spellings.setdefault(os.fsencode(spell(old)), os.fsencode(spell(target)))
    return spellings


def _real(path: Path) -> tuple[Path, Path]:
    """Give a path as it is, and with its links resolved."""
    return path, Path(os.path.realpath(path))


def _escaped(path: Path) -> str:
    return json.dumps(str(path))[1:-1]


def _quoted(path: Path) -> str:
    return quote(os.fsencode(path.as_posix()), safe="/:~")
