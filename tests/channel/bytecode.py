"""Byte code beside the sources of packages that are made for one Python, as conda-forge has it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.channel.pythons import Python
from tests.channel.write import TIMESTAMP, File

SKIPPED = r"[/\\]tests[/\\]|_sysconfigdata|python-config"
"""Rarely imported, or changed when they are linked: Python would compile them again."""


def compile_below(python: Python, root: Path, folder: Path) -> None:
    """Compile a folder that will be linked at ``folder``'s place relative to ``root``.

    Byte code holds its source's time and size. The time is the one that packages give all files.
    """
    for path in folder.rglob("*.py"):
        os.utime(path, (TIMESTAMP, TIMESTAMP))
    compileall = [python.executable, "-I", "-m", "compileall", "-q", "-s", str(root), "-x", SKIPPED]
    timestamp = ["--invalidation-mode", "timestamp"]
    # A file that does not compile, such as a template, has no byte code in conda's packages either.
    subprocess.run([*compileall, *timestamp, str(folder)], capture_output=True, check=False)


def compiled(python: Python, files: tuple[File, ...], scratch: Path) -> Iterator[File]:
    """The byte code of a package's files."""
    with tempfile.TemporaryDirectory(dir=scratch) as name:
        root = Path(name).resolve()
        for file in files:
            if file.path.startswith(python.site_packages) and file.path.endswith(".py"):
                path = root / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.data)
        compile_below(python, root, root)
        for path in sorted(root.rglob("*.pyc")):
            yield File(path.relative_to(root).as_posix(), path.read_bytes())
