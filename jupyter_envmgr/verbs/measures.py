"""Sizes, times and numbers as people read them."""

from __future__ import annotations

from datetime import datetime

_STEP = 1000
_UNITS = ("B", "kB", "MB", "GB", "TB")
_ROUND = 10


def size(number: float | None) -> str:
    """Bytes in the unit that suits them; empty for None."""
    if number is None:
        return ""
    amount, unit = float(abs(number)), 0
    while amount >= _STEP and unit < len(_UNITS) - 1:
        amount, unit = amount / _STEP, unit + 1
    digits = 1 if unit and amount < _ROUND else 0
    sign = "-" if number < 0 else ""
    return f"{sign}{amount:.{digits}f} {_UNITS[unit]}"


def moment(text: str) -> str:
    """A time of JSON, to the minute, where the person is."""
    return _read(text).astimezone().strftime("%Y-%m-%d %H:%M")


def duration(since: str | None, until: str | None) -> str:
    """Seconds between two times of JSON; empty where one is not known."""
    if not (since and until):
        return ""
    seconds = (_read(until) - _read(since)).total_seconds()
    return f"{seconds:.1f} s" if seconds < _ROUND else f"{seconds:.0f} s"


def count(number: int, one: str, many: str = "") -> str:
    """``1 package``, ``2 packages``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _read(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
