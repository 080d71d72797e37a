"""What of a channel's address may be seen, and what the channel is called for short.

An address may hold a token, ``https://host/t/TOKEN/channel`` (conda's user guide, "Managing
channels"), or a login, ``https://user:password@host/channel`` (RFC 3986, 3.2.1). A password that is
not escaped as it should be, with a slash or an ``@`` in it, is found too.
"""

from __future__ import annotations

import re

_LOGIN = re.compile(
    r"(?<=://)(?!git@|(?:\$\{[A-Z0-9_]+\}:?){1,2}@)"
    r"(?:[^/\s]*@|[^/\s:]*:(?!\d+(?:[/\s]|$))\S*?@)"
)
"""All but ``git@``, the account that everybody has at a host of git repositories, and ``${NAME}``,
which only stands for a secret."""
_LOGIN_ALONE = re.compile(r"^[^/\s:@]+:[^/\s]+@")
_TOKEN = re.compile(r"(?<!/)/t/(?!\$\{)[^/\s]+(?=/|$)|^t/[^/\s]+/")
_TOKEN_IN_TEXT = re.compile(r"(?<=[^/]/t/)[^/\s'\",;)\]]+|(?<=\bt/)tk-[^/\s'\",;)\]]+")
_LOCAL = re.compile(r"file:|[/\\~.]|[A-Za-z]:[\\/]")
_BEFORE = re.compile(
    r"(?:-[eif]\s*|--[a-z\-]+(?:\s+|=))?(?:[\w.\-]+\s*(?:\[[^\[\]]*\]\s*)?@\s+)?[\"']?"
)
"""What stands before the address in a line for pip: an option, ``name[extra] @``."""
_PLATFORM = re.compile(
    r"/(noarch|(linux|osx|win|emscripten|wasi|freebsd|zos)-(\d+|arm\w+|aarch64|\w+\d|z))(/[^/]*)?$"
)


def public_url(url: str) -> str:
    """An address, a channel's name or a line for pip, without token and login, else as it is.

    What is on this machine's disk has neither, though it may have a folder called ``t``.
    """
    before = _BEFORE.match(url)
    if _LOCAL.match(url, before.end() if before else 0):
        return url
    return _TOKEN.sub("", _LOGIN_ALONE.sub("", _LOGIN.sub("", url)))


def without_secrets(text: str) -> str:
    """A text for people or a log, with ``***`` for each token and login of an address in it."""
    return _TOKEN_IN_TEXT.sub("***", _LOGIN.sub("***@", text))


def short_name(channel: str) -> str:
    """A channel as conda shows it: ``conda-forge``, ``pkgs/main``, ``conda-forge/label/dev``.

    It has no host, platform, file name or secret; of a channel on the disk it is the folder's name.
    """
    text = public_url(_PLATFORM.sub("", channel.rstrip("/")))
    if _LOCAL.match(text):
        return re.split(r"[\\/]", text)[-1]
    if "://" not in text:
        return text
    path = text.partition("://")[2].split("/")
    for marker, before in (("label", 1), ("pkgs", 0)):
        if marker in path[1:-1]:
            return "/".join(path[max(path.index(marker, 1) - before, 1) :])
    return path[-1]
