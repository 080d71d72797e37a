"""What people type where packages are asked for: MatchSpecs, and what only pip understands."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jupyter_envmgr.requirements import Requirement, parse

_EXTRAS = re.compile(r"[A-Za-z0-9][\w.-]*\s*\[[^\]=]*\]")
_ONLY_PIP = re.compile(r"\s@\s|://|^\s*(-e|--editable)\b|\.whl$")
_CONDAS = (".conda", ".tar.bz2")


def split_typed(texts: Iterable[str]) -> tuple[list[str], list[Requirement]]:
    """Specs for conda, and requirements with extras, addresses or an editable folder for pip.

    Raises BadSpecError for a requirement that cannot be read.
    """
    conda: list[str] = []
    pip: list[Requirement] = []
    for text in texts:
        if text.endswith(_CONDAS):
            conda.append(text)
        elif _ONLY_PIP.search(text) or (_EXTRAS.match(text) and "::" not in text):
            pip.append(parse(text))
        else:
            conda.append(text)
    return conda, pip
