"""Wheels become conda packages: pure ones for every Python, the others one for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.channel.bytecode import compiled
from tests.channel.pythons import Python
from tests.channel.requirements import (
    conda_dependency,
    conda_name,
    platform_dependencies,
    python_dependency,
)
from tests.channel.wheel import INTERPRETER, SCRIPTS, WINDOWS, Wheel
from tests.channel.write import File, Package


@dataclass(frozen=True)
class Source:
    """A wheel, and the interpreters that it was chosen for."""

    wheel: Wheel
    pythons: list[Python] = field(default_factory=list)


def wanted_extras(sources: list[Source]) -> dict[str, set[str]]:
    """Which extras somebody needs, by package: ``{"requests": {"socks"}}``.

    An extra may bring another one, so it goes on until nothing new turns up.
    """
    extras: dict[str, set[str]] = {source.wheel.name: set() for source in sources}
    while True:
        before = sum(map(len, extras.values()))
        for source in sources:
            for requirement in _requirements(source, extras[source.wheel.name]):
                extras.setdefault(canonicalize_name(requirement.name), set()).update(
                    requirement.extras
                )
        if sum(map(len, extras.values())) == before:
            return extras


def packages(source: Source, extras: set[str], subdir: str, scratch: Path) -> Iterator[Package]:
    """The conda packages that a wheel becomes; ``scratch`` is for files on their way."""
    if source.wheel.pure:
        yield _noarch(source, extras)
    else:
        for python in source.pythons:
            yield _compiled(Source(source.wheel, [python]), extras, subdir, scratch)


def _noarch(source: Source, extras: set[str]) -> Package:
    wheel = source.wheel
    needs = {conda_dependency(r) for r in _requirements(source, extras)}
    return Package(
        name=conda_name(wheel.name),
        version=str(wheel.version),
        build="pyh{hash}_0",
        subdir="noarch",
        noarch="python",
        depends=(python_dependency(str(wheel.metadata.requires_python or "")), *sorted(needs)),
        entry_points=tuple(wheel.entry_points),
        files=tuple(wheel.files("site-packages", "python-scripts")),
        summary=wheel.metadata.summary or "",
        license=wheel.license,
        home=wheel.home,
    )


def _compiled(source: Source, extras: set[str], subdir: str, scratch: Path) -> Package:
    wheel, python = source.wheel, source.pythons[0]
    major, minor = python.short.split(".")
    needs = {conda_dependency(r) for r in _requirements(source, extras)}
    files = (*wheel.files(python.site_packages), *_commands(wheel))
    return Package(
        name=conda_name(wheel.name),
        version=str(wheel.version),
        build=f"py{python.tag}h{{hash}}_0",
        subdir=subdir,
        depends=(
            *platform_dependencies({tag.platform for tag in wheel.tags}),
            f"python >={python.short},<{major}.{int(minor) + 1}.0a0",
            f"python_abi {python.short}.* *_cp{python.tag}",
            *sorted(needs),
        ),
        files=(*files, *compiled(python, files, scratch)),
        summary=wheel.metadata.summary or "",
        license=wheel.license,
        home=wheel.home,
    )


def _requirements(source: Source, extras: set[str]) -> Iterator[Requirement]:
    """Of all the interpreters that the wheel is for: a noarch package has one list for all."""
    for python in source.pythons:
        yield from source.wheel.requirements(python.markers, extras)


def _commands(wheel: Wheel) -> Iterator[File]:
    """Scripts for the entry points of a package that is not noarch, whose installer makes them."""
    for entry_point in wheel.entry_points:
        name, _, target = entry_point.partition(" = ")
        module, _, attribute = target.partition(":")
        code = f"import sys\nfrom {module} import {attribute.split('.')[0]}\n"
        code += f"if __name__ == '__main__':\n    sys.exit({attribute}())\n"
        if WINDOWS:
            yield File(f"{SCRIPTS}/{name}-script.py", code.encode())
            run = f'@"%~dp0..\\python.exe" "%~dp0{name}-script.py" %*\r\n'
            yield File(f"{SCRIPTS}/{name}.bat", run.encode())
        else:
            yield File(f"{SCRIPTS}/{name}", f"#!{INTERPRETER}\n{code}".encode(), executable=True)
