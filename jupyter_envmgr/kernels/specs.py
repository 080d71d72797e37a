"""An environment's kernels, and what Jupyter is told of each.

Names, display names and metadata are those of nb_conda_kernels (``manager.py`` of 2.5), so that a
notebook finds its kernel again whichever of the two provides it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from logging import Logger
from pathlib import Path
from typing import Any, Literal

import msgspec

from jupyter_envmgr.kernels.magic_argument import with_magic
from jupyter_envmgr.models import Environment
from jupyter_envmgr.prefixes import kernel_name
from jupyter_envmgr.regular_file import read_regular

RUNNER = [sys.executable, "-I", "-S", str(Path(__file__).with_name("runner.py"))]
"""Starts a kernel activated; followed by the prefix and the kernel's own command."""

_LARGEST = 1 << 20  # bytes
_DEEPEST = 32
"""Levels in a kernel's metadata; what is far deeper could be read here and not sent on."""
_KERNELS = Path("share", "jupyter", "kernels")


class KernelFile(msgspec.Struct, frozen=True, kw_only=True):
    """A kernel.json, as Jupyter documents it ("Making kernels for Jupyter", jupyter_client)."""

    argv: list[str] = msgspec.field()
    display_name: str = ""
    language: str = ""
    mimetype: str = ""
    kernel_protocol_version: str = ""
    interrupt_mode: Literal["signal", "message"] = "signal"
    env: dict[str, Any] = {}
    metadata: dict[str, Any] = {}

    @property
    def objection(self) -> str:
        """Why it cannot be a kernel; empty if it can."""
        if not self.argv:
            return "empty argv"
        deep = _is_deeper(self.metadata, _DEEPEST) or _is_deeper(self.env, _DEEPEST)
        return "it is nested too deeply" if deep else ""


@dataclass(frozen=True)
class Naming:
    """How people want kernels to be called."""

    name_format: str = "{language} [conda env:{environment}]"
    base_name: str = "base"
    debugger: bool | None = None


@dataclass(frozen=True)
class EnvironmentKernel:
    """A kernel that lies in an environment."""

    environment: Environment
    folder: Path
    file: KernelFile
    naming: Naming

    @property
    def name(self) -> str:
        """The name by which notebooks remember it."""
        return _kernel_name(self.environment, self.folder.name, self.naming)

    def content(self, *, activated: bool) -> dict[str, Any]:
        """What its kernel.json is to Jupyter; `activated`: its command runs through the runner."""
        file, environment = self.file, self.environment
        return {
            "argv": with_magic(self._activated_argv() if activated else file.argv, file.metadata),
            "display_name": self._display_name(),
            "language": file.language,
            "mimetype": file.mimetype,
            "kernel_protocol_version": file.kernel_protocol_version,
            "interrupt_mode": file.interrupt_mode,
            "env": file.env,
            "metadata": file.metadata
            | {
                "conda_env_name": _shown_name(environment, self.naming),
                "conda_env_path": environment.prefix,
                "conda_language": self._language(),
                "conda_raw_kernel_name": self.folder.name,
                "conda_is_base_environment": environment.kind == "base",
                "conda_is_currently_running": environment.own_server,
            }
            | ({} if self.naming.debugger is None else {"debugger": self.naming.debugger}),
        }

    def _activated_argv(self) -> list[str]:
        """The command; its ``{prefix}`` is the environment, where Jupyter would put its own."""
        prefix = self.environment.prefix
        return [*RUNNER, prefix, *(word.replace("{prefix}", prefix) for word in self.file.argv)]

    def _language(self) -> str:
        own = self.file.display_name or self.folder.name
        return "Python" if own.startswith("Python") else own

    def _display_name(self) -> str:
        shown = _shown_name(self.environment, self.naming)
        text = self.naming.name_format.format(
            self._language(),
            shown,
            conda_kernel=self.name,
            display_name=self.file.display_name,
            environment=shown,
            kernel=self.folder.name,
            language=self._language(),
        )
        return f"{text} *" if self.environment.own_server else text


def kernels_of(environment: Environment, naming: Naming, log: Logger) -> list[EnvironmentKernel]:
    """The kernels in an environment, read from disk; what cannot be read is logged and left out."""
    try:
        folders = sorted((Path(environment.prefix) / _KERNELS).iterdir())
    except OSError:
        return []
    found = []
    for folder in folders:
        try:
            content = read_regular(folder / "kernel.json", _LARGEST)
            file = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=KernelFile)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError, RecursionError) as error:
            log.warning("jupyter_envmgr | no kernel from %s: %s", folder / "kernel.json", error)
            continue
        if why := file.objection:
            log.warning("jupyter_envmgr | no kernel from %s: %s", folder / "kernel.json", why)
        elif "conda_env_path" not in file.metadata:  # else it is a copy of another one's
            found.append(EnvironmentKernel(environment, folder, file, naming))
    return found


def _is_deeper(value: object, levels: int) -> bool:
    """Whether lists and mappings are nested more than so many levels."""
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return False
    return levels == 0 or any(_is_deeper(each, levels - 1) for each in value)


def name_start(environment: Environment, naming: Naming) -> str:
    """What the names of all kernels of an environment begin with."""
    return _kernel_name(environment, "", naming)


def _kernel_name(environment: Environment, kernel: str, naming: Naming) -> str:
    name = kernel_name(_shown_name(environment, naming), kernel)
    is_renamed = environment.kind == "base" and naming.base_name != "base"
    return name.replace("conda-env-", "conda-", 1) if is_renamed else name


def _shown_name(environment: Environment, naming: Naming) -> str:
    return naming.base_name if environment.kind == "base" else environment.name
