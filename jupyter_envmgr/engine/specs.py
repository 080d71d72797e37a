"""MatchSpecs, as people type them."""

from __future__ import annotations

import re

from rattler import MatchSpec
from rattler.exceptions import InvalidMatchSpecError

from jupyter_envmgr.errors import BadSpecError

_LONGEST = 500
_SHOWN = 60
_AND_ANY = re.compile(r"(,\s*)==([^,\s]+\.\*)")
"""``==1.0.*`` after a comma, of which rattler 0.28 drops the star."""
_DEV = re.compile(r"(<[\d.]+)dev0\b")
_ODD = set("<>=!~, ")  # in a build: something else was meant


def parse(text: str) -> MatchSpec:
    """The MatchSpec that ``text`` is, as conda would read it.

    rattler reads strictly or leniently. Strict refuses much that conda takes (``numpy 1.26``,
    ``numpy=1.26.*``, ``libblas=*=*mkl``); lenient takes ``numpy >1 <2`` for a build named ``<2``.

    Raises
    ------
    BadSpecError
        It cannot be read, or would be read as something that nobody means.

    """
    spec = text.strip()
    if not spec or len(spec) > _LONGEST or not (spec[0].isalnum() or spec[0] == "_"):
        raise BadSpecError(f"{_short(text)!r} is not a package.")
    if "://" in spec:
        raise BadSpecError(
            f"{_short(text)!r} is an address.", hint="Give its channel, and the package by name."
        )
    try:
        found = _parse(spec)
    except (InvalidMatchSpecError, ValueError, TypeError) as error:
        reason = str(error).splitlines()[0]
        raise BadSpecError(f"{_short(text)!r} is not a package: {reason}.") from error
    if found.namespace:
        raise BadSpecError(
            f"{_short(text)!r} names a namespace.", hint="List pip packages as pip packages."
        )
    return found


def channel_of(spec: MatchSpec) -> str | None:
    """The channel that a spec names, as in ``conda-forge::numpy``."""
    return spec.channel.name if spec.channel else None


def as_people_write(text: str) -> str:
    """A text without the ends of bounds such as ``<2dev0``, which pip's ``<2`` is for conda."""
    return _DEV.sub(r"\1", text)


def _parse(spec: str) -> MatchSpec:
    spec = _AND_ANY.sub(r"\1\2", spec)
    try:
        return MatchSpec(spec, strict=True)
    except InvalidMatchSpecError:
        found = MatchSpec(spec)
        if spec[-1] in _ODD or _ODD & set(found.build or ""):
            raise
        return found


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
