"""Kernels that will not start, and why.

The format is jupyter_client's ("Making kernels for Jupyter"): ``argv`` of
``share/jupyter/kernels/*/kernel.json`` is the command.
"""

# ruff: noqa: PTH113, PTH117 - a Path raises for what may not be looked into

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from jupyter_envmgr.health.installed import Installed
from jupyter_envmgr.health.requirements import Requirements
from jupyter_envmgr.models import ChangeRequest, HealthProblem
from jupyter_envmgr.regular_file import read_regular

_KERNELS = "share/jupyter/kernels"
_LARGEST = 1 << 20  # bytes
_PYTHON = re.compile(r"(python|pypy)[\d.]*(\.exe)?", re.IGNORECASE)
_PROJECTS = {"ipykernel_launcher": "ipykernel"}
"""Of modules that are not called as their project."""


class _KernelFile(Struct):
    argv: list[str]
    display_name: str = ""


def broken_kernels(installed: Installed, requirements: Requirements) -> Iterator[HealthProblem]:
    """One problem for each kernel that cannot start, with the first reason that is found."""
    for name in sorted(installed.names_in(_KERNELS)):
        kernel = _Kernel(installed, requirements, name)
        if why := kernel.why():
            yield kernel.problem(why)


class _Kernel:
    """One kernel of an environment."""

    def __init__(self, installed: Installed, requirements: Requirements, name: str) -> None:
        self._installed = installed
        self._requirements = requirements
        self._folder = f"{_KERNELS}/{name}"
        self._title = name
        self._repair = self._put_back()

    def why(self) -> str:
        """Why it will not start, as the end of a sentence; empty if it will."""
        path = f"{self._installed.prefix}/{self._folder}/kernel.json"
        if not os.path.lexists(path):
            return ""  # not a kernel
        try:
            content = read_regular(path, _LARGEST).removeprefix(b"\xef\xbb\xbf")
            file = msgspec.json.decode(content, type=_KernelFile)
        except (OSError, ValueError, RecursionError) as error:
            reason = (
                error.strerror if isinstance(error, OSError) else "it is not what Jupyter reads"
            )
            return f"{self._folder}/kernel.json cannot be read: {reason}"
        self._title = file.display_name or self._title
        if not file.argv:
            return f"{self._folder}/kernel.json has no command in argv"
        prefix = str(self._installed.prefix)
        return self._why(file.argv[0].replace("{prefix}", prefix), file.argv[1:])

    def problem(self, why: str) -> HealthProblem:
        repair = self._repair
        names = [*repair.reinstall, *repair.install, *repair.pip] if repair else []
        return HealthProblem(
            code="broken-kernel",
            severity="error",
            message=f"The kernel “{self._title}” will not start: {why}.",
            hint="Repairing puts back what it lacks."
            if repair
            else f"Correct {self._folder}/kernel.json, or delete its folder.",
            packages=names,
            details={"kernel": self._folder.rpartition("/")[2]},
            repair=repair,
        )

    def _why(self, program: str, arguments: list[str]) -> str:
        found = self._find(program)
        if found is None:
            return ""  # a name that is looked for along the PATH
        own = Path(found).is_relative_to(self._installed.prefix)
        if not os.path.isfile(found) or not os.access(found, os.X_OK):
            there = "is not there" if not os.path.lexists(found) else "cannot be run"
            if own and _PYTHON.fullmatch(os.path.basename(found)):  # noqa: PTH119 - as above
                self._repair = self._again("python")
            return f"{found} {there}"
        if own and _PYTHON.fullmatch(os.path.basename(found)):  # noqa: PTH119 - as above
            return self._why_python(arguments)
        return ""

    def _find(self, program: str) -> str | None:
        """The program; None for a name that other folders than the environment's may have."""
        if os.path.isabs(program):
            return program
        name = program if os.name != "nt" or program.endswith(".exe") else f"{program}.exe"
        inside = f"{self._installed.prefix}/{name if os.name == 'nt' else f'bin/{name}'}"
        return inside if os.path.lexists(inside) or _PYTHON.fullmatch(name) else None

    def _why_python(self, arguments: list[str]) -> str:
        """Of ``python -m module``, what is missing of the module and what it needs."""
        if "-m" not in arguments[:-1]:
            return ""
        module = arguments[arguments.index("-m") + 1].partition(".")[0]
        project = _PROJECTS.get(module, module.replace("_", "-").lower())
        if not self._has_module(module):
            self._repair = self._again(project)
            return f"{project} is not installed"
        for needed in self._closure(project):
            if needed not in self._installed.records and not self._installed.of_name(needed):
                owner = self._installed.records.get(project)
                self._repair = self._again(owner.name if owner else project)
                return f"{project} needs {needed}, which is not installed"
        return ""

    def _has_module(self, module: str) -> bool:
        names = {module, f"{module}.py"}
        for site in self._installed.site_packages:
            listing = self._installed.names_in(site)
            if names & listing or any(
                name.startswith((f"{module}.", f"__editable__.{module}")) for name in listing
            ):
                return True
        return any(each.editable for each in self._installed.of_name(module.replace("_", "-")))

    def _closure(self, project: str) -> Iterator[str]:
        """All that a project needs, at whatever distance."""
        seen = {project}
        waiting = [project]
        while waiting:
            distributions = self._installed.of_name(waiting.pop())
            for needed in self._requirements.of(distributions):
                if needed.name not in seen:
                    seen.add(needed.name)
                    waiting.append(needed.name)
                    yield needed.name

    def _put_back(self) -> ChangeRequest | None:
        """Install the package again that brought the kernel; None where none did."""
        owner = self._installed.folders.get(self._folder, {}).get("kernel.json")
        return ChangeRequest(reinstall=[owner]) if owner else None

    def _again(self, package: str) -> ChangeRequest:
        if package in self._installed.records or self._installed.of_name(package):
            return ChangeRequest(reinstall=[package])
        return ChangeRequest(install=[package])
