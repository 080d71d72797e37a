"""What leaves the server is Unicode, whatever the names of files are.

Python reads a file's name that is no UTF-8 into half characters (PEP 383); JSON cannot hold them,
and a browser could not show them.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

_HALVES = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def as_json(answer: msgspec.Struct) -> bytes:
    """An answer as it is sent."""
    try:
        return msgspec.json.encode(answer)
    except UnicodeEncodeError:
        return msgspec.json.encode(as_data(answer))


def as_data(answer: msgspec.Struct) -> Any:
    """An answer as dicts and lists."""
    return _whole(msgspec.to_builtins(answer))


def _whole(value: Any) -> Any:
    """The same with ``�`` for each half character."""
    if isinstance(value, str):
        return _HALVES.sub(_REPLACEMENT, value)
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, list) else value
