"""Lines for pip, read whole: the files that they name included, the same thing asked once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import url2pathname

from msgspec import Struct

from jupyter_envmgr.channel_url import without_secrets
from jupyter_envmgr.errors import BadFileError, BadSpecError
from jupyter_envmgr.regular_file import read_regular
from jupyter_envmgr.requirements.contradictions import Stated, refuse_contradictions
from jupyter_envmgr.requirements.options import FILES, Option, options_of
from jupyter_envmgr.requirements.requirement import Requirement, parse
from jupyter_envmgr.requirements.variables import expand
from jupyter_envmgr.requirements.written import decode, logical_lines, physical_lines, plain

MAX_BYTES = 4 << 20
"""Of one file; 50,000 lines with a hash each have about as much."""
MAX_LINES = 50_000
MAX_DEPTH = 20
"""Of files that name files."""
MAX_LENGTH = 64 << 10
"""Characters of one line with all that is joined to it."""

_SYSTEMS = {"hg": "Mercurial", "svn": "Subversion", "bzr": "Bazaar"}
_EDITABLE = re.compile(r"-e|--editable\b")


class PipLines(Struct, frozen=True):
    """What lines ask pip for."""

    requirements: tuple[Requirement, ...] = ()
    """Each once, in the order they stand."""
    constraints: tuple[Requirement, ...] = ()
    options: tuple[str, ...] = ()
    """For uv's command line, one each, with one space before the value and none in it."""
    lines: tuple[str, ...] = ()
    """Requirements and options as they stand, but with the files' content and paths in full."""


def read_lines(
    lines: Sequence[str], folder: Path | None = None, constraints: Sequence[str] = ()
) -> PipLines:
    """Read lines as a requirements file has them, and requirements that are to be constraints.

    What is relative, ``-r`` and ``-c`` included, starts from ``folder``.

    Raises
    ------
    BadSpecError, BadFileError, ContradictionError
        With the number of the line, from 1.

    """
    reader = _Reader()
    reader.read(enumerate(lines, start=1), _Source(folder=folder))
    reader.read(
        enumerate(constraints, start=1), _Source("the constraints", folder, constraint=True)
    )
    return reader.result()


def read_numbered(lines: Iterable[tuple[int, str]], folder: Path | None = None) -> PipLines:
    """Read lines that stand in a file of another format, under the numbers they have there.

    Raises as `read_lines`.
    """
    reader = _Reader()
    reader.read(lines, _Source(folder=folder))
    return reader.result()


def read_text(
    text: str, folder: Path | None = None, *, name: str = "", constraint: bool = False
) -> PipLines:
    """Read a requirements file, or a constraints file, called ``name``. Raises as `read_lines`."""
    if len(text) > MAX_BYTES:
        raise _too_large(name or "The file")
    reader = _Reader()
    chain = (_identity(folder / name),) if folder and name else ()
    reader.read(physical_lines(text), _Source(name, folder, constraint, chain))
    return reader.result()


@dataclass(frozen=True)
class _Source:
    """Where lines stand."""

    name: str = ""
    folder: Path | None = None
    constraint: bool = False
    chain: tuple[str, ...] = ()
    """The files that led here, this one last."""

    def line(self, number: int) -> str:
        return f"line {number} of {self.name}" if self.name else f"line {number}"


