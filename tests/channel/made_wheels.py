"""Made-up wheels, each the smallest that shows one thing."""

from __future__ import annotations

import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from packaging.requirements import Requirement

CONSOLE = "[console_scripts]\nenvmgr-hello = envmgr_hello:main\n"
NUMPY = "import numpy\n\nSIX = int(numpy.arange(4).sum())\n"
STRAY = "tests/__init__.py"


def for_pip(folder: Path, oldest: str, newest: str) -> None:
    """Wheels that only pip can install; the channel has these two versions of numpy."""
    hello = "import sys\n\n\ndef main():\n    print(sys.prefix)\n"
    write(folder, "envmgr-hello", code=hello, entry_points=CONSOLE)
    write(folder, "needs-old-numpy", requires=(f"numpy<{oldest}",))
    write(folder, "needs-older-numpy", code=NUMPY, requires=(f"numpy<{newest}",))
    write(folder, "needs-numpy", code=NUMPY, requires=("numpy",))
    write(folder, "needs-old-library", requires=("envmgr-library<2",))
    library(folder, "3.0")
    write(folder, "envmgr-differs", module="different_module")
    write(folder, "envmgr-overwrites", files={"envmgr_library.py": "VERSION = 'overwritten'\n"})
    more = ('humanize; extra == "more"',)
    write(folder, "envmgr-extras", requires=more, extras=("more",))
    _strays(folder)


def for_the_channel(folder: Path) -> Iterator[Path]:
    """Wheels that become conda packages."""
    for version in ("1.0", "2.0"):
        yield library(folder, version)
    for version in ("2.0.0", "2.1.0"):  # conda-forge has it as pytorch
        yield write(folder, "torch", version, code=f"__version__ = {version!r}\n")
    yield write(folder, "envmgr-distribution", module="envmgr_imported")


def library(folder: Path, version: str) -> Path:
    """The channel has 1.0 and 2.0, only pip has 3.0."""
    return write(folder, "envmgr-library", version, code=f"VERSION = {version!r}\n")


def _strays(folder: Path) -> None:
    """Three that install the same file, which is no one's: equal in two of them."""
    write(folder, "envmgr-stray-a", files={STRAY: ""})
    write(folder, "envmgr-stray-b", files={STRAY: ""})
    write(folder, "envmgr-stray-c", files={STRAY: "OTHER = True\n"})


def write(  # what a wheel is made of
    folder: Path,
    name: str,
    version: str = "1.0",
    *,
    code: str = "",
    module: str = "",
    files: Mapping[str, str] | None = None,
    requires: tuple[str, ...] = (),
    extras: tuple[str, ...] = (),
    entry_points: str = "",
) -> Path:
    """A pure wheel of one module (PEP 427) and what else it brings."""
    stem = f"{name.replace('-', '_')}-{version}"
    info = f"{stem}.dist-info"
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nSummary: Made up\n"
    head += "".join(f"Provides-Extra: {extra}\n" for extra in extras)
    head += "".join(f"Requires-Dist: {Requirement(text)}\n" for text in requires)
    tags = "Wheel-Version: 1.0\nGenerator: envmgr\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    members = {
        f"{module or name.replace('-', '_')}.py": code,
        **(files or {}),
        f"{info}/METADATA": head,
        f"{info}/WHEEL": tags,
        **({f"{info}/entry_points.txt": entry_points} if entry_points else {}),
    }
    members[f"{info}/RECORD"] = f"{''.join(_rows(members))}{info}/RECORD,,\n"
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, text in members.items():
            archive.writestr(zipfile.ZipInfo(member, (2025, 1, 1, 0, 0, 0)), text)
    return path


def _rows(members: Mapping[str, str]) -> Iterator[str]:
    for name, text in members.items():
        digest = urlsafe_b64encode(sha256(text.encode()).digest()).decode().rstrip("=")
        yield f"{name},sha256={digest},{len(text.encode())}\n"
