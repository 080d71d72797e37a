"""Where a requirement that is on no index comes from: an archive, a folder or a repository.

Forms as in pip's documentation, "VCS Support" and "Requirements File Format"; wheels' names as in
the packaging specifications, "Binary distribution format".
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from msgspec import Struct
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from jupyter_envmgr.channel_url import without_secrets
from jupyter_envmgr.errors import BadSpecError
from jupyter_envmgr.requirements.variables import expand

_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]+)://")
_VCS = {"git", "hg", "svn", "bzr"}
_PLAIN = {"http", "https", "ftp", "file"}
_SCP = re.compile(
    r"(?:(?:git|hg|svn|bzr)\+)?[\w.\-]+@[\w.\-]+:(?!/)|(?:git|hg|svn|bzr)\+(?!\w+://)"
)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_ARCHIVE = re.compile(
    r"\.(whl|zip|tar|tgz|tbz|txz|tlz|tar\.(gz|bz2|xz|lzma|lz|zst))$", re.IGNORECASE
)
_TAIL = re.compile(r"(?<!\s)\s*(\[[^\[\]]*\])?(#(?:egg|subdirectory|sha\d+)=.*)?$")
_ODD = re.compile(r"[\s;#\[\]\"'$]")
_NAME = re.compile(r"[A-Za-z0-9](?:[\w.\-]*[A-Za-z0-9])?", re.ASCII)
_EGG = re.compile(rf"({_NAME.pattern})(?:\[([^\[\]]*)\])?", re.ASCII)


class Place(Struct, frozen=True):
    """A URL that pip can fetch from, and what was said about the package there."""

    url: str
    """Without ``#egg=``, which the fields below have taken up."""
    name: str = ""
    extras: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        return re.split(r"[#?]", self.url, maxsplit=1)[0].rpartition("/")[2]

    @property
    def known_name(self) -> str:
        """Its normalised name as far as it can be told without building; else empty.

        Raises BadSpecError for a wheel whose file is not called as a wheel is.
        """
        if self.name or not self.file_name.lower().endswith(".whl"):
            return canonicalize_name(self.name)
        file_name = re.sub("%2B", "+", self.file_name, flags=re.IGNORECASE)
        try:
            return parse_wheel_filename(file_name)[0]
        except InvalidWheelFilename as error:
            raise BadSpecError(
                f"{self.file_name} is not the name of a wheel.",
                "A wheel is called name-version-python-abi-platform.whl; keep that name.",
            ) from error

    @property
    def vcs(self) -> str:
        """``git``, ``hg``, ``svn`` or ``bzr``; empty for archives and folders."""
        system, plus, _ = self.url.partition("://")[0].partition("+")
        return system.lower() if plus else ""

    @property
    def folder(self) -> bool:
        """Whether it is a folder on this machine, as far as its name tells."""
        return self.url.lower().startswith("file:") and not _ARCHIVE.search(self.file_name)


def looks_like_place(text: str) -> bool:
    """Tell whether pip would take a requirement for a URL or a path instead of a name."""
    head = text.partition(";")[0].rstrip()
    if _SCHEME.match(head) or is_scp(head) or head.startswith((".", "file:")):
        return True
    bare = _TAIL.sub("", head)
    if "://" in bare:  # a URL with words before it
        return False
    return "/" in bare or "\\" in bare or bool(_ARCHIVE.search(bare))


def is_scp(text: str) -> bool:
    """Tell whether it is written as scp has it, ``git@host:path``, which pip cannot read."""
    return bool(_SCP.match(text))


def is_relative(text: str) -> bool:
    """Tell whether it is a path that starts from a folder."""
    meant = expand(text)
    if _SCHEME.match(meant) or is_scp(meant) or _DRIVE.match(meant):
        return False
    return not Path(meant.removeprefix("file:")).is_absolute()


def anchored(text: str, folder: Path | None, *, as_url: bool = False) -> str:
    """Give a URL or an absolute path for what may be relative to ``folder``.

    A path becomes a URL where it must, for its characters would mean something in a line of a
    requirements file. Raises BadSpecError for a relative one where no folder is known.
    """
    if not is_relative(text):
        return text
    if folder is None:
        raise BadSpecError(
            f"{text} is relative to a folder that is not known here.",
            "Write the path in full, or open the file where it lies on the server.",
        )
    bare, tail = _without_tail(text.removeprefix("file:"))
    path = Path(os.path.normpath(folder.absolute() / bare))
    return f"{path.as_uri() if as_url or _ODD.search(str(path)) else path}{tail}"


def place(text: str) -> Place:
    """Read a URL or an absolute path, variables already expanded.

    Raises BadSpecError for what pip could not fetch from.
    """
    found = _SCHEME.match(text)
    if is_scp(text):
        raise BadSpecError(
            f"{without_secrets(text)} is not a URL.",
            "Write git+ssh://git@host/team/project, with a slash after the host.",
        )
    if not found:
        return _parted(_url_of(text))
    if any(character.isspace() for character in text):
        raise BadSpecError(
            f"The URL {without_secrets(text)} has a space in it.", "Write %20 for a space."
        )
    system, plus, transport = found["scheme"].lower().partition("+")
    if (system in _VCS and transport) if plus else system in _PLAIN:
        return _parted(text)
    raise BadSpecError(
        f"Nothing can be fetched from {without_secrets(text)}: “{found['scheme']}” is not known.",
        "Write https://… for an archive, and git+https://… for a repository.",
    )


def names_of_extras(text: str) -> tuple[str, ...]:
    """Give the normalised extras of ``[a,b]``. Raises BadSpecError for what is none."""
    inside = text.strip().removeprefix("[").removesuffix("]")
    names = [name.strip() for name in inside.split(",")] if inside.strip() else []
    for name in names:
        if not _NAME.fullmatch(name):
            raise BadSpecError(f"“{name}” is not an extra.", "Write extras as name[one,two].")
    return tuple(sorted({canonicalize_name(name) for name in names}))


def _url_of(path: str) -> str:
    bare, tail = _without_tail(path.removeprefix("file:"))
    try:
        return f"{Path(bare).as_uri()}{tail}"
    except ValueError as error:
        raise BadSpecError(
            f"{path} is not a path on this machine.", "Write the path in full, or a URL."
        ) from error


def _without_tail(text: str) -> tuple[str, str]:
    """Give a path, and the extras and the fragment that follow it."""
    found = _TAIL.search(text)
    return (text[: found.start()], found[0].strip()) if found else (text, "")


def _parted(url: str) -> Place:
    """Take name and extras out of a URL; ``subdirectory`` and hashes stay in its fragment."""
    address, _, fragment = url.partition("#")
    name = ""
    extras: tuple[str, ...] = ()
    if address.lower().startswith("file:") and address.endswith("]"):
        address, tail = _without_tail(address)
        extras = names_of_extras(tail)
    kept = []
    for part in fragment.split("&") if fragment else []:
        if not part.startswith("egg="):
            kept.append(part)
        elif egg := _EGG.fullmatch(part.removeprefix("egg=")):
            name, extras = egg[1], names_of_extras(egg[2] or "") or extras
        else:
            raise BadSpecError(
                f"“{part}” does not name a package.", "Write #egg=name, or name @ before the URL."
            )
    return Place("#".join([address, *(["&".join(kept)] if kept else [])]), name, extras)
