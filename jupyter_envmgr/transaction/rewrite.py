"""Files of a copied environment that mention its prefix, and the records with their checksums."""

# ruff: noqa: PTH105, PTH116, PTH118, PTH120, PTH123
# paths are text here: a Path for each file would take longer than its link

from __future__ import annotations

import base64
import hashlib
import os
import platform
import shutil
import subprocess
import tempfile
from pathlib import Path

from jupyter_envmgr.transaction.ownership import Ownership, Placeholder
from jupyter_envmgr.transaction.relocate import Relocation

_SCANNED = 1024 * 1024
"""Larger files that no conda record speaks of are not searched for the prefix."""
_SCRIPTS = ("bin/", "Scripts/")
_STATE = "conda-meta/state"
"""The environment's variables, whose values may be paths in it."""
_MACHO = {b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"}


class Rewriter:
    """Writes files of ``source`` anew in ``target``, with another prefix.

    The two are never the same file, linked or not. Raises BadRequestError at once where the new
    prefix is too long for one of the packages.
    """

    def __init__(
        self, source: Path, target: Path, relocation: Relocation, owned: Ownership
    ) -> None:
        self._source = os.path.join(source, "")
        self._target = os.path.join(target, "")
        self.relocation = relocation
        self._owned = owned
        self.count = 0
        self.notices: list[str] = []
        self._digests: dict[str, dict[bytes, bytes]] = {}
        """What to replace in a record: the checksum of what was by that of what is."""
        for place in owned.placeholders.values():
            if place.binary:
                relocation.check(place.room)

    def rewrite(self, path: str) -> bool:
        """Write a file anew if it mentions the prefix. False: nothing was written.

        conda's files are opened if their record speaks of a placeholder, or if they may be a
        script that was made when the package was installed.
        """
        owned = self._owned
        if path in owned.placeholders:
            return self._placeholder(path, owned.placeholders[path])
        if path in owned.conda and path not in owned.pip:
            return path.startswith(_SCRIPTS) and self._is_script(path) and self._scan(path)
        if path.startswith("conda-meta/"):
            return path == _STATE and self._scan(path)
        return not path.endswith(".pyc") and self._scan(path)

    def correct_records(self) -> None:
        """Put new checksums where the old ones were right; what was wrong stays to be seen."""
        home = os.path.realpath(self._target)
        for record, digests in self._digests.items():
            path = os.path.join(home, *record.split("/"))
            if not _is_same_path(os.path.realpath(path), path):
                continue  # a link leads to it: perhaps out of the copy, or to what is shared
            data = Path(path).read_bytes()
            for old, new in digests.items():
                data = data.replace(old, new)
            _replace(path, data)

    def _placeholder(self, path: str, place: Placeholder) -> bool:
        old = Path(self._source + path).read_bytes()
        binary = b"\0" in old if place.binary is None else place.binary
        if binary:
            return self._write(path, old, self.relocation.binary(old, place.room))
        return self._write(path, old, self.relocation.text(old, packed=True))

    def _is_script(self, path: str) -> bool:
        with open(self._source + path, "rb") as file:
            return file.read(2) == b"#!" or path.endswith(".exe")

    def _scan(self, path: str) -> bool:
        old = _read(self._source + path)
        if not self.relocation.mentioned_in(old):
            return False
        if b"\0" not in old:
            return self._write(path, old, self.relocation.text(old))
        new = self.relocation.launcher(old) if path.endswith(".exe") else old
        if self.relocation.mentioned_in(new):
            self.notices.append(f"{path} still mentions {self._source[:-1]}.")
        return self._write(path, old, new)

    def _write(self, path: str, old: bytes, new: bytes) -> bool:
        """Write a file with its new content, and note how its checksum changes.

        A Python file becomes a second younger, so that no .pyc passes for made from it.
        """
        if new == old:
            return False
        source, target = self._source + path, self._target + path
        with open(target, "xb") as file:
            file.write(new)
        if new[:4] in _MACHO:
            new = _signed(target, new)
        shutil.copystat(source, target)
        if path.endswith(".py"):
            times = os.stat(source)
            os.utime(target, ns=(times.st_atime_ns, times.st_mtime_ns + 10**9))
        self.count += 1
        if path in self._owned.conda:
            digests = self._digests.setdefault(self._owned.conda[path], {})
            digests[_conda_digest(old)] = _conda_digest(new)
        if path in self._owned.pip:
            digests = self._digests.setdefault(self._owned.pip[path], {})
            digests[pip_digest(old)] = pip_digest(new)
        return True


def _read(path: str) -> bytes:
    """Give a file's content, or nothing where it is large; half the time of ``open``."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        size = os.fstat(file).st_size
        data = os.read(file, size) if size <= _SCANNED else b""
    finally:
        os.close(file)
    if size <= _SCANNED and len(data) < size:  # some network file systems give less at once
        return Path(path).read_bytes()
    return data


def _is_same_path(one: str, other: str) -> bool:
    return os.path.normcase(one) == os.path.normcase(other)


def _replace(path: str, data: bytes) -> None:
    """Put a new file in an old one's place, which may be linked into the source."""
    handle, new = tempfile.mkstemp(prefix=".envmgr-", dir=os.path.dirname(path))
    with open(handle, "wb") as file:
        file.write(data)
    shutil.copystat(path, new)
    os.replace(new, path)


def _conda_digest(data: bytes) -> bytes:
    """Give the checksum as it stands in a record of conda-meta."""
    return b'"' + hashlib.sha256(data).hexdigest().encode() + b'"'


def pip_digest(data: bytes) -> bytes:
    """Give checksum and size as they stand in a RECORD."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=")
    return b",sha256=" + digest + b"," + str(len(data)).encode()


def _signed(path: str, data: bytes) -> bytes:
    """Sign a program again: Apple's processors start none whose signature is broken."""
    if platform.system() != "Darwin" or platform.machine() != "arm64":
        return data
    sign = ["/usr/bin/codesign", "--sign", "-", "--force", path]
    # what cannot be signed is no program, and was not signed before
    subprocess.run(sign, check=False, capture_output=True)  # noqa: S603  # a fixed program
    return Path(path).read_bytes()
