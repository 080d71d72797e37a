"""What pip wrote into a stage, as if it had been written where the environment will live.

rattler embeds the final prefix; pip and uv embed the interpreter that they were run with, in the
scripts that they make.
"""

from __future__ import annotations

import uuid
from pathlib import Path

from jupyter_envmgr.transaction.ownership import read_ownership
from jupyter_envmgr.transaction.relocate import Relocation
from jupyter_envmgr.transaction.rewrite import pip_digest

_SMALL = 1 << 20  # bytes: scripts and metadata are smaller, and nothing else names the prefix


def embed(stage: Path, prefix: Path) -> None:
    """Replace ``stage`` by ``prefix`` in the files of the pip layer, and correct their RECORDs."""
    relocation = Relocation(stage, prefix)
    changed: dict[str, dict[bytes, bytes]] = {}
    for path, record in read_ownership(stage).pip.items():
        file = stage / path
        if path.endswith(".pyc") or ".." in file.parts or not _is_small(file):
            continue
        old = file.read_bytes()
        new = relocation.launcher(old) if path.endswith(".exe") else _text(relocation, old)
        if new != old:
            _replace(file, new)
            changed.setdefault(record, {})[pip_digest(old)] = pip_digest(new)
    for record, digests in changed.items():
        data = (stage / record).read_bytes()
        for old_digest, new_digest in digests.items():
            data = data.replace(old_digest, new_digest)
        _replace(stage / record, data)


def _is_small(file: Path) -> bool:
    return file.is_file() and not file.is_symlink() and file.stat().st_size <= _SMALL


def _text(relocation: Relocation, data: bytes) -> bytes:
    return data if b"\0" in data else relocation.text(data)


def _replace(file: Path, data: bytes) -> None:
    """Write a new file in the old one's place: the old may be a hard link into a cache."""
    new = file.with_name(f".{uuid.uuid4().hex}")
    new.write_bytes(data)
    new.chmod(file.stat().st_mode)
    new.replace(file)
