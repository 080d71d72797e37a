"""What the operating system says, as one of our errors."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_envmgr.errors import DiskFullError, NotFoundError, NotWritableError

_REFUSED = {
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV),
    *(errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG),
}
_BROKEN = {errno.EIO, errno.ENODEV, errno.ENXIO, errno.EMFILE, errno.ENFILE}
if hasattr(errno, "ESTALE"):  # a network folder that is gone
    _BROKEN.add(errno.ESTALE)


@contextmanager
def os_errors(where: Path) -> Iterator[None]:
    """Raise DiskFullError, NotFoundError or NotWritableError for what is said about ``where``."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError("The disk is full.", path=str(where)) from error
        if error.errno == errno.ENOENT:
            raise NotFoundError(f"{error.filename or where} is gone.", path=str(where)) from error
        if error.errno in _REFUSED:
            message = f"{where} does not let us write, or a program still uses it."
            raise NotWritableError(message, path=str(where)) from error
        if error.errno in _BROKEN:
            message = f"{where} cannot be written: {error.strerror}."
            raise NotWritableError(message, path=str(where)) from error
        raise
