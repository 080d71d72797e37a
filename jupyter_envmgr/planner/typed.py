"""What people type where packages are asked for: MatchSpecs, and what only pip understands."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jupyter_envmgr.errors import BadSpecError
from jupyter_envmgr.requirements import Requirement, parse

_EXTRAS = re.compile(r"[A-Za-z0-9][\w.-]*\s*\[[^\]=]*\]")
_ONLY_PIP = re.compile(r"\s@\s|://|^\s*(-e|--editable)\b|\.whl$")
_COMMANDS = {"install", "import", "uninstall"}
_VERSION = re.compile(r"\d+(\.\d+)*(\.\*)?")
_EDITABLE = ("-e", "--editable")
_CONDAS = (".conda", ".tar.bz2")


def _refuse_slips(text: str) -> None:
    """Raise BadSpecError for words of a command line, and versions without a package."""
    word = text.strip().lower()
    if word in _COMMANDS:
        raise BadSpecError(
            f"{text.strip()!r} is a word of a command, not a package.",
            hint="Write the packages only, without the command that installs them.",
        )
    if word.startswith("-") and not word.startswith(_EDITABLE):
        raise BadSpecError(
            f"{text.strip()[:40]!r} is an option, not a package.",
            hint="Write the packages only; a requirements.txt is taken as a file.",
        )
    if _VERSION.fullmatch(word):
        raise BadSpecError(
            f"{text.strip()!r} is a version, not a package.",
            hint=f"Write it together with its package, as in python={word}.",
        )
    if _COMMANDS.intersection(word.split()[:2]):
        raise BadSpecError(
            f"{text.strip()[:60]!r} begins with a word of a command.",
            hint="Write the packages only, without the command that installs them.",
        )


def split_typed(texts: Iterable[str]) -> tuple[list[str], list[Requirement]]:
    """Specs for conda, and requirements with extras, addresses or an editable folder for pip.

    Raises BadSpecError for a requirement that cannot be read.
    """
    conda: list[str] = []
    pip: list[Requirement] = []
    for text in texts:
        _refuse_slips(text)
        if text.endswith(_CONDAS):
            conda.append(text)
        elif _ONLY_PIP.search(text) or (_EXTRAS.match(text) and "::" not in text):
            pip.append(parse(text))
        else:
            conda.append(text)
    return conda, pip
