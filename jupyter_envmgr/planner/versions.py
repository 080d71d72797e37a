"""Version ranges in pip's words and in conda's: PEP 440 specifiers and MatchSpecs (CEP 29).

Both compare numbers alike, but the letters after them differently: for conda ``1rc1``, ``1.0rc1``
and ``1.0.0rc1`` are three versions, ``1.0.dev1`` comes after ``1.0a1``, and ``1.0.0.1`` before
``1.0.post1``. Bounds are written so that neither spelling matters where that can be done:
``<2dev0`` comes before all pre-releases of 2 however many zeros they have.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from packaging.specifiers import InvalidSpecifier, Specifier, SpecifierSet
from packaging.version import Version

_LONGEST = 480
"""Characters that the engine reads in one MatchSpec, and some for the name of a channel."""
_LARGEST_NUMBER = 2**63
_USUAL_LENGTH = 3
"""Numbers in a release, as most projects write it."""
_PART = re.compile(r"(?P<operator>~=|==|!=|<=|>=|=|<|>)?\s*(?P<version>[\w!.]+?)(?P<any>\.\*)?")


def match_spec(name: str, specifier: SpecifierSet) -> str | None:
    """A PEP 440 range as a MatchSpec for conda's package ``name``; None where there is none.

    It is exact for releases, post-releases and pre-releases written as PEP 440 normalises them,
    with up to three numbers or as many as the bound has (``10a1.dev1`` is beyond it). What a range
    holds is what it holds with pre-releases allowed: conda cannot leave them out, and a channel
    that has one among its versions means people to have it. Local versions (``1.0+cu118``) are
    not looked at: channels do not have them.

    Where conda's order does not allow for that, it takes less than pip would:

    - ``<2.0rc1`` and ``>2.0rc1`` leave out all pre-releases of 2.0; ``>=2.0rc1`` those with
      another number of zeros; ``>=2.0.dev3`` those with other letters than ``dev`` as well.
    - ``>=2.0.post1`` leaves out post-releases with another number of zeros.

    It takes more only for a project that writes its post-releases far shorter than its releases:
    ``1.post1`` is later than ``1.0.3`` to conda, in whatever it does. (No two of the 9,924
    versions of 1,334 Python packages in a sample of conda-forge are in another order for conda.)

    There is none for ``===``, for local versions, and for upper bounds within the post-releases
    (``<2.0.post1``, ``<=2.0.post1``) or, where they are included, the pre-releases of a version
    (``<=2.0rc1``).
    """
    parts = [_part(each) for each in sorted(specifier, key=_place)]
    written = [part for part in parts if part is not None]
    if len(written) < len(parts):
        return None
    if len(written) > 1:
        written = [f"({part})" if "|" in part else part for part in written]
    text = f"{name} {','.join(dict.fromkeys(written))}".rstrip()
    return text if len(text) <= _LONGEST else None


def specifier_of(match_spec_version: str) -> SpecifierSet | None:
    """The version part of a MatchSpec as pip writes it; None where it is not a simple range.

    ``1.2`` and ``==1.2`` are that version, ``=1.2`` and ``1.2.*`` all that begin with it. Both
    mean the same for releases; as to pre-releases and post-releases, pip has its own opinion.
    """
    text = match_spec_version.strip()
    if text in ("", "*"):
        return SpecifierSet()
    parts = [_pip_part(part.strip()) for part in text.split(",")]
    written = [part for part in parts if part]
    if len(written) < len(parts):
        return None
    try:
        return SpecifierSet(",".join(written))
    except InvalidSpecifier:
        return None


def _pip_part(part: str) -> str:
    """``=1.2`` as ``==1.2.*``; empty where pip has no word for it."""
    match = _PART.fullmatch(part)
    if match is None:
        return ""
    operator, version, any_ = match["operator"] or "==", match["version"], match["any"] or ""
    if operator == "=":
        operator, any_ = "==", ".*"
    if any_ and operator == ">=":
        any_ = ""  # to conda `>=1.2.*` is `>=1.2`
    return f"{operator}{version}{any_}"


def _place(specifier: Specifier) -> tuple[int, str]:
    """Lower bounds first, exclusions last, as people write them."""
    return [">=", ">", "~=", "==", "===", "<=", "<", "!="].index(specifier.operator), str(specifier)


def _part(specifier: Specifier) -> str | None:
    """One comparison, as a version part without spaces; alternatives are divided by ``|``."""
    operator, text = specifier.operator, specifier.version
    if operator == "===":
        return None
    if text.endswith(".*"):
        prefix = _numbers(Version(text[:-2]))
        # not `==1.2.*`: after a comma rattler takes that for `==1.2`
        return _fitting(f"{'!=' if operator == '!=' else ''}{prefix}.*", Version(text[:-2]))
    version = Version(text)
    if version.local:
        return None
    written = _OPERATORS[operator](version)
    return written and _fitting(written, version)


def _fitting(written: str, version: Version) -> str | None:
    """Rattler's numbers have 64 bits."""
    numbers = (version.epoch, *version.release, version.post or 0, version.dev or 0)
    pre = version.pre[1] if version.pre else 0
    return written if max(*numbers, pre) < _LARGEST_NUMBER else None


