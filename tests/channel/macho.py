"""What is special about an interpreter on macOS: framework builds, install names, signatures."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.channel.pythons import Python


def framework(python: Python) -> Iterator[tuple[str, Path]]:
    """The library of a framework build (python.org, Homebrew), under the name others use."""
    library = Path(python.prefix) / "Python"
    if python.markers["sys_platform"] == "darwin" and library.is_file():
        yield f"lib/libpython{python.short}.dylib", library


def mend(python: Python, root: Path) -> None:
    """Load what is inside the package relative to the executable, and sign what was changed."""
    inside = {path.name: path for path in root.glob("lib/libpython*")}
    renamed = {"Python": f"libpython{python.short}.dylib"}
    binaries = [*root.glob("bin/python3*"), *inside.values(), *root.rglob("lib-dynload/*.so")]
    for binary in binaries:
        if binary.read_bytes()[:2] == b"#!":
            continue
        listed = _output("otool", "-L", binary).splitlines()[1:]
        for old in (line.split(" (", 1)[0].strip() for line in listed):
            name = renamed.get(Path(old).name, Path(old).name)
            if name in inside and old.startswith(python.prefix):
                _output(
                    "install_name_tool", "-change", old, f"@executable_path/../lib/{name}", binary
                )
        if binary in inside.values():
            _output("install_name_tool", "-id", f"@rpath/{binary.name}", binary)
        # macOS kills a binary that was changed after it was signed.
        _output("codesign", "--force", "--sign", "-", binary)


def _output(*command: str | Path) -> str:
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=True).stdout
