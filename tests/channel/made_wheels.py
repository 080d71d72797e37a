"""Made-up wheels for the pip layer, each the smallest that shows one thing."""

from __future__ import annotations

import zipfile
from pathlib import Path

from packaging.requirements import Requirement

CONSOLE = "[console_scripts]\nenvmgr-hello = envmgr_hello:main\n"


def make(folder: Path, numpy: str) -> None:
    """Wheels that only pip can install; ``numpy`` is the oldest version that the channel has."""
    hello = "import sys\n\n\ndef main():\n    print(sys.prefix)\n"
    write(folder, "envmgr-hello", code=hello, entry_points=CONSOLE)
    write(folder, "needs-old-numpy", requires=(f"numpy<{numpy}",))
    write(folder, "needs-old-library", requires=("envmgr-library<2",))
    library(folder, "3.0")


def library(folder: Path, version: str) -> Path:
    """The channel has 1.0 and 2.0, only pip has 3.0."""
    return write(folder, "envmgr-library", version, code=f"VERSION = {version!r}\n")


def write(  # what a wheel is made of
    folder: Path,
    name: str,
    version: str = "1.0",
    *,
    code: str = "",
    requires: tuple[str, ...] = (),
    entry_points: str = "",
) -> Path:
    """A pure wheel of one module (PEP 427). Its RECORD has no digests, which the format allows."""
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {Requirement(text)}\n" for text in requires)
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nSummary: Made up\n"
    tags = "Wheel-Version: 1.0\nGenerator: envmgr\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    members = {
        f"{module}.py": code,
        f"{info}/METADATA": head + needs,
        f"{info}/WHEEL": tags,
        **({f"{info}/entry_points.txt": entry_points} if entry_points else {}),
    }
    members[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*members, f"{info}/RECORD"])
    path = folder / f"{module}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, text in members.items():
            archive.writestr(zipfile.ZipInfo(member, (2025, 1, 1, 0, 0, 0)), text)
    return path
