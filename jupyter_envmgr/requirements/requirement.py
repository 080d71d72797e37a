"""A requirement: what one line asks pip for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, structs
from packaging import requirements as pep508
from packaging.markers import Marker, UndefinedComparison, UndefinedEnvironmentName
from packaging.utils import canonicalize_name

from jupyter_envmgr.channel_url import without_secrets
from jupyter_envmgr.errors import BadSpecError
from jupyter_envmgr.requirements import place as places
from jupyter_envmgr.requirements.variables import expand
from jupyter_envmgr.requirements.written import plain

_EDITABLE = re.compile(r"-e\s*|--editable(?:\s*=\s*|\s+)")
_OPTIONS = re.compile(r"(?<!\s)\s+(?=--?[A-Za-z])")
_NAMED = re.compile(r"([A-Za-z0-9][\w.\-]*)\s*(?:(\[[^\[\]]*\])\s*)?@\s*(?=\S)", re.ASCII)
_QUOTED = re.compile(r"([\"'])((?:(?!\1).)*)\1")
_MARKER_OF_URL = re.compile(r"(?<!\s)\s+;\s*|;\s+")
_MARKER_OF_PATH = re.compile(r"(?<!\s)\s*;\s*")
_HASH = re.compile(r"--hash(?:=|\s+)(\S+)\s*")
_DIGITS = {"sha256": 64, "sha384": 96, "sha512": 128}
_LONG_NUMBER = re.compile(r"\d{100}")
"""Python makes no number of more than 4,300 digits, and versions have a few."""
_HINT = "Write it as name, name==1.2 or name>=1.2,<2."


class Requirement(Struct, frozen=True):
    """What one line asks for."""

    line: str
    """As uv is to read it: on one line, paths as URLs, hashes included."""
    name: str
    """As PEP 503 normalises it; empty where only building would tell."""
    extras: tuple[str, ...] = ()
    specifier: str = ""
    """PEP 440; empty for any version."""
    marker: str = ""
    url: str = ""
    """Empty where it comes from an index."""
    editable: bool = False
    """Asked for with ``-e``. uv does that for folders; a repository it installs as it is."""
    hashes: tuple[str, ...] = ()
    """As ``sha256:…``, one of which the archive must have."""
    written: str = ""
    """As a requirements file has it: paths in full, variables not expanded yet."""

    @property
    def vcs(self) -> str:
        """``git``, ``hg``, ``svn`` or ``bzr`` where it comes from a repository, else empty."""
        return places.Place(self.url).vcs

    def applies(self, environment: Mapping[str, str]) -> bool:
        """Tell whether its marker, if any, holds; ``environment`` as in PEP 508, without extras.

        Raises BadSpecError where the marker compares what cannot be compared.
        """
        if not self.marker:
            return True
        try:
            return Marker(self.marker).evaluate({**environment, "extra": ""})
        except (UndefinedComparison, UndefinedEnvironmentName) as error:
            raise BadSpecError(
                f"The condition “{self.marker}” makes no sense.",
                "Write conditions such as python_version >= '3.10'.",
            ) from error


def parse(line: str, folder: Path | None = None) -> Requirement:
    """Read one requirement; what is relative starts from ``folder``.

    Raises BadSpecError, also for a relative path without a folder.
    """
    written = _Parts.of(plain(line).strip()).anchored(folder)
    parts = _Parts.of(plain(expand(written.text)))
    hashes = _hashes(parts.options)
    asked = _from_place(parts) if parts.is_place else _from_index(parts.target)
    return structs.replace(
        asked,
        line=" ".join([asked.line, *(f"--hash={digest}" for digest in hashes)]),
        hashes=hashes,
        written=written.text,
    )


class _Parts(NamedTuple):
    """A line, cut where its parts join."""

    target: str
    """A URL or a path; or all of a requirement by its name."""
    options: str
    marker: str = ""
    name: str = ""
    extras: str = ""
    editable: bool = False
    is_place: bool = False

    @classmethod
    def of(cls, text: str) -> _Parts:
        """Raises BadSpecError for a line that is an option, or nothing."""
        editable = _EDITABLE.match(text)
        body, *options = _OPTIONS.split(text[editable.end() if editable else 0 :], maxsplit=1)
        body = _unquoted(body) if editable else body
        if not body or body.startswith("-"):
            raise BadSpecError(f"{_shown(text) or 'Nothing'} is not a pip requirement.", _HINT)
        option = " ".join("".join(options).split())
        named = None if places.is_scp(body) else _NAMED.match(body)
        if not (editable or named or places.looks_like_place(body)):
            return cls(target=body, options=option)
        rest = body[named.end() :] if named else body
        joint = _MARKER_OF_URL if "://" in rest else _MARKER_OF_PATH
        target, *marker = joint.split(rest, maxsplit=1)
        return cls(
            target=_unquoted(target) if editable else target,
            options=option,
            marker="".join(marker),
            name=named[1] if named else "",
            extras=(named[2] or "") if named else "",
            editable=bool(editable),
            is_place=True,
        )

    def anchored(self, folder: Path | None) -> _Parts:
        """Give the same with a path in full. Raises BadSpecError where that is not known."""
        if not self.is_place:
            return self
        return self._replace(target=places.anchored(self.target, folder, as_url=bool(self.name)))

    @property
    def text(self) -> str:
        head = (
            f"{'-e ' if self.editable else ''}{self.name}{self.extras}{' @ ' if self.name else ''}"
        )
        tail = [f"; {self.marker}"] if self.marker else []
        return " ".join([f"{head}{self.target}", *tail, *([self.options] if self.options else [])])


def _unquoted(text: str) -> str:
    """Take off the quotes that a shell would need around a path."""
    quoted = _QUOTED.fullmatch(text)
    return quoted[2] if quoted else text


def _from_index(text: str) -> Requirement:
    if _LONG_NUMBER.search(text):
        raise BadSpecError(f"{_shown(text)} has a number in it that is no version.", _HINT)
    try:
        read = pep508.Requirement(text)
    except (ValueError, RecursionError) as error:
        reason = _reason(error)
        raise BadSpecError(
            f"{_shown(text)} is not a pip requirement: {reason}.", _hint(text)
        ) from error
    return Requirement(
        line=str(read),
        name=canonicalize_name(read.name),
        extras=tuple(sorted(canonicalize_name(extra) for extra in read.extras)),
        specifier=str(read.specifier),
        marker=str(read.marker or ""),
    )


def _from_place(parts: _Parts) -> Requirement:
    place = places.place(parts.target)
    name = parts.name or place.name
    extras = places.names_of_extras(parts.extras) or place.extras
    if parts.editable and not (place.vcs or place.folder):
        raise BadSpecError(
            f"-e {_shown(parts.target)} is neither a folder nor a repository.",
            "Leave -e out: only what has its source on this machine can be edited there.",
        )
    marker = _marker(parts.marker)
    with_extras = f"[{','.join(extras)}]" if extras else ""
    if parts.editable and place.folder:
        line = f"-e {place.url}{with_extras}"
    else:
        line = f"{name}{with_extras} @ {place.url}" if name else f"{place.url}{with_extras}"
    return Requirement(
        line=f"{line} ; {marker}" if marker else line,
        name=canonicalize_name(name) or place.known_name,
        extras=extras,
        marker=marker,
        url=place.url,
        editable=parts.editable,
    )


def _marker(text: str) -> str:
    if not text:
        return ""
    try:
        return str(Marker(text))
    except (ValueError, RecursionError) as error:
        reason = _reason(error)
        raise BadSpecError(
            f"“{_shown(text)}” is not a condition: {reason}.",
            "Write conditions such as python_version >= '3.10'.",
        ) from error


def _hashes(options: str) -> tuple[str, ...]:
    """Give what ``--hash`` names. Raises BadSpecError for any other option."""
    hashes = []
    rest = options
    while rest:
        found = _HASH.match(rest)
        if not found:
            option = re.split(r"[\s=]", rest)[0] or rest
            raise BadSpecError(
                f"{_shown(option)} cannot stand behind a requirement.",
                "Only --hash=sha256:… can stand there.",
            )
        hashes.append(_digest(found[1]))
        rest = rest[found.end() :]
    return tuple(dict.fromkeys(hashes))


def _digest(text: str) -> str:
    kind, _, digits = text.lower().partition(":")
    if len(digits) != _DIGITS.get(kind) or not re.fullmatch("[0-9a-f]+", digits):
        raise BadSpecError(
            f"“{_shown(text)}” is not a hash that pip checks.",
            "Write --hash=sha256: and 64 hexadecimal digits; sha384 and sha512 can be used too.",
        )
    return f"{kind}:{digits}"


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    return (str(error) or "it cannot be read").splitlines()[0]


def _hint(text: str) -> str:
    if re.match(r"(pip3?|conda|uv|python\S*|!|%)\s", text) or " install " in text:
        return "Write the packages only, without the command that installs them."
    if re.search(r"[^=<>!~]=[^=]", text.partition(";")[0]):
        return "pip writes two equal signs, as in name==1.2; name=1.2 is how conda writes it."
    return _HINT


def _shown(text: str) -> str:
    """A part of a line for a message."""
    public = without_secrets(text)
    return public if len(public) <= 100 else f"{public[:99]}…"  # noqa: PLR2004 - as long as this
