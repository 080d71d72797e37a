"""What uv decided, as lines that install exactly that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from msgspec import structs
from packaging.utils import canonicalize_name

from jupyter_envmgr.requirements import Requirement

_LOGGED = re.compile(r"^ [+~] (?P<name>[^\s=@]+)(?: @ |==\S+ \(from )(?P<url>\S+?)\)?$")
_COMMIT = re.compile(r"@([0-9a-f]{40})(?=#|$)")
_REVISION = re.compile(r"(?P<repository>\w+\+\w+://[^/#]*/[^@#]*)(?:@[^#]*)?(?P<fragment>#.*)?")


@dataclass(frozen=True)
class Pin:
    """What shall be installed, exactly."""

    name: str
    version: str
    """Empty where only building tells it."""
    line: str
    """``x==1.0``, ``x @ URL`` or ``-e URL``, with hashes where they were given. Not to be shown
    without `without_secrets`."""
    requested: bool
    size: int | None = None
    """Bytes of its file, where the index tells."""
    fetch: bool = True
    """Whether it has to be downloaded, as far as can be told."""


class Asked:
    """The requirements by what they are about."""

    def __init__(self, requirements: Sequence[Requirement]) -> None:
        self._named: dict[str, list[Requirement]] = {}
        self._placed: dict[str, Requirement] = {}
        for each in requirements:
            if each.name:
                self._named.setdefault(each.name, []).append(each)
            if each.url:
                self._placed[_same(each.url)] = each
        self.extras = {
            name: {extra for each in those for extra in each.extras}
            for name, those in self._named.items()
        }

    def __contains__(self, name: str) -> bool:
        return name in self._named

    def url(self, name: str) -> str:
        """The address that it is asked for from, empty for the index."""
        return next((each.url for each in self._named.get(name, []) if each.url), "")

    def pin(self, name: str, version: str, url: str | None, *, requested: bool) -> Pin:
        """What installs this version, or what is at ``url`` as uv logged it."""
        if url is None:
            hashes = [f"--hash={h}" for each in self._named.get(name, []) for h in each.hashes]
            line = " ".join([f"{name}=={version}", *dict.fromkeys(hashes)])
            return Pin(name, version, line, requested or name in self)
        place = self.url(name)
        asked = self._placed.get(_same(place or url))
        line = _at(name, asked, url) if asked else f"{name} @ {url}"
        return Pin(name, version, line, requested or bool(asked))


def line_of(asked: Requirement) -> str:
    """The requirement as uv reads it: of an address alone it would not understand the fragment."""
    if not asked.url or asked.editable or not asked.name:
        return asked.line
    extras = f"[{','.join(asked.extras)}]" if asked.extras else ""
    marker = f" ; {asked.marker}" if asked.marker else ""
    hashes = "".join(f" --hash={each}" for each in asked.hashes)
    return f"{asked.name}{extras} @ {asked.url}{marker}{hashes}"


def urls_of(log: Iterable[str]) -> dict[str, str]:
    """The addresses that uv logged, by name; it tells them nowhere else."""
    found = filter(None, map(_LOGGED.match, log))
    return {canonicalize_name(each["name"]): each["url"] for each in found}


def _at(name: str, asked: Requirement, url: str) -> str:
    """The line as it was asked for, which has the login that uv hides, at the commit it found."""
    commit, parts = _COMMIT.search(url), _REVISION.fullmatch(asked.url)
    if asked.vcs and commit and parts:
        return f"{name} @ {parts['repository']}@{commit[1]}{parts['fragment'] or ''}"
    return line_of(asked if asked.name else structs.replace(asked, name=name))


def _same(url: str) -> str:
    """What two ways to write an address of one place have in common."""
    plain = unquote(url.partition("#")[0]).rstrip("/")
    return _COMMIT.sub("", plain) if "+" in plain.partition("://")[0] else plain
