"""What is special about Debian's and Ubuntu's Python: it has ``dist-packages``.

It looks into ``site-packages`` only in virtual environments, and installs there only in those.
Each conda environment is one in that sense, and the packed interpreter is made to think so.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.channel.pythons import Python
from tests.channel.write import File

QUESTION = re.compile(rb"sys\.base_prefix != sys\.prefix or hasattr\(sys, [\"']real_prefix[\"']\)")
SITECUSTOMIZE = b"""\
import os, site, sys

_folder = os.path.join(sys.prefix, "lib", "python%d.%d" % sys.version_info[:2], "site-packages")
if os.path.isdir(_folder) and _folder not in sys.path:
    site.addsitedir(_folder)
"""


def answer(data: bytes) -> bytes:
    """A file of the standard library in which "is this a virtual environment?" is always true."""
    return QUESTION.sub(b"True", data)


def customization(python: Python) -> list[File]:
    """From Python 3.11 on ``site`` is inside the executable, and its file is not read."""
    if not QUESTION.search(Path(python.stdlib, "site.py").read_bytes()):
        return []
    return [File(f"lib/python{python.short}/sitecustomize.py", SITECUSTOMIZE)]
