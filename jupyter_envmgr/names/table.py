"""The table of names: ``grayskull_pypi_mapping.json`` of the PyPI package conda-pypi.

A JSON object with a row per project of pip's index, by its normalised name; conda's regro-bot
collects them from the packages of conda-forge.
"""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path

import msgspec
from msgspec import Struct, field

_log = logging.getLogger(__name__)

_PACKAGE = "conda_pypi"
_FILE = "grayskull_pypi_mapping.json"


class Row(Struct, frozen=True):
    """One project; further keys are passed over."""

    pypi_name: str
    conda_name: str
    import_name: str


class Table(Struct, frozen=True):
    """The rows, by each of their names."""

    packages: dict[str, str] = field(default_factory=dict)
    """Conda's name by that of pip's index."""
    projects: dict[str, list[str]] = field(default_factory=dict)
    """Names on pip's index by conda's."""
    imports: dict[str, list[str]] = field(default_factory=dict)
    """Names on pip's index by what is imported."""


def read_table(path: Path | None = None) -> Table:
    """The table in a file, or conda-pypi's own; an empty one, and a warning, if it is damaged."""
    try:
        rows = msgspec.json.decode((path or _installed()).read_bytes(), type=dict[str, Row])
    except (OSError, msgspec.DecodeError, RecursionError) as error:
        _log.warning("Names on pip's index are guessed for conda, the table is missing: %s", error)
        return Table()
    table = Table()
    for row in rows.values():
        table.packages[row.pypi_name] = row.conda_name
        table.projects.setdefault(row.conda_name, []).append(row.pypi_name)
        table.imports.setdefault(row.import_name, []).append(row.pypi_name)
    return table


def _installed() -> Path:
    """Where conda-pypi has it. The package is found and not imported: that would import conda."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the Python package {_PACKAGE} is not installed")
    return Path(spec.submodule_search_locations[0], _FILE)
