"""MatchSpecs, as people type them."""

from __future__ import annotations

from rattler import MatchSpec
from rattler.exceptions import InvalidMatchSpecError

from jupyter_envmgr.errors import BadSpecError

_LONGEST = 500


def parse(text: str) -> MatchSpec:
    """The MatchSpec that ``text`` is.

    Strict first; ``name 1.2``, which conda takes for ``name ==1.2``, is let through.

    Raises
    ------
    BadSpecError
        It cannot be read, or would be read as something that nobody means.

    """
    spec = text.strip()
    if not spec or len(spec) > _LONGEST or not (spec[0].isalnum() or spec[0] == "_"):
        raise BadSpecError(f"{_short(text)!r} is not a package.")
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


def _parse(spec: str) -> MatchSpec:
    try:
        return MatchSpec(spec, strict=True)
    except InvalidMatchSpecError as error:
        if "missing range specifier" not in str(error):
            raise
        return MatchSpec(spec)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
