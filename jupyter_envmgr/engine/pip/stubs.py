"""An environment as uv is told of it before there is one: nothing but the ``*.dist-info`` folders.

Format: the packaging specification "Recording installed projects". uv takes what is described
there for installed, so nothing of it has to be on any index.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

_KEPT = {"requires-dist", "provides-extra", "requires-python"}
_LONGEST_HEADERS = 1 << 20


@dataclass(frozen=True)
class Provided:
    """A Python distribution of the conda layer."""

    name: str
    """PyPI name, normalised."""
    version: str
    """PEP 440 as far as conda's version is one."""
    package: str
    """The conda package it is from."""
    metadata: bytes = b""
    """Its METADATA where it is known: what its extras need is found there."""

    @property
    def stub(self) -> list[str]:
        """Its headers. What it needs is conda's affair, but for what an extra adds."""
        return [line for line in _headers(self.metadata) if _is_of_extra(line)]


@dataclass(frozen=True)
class OnTop:
    """A distribution of the present pip layer, as it is on disk."""

    name: str
    version: str
    metadata: bytes
    requested: bool
    direct_url: bytes = b""
    """Content of its ``direct_url.json``, empty where it came from an index."""

    @property
    def stub(self) -> list[str]:
        return _headers(self.metadata)

    def needs(self, environment: dict[str, str], extras: Iterable[str] = ()) -> list[Requirement]:
        """What it needs in a Python of that environment of markers (PEP 508)."""
        return [
            requirement
            for line in self.stub
            if (requirement := _required(line)) and _applies(requirement, environment, extras)
        ]


def write_stubs(folder: Path, distributions: Iterable[Provided | OnTop]) -> None:
    """Describe the distributions in ``folder``; uv could not read those without a version."""
    for each in distributions:
        if not is_version(each.version):
            continue
        info = folder / f"{each.name.replace('-', '_')}-{each.version}.dist-info"
        info.mkdir(parents=True, exist_ok=True)
        head = ["Metadata-Version: 2.1", f"Name: {each.name}", f"Version: {each.version}"]
        text = "\n".join([*head, *each.stub]) + "\n"
        (info / "METADATA").write_text(text, encoding="utf-8")
        (info / "RECORD").touch()
        if isinstance(each, OnTop) and each.direct_url:
            (info / "direct_url.json").write_bytes(each.direct_url)


def is_version(text: str) -> bool:
    """Whether it is one by PEP 440."""
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


def _headers(metadata: bytes) -> list[str]:
    """The lines that say what a distribution needs, those that nobody can read left out."""
    text = metadata[:_LONGEST_HEADERS].decode("utf-8", "replace").replace("\r\n", "\n")
    found = HeaderParser().parsestr(text.partition("\n\n")[0])
    lines = [
        f"{key}: {' '.join(str(value).split())}"
        for key, value in found.items()
        if key.lower() in _KEPT
    ]
    return [line for line in lines if not line.startswith("Requires-Dist") or _required(line)]


def _required(line: str) -> Requirement | None:
    key, _, value = line.partition(": ")
    if key.lower() != "requires-dist":
        return None
    try:
        return Requirement(value)
    except (InvalidRequirement, RecursionError):
        return None


def _is_of_extra(line: str) -> bool:
    if line.lower().startswith("provides-extra"):
        return True
    requirement = _required(line)
    return bool(requirement and requirement.marker and "extra" in str(requirement.marker))


def _applies(requirement: Requirement, environment: dict[str, str], extras: Iterable[str]) -> bool:
    if not requirement.marker:
        return True
    return any(
        requirement.marker.evaluate({**environment, "extra": canonicalize_name(extra)})
        for extra in ("", *extras)
    )
