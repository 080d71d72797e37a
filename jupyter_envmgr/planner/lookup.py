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

    @property
    def where(self) -> str:
        """The channels, as people know them."""
        names = list(dict.fromkeys(map(short_name, self._channels)))
        return names[0] if len(names) == 1 else "the channels"

    async def prepare(self, projects: Iterable[str]) -> None:
        """Find out about projects, by their names on pip's index."""
        candidates = {name for each in projects for name in self._names.conda_names(each)}
        new = candidates.difference(self._known)
        if new:
            known = await self._engine.known(new, self._channels)
            self._known.update({name: name in known for name in new})

    async def prepare_imports(self, modules: Iterable[str]) -> None:
        """Find out about packages by the names that they are imported under."""
        new = {name for each in modules for name in self._names.packages_for_import(each)}
        if new := new.difference(self._known):
            known = await self._engine.known(new, self._channels)
            self._known.update({name: name in known for name in new})

    def imported(self, module: str) -> str | None:
        """The conda package that brings a module, None where no channel has one."""
        candidates = self._names.packages_for_import(module)
        return next((name for name in candidates if self._known.get(name)), None)

    def conda(self, project: str) -> str | None:
        """The conda package that a project is, None where no channel has one."""
        candidates = self._names.conda_names(project)
        return next((name for name in candidates if self._known.get(name)), None)

    def project(self, package: str) -> str:
        """The project that a conda package is."""
        return self._names.pypi_name(package)
