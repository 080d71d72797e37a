"""What rattler raises, as the errors that people see.

rattler's exceptions carry one text; the kinds below are told apart by it. A Rust panic is a
``BaseException`` and would otherwise end the server's task silently.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager

from rattler import exceptions as rattler

from jupyter_envmgr.channel_url import without_secrets
from jupyter_envmgr.errors import (
    ChannelError,
    ChecksumError,
    DiskFullError,
    EngineError,
    EnvmgrError,
    NotWritableError,
)

_KINDS: tuple[tuple[str, type[EnvmgrError], str], ...] = (
    (r"no space left|disk full|quota exceeded|os error (28|112|122)\b", DiskFullError,
     "The disk is full."),
    (r"(hash|checksum|sha256|md5).{0,20}mismatch|invalid checksum", ChecksumError,
     "A package is not the one that its channel lists."),
    (r"permission denied|access is denied|read-only file system|used by another process",
     NotWritableError,
     "A folder does not let us write."),
)  # fmt: skip
_NETWORK = (rattler.GatewayError, rattler.FetchRepoDataError, rattler.InvalidChannelError)
_NETWORK_TEXT = re.compile(
    r"error sending request|connection|timed? ?out|dns|status (client|server) error"
    r"|failed to fetch|subdirectory|repodata",
    re.IGNORECASE,
)
_REFUSED = re.compile(r"\b(401|403) (Unauthorized|Forbidden)", re.IGNORECASE)
_LOGIN = "It asks for a token or a login: put its address with that into .condarc."
_WHERE = re.compile(
    r"(?:channel '|url \()((?:https?|file)://.+?)(?:/(?:noarch|[a-z]+-\w+)/[^/)']*)?['\)]"
)


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Run rattler; what it raises leaves as one of ours. ``doing`` begins the sentence."""
    try:
        yield
    except (EnvmgrError, asyncio.CancelledError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic is pyo3_runtime.PanicException, a BaseException
        raise failure(doing, error) from error


def failure(doing: str, error: BaseException) -> EnvmgrError:
    """The error of ours that ``error`` is, with its text where it helps and no secrets."""
    text = without_secrets(str(error))
    for pattern, kind, sentence in _KINDS:
        if re.search(pattern, text, re.IGNORECASE):
            return kind(sentence, reason=text)
    if isinstance(error, _NETWORK) or _NETWORK_TEXT.search(text):
        where = _WHERE.search(text)
        channel = f"The channel {where[1].rstrip('/')}" if where else "A channel"
        hint = _LOGIN if _REFUSED.search(text) else None
        return ChannelError(f"{channel} could not be read.", hint=hint, reason=text)
    return EngineError(f"{doing} failed: {_first_line(text) or type(error).__name__}", reason=text)


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
