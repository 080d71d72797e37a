"""Wheels from the user's package index, kept, so that they are downloaded once."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uv

from tests.channel.pythons import Python

CHANNEL = ("pip", "setuptools", "ipykernel", "numpy", "scipy", "pandas", "requests", "msgpack")
"""In the channel, with everything that they need."""
PIP_ONLY = ("humanize", "cowsay", "numpy-financial")
"""Beside the channel, without what they need: only pip can install these."""
HOUR = 3600


def download(python: Python, requirements: tuple[str, ...], cache: Path, *options: str) -> Path:
    """A folder with the wheels that pip chooses for an interpreter, from the cache if it can be.

    The folder appears under its final name only when it is complete.
    """
    text = " ".join([python.version, python.machine, sys.platform, *requirements, *options])
    folder = cache / hashlib.sha256(text.encode()).hexdigest()[:16]
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    _remove_killed(cache)
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=cache))
    try:
        _pip_download(python, requirements, partial, options)
        partial.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return folder


def _remove_killed(cache: Path) -> None:
    """Downloads under way are younger than an hour; older ones lost their process."""
    for partial in cache.glob(".partial-*"):
        with contextlib.suppress(FileNotFoundError):  # it was finished meanwhile
            if partial.stat().st_mtime < time.time() - HOUR:
                shutil.rmtree(partial, ignore_errors=True)


def _pip_download(
    python: Python, requirements: tuple[str, ...], folder: Path, options: tuple[str, ...]
) -> None:
    """Run our own pip with the other interpreter, so that markers and tags are that one's."""
    own = [sys.executable, "-m", "pip"]
    if importlib.util.find_spec("pip") is None:  # uv makes environments without it
        own = [uv.find_uv_bin(), "tool", "run", "pip"]
    pip = [*own, "--python", python.executable, "download"]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--only-binary", ":all:"]
    done = subprocess.run(
        [*pip, *quiet, *options, "--dest", str(folder), *requirements],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    if done.returncode:
        reasons = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        reason = "\n".join(reasons or done.stderr.splitlines()[-3:])
        raise DownloadError(f"pip cannot get the wheels for Python {python.version}: {reason}")


class DownloadError(Exception):
    """The package index does not give what the channel is made of."""
