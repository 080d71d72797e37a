"""Files that anybody may have put there, as those inside an environment are.

What stands in a file's place may be a pipe, which keeps its reader waiting, a device, which has no
end, or a link to either.
"""

from __future__ import annotations

import errno
import os
import stat

LIMIT = 64 << 20
"""Bytes. Records of conda packages, the largest of what is read, have up to a tenth of it."""

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
)
_STEP = 1 << 20


def read_regular(path: str | os.PathLike[str], limit: int = LIMIT) -> bytes:
    """Give a file's content without ever waiting for somebody to write it.

    Raises OSError: EINVAL for what is no file, EFBIG for one that has more than ``limit`` bytes.
    """
    file = os.open(path, _FLAGS)
    try:
        size = _size(file, path)
        data = os.read(file, size + 1) if size <= limit else b""
        while max(size, len(data)) <= limit and (more := os.read(file, _STEP)):
            data += more
    finally:
        os.close(file)
    if max(size, len(data)) > limit:
        raise OSError(errno.EFBIG, f"it has more than {limit} bytes", os.fspath(path))
    return data


def read_start(path: str | os.PathLike[str], length: int) -> bytes:
    """Give no more than the first ``length`` bytes of a file. Raises OSError as `read_regular`."""
    file = os.open(path, _FLAGS)
    try:
        _size(file, path)
        return os.read(file, length)
    finally:
        os.close(file)


def _size(file: int, path: str | os.PathLike[str]) -> int:
    """Bytes of an open file, as far as its system tells. Raises OSError for what is none."""
    status = os.fstat(file)
    if not stat.S_ISREG(status.st_mode):
        code = errno.EISDIR if stat.S_ISDIR(status.st_mode) else errno.EINVAL
        raise OSError(code, "it is not an ordinary file", os.fspath(path))
    return status.st_size
