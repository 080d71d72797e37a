"""What the person has told pip, as uv's variables, so that both find the same packages.

uv reads nothing of pip's. What the person has told uv itself stays as it is: its settings for
indexes are taken together, for half of them from there and half from here would be neither.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from jupyter_envmgr.engine.pip.options import ALL_ALIKE
from jupyter_envmgr.engine.pip.pip_conf import read_pip_conf
from jupyter_envmgr.engine.pip.uv import NO_INDEX, OPTIONS
from jupyter_envmgr.engine.pip.uv_conf import uv_conf_names

_OF_INDEXES = {
    "UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", NO_INDEX,
}  # fmt: skip
_INDEX_NAMES = {"index", "index-url", "extra-index-url", "find-links", "no-index"}
_CONF_NAMES = {
    "UV_INDEX_STRATEGY": {"index-strategy"},
    "UV_INSECURE_HOST": {"allow-insecure-host", "trusted-host"},
    "UV_PRERELEASE": {"prerelease"},
    OPTIONS: {"no-binary", "no-binary-package", "no-build", "no-build-package", "only-binary"},
    "UV_KEYRING_PROVIDER": {"keyring-provider"},
    "UV_REQUIRE_HASHES": {"require-hashes"},
    "HTTP_PROXY": {"http-proxy"},
    "HTTPS_PROXY": {"https-proxy"},
}
_ROOT = Path("/")
_KEYRINGS = {"subprocess", "disabled"}
_NO = {"", "0", "no", "false", "off"}


def pip_settings(
    environ: Mapping[str, str], home: Path, prefix: Path | None, root: Path = _ROOT
) -> dict[str, str]:
    """Give uv's variables for what pip is told; they hold where ``environ`` has none of their kind.

    ``root`` is where the machine's files are looked for. Two of the variables are ours, see `Uv`.
    The values may hold secrets.
    """
    options = read_pip_conf(environ, home, prefix, root)
    conf = uv_conf_names(environ, home, root)
    settings = dict(_indexes(options)) if not _has_indexes(environ, conf) else {}
    for name, value in _others(options):
        there = name in environ or name.lower() in environ
        if not there and not _CONF_NAMES.get(name, set()) & conf:
            more = name == OPTIONS and name in settings
            settings[name] = f"{settings[name]} {value}" if more else value
    return settings


def _has_indexes(environ: Mapping[str, str], conf: set[str]) -> bool:
    return bool(_OF_INDEXES & {name for name, value in environ.items() if value}) or bool(
        _INDEX_NAMES & conf
    )


def _indexes(options: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if _is_on(options.get("no-index", "")):
        yield NO_INDEX, "1"
    elif url := options.get("index-url", "").strip():
        yield "UV_DEFAULT_INDEX", url
    if extra := options.get("extra-index-url", "").split():
        yield "UV_INDEX", " ".join(extra)
        yield "UV_INDEX_STRATEGY", ALL_ALIKE
    links = [link for link in options.get("find-links", "").split() if "," not in link]
    if links:
        yield "UV_FIND_LINKS", ",".join(links)


def _others(options: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give what has nothing to do with indexes, each option that pip is told on its own."""
    for option, translate in _TRANSLATIONS.items():
        if value := options.get(option, "").strip():
            yield from translate(value)


def _is_on(value: str) -> bool:
    return value.strip().lower() not in _NO


def _words(name: str) -> Callable[[str], Iterator[tuple[str, str]]]:
    def translate(value: str) -> Iterator[tuple[str, str]]:
        yield name, " ".join(value.split())

    return translate


def _switch(name: str, value: str) -> Callable[[str], Iterator[tuple[str, str]]]:
    def translate(given: str) -> Iterator[tuple[str, str]]:
        if _is_on(given):
            yield name, value

    return translate


def _file(name: str) -> Callable[[str], Iterator[tuple[str, str]]]:
    def translate(value: str) -> Iterator[tuple[str, str]]:
        path = Path(value).expanduser()
        if path.exists():
            yield name, str(path)

    return translate


def _number(name: str) -> Callable[[str], Iterator[tuple[str, str]]]:
    def translate(value: str) -> Iterator[tuple[str, str]]:
        try:
            yield name, str(max(0, math.ceil(float(value))))
        except (ValueError, OverflowError):
            return  # pip would say what is wrong with it

    return translate


def _choice(option: str) -> Callable[[str], Iterator[tuple[str, str]]]:
    """``:all:``, ``:none:`` or names; ``:none:`` empties what was before."""

    def translate(value: str) -> Iterator[tuple[str, str]]:
        names: list[str] = []
        for word in value.replace(",", " ").split():
            if word == ":none:":
                names.clear()
            else:
                names.append(word)
        if names:
            yield OPTIONS, " ".join(f"{option} {name}" for name in names)

    return translate


def _proxy(value: str) -> Iterator[tuple[str, str]]:
    url = value if "://" in value else f"http://{value}"
    yield "HTTP_PROXY", url
    yield "HTTPS_PROXY", url


def _keyring(value: str) -> Iterator[tuple[str, str]]:
    if value in _KEYRINGS:
        yield "UV_KEYRING_PROVIDER", value


_TRANSLATIONS: dict[str, Callable[[str], Iterator[tuple[str, str]]]] = {
    "trusted-host": _words("UV_INSECURE_HOST"),
    "constraint": _words("UV_CONSTRAINT"),
    "cert": _file("SSL_CERT_FILE"),
    "client-cert": _file("SSL_CLIENT_CERT"),
    "proxy": _proxy,
    "timeout": _number("UV_HTTP_TIMEOUT"),
    "retries": _number("UV_HTTP_RETRIES"),
    "pre": _switch("UV_PRERELEASE", "allow"),
    "require-hashes": _switch("UV_REQUIRE_HASHES", "1"),
    "no-binary": _choice("--no-binary"),
    "only-binary": _choice("--only-binary"),
    "keyring-provider": _keyring,
}
