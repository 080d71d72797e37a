"""One project, three names: pip's index has ``opencv-python``, conda ``opencv``, Python ``cv2``."""

from __future__ import annotations

import sys
from difflib import SequenceMatcher
from functools import cached_property
from itertools import chain
from pathlib import Path

from packaging.utils import canonicalize_name

from jupyter_envmgr.names import corrections
from jupyter_envmgr.names.table import Table, read_table

_NAMESPACE = 3
"""An import name that so many projects claim is a folder that they share: ``google.cloud``."""
_MOST = 10
"""Suggestions for an import; ``opentelemetry`` is the import name of 53 projects."""


class Names:
    """What a package is called elsewhere, by grayskull's table; offline.

    The table is read by the first question, in a few dozen milliseconds, and kept. Where it has
    no row, the rule holds that most packages keep: lower case, and a dash for an underscore.
    """

    def __init__(self, table: Path | None = None) -> None:
        """``table``: a file like the one of conda-pypi, whose own is read otherwise."""
        self._file = table

    def conda_names(self, pypi: str) -> tuple[str, ...]:
        """Names under which a channel may have a project of pip's index, best first.

        Empty where conda has something else under that name (``ffmpeg``, the program) and the
        project under none.
        """
        typed = pypi.strip().lower()
        project = canonicalize_name(typed)
        known = corrections.CONDA_NAMES.get(project) or self._known(project)
        dashes, underscores = typed.replace("_", "-"), typed.replace("-", "_")
        spelled = [typed, dashes, underscores, project, *_dotted(project)]
        others = [name for name in spelled if name and name not in corrections.SOMETHING_ELSE]
        return tuple(dict.fromkeys([*known, *others]))

    def tells(self, project: str, package: str) -> bool:
        """Whether the table itself says that a project is called that by conda."""
        name = canonicalize_name(project)
        return package in (corrections.CONDA_NAMES.get(name) or self._known(name))

    def pypi_name(self, conda: str) -> str:
        """The project of pip's index that a conda package is, as PEP 503 normalises it.

        Only meant for packages with Python code in them: of a C library it is just the name.
        """
        package = conda.strip().lower()
        if package in corrections.PROJECTS:
            return corrections.PROJECTS[package]
        projects = self._table.projects.get(package)
        if not projects:
            return canonicalize_name(package)
        return max(projects, key=lambda project: (_likeness(project, package), project))

    def packages_for_import(self, module: str) -> tuple[str, ...]:
        """Conda names for what ``import`` names, best first; of dotted names the longest known.

        What Python brings along is ``python``; what nobody knows has its own name.
        """
        parts = module.strip().split(".")
        if parts[0] in sys.stdlib_module_names:
            return ("python",)
        for length in range(len(parts), 0, -1):
            if found := self._importing(".".join(parts[:length]), exact=length == len(parts)):
                return found
        shared = len(self._table.imports.get(parts[0], ())) >= _NAMESPACE
        return self.conda_names("-".join(parts) if shared else parts[0])

    def _importing(self, module: str, *, exact: bool) -> tuple[str, ...]:
        """Packages that have just this import name; ``exact``: nothing was cut off from it."""
        if module in corrections.IMPORTS:
            return corrections.IMPORTS[module]
        name = canonicalize_name(module)
        rows = self._table.imports.get(module, [])
        if name in self._table.packages and (not rows or name in rows):
            return self.conda_names(name)
        if not exact and len(rows) >= _NAMESPACE:
            return ()
        ranked = sorted(rows, key=lambda project: (-_likeness(project, name), project))
        packages = (self.conda_names(project)[:1] for project in ranked)
        return tuple(dict.fromkeys(chain.from_iterable(packages)))[:_MOST]

    def _known(self, project: str) -> tuple[str, ...]:
        name = self._table.packages.get(project)
        return (name,) if name else ()

    @cached_property
    def _table(self) -> Table:
        return read_table(self._file)


def _dotted(project: str) -> list[str]:
    """``jaraco.text`` for jaraco-text: conda keeps the dot that PEP 503 takes away."""
    first, dash, rest = project.partition("-")
    return [f"{first}.{rest}"] if dash and first in corrections.DOTTED else []


def _likeness(project: str, package: str) -> float:
    return SequenceMatcher(None, project, package).ratio()
