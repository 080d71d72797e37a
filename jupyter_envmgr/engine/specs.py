"""MatchSpecs, as people type them."""

from __future__ import annotations

import re

from rattler import MatchSpec
from rattler.exceptions import InvalidMatchSpecError

from jupyter_envmgr.errors import BadSpecError

_LONGEST = 500
_SHOWN = 60
_EXACT = re.compile(r"(\S+::)?[\w.\-]+(={1,2}[\w.+!]+=[\w.*]+| +[\w.+!*]+( +[\w.*]+)?)")


def parse(text: str) -> MatchSpec:
    """The MatchSpec that ``text`` is.

    Read strictly, but for conda's exact forms ``name=1.2=build`` and ``name 1.2 [build]``, which
    rattler reads only leniently.

    Raises
    ------
    BadSpecError
        It cannot be read, or would be read as something that nobody means.

    """
    spec = text.strip()
    if not spec or len(spec) > _LONGEST or not (spec[0].isalnum() or spec[0] == "_"):
        raise BadSpecError(f"{_short(text)!r} is not a package.")
    try:
        found = MatchSpec(spec, strict=not _EXACT.fullmatch(spec))
    except (InvalidMatchSpecError, ValueError, TypeError) as error:
        reason = str(error).splitlines()[0]
        raise BadSpecError(f"{_short(text)!r} is not a package: {reason}.") from error
    if found.namespace:
        raise BadSpecError(
            f"{_short(text)!r} names a namespace.", hint="List pip packages as pip packages."
        )
    return found


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
