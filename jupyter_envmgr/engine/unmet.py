"""What the packages of a conda layer need of each other and do not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Literal, Protocol

from msgspec import Struct
from rattler import BuildString, MatchSpec, PackageRecord

from jupyter_envmgr.engine.failures import translated
from jupyter_envmgr.engine.specs import parse
from jupyter_envmgr.errors import EnvmgrError


class Described(Protocol):
    """A package, as far as its record describes it."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def build(self) -> str: ...
    @property
    def build_number(self) -> int: ...
    @property
    def subdir(self) -> str | None: ...
    @property
    def depends(self) -> Sequence[str]: ...
    @property
    def constrains(self) -> Sequence[str]: ...


class Unmet(Struct, frozen=True):
    """A need that is not met."""

    package: str
    """Who has it."""
    spec: str
    """The MatchSpec, as its package's record has it."""
    name: str
    """What is needed, or must be in certain versions only."""
    kind: Literal["depends", "constrains"]


class CondaLayer:
    """Packages that shall fit together. One that rattler cannot read takes no part."""

    def __init__(self, packages: Iterable[Described]) -> None:
        self._packages = list(packages)
        self._specs: dict[str, MatchSpec | None] = {}
        self._records: dict[str, PackageRecord] = {}
        for package in self._packages:
            with suppress(EnvmgrError), translated("Reading a record"):
                self._records[package.name] = _record(package)

    def unmet(self) -> Iterator[Unmet]:
        """What is missing or does not fit. What a machine has to give (``__glibc``) is not asked.

        A spec that cannot be read is passed over: its channel has published it all the same.
        """
        names = {package.name for package in self._packages}
        for package in self._packages:
            for text in package.depends:
                spec = self._spec(text)
                if spec and self._fits(spec) is not True:
                    name = spec.name.normalized
                    if not name.startswith("__") and (name not in names or name in self._records):
                        yield Unmet(package.name, text, name, "depends")
            for text in package.constrains:
                spec = self._spec(text)
                if spec and self._fits(spec) is False:
                    yield Unmet(package.name, text, spec.name.normalized, "constrains")

    def fits(self, spec: str) -> bool | None:
        """Whether what is installed matches a MatchSpec that a person wrote; None: it is not there.

        Raises BadSpecError.
        """
        return self._fits(parse(spec))

    def _fits(self, spec: MatchSpec) -> bool | None:
        record = self._records.get(spec.name.normalized)
        return None if record is None else spec.matches(record)

    def _spec(self, text: str) -> MatchSpec | None:
        if text not in self._specs:
            self._specs[text] = None
            with suppress(EnvmgrError), translated("Reading a dependency"):
                self._specs[text] = MatchSpec(text)
        return self._specs[text]


def name_of(spec: str) -> str:
    """The package that a MatchSpec is about. Raises BadSpecError."""
    return parse(spec).name.normalized


def _record(package: Described) -> PackageRecord:
    return PackageRecord(
        package.name,
        package.version,
        BuildString(package.build),
        package.build_number,
        package.subdir or "noarch",
    )
