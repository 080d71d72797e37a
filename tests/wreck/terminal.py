"""What somebody does to an environment in a terminal: its own pip, its own Python, no one else."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import uv

from jupyter_envmgr.engine.pip import python_of

QUIET = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_CACHE_DIR": "1",
    "PIP_NO_COMPILE": "1",
    "PIP_NO_INDEX": "1",
    "PIP_NO_INPUT": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
    "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclass(frozen=True)
class Terminal:
    """A shell in which an environment is active; ``links`` is where its pip finds packages."""

    prefix: Path
    home: Path
    links: Sequence[Path] = field(default=())

    @property
    def site_packages(self) -> Path:
        return Path(self.python("import sysconfig; print(sysconfig.get_path('purelib'))"))

    def pip(self, *arguments: str | Path) -> str:
        """Run pip, which succeeds: it warns at most."""
        done = self._run("-m", "pip", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    async def kill_pip(self, module: str, *arguments: str | Path) -> None:
        """Kill pip when it has put a module away and not yet written all of the new one.

        Meanwhile the old one is in a folder beside, whose name begins with ``~``.
        """
        away, quiet = self.site_packages / f"~{module[1:]}", subprocess.DEVNULL
        command = [python_of(self.prefix), "-m", "pip", *arguments]
        process = subprocess.Popen(
            command, env=self._variables(), cwd=self.home, stdout=quiet, stderr=quiet
        )
        while not away.exists() and process.poll() is None:
            await asyncio.sleep(0)
        process.kill()
        process.wait()

    def python(self, code: str) -> str:
        """What a program prints that runs through."""
        done = self._run("-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def error(self, code: str) -> str:
        """What a program prints that fails."""
        done = self._run("-c", code)
        assert done.returncode != 0, f"{code} ran, and printed {done.stdout}"
        return done.stderr

    def check(self) -> str:
        """What is unmet; empty when nothing is. uv's check says what pip's does, in no time."""
        command = [uv.find_uv_bin(), "pip", "check", "--python", str(python_of(self.prefix))]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stderr if done.returncode else ""

    def _run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [python_of(self.prefix), *arguments]
        variables = self._variables()
        return subprocess.run(
            command, env=variables, cwd=self.home, capture_output=True, text=True, check=False
        )

    def _variables(self) -> dict[str, str]:
        kept = {key: os.environ[key] for key in ("SYSTEMROOT", "TEMP") if key in os.environ}
        links = " ".join(folder.as_uri() for folder in self.links)
        own = {"HOME": str(self.home), "APPDATA": str(self.home), "PIP_FIND_LINKS": links}
        return {**kept, **QUIET, **own}
