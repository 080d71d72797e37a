"""Exceptions that nobody foresaw, as the problems that people see."""

from __future__ import annotations

from typing import Callable

from .backend import BackendError

DEBUG = "ENVMGR_DEBUG"
"""A variable: with any value but an empty one, what nobody foresaw is a traceback."""


def internal(error: Exception, clean: Callable[[str], str]) -> BackendError:
    """One with code ``internal``; ``clean`` takes secrets out of what the exception says."""
    said = f"{type(error).__name__}: {clean(str(error))}".rstrip(": ")
    return BackendError.of(
        "internal",
        f"Something went wrong that nobody foresaw ({said}).",
        f"Please report it, with what {DEBUG}=1 in the environment shows.",
        error=said,
    )
