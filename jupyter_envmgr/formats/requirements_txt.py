"""``requirements.txt`` and ``constraints.txt``: what pip reads with ``-r`` and ``-c``.

Described in pip's documentation, "Requirements File Format" and "Constraints Files".
"""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

from jupyter_envmgr.models import Format, Spec, SpecFile
from jupyter_envmgr.requirements import read_text

FORMAT = Format(
    id="requirements-txt",
    title="pip requirements file",
    filename="requirements.txt",
    reads=True,
    writes=False,
)

_CONSTRAINTS = re.compile(r"(^|[\W_])constraints?([\W_]|$)", re.IGNORECASE)
_REQUIREMENTS = re.compile(r"(^|[\W_])requirements?([\W_]|$)", re.IGNORECASE)
_LINE = re.compile(
    r"(-[reicf]|--[a-z][a-z-]+)\b"
    r"|(\w+\+)?(https?|ssh|file)://\S+"
    r"|\.{0,2}/\S+"
    r"|[A-Za-z0-9][\w.\-]*\s*(\[[^\]]*\]\s*)?([<>=!~]=|[<>@;(]|\\?$|\s#|--hash)",
    re.ASCII,
)
_ENOUGH = 20
"""Lines that tell what a file is."""
_LONGEST = 500


def recognises(file: SpecFile) -> bool:
    """Tell by the name, or by the first lines where it is only some ``.txt`` or ``.in``."""
    name = file.name.replace("\\", "/").rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    if suffix.lower() not in {"txt", "in"} or not dot:
        return False
    if _REQUIREMENTS.search(stem) or _CONSTRAINTS.search(stem):
        return True
    lines = (line.strip() for line in file.text.removeprefix("\ufeff").splitlines())
    first = list(islice((line for line in lines if line and line[0] != "#"), _ENOUGH))
    return bool(first) and all(_LINE.match(line[:_LONGEST]) for line in first)


def read(file: SpecFile) -> Spec:
    """Give what the file and those that it names ask for.

    Raises BadSpecError, BadFileError, ContradictionError, each of which names the line.
    """
    name = Path(file.name.replace("\\", "/")).name
    constraint = bool(_CONSTRAINTS.search(name)) and not _REQUIREMENTS.search(name)
    folder = Path(file.folder) if file.folder else None
    lines = read_text(file.text, folder, name=name, constraint=constraint)
    return Spec(
        pip=list(dict.fromkeys(lines.lines)),
        constraints=[each.written for each in lines.constraints],
    )
