"""Kernels written down where programs look that know nothing of us.

``jupyter kernelspec``, nbclient and papermill build jupyter_client's own KernelSpecManager, which
has neither configuration nor entry point for another list: it reads ``kernels`` folders. So the
kernels are also kept as ordinary ones in such a folder. Each carries a marker file that names the
kernel it stands for; nothing without that marker is ever changed or removed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from logging import Logger
from pathlib import Path

from jupyter_envmgr.kernels.specs import EnvironmentKernel

MARKER = ".jupyter_envmgr"


class PublishedKernels:
    """The kernels in one ``kernels`` folder that are ours."""

    def __init__(self, folder: Path, log: Logger) -> None:
        self._folder = folder
        self._log = log
        self._last: dict[str, str] | None = None

    def update(self, kernels: Mapping[str, EnvironmentKernel], prefixes: Iterable[str]) -> None:
        """Make the folder hold these kernels, and none of `prefixes` or of what is gone.

        Kernels of environments that are not among `prefixes` but still there stay: another
        server may have published them.
        """
        texts = {
            name: json.dumps(kernel.content(activated=True), indent=1)
            for name, kernel in kernels.items()
        }
        if texts == self._last:
            return
        try:
            self._remove_others(texts, {str(Path(prefix)) for prefix in prefixes})
            for name, kernel in kernels.items():
                self._write(name, kernel.folder, texts[name])
        except OSError as error:
            self._log.info("jupyter_envmgr | kernels are not published: %s", error)
        self._last = texts

    def _remove_others(self, wanted: Iterable[str], prefixes: set[str]) -> None:
        for marker in self._folder.glob(f"*/{MARKER}"):
            source = Path(marker.read_text(encoding="utf-8"))
            known = any(str(parent) in prefixes for parent in source.parents)
            gone = not (source / "kernel.json").is_file()
            if marker.parent.name not in wanted and (known or gone):
                shutil.rmtree(marker.parent)

    def _write(self, name: str, source: Path, text: str) -> None:
        folder = self._folder / name
        if folder.exists() and not is_published(folder):
            return
        with suppress(OSError):
            if (folder / "kernel.json").read_text(encoding="utf-8") == text:
                return
        ignored = shutil.ignore_patterns("kernel.json")
        shutil.copytree(source, folder, ignore=ignored, dirs_exist_ok=True)
        (folder / MARKER).write_text(str(source), encoding="utf-8")
        # Last and in one step: a folder without kernel.json is no kernel to anybody.
        temporary = folder / f"kernel.json.{os.getpid()}"
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(folder / "kernel.json")


def is_published(folder: str | Path) -> bool:
    """Whether a kernel's folder was written by us."""
    return Path(folder, MARKER).is_file()
