"""Exceptions that nobody foresaw in a notebook, as problems."""

from __future__ import annotations

from ..verbs.backend import BackendError
from ..verbs.unforeseen import internal

_MISREAD = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What reading an answer raises that has something else in it than it should."""


def of_ours(error: Exception) -> BackendError:
    """Where this process does the work."""
    try:
        from ..channel_url import without_secrets
    except ImportError:  # our files are gone while this kernel lives
        return internal(error, lambda _text: "")
    return internal(error, without_secrets)


def of_server(error: Exception) -> BackendError:
    """Where a server does it, whose answers may not be what they should be."""
    if not isinstance(error, _MISREAD):
        return of_ours(error)
    return BackendError.of(
        "server-differs",
        "The Jupyter server answers as another version of jupyter_envmgr does.",
        "Restart JupyterLab (or its Jupyter server), then this kernel.",
        **of_ours(error).problem["details"],
    )
