"""An environment written down, in whichever format."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import cast

from jupyter_envmgr import formats
from jupyter_envmgr.asked import stored_spec
from jupyter_envmgr.models import Export, ExportVariant
from jupyter_envmgr.prefixes import Prefixes, read_variables, site_packages
from jupyter_envmgr.regular_file import read_regular

_LARGEST_URL = 1 << 20  # bytes


def export(prefixes: Prefixes, name: str, format_id: str, variant: str) -> Export:
    """Write an environment down.

    Raises
    ------
    NotFoundError
        No such environment, format or variant.

    """
    prefix = prefixes.prefix_of(name)
    stored = stored_spec(prefix)
    return formats.write(
        formats.Snapshot(
            name=name,
            packages=prefixes.packages(name),
            channels=stored.channels,
            only_channels=stored.only_channels,
            requested=stored.packages,
            variables=read_variables(prefix),
            pip_sources=_pip_sources(prefix),
        ),
        form=format_id,
        variant=cast("ExportVariant", variant),
    )


def _pip_sources(prefix: Path) -> dict[str, str]:
    """Where pip packages that are on no index came from, by name."""
    sources = {}
    for folder in site_packages(prefix):
        for file in folder.glob("*.dist-info/direct_url.json"):
            with suppress(OSError):
                content = read_regular(file, _LARGEST_URL)
                if url := formats.requirement_url(content):
                    sources[file.parent.name.partition("-")[0]] = url
    return sources
