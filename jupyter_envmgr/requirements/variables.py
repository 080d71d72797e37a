"""``${NAME}`` in a requirement: the variable of that name, as pip's documentation describes it."""

from __future__ import annotations

import os
import re

_VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)\}")


def expand(text: str) -> str:
    """Put the values in; what is not set, or empty, stays as it is written."""
    if "${" not in text:
        return text
    return _VARIABLE.sub(lambda found: os.environ.get(found[1]) or found[0], text)
