"""The Python of an environment."""

from __future__ import annotations

import sys
from pathlib import Path


def python_of(prefix: Path) -> Path:
    """The interpreter of an environment."""
    return prefix / ("python.exe" if sys.platform == "win32" else "bin/python")
