"""Which of the channels' packages a project of pip's index is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jupyter_envmgr.channel_url import short_name
from jupyter_envmgr.engine import Engine
from jupyter_envmgr.names import Names


class Lookup:
    """The names of one set of channels, asked for many at a time."""

    def __init__(self, engine: Engine, names: Names, channels: Sequence[str]) -> None:
        self._engine = engine
        self._names = names
        self._channels = channels
        self._known: dict[str, bool] = {}
        self._python: set[str] = set()
        self._looked_at: set[str] = set()

    @property
    def where(self) -> str:
        """The channels, as people know them."""
        names = list(dict.fromkeys(map(short_name, self._channels)))
        return names[0] if len(names) == 1 else "the channels"

    async def prepare(self, projects: Iterable[str]) -> None:
        """Find out about projects, by their names on pip's index."""
        told: set[str] = set()
        guessed: set[str] = set()
        for project in projects:
            for name in self._names.conda_names(project):
                (told if self._names.tells(project, name) else guessed).add(name)
        await self._find(told)
        await self._find(guessed)
        there = {name for name in guessed if self._known[name]} - self._looked_at
        self._looked_at |= there
        self._python |= await self._engine.python_packages(there, self._channels)

    async def prepare_imports(self, modules: Iterable[str]) -> None:
        """Find out about packages by the names that they are imported under."""
        await self._find({n for each in modules for n in self._names.packages_for_import(each)})

    async def _find(self, names: set[str]) -> None:
        if new := names.difference(self._known):
            known = await self._engine.known(new, self._channels)
            self._known.update({name: name in known for name in new})

    def imported(self, module: str) -> str | None:
        """The conda package that brings a module, None where no channel has one."""
        candidates = self._names.packages_for_import(module)
        return next((name for name in candidates if self._known.get(name)), None)

    def conda(self, project: str) -> str | None:
        """The conda package that a project is, None where no channel has one.

        A name that the table does not tell may be that of something else, such as the C library
        that a project binds: it has to be made for Python.
        """
        return next((n for n in self._names.conda_names(project) if self._is(project, n)), None)

    def _is(self, project: str, name: str) -> bool:
        there = self._known.get(name, False)
        return there and (name in self._python or self._names.tells(project, name))

    def project(self, package: str) -> str:
        """The project that a conda package is."""
        return self._names.pypi_name(package)
