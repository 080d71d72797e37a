"""What is tried: each operation as a server does it, on the environments of a `World`."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path

from jupyter_envmgr.models import ChangeRequest, CreateRequest, PlanRequest, Progress
from jupyter_envmgr.parts import Parts

Report = Callable[[Progress], None]
Operation = Callable[[Parts, Report], Awaitable[None]]

PYTHON = "python=3.12"
CREATED = ("envmgr-versions=2", "envmgr-activate", "envmgr-binary")


async def create(
    parts: Parts, report: Report, name: str, packages: list[str], pip: list[str]
) -> None:
    request = CreateRequest(name=name, packages=packages, pip=pip, kernel=False)
    await parts.environments.create(
        await asyncio.to_thread(parts.environments.prepare, request), report
    )


async def clone(parts: Parts, report: Report) -> None:
    request = CreateRequest(name="new", clone="a")
    await parts.environments.create(
        await asyncio.to_thread(parts.environments.prepare, request), report
    )


async def change(parts: Parts, report: Report, *, name: str = "a", **wish: object) -> None:
    request = ChangeRequest(**wish)
    prepared = await asyncio.to_thread(parts.changes.prepare, name, request)
    await parts.changes.change(prepared, report)


async def remove(parts: Parts, report: Report, *, name: str = "a") -> None:
    environment = await asyncio.to_thread(parts.environments.prepare_removal, name)
    await parts.environments.remove(environment, report)


async def restore(
    parts: Parts, report: Report, *, name: str = "a", revision: str | None = None
) -> None:
    restoration = await asyncio.to_thread(parts.revisions.prepare, name, revision)
    await parts.revisions.restore(restoration, report)


async def prune(parts: Parts, _report: Report, *, oldest: bool = False) -> None:
    listed = await asyncio.to_thread(parts.revisions.list, "a")
    kept = [each.id for each in listed.revisions if each.state == "kept"]
    await parts.revisions.prune("a", kept[-1] if oldest else None)


async def plan_and_apply(
    parts: Parts, report: Report, *, lose: list[str], name: str = "a", **wish: object
) -> None:
    """Between the two, files and folders are lost."""
    plan = await parts.changes.plan(PlanRequest(environment=name, **wish))
    for path in map(Path, lose):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    await parts.changes.apply(await parts.changes.current(plan.id), report)


async def recover(parts: Parts, _report: Report) -> None:
    await parts.environments.recover()


CONDA: Mapping[str, Operation] = {
    "create": partial(create, name="new", packages=["envmgr-tool", "envmgr-versions"], pip=[]),
    "clone": clone,
    "install": partial(change, install=["envmgr-tool"]),
    "update": partial(change, install=["envmgr-versions=5"]),
    "uninstall": partial(change, remove=["envmgr-activate"]),
    "rename": partial(change, rename="new"),
    "undo": restore,
    "remove": remove,
    "bring-back": partial(restore, name="gone"),
    "prune": prune,
    "prune-one": partial(prune, oldest=True),
}
"""By name; on an environment that has a conda layer alone."""

PIP: Mapping[str, Operation] = {
    **CONDA,
    "create": partial(create, name="new", packages=[PYTHON, "envmgr-tool"], pip=["cowsay"]),
    "pip-install": partial(change, pip=["humanize"]),
    "pip-uninstall": partial(change, remove=["cowsay"]),
    "both-layers": partial(change, install=["envmgr-library=2"], pip=["humanize"]),
}
"""On one with a pip layer on top."""

LAYERS: Mapping[str, Mapping[str, Operation]] = {"conda": CONDA, "pip": PIP}


async def build(parts: Parts, report: Report, *, layer: str) -> None:
    """Make what every trial begins with: three states of ``a``, ``b``, and one that is gone."""
    python = [PYTHON, "envmgr-library=1"] if layer == "pip" else []
    pip = ["cowsay"] if layer == "pip" else []
    await create(parts, report, "a", [*CREATED, *python], pip)
    await create(parts, report, "b", ["envmgr-tool"], [])
    await create(parts, report, "gone", ["envmgr-activate"], [])
    await change(parts, report, install=["envmgr-versions=3"])
    await change(parts, report, install=["envmgr-versions=4"])
    await remove(parts, report, name="gone")


def named(name: str, layer: str, wish: Mapping[str, object]) -> Operation:
    """One of the above, what comes before and after it, or one with a wish of its own."""
    others = {
        "build": partial(build, layer=layer),
        "recover": recover,
        "change": partial(change, **wish),
        "create-of": partial(create, **wish),
        "plan-and-apply": partial(plan_and_apply, **wish),
    }
    return others.get(name) or LAYERS[layer][name]
