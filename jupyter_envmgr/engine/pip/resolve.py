"""The pip layer, resolved on top of a conda layer that need not be installed yet.

uv is shown the conda layer as if it were installed, is held to its versions, and asked what it
would install. Nothing of conda's is ever in the answer.
"""

from __future__ import annotations

import json
import shlex
import sys
import tempfile
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from packaging.utils import canonicalize_name

from jupyter_envmgr.engine.pip.demands import asked_of_indexes, unmet
from jupyter_envmgr.engine.pip.options import write_requirements
from jupyter_envmgr.engine.pip.pins import Asked, Pin, line_of, urls_of
from jupyter_envmgr.engine.pip.pylock import look_up
from jupyter_envmgr.engine.pip.stubs import OnTop, Provided, is_version, write_stubs
from jupyter_envmgr.engine.pip.tree import Tree
from jupyter_envmgr.engine.pip.uv import Uv, uv_in_folder
from jupyter_envmgr.errors import (
    EnvmgrError,
    NeededError,
    PipConflictError,
    UnknownVersionError,
)
from jupyter_envmgr.requirements import parse
from jupyter_envmgr.threads import Stop, in_thread

_SHOWN = 3
_DOWNLOAD = "Would download "
"""uv says how many packages are not in its cache, but not which."""


@dataclass(frozen=True)
class PipRequest:
    """What is asked of the pip layer."""

    requirements: Sequence[str]
    """Every line that is asked for, old and new. What has an address in its line is fetched from
    there again; a line without it is satisfied by what is there."""
    constraints: Sequence[str] = ()
    options: Sequence[str] = ()
    """Index options of requirement files, one a line."""
    upgrade: Sequence[str] | Literal["all"] = ()
    """What may move though what is there would do."""
    remove: Sequence[str] = ()
    """What shall go, though it has REQUESTED."""


@dataclass(frozen=True)
class Resolution:
    """What becomes of the pip layer."""

    install: list[Pin]
    uninstall: list[str]
    """Names of the present layer that change or go."""
    keep: list[str]
    warnings: list[str] = field(default_factory=list)
    """What uv has to say about it, for instance that there is no such extra."""


async def resolve(
    request: PipRequest,
    *,
    provided: Sequence[Provided],
    present: Sequence[OnTop],
    python: str,
    settings: Mapping[str, str],
) -> Resolution:
    """Find what to install for the Python of the version ``python``; nothing is written.

    Raises
    ------
    PipConflictError
        It does not fit; ``demands`` in its details are what conda would have to give.
    UnknownPackageError, UnknownVersionError
        No index has a package, or the version that is asked for.
    NeededError
        What shall be removed is needed by what stays.
    BadSpecError
        A requirement cannot be read.
    ChannelError, PipError
        An index is down; a package that tells what it needs only when built cannot be built.

    """
    resolving = _Resolving(request, provided, present, python)
    return await in_thread(lambda stop: resolving.run(settings, stop))


