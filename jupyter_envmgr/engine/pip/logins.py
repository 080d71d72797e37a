"""The logins that stored options of pip have lost: an environment keeps addresses without them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from jupyter_envmgr.channel_url import public_url
from jupyter_envmgr.engine.pip.pip_conf import read_pip_conf

_PLACES = {"--index-url", "--extra-index-url", "--find-links"}
_VARIABLES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS")
_NAME = re.compile(r"[\w.-]+=(?=\w+://)")
"""What uv may call an index, before its address."""
_ROOT = Path("/")


def with_logins(
    options: Sequence[str],
    environ: Mapping[str, str],
    home: Path,
    prefix: Path | None,
    root: Path = _ROOT,
) -> list[str]:
    """Options with the login that the person's settings for pip or uv have for the same address."""
    addresses = _addresses(environ, home, prefix, root)
    known = {public_url(url).rstrip("/"): url for url in addresses if public_url(url) != url}
    found = []
    for option in options:
        name, _, url = option.partition(" ")
        full = known.get(url.rstrip("/")) if name in _PLACES else None
        found.append(f"{name} {full}" if full else option)
    return found


def _addresses(
    environ: Mapping[str, str], home: Path, prefix: Path | None, root: Path
) -> Iterator[str]:
    """Those of indexes in pip's configuration and in uv's variables, the latter last."""
    told = read_pip_conf(environ, home, prefix, root)
    values = [told.get(name.removeprefix("--"), "") for name in sorted(_PLACES)]
    for value in (*values, *(environ.get(name, "") for name in _VARIABLES)):
        for word in re.split(r"[\s,]+", value):
            yield _NAME.sub("", word)
