"""Small made-up packages, each the smallest that shows one thing."""

from __future__ import annotations

import json
import os
import struct
import sys
from collections.abc import Iterator

from tests.channel.write import PLACEHOLDER, TIMESTAMP, File, Package

DAY = 86_400
FUTURE = {"linux": "__glibc >=99", "darwin": "__osx >=99", "win32": "__win >=99"}


def packages(subdir: str) -> Iterator[Package]:
    yield tool()
    yield activate()
    yield from versions()
    yield needs("old", "envmgr-versions <3")
    yield needs("new", "envmgr-versions >=4")
    yield future()
    yield binary(subdir)


def tool() -> Package:
    """A shell tool: no Python needed, and a text file that knows its prefix."""
    about = f"prefix={PLACEHOLDER}\nshare={PLACEHOLDER}/share/envmgr-tool\n".encode()
    shell = f'#!/bin/sh\n. "{PLACEHOLDER}/share/envmgr-tool/about.txt"\necho "$prefix"\n'
    batch = "@type %~dp0..\\share\\envmgr-tool\\about.txt\r\n"
    return _generic(
        "envmgr-tool",
        "A shell tool that tells its prefix",
        File("share/envmgr-tool/about.txt", about),
        File("bin/envmgr-tool", shell.encode(), executable=True),
        File("Scripts/envmgr-tool.bat", batch.encode()),
    )


def activate() -> Package:
    """Everything that conda's activation runs and reads."""
    scripts = {
        "activate.d/envmgr.sh": 'export ENVMGR_ACTIVATED="$CONDA_PREFIX"\n',
        "activate.d/envmgr.bat": '@set "ENVMGR_ACTIVATED=%CONDA_PREFIX%"\r\n',
        "deactivate.d/envmgr.sh": "unset ENVMGR_ACTIVATED\n",
        "deactivate.d/envmgr.bat": "@set ENVMGR_ACTIVATED=\r\n",
        "env_vars.d/envmgr.json": json.dumps({"ENVMGR_VARIABLE": "from the package"}),
    }
    return _generic(
        "envmgr-activate",
        "Sets variables when its environment is activated",
        *(File(f"etc/conda/{path}", text.encode()) for path, text in scripts.items()),
    )


def versions() -> Iterator[Package]:
    """Five versions, a day apart."""
    for number in range(1, 6):
        yield _generic(
            "envmgr-versions",
            "A package with five versions",
            File("share/envmgr-versions.txt", f"{number}.0\n".encode()),
            version=f"{number}.0",
            timestamp=TIMESTAMP + number * DAY,
        )


def needs(name: str, dependency: str) -> Package:
    """One of a pair that cannot be installed together."""
    marker = File(f"share/envmgr-needs-{name}.txt", f"{dependency}\n".encode())
    summary = f"Needs {dependency}"
    return _generic(f"envmgr-needs-{name}", summary, marker, depends=(dependency,))


def future() -> Package:
    """Nothing that exists today can run it."""
    marker = File("share/envmgr-future.txt", b"later\n")
    dependency = FUTURE.get(sys.platform, "__unix >=99")
    return _generic("envmgr-future", "Needs a newer platform", marker, depends=(dependency,))


def binary(subdir: str) -> Package:
    """A binary file with its prefix in two strings that end with a zero byte.

    Offsets must survive linking: a header tells where the trailer is.
    """
    strings = f"{PLACEHOLDER}/share\0{PLACEHOLDER}\0".encode()
    header = b"ENVMGR\0\0" + struct.pack("<Q", 16 + len(strings))
    data = header + strings + b"TRAILER\0" + os.linesep.encode()
    return Package(
        name="envmgr-binary",
        version="1.0",
        subdir=subdir,
        files=(File("lib/envmgr-binary.dat", data),),
        summary="A binary file that knows its prefix",
        license="BSD-3-Clause",
    )


def _generic(
    name: str,
    summary: str,
    *files: File,
    version: str = "1.0",
    depends: tuple[str, ...] = (),
    timestamp: int = TIMESTAMP,
) -> Package:
    return Package(
        name=name,
        version=version,
        subdir="noarch",
        noarch="generic",
        files=files,
        depends=depends,
        timestamp=timestamp,
        summary=summary,
        license="BSD-3-Clause",
    )