@dataclass
class _Reader:
    """Collects what lines and the files that they name ask for."""

    requirements: list[Stated] = field(default_factory=list)
    constraints: list[Stated] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    done: set[tuple[str, bool]] = field(default_factory=set)
    count: int = 0

    def read(self, lines: Iterable[tuple[int, str]], source: _Source) -> None:
        for number, line in logical_lines(lines):
            self.count += 1
            if self.count > MAX_LINES:
                raise BadFileError(
                    f"There are more than {MAX_LINES} lines to read.",
                    "Choose the requirements of one environment.",
                )
            try:
                self._line(line, number, source)
            except BadSpecError as error:
                if "line" in error.details:  # of a file that this line names
                    raise
                where = source.line(number)
                raise BadSpecError(
                    f"{where[0].upper()}{where[1:]}: {error.message}", error.hint, line=number
                ) from error

    def result(self) -> PipLines:
        """Raises ContradictionError."""
        refuse_contradictions([*self.requirements, *self.constraints])
        return PipLines(
            requirements=_once(self.requirements),
            constraints=_once(self.constraints),
            options=tuple(_for_uv(self.options)),
            lines=tuple(self.lines),
        )

    def _line(self, line: str, number: int, source: _Source) -> None:
        if len(line) > MAX_LENGTH:
            raise BadSpecError(f"It has more than {MAX_LENGTH} characters.", "Shorten it.")
        if line.startswith("-") and not _EDITABLE.match(line):
            for option in options_of(line, source.folder):
                self._option(option, number, source)
            return
        requirement = parse(line, source.folder)
        if requirement.vcs not in {"", "git"}:
            raise BadSpecError(
                f"{without_secrets(line)} lies in a {_SYSTEMS[requirement.vcs]} repository, "
                "which uv cannot fetch from.",
                "Install from a git repository, or from an archive of the source.",
            )
        if source.constraint:
            self.constraints.append(Stated(_constraint(requirement), source.line(number)))
        else:
            self.requirements.append(Stated(requirement, source.line(number)))
            self.lines.append(requirement.written)

    def _option(self, option: Option, number: int, source: _Source) -> None:
        if option.name in FILES:
            self._file(option, number, source)
            return
        if for_uv := option.for_uv:
            self.options.append(for_uv)
        self.lines.append(option.written)

    def _file(self, option: Option, number: int, source: _Source) -> None:
        """Read a file that a line names; in a constraints file all that it names constrains."""
        where = source.line(number)
        path = _path(option, source.folder, where)
        constraint = source.constraint or option.name == "--constraint"
        identity = _identity(path)
        chain = (*source.chain, identity)
        if identity in source.chain:
            circle = chain[source.chain.index(identity) :]
            names = " → ".join(Path(file).name for file in circle)
            raise BadFileError(
                f"The files read each other in a circle: {names} ({where}).",
                "Remove one of the lines -r and -c that lead back.",
                chain=list(circle),
            )
        if len(chain) > MAX_DEPTH:
            raise BadFileError(
                f"Files name files more than {MAX_DEPTH} levels deep ({where}).", "Join some."
            )
        if (identity, constraint) in self.done:
            return
        self.done.add((identity, constraint))
        text = _content(path, where)
        self.read(physical_lines(text), _Source(path.name, path.parent, constraint, chain))


def _path(option: Option, folder: Path | None, where: str) -> Path:
    """Give the file that ``-r`` or ``-c`` names. Raises BadFileError where it can't be reached."""
    value = plain(expand(option.value))
    written = f"{'-c' if option.name == '--constraint' else '-r'} {without_secrets(value)}"
    is_url = value.startswith("file://")
    if "://" in value and not is_url:
        raise BadFileError(
            f"{written} on {where} is not read: files are not fetched from other machines.",
            "Download it, check it, and name the copy.",
        )
    if folder is None:
        raise BadFileError(
            f"{written} on {where} cannot be read: it is not known in which folder this file lies.",
            "Open the file where it lies on the server, or write the packages themselves.",
        )
    path = url2pathname(value.removeprefix("file://")) if is_url else value.removeprefix("file:")
    return Path(os.path.normpath(folder.absolute() / path))


def _content(path: Path, where: str) -> str:
    try:
        return decode(read_regular(path, MAX_BYTES), path.name)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadFileError(
            f"The file {path}, which {where} names, cannot be read: {reason}.",
            "Check its name and whether you may read it.",
        ) from error


def _identity(path: Path) -> str:
    """Give the same text for the same file."""
    return os.path.normcase(os.path.realpath(path))


def _constraint(requirement: Requirement) -> Requirement:
    """Raises BadSpecError for what cannot be one (pip's documentation, "Constraints Files")."""
    if requirement.editable or not requirement.name:
        raise BadSpecError(
            f"{without_secrets(requirement.written)} cannot be a constraint.",
            "A constraint has a name and is not editable, as name==1.2.",
        )
    return requirement


def _for_uv(options: list[str]) -> Iterator[str]:
    """Give each option once, and of the main indexes the last, as pip takes it."""
    main = [option for option in options if option.startswith("--index-url ")]
    yield from (
        each for each in dict.fromkeys(options) if each not in main[:-1] or each == main[-1]
    )


def _once(stated: list[Stated]) -> tuple[Requirement, ...]:
    return tuple({one.requirement.line: one.requirement for one in reversed(stated)}.values())[::-1]


def _too_large(name: str) -> BadFileError:
    return BadFileError(
        f"{name} is larger than {MAX_BYTES >> 20} MiB.", "Choose a requirements file."
    )
