"""All environments of this machine."""

from __future__ import annotations

import builtins
import difflib
import os
import sys
from collections.abc import Callable, Collection
from pathlib import Path

from msgspec.structs import replace

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.errors import ExistsError, NotFoundError
from jupyter_envmgr.models import Environment, Package, Problem
from jupyter_envmgr.prefixes.description import describe
from jupyter_envmgr.prefixes.naming import Namer
from jupyter_envmgr.prefixes.new_name import check_spelling, ignores_case
from jupyter_envmgr.prefixes.packages import read_packages
from jupyter_envmgr.prefixes.protection import Protection
from jupyter_envmgr.prefixes.search import Found, find_prefixes, folders, identify
from jupyter_envmgr.prefixes.size import disk_usage


class Prefixes:
    """Environments by name, found afresh each time they are asked for.

    ``load`` gives the settings in force; ``server_prefix`` is where the server itself runs, and
    ``python_prefix`` where its Python is, which is another place for a virtual environment.
    ``unprotected`` are names of environments that an administrator lets people change all the same.
    """

    def __init__(
        self,
        load: Callable[[], Condarc],
        server_prefix: str = sys.prefix,
        python_prefix: str = sys.base_prefix,
        unprotected: Collection[str] = (),
    ) -> None:
        self._load = load
        self._server_prefix = server_prefix
        self._python_prefix = python_prefix
        self._unprotected = frozenset(unprotected)

    def list(self) -> builtins.list[Environment]:
        """Every environment, base first, then by name."""
        named = self._all()
        protection = self._protection(named)
        described = [self._describe(name, found, protection) for name, found in named.items()]
        return sorted(described, key=lambda each: (each.kind != "base", each.name))

    def get(self, name: str, *, size: bool = True) -> Environment:
        """One environment, with the bytes it takes on disk, unless that is not wanted.

        Records that cannot be read are its ``problem``. Raises NotFoundError.
        """
        named = self._all()
        found = _pick(name, named)
        environment = self._describe(name, found, self._protection(named))
        if not size:
            return environment
        problem = environment.problem or _summary(read_packages(found.prefix)[1])
        return replace(environment, size=disk_usage(found.prefix), problem=problem)

    def why_protected(self, name: str) -> str:
        """Why nothing may change or remove an environment, empty if it may be.

        It goes on after "… is protected:". Raises NotFoundError.
        """
        named = self._all()
        return self._why(name, _pick(name, named), self._protection(named))

    def prefix_of(self, name: str) -> Path:
        """The folder of an environment. Raises NotFoundError."""
        return Path(_pick(name, self._all()).prefix)

    def packages(self, name: str) -> builtins.list[Package]:
        """What is installed, by name. Raises NotFoundError and UnreadableError."""
        return read_packages(self.prefix_of(name))[0]

    def problems(self, name: str) -> builtins.list[Problem]:
        """What cannot be read of an environment's records. Raises as ``packages`` does."""
        return read_packages(self.prefix_of(name))[1]

    @property
    def main_folder(self) -> Path:
        """Where new environments are made, as by conda: the first of ``envs_dirs`` that lets us."""
        choices = self._load().envs_dirs
        return next((folder for folder in choices if _can_be_written(folder)), choices[0])

    def check_new_name(self, name: str) -> None:
        """Raise BadNameError or ExistsError if no environment can be made under a name."""
        check_spelling(name)
        folder = self.main_folder
        taken = set(self._all())
        if ignores_case(folder):
            taken = {each.lower() for each in taken}
            name = name.lower()
        if name in taken:
            raise ExistsError(f"There is an environment named {name} already.", name=name)
        if os.path.lexists(folder / name):
            raise ExistsError(
                f"{folder / name} is there already, and no environment goes by that.",
                hint="Choose another name, or remove the folder or link.",
                name=name,
            )

    def _all(self) -> dict[str, Found]:
        condarc = self._load()
        base = None if condarc.root_prefix is None else str(condarc.root_prefix)
        namer = Namer(base, folders(condarc))
        return {
            namer.name(found.prefix): found for found in find_prefixes(condarc, self._server_prefix)
        }

    def _protection(self, named: dict[str, Found]) -> Protection:
        return Protection(
            [self._server_prefix, self._python_prefix], [each.prefix for each in named.values()]
        )

    def _why(self, name: str, found: Found, protection: Protection) -> str:
        return "" if name in self._unprotected else protection.why(name, found)

    def _describe(self, name: str, found: Found, protection: Protection) -> Environment:
        return describe(
            found,
            name,
            protected=bool(self._why(name, found, protection)),
            own_server=found.identity == identify(self._server_prefix),
        )


def _pick(name: str, named: dict[str, Found]) -> Found:
    if name in named:
        return named[name]
    near = difflib.get_close_matches(name, named, n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else "See the list of environments."
    raise NotFoundError(f"There is no environment named {name!r}.", hint=hint, near=near)


def _summary(problems: list[Problem]) -> Problem | None:
    """One problem for all of an environment's records, None if there is none."""
    if len(problems) < 2:  # noqa: PLR2004 - several
        return next(iter(problems), None)
    return Problem(
        code="unreadable",
        message=f"{len(problems)} package records cannot be read. {problems[0].message}",
        hint=problems[0].hint,
        details={"files": [problem.details["file"] for problem in problems]},
    )


def _can_be_written(folder: Path) -> bool:
    """Whether a folder, or the nearest that exists of those it is in, lets us write."""
    places = (folder, *folder.parents)
    place = next((each for each in places if os.path.exists(each)), folder)  # noqa: PTH110 - a Path raises for what may not be looked into
    return os.access(place, os.W_OK | os.X_OK)
