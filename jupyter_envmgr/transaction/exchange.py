"""Two folders change places.

Linux and macOS do it in one step: ``renameat2(RENAME_EXCHANGE)`` (man 2 rename) and
``renamex_np(RENAME_SWAP)`` (man 2 rename on macOS). Elsewhere, and on file systems that cannot, it
takes three renames; what a crash leaves between them, `stage.settle` completes.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_CANNOT = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}

OLD = "old"
"""In the folder of a stage: the environment, between the two renames."""


def exchange(new: Path, prefix: Path) -> None:
    """Put ``new``, which is in a stage's folder, in the place of ``prefix``, and that in its own.

    Raises OSError; then everything is where it was.
    """
    try:
        _at_once(new, prefix)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
        _one_after_the_other(new, prefix)


def _at_once(new: Path, prefix: Path) -> None:
    one, two = os.fsencode(new), os.fsencode(prefix)
    try:
        if sys.platform == "linux":
            call = ctypes.CDLL(None, use_errno=True).renameat2
            failed = call(_AT_FDCWD, one, _AT_FDCWD, two, _RENAME_EXCHANGE)
        elif sys.platform == "darwin":
            call = ctypes.CDLL(None, use_errno=True).renamex_np
            failed = call(one, two, _RENAME_SWAP)
        else:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    except AttributeError:  # a C library from before 2018
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS)) from None
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(prefix))


def _one_after_the_other(new: Path, prefix: Path) -> None:
    old = new.with_name(OLD)
    prefix.rename(old)
    try:
        new.rename(prefix)
    except OSError:
        old.rename(prefix)
        raise
    old.rename(new)