class _Resolving:
    """One answer under way."""

    def __init__(
        self,
        request: PipRequest,
        provided: Sequence[Provided],
        present: Sequence[OnTop],
        python: str,
    ) -> None:
        self._request = request
        self._python = python
        self._provided = {each.name: each for each in provided if is_version(each.version)}
        self._present = {each.name: each for each in present}
        self._requirements = [parse(line) for line in request.requirements]
        self._asked = Asked(self._requirements)
        self._remove = {canonicalize_name(name) for name in request.remove}
        twice = {each.name for each in present if self._present[each.name] is not each}
        self._leaves = (set(self._provided) | self._remove | twice) & set(self._present)
        self._roots = dict(self._asked.extras)
        for each in present:
            if each.requested and each.name not in self._remove:
                self._roots.setdefault(each.name, set())

    def run(self, settings: Mapping[str, str], stop: Stop) -> Resolution:
        self._refuse_addresses()
        self._refuse_needed()
        with uv_in_folder(settings, stop) as uv:
            arguments = self._arguments(uv)
            changes = self._ask(uv, arguments, set(self._present) - self._leaves)
            install, warnings = self._pins(changes, urls_of(uv.log)), _warnings(uv.log)
            cached = not any(line.startswith(_DOWNLOAD) for line in uv.log)
            gone = self._leaves | ({pin.name for pin in install} & set(self._present))
            orphans = self._orphans(gone)
            if orphans and install:
                orphans -= self._wanted_again(uv, arguments, orphans)
            install = self._sized(uv, install, cached=cached)
        return Resolution(
            install=install,
            uninstall=sorted(gone | orphans),
            keep=sorted(set(self._present) - gone - orphans),
            warnings=warnings,
        )

    def _refuse_addresses(self) -> None:
        for name, each in self._provided.items():
            if self._asked.url(name):
                raise PipConflictError(
                    f"{name} is asked for from an address, and conda installs {each.package}.",
                    "Leave it to conda, or remove it there first.",
                    packages=[name],
                )

    def _refuse_needed(self) -> None:
        tree = Tree(list(self._present.values()), self._python)
        stays = {name: extras for name, extras in self._roots.items() if name not in self._leaves}
        for name in sorted(self._remove & tree.reachable(stays)):
            by = [each for each in tree.needing(name) if each not in self._remove]
            raise NeededError(
                f"{name} cannot be removed: {', '.join(by[:_SHOWN])} would not work without it.",
                by=by,
            )

    def _arguments(self, uv: Uv) -> list[str]:
        pins = [f"{each.name}=={each.version}" for each in self._provided.values()]
        files = [
            uv.write("constraints.txt", [*pins, *self._request.constraints]),
            *shlex.split(uv.environ.pop("UV_CONSTRAINT", ""), posix=sys.platform != "win32"),
        ]
        implied = [name for name in self._roots if name not in self._asked]
        lines = [*map(line_of, self._requirements), *implied]
        return [
            "pip", "install", "--dry-run", "--output-format", "json",
            "--python", sys.executable, "--python-version", self._python,
            *(word for file in files for word in ("--constraint", file)),
            *(word for name in self._upgrades() for word in ("--upgrade-package", name)),
            *write_requirements(uv, lines, self._request.options),
        ]  # fmt: skip

    def _upgrades(self) -> list[str]:
        """What may move: never what conda has, nor what came from an address but is not now."""
        upgrade = self._request.upgrade
        names = self._present if upgrade == "all" else map(canonicalize_name, upgrade)
        return [
            name
            for name in names
            if name not in self._provided
            and not (name in self._present and self._present[name].direct_url)
        ]

    def _ask(self, uv: Uv, arguments: Sequence[str], there: AbstractSet[str]) -> dict[str, str]:
        """What uv would install over conda's layer and what of the present one is ``there``."""
        with tempfile.TemporaryDirectory(dir=uv.folder) as target:
            stubs = [self._present[name] for name in there]
            write_stubs(Path(target), [*self._provided.values(), *stubs])
            try:
                uv.run([*arguments, "--target", target])
            except (PipConflictError, UnknownVersionError) as error:
                raise self._explained(uv, error) from error
        changes = json.loads(uv.answer or "{}").get("changes") or []
        replaced = sorted({change["name"] for change in changes} & set(self._provided))
        if replaced:
            raise PipConflictError(
                f"The pip packages would replace {', '.join(replaced)}, which conda installs.",
                packages=replaced,
            )
        return {
            change["name"]: change.get("version") or ""
            for change in changes
            if change["action"] != "uninstalled"
        }

    def _explained(
        self, uv: Uv, error: PipConflictError | UnknownVersionError
    ) -> PipConflictError | UnknownVersionError:
        """The same with what conda would have to give, and the first of it as the sentence."""
        explanation = error.details.get("explanation", [])
        there = {name: each.version for name, each in self._provided.items()}
        demands = unmet(explanation, there, self._python)
        message, hint = error.message, error.hint
        if demands:
            package = demands[0].package
            version = there.get(package, self._python)
            by = demands[0].by or "The request"
            message = (
                f"{by} needs {package}{demands[0].range}, and conda provides {package} {version}."
            )
            hint = PipConflictError.hint
        elif isinstance(error, UnknownVersionError):
            return self._with_newest(uv, error)
        return PipConflictError(
            message,
            hint,
            explanation=explanation,
            demands=demands,
            not_on_index=asked_of_indexes(explanation),
        )

    def _with_newest(self, uv: Uv, error: UnknownVersionError) -> UnknownVersionError:
        """The same with the versions that there are, of each package the newest that fits."""
        names = error.details["packages"]
        found = look_up(uv, names, self._request.options, self._python)
        newest = ", ".join(f"{name} {found[name].version}" for name in names if name in found)
        message = f"{error.message[:-1]}; the newest is {newest}." if newest else error.message
        return UnknownVersionError(message, error.hint, **error.details)

    def _sized(self, uv: Uv, pins: list[Pin], *, cached: bool) -> list[Pin]:
        """The same with the sizes of what comes from an index, where it tells them."""
        lines = [pin.line for pin in pins if " @ " not in pin.line and not pin.line.startswith("-")]
        found = look_up(uv, lines, self._request.options, self._python) if lines else {}
        return [
            replace(
                pin,
                size=found[pin.name].size if pin.name in found else None,
                fetch=not cached and not (pin.name in found and found[pin.name].local),
            )
            for pin in pins
        ]

    def _pins(self, changes: Mapping[str, str], urls: Mapping[str, str]) -> list[Pin]:
        return [
            self._asked.pin(
                name,
                version,
                urls.get(name),
                requested=name in self._present and self._present[name].requested,
            )
            for name, version in sorted(changes.items())
        ]

    def _orphans(self, gone: AbstractSet[str]) -> set[str]:
        """What only those needed that go or change; new ones may need it, which is not known."""
        every = Tree(list(self._present.values()), self._python)
        kept = Tree([e for n, e in self._present.items() if n not in gone], self._python)
        needed = every.reachable({name: self._roots.get(name, ()) for name in gone})
        return needed - gone - kept.reachable(self._roots)

    def _wanted_again(self, uv: Uv, arguments: Sequence[str], names: AbstractSet[str]) -> set[str]:
        """Those that uv would install if they were not there."""
        try:
            return (
                names & self._ask(uv, arguments, set(self._present) - self._leaves - names).keys()
            )
        except EnvmgrError:  # without them there is no solution: they are needed
            return set(names)


def _warnings(log: Sequence[str]) -> list[str]:
    return [line.removeprefix("warning: ") for line in log if line.startswith("warning: ")]
