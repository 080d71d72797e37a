"""``conda-meta/pinned``: MatchSpecs that hold whenever an environment is changed.

One to a line, with ``#`` comments (conda's documentation, "Preventing packages from updating").
"""

from __future__ import annotations

from pathlib import Path

from jupyter_envmgr.regular_file import read_regular

_LARGEST = 1 << 20  # bytes


def read_pinned(prefix: Path) -> list[str]:
    """The specs, none where the file is not there or cannot be read."""
    try:
        text = read_regular(prefix / "conda-meta" / "pinned", _LARGEST).decode("utf-8", "replace")
    except OSError:
        return []
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]
