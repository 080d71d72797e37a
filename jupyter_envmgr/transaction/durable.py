"""What was made is on the disk before it takes anybody's place: a power cut may come after."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path


def flush(folder: Path) -> None:
    """Write everything of a folder's file system to the disk.

    syncfs(2) on Linux, sync(2) on other systems that have it; on Windows nothing is done. Raises
    OSError where the disk cannot take it.
    """
    if sys.platform == "win32":
        return
    if sys.platform != "linux":
        os.sync()
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(opened):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(opened)
