"""How settings from several sources become one.

The rules are conda's (user guide, "Settings precedence"): of texts the last source wins; lists are
joined, the last source's first, without repetition, with ``#!top`` lines before and ``#!bottom``
lines after all others; maps are joined key by key; ``#!final`` on a key shuts out later sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jupyter_envmgr.condarc.source import Setting


def merge_texts(settings: Sequence[Setting]) -> str | None:
    """The value in force; settings come lowest priority first."""
    value = _up_to_final(settings)[-1].value if settings else None
    return value if isinstance(value, str) else None


def merge_lists(settings: Sequence[Setting]) -> tuple[str, ...]:
    """All lines, highest priority first."""
    sources = [s.value for s in _up_to_final(settings) if isinstance(s.value, tuple)]
    lines = [line for source in reversed(sources) for line in source]
    top = [line for source in sources for line in source if line.flag == "top"]
    bottom = [line for line in lines if line.flag == "bottom"]
    last = dict.fromkeys(_texts(reversed(bottom)))
    first = [text for text in dict.fromkeys(_texts([*top, *lines])) if text not in last]
    return (*first, *reversed(last))


def merge_maps(settings: Sequence[Setting]) -> dict[str, Setting]:
    """Each key with its value of highest priority, or the first that is final."""
    merged: dict[str, Setting] = {}
    for setting in _up_to_final(settings):
        for key, value in setting.value.items() if isinstance(setting.value, dict) else ():
            if key not in merged or merged[key].flag != "final":
                merged[key] = value
    return merged


def _up_to_final(settings: Sequence[Setting]) -> Sequence[Setting]:
    for index, setting in enumerate(settings):
        if setting.flag == "final":
            return settings[: index + 1]
    return settings


def _texts(lines: Iterable[Setting]) -> list[str]:
    return [line.value for line in lines if isinstance(line.value, str)]
