"""``direct_url.json``: where a pip package that is on no index was installed from (PEP 610)."""

from __future__ import annotations

from msgspec import Struct, json


class _Vcs(Struct):
    vcs: str
    commit_id: str


class _Folder(Struct):
    editable: bool = False


class _DirectUrl(Struct):
    url: str
    dir_info: _Folder | None = None
    vcs_info: _Vcs | None = None
    subdirectory: str = ""


def requirement_url(text: str | bytes) -> str | None:
    """Give the URL of a requirement ``name @ URL`` that would fetch the same thing again.

    None where the file cannot be understood.
    """
    origin = _read(text)
    if origin is None:
        return None
    url = origin.url
    if origin.vcs_info:
        url = f"{origin.vcs_info.vcs}+{url}@{origin.vcs_info.commit_id}"
    return f"{url}#subdirectory={origin.subdirectory}" if origin.subdirectory else url


def is_editable(text: str | bytes) -> bool:
    """Whether it is installed as a link to its sources (``pip install -e``)."""
    origin = _read(text)
    return bool(origin and origin.dir_info and origin.dir_info.editable)


def _read(text: str | bytes) -> _DirectUrl | None:
    try:
        return json.decode(text, type=_DirectUrl)
    except (ValueError, RecursionError):
        return None
