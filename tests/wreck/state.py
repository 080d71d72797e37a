"""Whether an environment is sound, found out without any code of ours that could be wrong too."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

CHANGING = (".pyc", ".pyo")


def wrong(prefix: Path) -> list[str]:
    """Everything that contradicts conda's records or the ``dist-info`` of the pip layer.

    Formats: conda's ``conda-meta/*.json``, "Recording installed projects" (PEP 376, 627).
    """
    records = _records(prefix)
    owned = Counter(path for record in records for path in record["files"])
    return [
        *(f"{path} belongs to two conda packages" for path, n in owned.items() if n > 1),
        *(line for record in records for line in _altered(prefix, record)),
        *_twice(prefix),
        *_shared(prefix, set(owned)),
    ]


def versions(prefix: Path) -> dict[str, str]:
    """What conda believes to be installed."""
    return {record["name"]: record["version"] for record in _records(prefix)}


def on_top(prefix: Path) -> dict[str, str]:
    """The pip layer: each distribution that no conda package brought."""
    owned = {path for record in _records(prefix) for path in record["files"]}
    found = {}
    for info in _dist_infos(prefix):
        if (info / "METADATA").relative_to(prefix).as_posix() not in owned:
            name, version = _identity(info)
            found[name] = version
    return found


def fingerprint(prefix: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file: what an untouched environment keeps."""
    files = (path for path in prefix.rglob("*") if path.is_file() and not path.is_symlink())
    return {
        path.relative_to(prefix).as_posix(): (stat.st_size, stat.st_mtime_ns)
        for path in files
        if not path.name.endswith(CHANGING)
        for stat in [path.stat()]
    }


def _records(prefix: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted((prefix / "conda-meta").glob("*.json"))]


def _altered(prefix: Path, record: dict[str, Any]) -> Iterator[str]:
    for entry in record["paths_data"]["paths"]:
        path, place = prefix / entry["_path"], entry["_path"]
        if place.endswith(CHANGING) or path.is_symlink():
            continue
        if not path.is_file():
            yield f"{place} of {record['name']} is missing"
            continue
        expected = entry.get("sha256_in_prefix") or entry.get("sha256")
        if expected and _digest(path) != expected:
            yield f"{place} of {record['name']} was altered"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _twice(prefix: Path) -> list[str]:
    count = Counter(_identity(info)[0] for info in _dist_infos(prefix))
    return [f"{name} has {n} dist-info folders" for name, n in count.items() if n > 1]


def _shared(prefix: Path, owned: set[str]) -> Iterator[str]:
    """Files of pip packages that are somebody else's too."""
    seen: dict[str, str] = {}
    for info in _dist_infos(prefix):
        name, _ = _identity(info)
        record = info / "RECORD"
        if not record.exists() or (record.relative_to(prefix).as_posix() in owned):
            continue
        for line in record.read_text().splitlines():
            path = (info.parent / line.split(",")[0]).resolve()
            place = path.relative_to(prefix.resolve()).as_posix()
            if place.endswith(CHANGING):
                continue
            if place in owned:
                yield f"{place} of {name} belongs to a conda package"
            if not path.exists():
                yield f"{place} of {name} is missing"
            seen.setdefault(place, name)


def _dist_infos(prefix: Path) -> list[Path]:
    """All but those that a killed pip has put away, which nobody counts: ``~umpy-2.dist-info``."""
    folders = [*prefix.glob("lib/python3.*/site-packages"), prefix / "Lib" / "site-packages"]
    return [info for folder in folders for info in sorted(folder.glob("[!~]*.dist-info"))]


def _identity(info: Path) -> tuple[str, str]:
    head = HeaderParser().parsestr((info / "METADATA").read_text(encoding="utf-8"))
    return canonicalize_name(head["Name"]), head["Version"]
