"""The records of an environment, as rattler needs them to unlink what conda linked.

conda writes the paths of noarch Python packages as they stand in the archive, ``site-packages/…``
and ``python-scripts/…``, and the real ones only under ``files``. rattler unlinks by the former and
passes over what it does not find: without the correction, an upgrade of such a package would leave
the old one's modules behind. And it unlinks whatever is listed, wherever that is.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path, PureWindowsPath
from typing import Any

from rattler import PrefixRecord

from jupyter_envmgr.engine.failures import translated
from jupyter_envmgr.errors import EngineError, UnreadableError
from jupyter_envmgr.regular_file import read_regular

_SCRIPTS = "python-scripts/"
_MODULES = "site-packages/"


def installed(prefix: Path) -> list[PrefixRecord]:
    """Every conda package of an environment.

    Raises
    ------
    UnreadableError
        A record is damaged, or lists a file that is not below the environment; it is named.

    """
    with tempfile.TemporaryDirectory(prefix="envmgr-") as folder:
        paths = sorted((prefix / "conda-meta").glob("*.json"))
        return [_read(path, Path(folder)) for path in paths]


def _read(path: Path, folder: Path) -> PrefixRecord:
    try:
        record = json.loads(read_regular(path))
        corrected = _corrected(record)
    except (OSError, ValueError, AttributeError, TypeError, KeyError, RecursionError) as error:
        raise UnreadableError(f"{path} is damaged: {error}.", path=str(path)) from error
    readable = folder / path.name if corrected else path
    if corrected:
        readable.write_text(json.dumps(record), encoding="utf-8")
    try:
        with translated(f"Reading {path.name}"):
            return PrefixRecord.from_path(readable)
    except EngineError as error:
        raise UnreadableError(f"{path} is damaged: {error}", path=str(path)) from error


def _corrected(record: dict[str, Any]) -> bool:
    """Put the real paths in place of the archive's. Tells whether any was wrong."""
    files = set(record.get("files") or ())
    paths = (record.get("paths_data") or {}).get("paths") or []
    wrong = [entry for entry in paths if entry["_path"] not in files]
    modules = next((f.partition(_MODULES)[0] for f in files if _MODULES in f), "")
    scripts = "Scripts/" if any(f.startswith("Scripts/") for f in files) else "bin/"
    for path in (*files, *(entry["_path"] for entry in paths)):
        if _leads_out(path):
            raise ValueError(f"it lists {path}, which is outside of the environment")
    corrected = False
    for entry in wrong:
        short = entry["_path"]
        if short.startswith(_MODULES):
            real = modules + short
        elif short.startswith(_SCRIPTS):
            real = scripts + short.removeprefix(_SCRIPTS)
        else:
            continue
        if real in files:
            entry["_path"] = real
            corrected = True
    return corrected


def _leads_out(path: str) -> bool:
    if ".." not in path and path[:1] not in {"/", "\\"} and path[1:2] != ":":
        return False  # as nearly all of them
    return ".." in path.replace("\\", "/").split("/") or bool(
        PureWindowsPath(path).drive or PureWindowsPath(path).root
    )
