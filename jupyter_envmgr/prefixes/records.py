"""``conda-meta/*.json``: one record for each package that conda installed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from msgspec import Struct

from jupyter_envmgr.channel_url import short_name

_LONGEST_NAME = 255
_MARKERS = (b".dist-info/METADATA", b".egg-info/PKG-INFO", b'.egg-info"')


class Record(Struct, frozen=True):
    """What a package table needs of a record; the lists of files, most of it, are skipped."""

    name: str
    version: str
    build: str
    channel: str | None = None
    url: str | None = None
    size: int | None = None
    requested_spec: Any = None
    requested_specs: Any = None

    @property
    def channel_name(self) -> str:
        return short_name(self.channel or self.url or "")

    @property
    def requested(self) -> bool:
        """Whether somebody asked for it by name; conda writes ``"None"`` for a dependency."""
        return bool(self.requested_specs) or self.requested_spec not in (None, "", "None")


_decoder = msgspec.json.Decoder(Record)


def decode(data: bytes) -> Record:
    """Read a record; raises msgspec.DecodeError for what is cut off, or is none."""
    return _decoder.decode(data)


def owns(data: bytes, distribution: str) -> bool:
    """Whether a record's files include a ``*.dist-info`` or ``*.egg-info``, by its name.

    conda writes the path of a noarch package without the folder of its Python
    (``site-packages/x.dist-info/METADATA``), rattler the real one; the end is the same in both.
    """
    ending = f"/{distribution}".encode()
    return ending + b"/" in data or ending + b'"' in data


def owned(data: bytes, distributions: Collection[str]) -> set[str]:
    """Those of the distributions that a record's files include."""
    found = set()
    for marker in _MARKERS:
        at = data.find(marker)
        while at != -1:
            end = at + marker.index(b"-info") + len(b"-info")
            start = data.rfind(b"/", max(0, at - _LONGEST_NAME), at) + 1
            found.add(data[start:end].decode("utf-8", "replace"))
            at = data.find(marker, end)
    return found.intersection(distributions)
