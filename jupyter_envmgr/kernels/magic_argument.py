"""Which kernels get ``%envmgr``, and how: by one more argument of their command.

ipykernel reads a configuration file that is named on its command line in addition to the
person's own, and what that file adds to a list does not replace theirs
(``BaseIPythonApplication.extra_config_file`` in IPython/core/application.py). Kernels that are
not started as ipykernel are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

_MODULES = ("ipykernel_launcher", "ipykernel", "ipykernel.kernelapp")
_CLASSES = ("BaseIPythonApplication", "IPKernelApp")
_OPTIONS = ("--config", *(f"--{name}.extra_config_file" for name in _CLASSES))
_REPLACED = "--Envmgr.replaced"
"""Carries the file that the kernel's own command names, for ours to read: there can be only one."""
_CONFIG = Path(__file__).with_name("ipython_kernel_config.py")


def with_magic(argv: Sequence[str]) -> list[str]:
    """The command of a kernel that, if it is ipykernel, has ``%envmgr`` when it starts."""
    place = _end_of_module(argv)
    if place is None:
        return list(argv)
    return [*argv[:place], f"--config={_CONFIG}", *_renamed(argv[place:])]


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
