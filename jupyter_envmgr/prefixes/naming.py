"""Names: an environment's among all others, and that of a kernel in it."""

# ruff: noqa: PTH119, PTH120 - a Path per file would cost the listing its budget

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Collection

BASE = "base"

_SHORT_KERNELS = {"python2": "py", "python3": "py", "ir": "r"}
_NOT_IN_A_KERNEL_NAME = re.compile(r"[^a-zA-Z0-9._\-]")


class Namer:
    """Gives each prefix a name of its own; who comes first gets the plain one.

    Base is ``base``, and inside one of ``folders`` an environment is called as its folder. Others,
    and those whose name is taken, are named as nb_conda_kernels does it
    (``CondaKernelSpecManager._all_envs``): in a folder called ``envs`` that folder's parent goes
    before, as in ``project-name``, and if that is taken too, a number after.
    """

    def __init__(self, base: str | None, folders: Collection[str]) -> None:
        self._base = base
        self._folders = set(folders)
        self._taken = {BASE}

    def name(self, prefix: str) -> str:
        if prefix == self._base:
            return BASE
        name = self._free_name(prefix)
        self._taken.add(name)
        return name

    def _free_name(self, prefix: str) -> str:
        folder, name = os.path.split(prefix)
        if folder in self._folders and name not in self._taken:
            return name
        if os.path.basename(folder) == "envs":
            name = f"{os.path.basename(os.path.dirname(folder))}-{name}"
        if name not in self._taken:
            return name
        number = 2
        while f"{name}-{number}" in self._taken:
            number += 1
        return f"{name}-{number}"


def kernel_name(environment_name: str, kernel: str) -> str:
    """The name under which Jupyter offers a kernel of an environment, as nb_conda_kernels has it.

    ``kernel`` is the name of the folder that holds its ``kernel.json``.
    """
    origin = environment_name if environment_name == BASE else f"env-{environment_name}"
    name = f"conda-{origin}-{_SHORT_KERNELS.get(kernel, kernel)}"
    if not name.isascii():
        parts = unicodedata.normalize("NFKD", name)
        name = "".join(part for part in parts if not unicodedata.combining(part))
    return _NOT_IN_A_KERNEL_NAME.sub("_", name)