def _at_least(version: Version) -> str:
    """``>=``: that is all for a release; see `match_spec` for the others."""
    numbers = _numbers(version)
    if _is_release(version):
        return f">={version}"
    if _is_first(version):
        return f">={_before(version)}"
    if version.pre:
        return f">={version},<{numbers}.0dev0|>={numbers}"
    if version.is_postrelease:
        return f"{numbers}.post*,>={version}|{_after(version)}"
    return f">={version},<{numbers}.0a0|>={numbers}"


def _above(version: Version) -> str:
    """``>``, which does not take a version's own post-releases."""
    if version.pre or (version.is_devrelease and not version.is_postrelease):
        return f">={_numbers(version)}"
    if version.is_postrelease:
        return f"{_numbers(version)}.post*,>{version}|{_after(version)}"
    return _after(version)


def _after(version: Version) -> str:
    """What is later than a version and its post-releases."""
    spellings = _spellings(version)
    return ",".join([f">{_numbers(version)}", *(f"!={numbers}.post*" for numbers in spellings)])


def _at_most(version: Version) -> str | None:
    return f"<={version}" if _is_release(version) else None


def _below(version: Version) -> str | None:
    """``<``, which does not take a version's own pre-releases."""
    return None if version.is_postrelease else f"<{_before(version)}"


def _equal(version: Version) -> str:
    if _is_release(version):
        return f"=={version}"
    return "|".join(f"=={numbers}{_letters(version)}" for numbers in _spellings(version))


def _different(version: Version) -> str:
    if _is_release(version):
        return f"!={version}"
    return ",".join(f"!={numbers}{_letters(version)}" for numbers in _spellings(version))


def _compatible(version: Version) -> str:
    """``~=1.4.2``: at least that, and beginning with all but its last number."""
    prefix = _with_epoch(version, version.release[:-1])
    lower = _at_least(version)
    return f"({lower}),{prefix}.*" if "|" in lower else f"{lower},{prefix}.*"


_OPERATORS: dict[str, Callable[[Version], str | None]] = {
    ">=": _at_least,
    ">": _above,
    "<=": _at_most,
    "<": _below,
    "==": _equal,
    "!=": _different,
    "~=": _compatible,
}


def _is_release(version: Version) -> bool:
    return not version.is_prerelease and not version.is_postrelease


def _is_first(version: Version) -> bool:
    """Whether nothing of this version comes before: ``2.0.dev0``."""
    return version.dev == 0 and version.pre is None and version.post is None


def _before(version: Version) -> str:
    """What conda puts before all pre-releases of a version, and after all versions below it."""
    return f"{_spellings(version)[0]}dev0"


def _spellings(version: Version) -> list[str]:
    """A release with as few zeros at its end as can be, up to as many as anybody writes."""
    release = list(version.release)
    while len(release) > 1 and release[-1] == 0:
        release.pop()
    zeros = range(max(_USUAL_LENGTH, len(version.release)) - len(release) + 1)
    return [_with_epoch(version, (*release, *[0] * count)) for count in zeros]


def _numbers(version: Version) -> str:
    return _with_epoch(version, version.release)


def _with_epoch(version: Version, release: tuple[int, ...]) -> str:
    epoch = f"{version.epoch}!" if version.epoch else ""
    return epoch + ".".join(map(str, release))


def _letters(version: Version) -> str:
    """What follows the numbers: ``rc1``, ``.post1``, ``.dev1``."""
    return str(version)[len(_numbers(version)) :]
