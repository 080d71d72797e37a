"""Which kernels get ``%envmgr``, and how: by one more argument of their command.

ipykernel reads a configuration file that is named on its command line in addition to the
person's own, and what that file adds to a list does not replace theirs
(``BaseIPythonApplication.extra_config_file`` in IPython/core/application.py). Kernels that are
not started as ipykernel are left alone, and so are those that name a file of their own which
ours cannot read in its place.
"""

# ruff: noqa: PTH110, PTH113 - pathlib's raise where a name is too long or a folder is locked
from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

_MODULES = ("ipykernel_launcher", "ipykernel", "ipykernel.kernelapp")
_CLASSES = ("BaseIPythonApplication", "IPKernelApp")
_OPTIONS = ("--config", *(f"--{name}.extra_config_file" for name in _CLASSES))
_REPLACED = "--Envmgr.replaced"
"""Carries the file that the kernel's own command names, for ours to read: there can be only one."""
_LOCAL = "local-provisioner"
_CONFIG = Path(__file__).with_name("ipython_kernel_config.py")


def with_magic(argv: Sequence[str], metadata: Mapping[str, Any] | None = None) -> list[str]:
    """The command of a kernel that, if it is ipykernel, has ``%envmgr`` when it starts.

    Its metadata tells whether it is started on this machine, where the file is that it shall read.
    """
    place = _end_of_module(argv)
    if place is None or not _is_local(metadata or {}):
        return list(argv)
    arguments = list(_renamed(argv[place:]))
    own = [word.partition("=")[2] for word in arguments if word.startswith(f"{_REPLACED}=")]
    if len(own) > 1 or not all(map(_can_be_read, own)):
        return list(argv)
    return [*argv[:place], f"--config={_CONFIG}", *arguments]


def _is_local(metadata: Mapping[str, Any]) -> bool:
    """Whether a kernel is a process of the server's machine (jupyter_client, "provisioning").

    A site may have made another provisioner than the local one that of kernels which name none.
    """
    provisioner = metadata.get("kernel_provisioner")
    named = provisioner.get("provisioner_name") if isinstance(provisioner, dict) else None
    usual = os.environ.get("JUPYTER_DEFAULT_PROVISIONER_NAME", _LOCAL)
    return (usual if named is None else named) == _LOCAL


def _can_be_read(name: str) -> bool:
    """Whether ours reads that file as ipykernel would have done.

    ipykernel looks for a relative name in the person's profile and elsewhere, takes it without
    its ending, has a .json beside it as well, and warns where there is none
    (``Application.load_config_file`` in traitlets/config/application.py).
    """
    path = Path(name)
    if not path.is_absolute() or path.suffix != ".py" or path == _CONFIG:
        return False
    return os.path.isfile(path) and not os.path.exists(path.with_suffix(".json"))


def _end_of_module(argv: Sequence[str]) -> int | None:
    """Where the kernel's own arguments begin; None if it is not ``python … -m ipykernel…``."""
    for place, (option, module) in enumerate(pairwise(argv)):
        if option == "-m":
            return place + 2 if module in _MODULES else None
    return None


def _renamed(arguments: Sequence[str]) -> Iterator[str]:
    """The arguments, with a configuration file under the name by which ours finds it."""
    words = iter(arguments)
    for word in words:
        option, equals, value = word.partition("=")
        if option in _OPTIONS:
            yield f"{_REPLACED}={value if equals else next(words, '')}"
        else:
            yield word
