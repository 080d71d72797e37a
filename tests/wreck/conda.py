"""What conda does when it is called after pip: its own layer, in the live environment.

It asks rattler as conda asks its solver: what is there is preferred, and pip's packages are not
looked at, neither when it solves nor when it links.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import rattler


async def install(prefix: Path, channel: Path, *specs: str, remove: Sequence[str] = ()) -> None:
    """``conda install specs`` and ``conda remove names``, on the packages that are there."""
    installed = [
        rattler.PrefixRecord.from_path(path)
        for path in sorted((prefix / "conda-meta").glob("*.json"))
    ]
    asked = {rattler.MatchSpec(spec).name.normalized for spec in specs}
    names = [record.name.normalized for record in installed]
    records = await rattler.solve(
        [channel.as_uri()],
        [
            *specs,
            *(name for name in names if name not in {*asked, *remove, *_of_python(installed)}),
        ],
        platforms=[str(rattler.Subdir.current()), "noarch"],
        locked_packages=[r for r in installed if r.name.normalized not in {*asked, *remove}],
        virtual_packages=rattler.VirtualPackage.detect(),
    )
    await rattler.install(records, prefix, show_progress=False)
    await asyncio.sleep(0.05)  # engine.md, fact 7


def _of_python(installed: list[rattler.PrefixRecord]) -> set[str]:
    """What follows a Python by itself."""
    return {r.name.normalized for r in installed} & {"python", "python_abi"}
