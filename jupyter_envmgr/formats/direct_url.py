"""``direct_url.json``: where a pip package that is on no index was installed from (PEP 610)."""

from __future__ import annotations

from msgspec import Struct, json


class _Vcs(Struct):
    vcs: str
    commit_id: str


class _DirectUrl(Struct):
    url: str
    vcs_info: _Vcs | None = None
    subdirectory: str = ""


def requirement_url(text: str | bytes) -> str | None:
    """Give the URL of a requirement ``name @ URL`` that would fetch the same thing again.

    None where the file cannot be understood.
    """
    try:
        origin = json.decode(text, type=_DirectUrl)
    except (ValueError, RecursionError):
        return None
    url = origin.url
    if origin.vcs_info:
        url = f"{origin.vcs_info.vcs}+{url}@{origin.vcs_info.commit_id}"
    return f"{url}#subdirectory={origin.subdirectory}" if origin.subdirectory else url
