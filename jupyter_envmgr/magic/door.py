"""Where a notebook is: its kernel, the server behind it, and how answers are shown."""

from __future__ import annotations

import importlib
import os
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Final

from ..verbs.backend import BackendError
from ..verbs.connection import Connection
from ..verbs.context import Context
from ..verbs.rest import Rest
from ..verbs.running_server import find
from .loaded import Loaded
from .notebook import NotebookDisplay
from .plain import PlainDisplay
from .session import Session
from .unforeseen import of_ours, of_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from jupyter_envmgr.local import Local

    from ..verbs.backend import Backend
    from ..verbs.connection import Address
    from ..verbs.display import Display

DOOR: Final = "magic"
_INSTALLED = __name__.startswith("jupyter_envmgr.")
"""Whether this is the package itself, and not what our kernel list has given to a kernel."""


@contextmanager
def opened(shell: Any, cell: str | None = None) -> Iterator[Context]:
    """What the verbs need to know of this notebook, for as long as they do something."""
    kernel = kernel_id(shell)
    address = server(shell)
    use = Session(Connection(address, DOOR), kernel).use if address and kernel else None
    with ExitStack() as stack:
        backend = Rest(Connection(address, DOOR)) if address else _without_server(stack)
        yield Context(
            backend,
            display_of(shell),
            door=DOOR,
            prefix=sys.prefix,
            cell=cell,
            kernel=kernel,
            use=use,
            after=Loaded(backend, sys.prefix).after,
            unforeseen=of_server if address else of_ours,
        )


def installed(shell: Any) -> ModuleType | None:
    """The magic of the package that is installed beside this kernel, which can do it in-process.

    None where a server is to be asked, where there is no such package, and if this is it. What it
    raises is of its own classes, and only its own verbs know these.
    """
    if _INSTALLED or server(shell):
        return None
    try:
        return importlib.import_module("jupyter_envmgr.magic")
    except ImportError:
        return None


def server(shell: Any) -> Address | None:
    """The Jupyter server that started this kernel."""
    return find(_runtime_folders(shell))


def kernel_id(shell: Any) -> str:
    """The kernel's id; a server writes it into the name of the connection file."""
    name = os.path.basename(_connection_file(shell))
    return name[len("kernel-") : -len(".json")] if name.startswith("kernel-") else ""


def _connection_file(shell: Any) -> str:
    """The path of this kernel's connection file; empty in a terminal."""
    app = getattr(getattr(shell, "kernel", None), "parent", None)
    return str(getattr(app, "abs_connection_file", "") or "")


def _runtime_folders(shell: Any) -> list[str]:
    """Folders that may be Jupyter's runtime folder: a server puts connection files there too."""
    folders = [os.path.dirname(_connection_file(shell)), os.environ.get("JUPYTER_RUNTIME_DIR", "")]
    try:
        from jupyter_core.paths import jupyter_runtime_dir
    except ImportError:
        pass
    else:
        folders.append(jupyter_runtime_dir())
    return list(dict.fromkeys(filter(None, folders)))


def display_of(shell: Any) -> Display:
    """HTML where there is a page to show it, plain text in a terminal."""
    return NotebookDisplay() if getattr(shell, "kernel", None) else PlainDisplay()


def _without_server(stack: ExitStack) -> Backend:
    """Our own process, if this is the package; else one whose every method says what to do."""
    if not _INSTALLED:  # and `installed` has found none
        return _Nobody()
    try:
        from jupyter_envmgr.local import Local
    except ImportError:  # what it needs is not there, though it is
        return _Nobody()
    local = Local(door=DOOR)
    stack.callback(_close, local)
    return local


def _close(local: Local) -> None:
    """Take back what is under way, for the kernel lives on; an interrupt does not end that."""
    try:
        local.close()
    except KeyboardInterrupt:
        local.close()
        raise


class _Nobody:
    """A Backend where there is none."""

    def __getattr__(self, _name: str) -> Any:
        raise BackendError.of(
            "no-server",
            "No Jupyter server started this kernel, so there is nobody to ask.",
            "Open the notebook in JupyterLab with jupyter_envmgr, or install jupyter_envmgr in "
            "this kernel's environment.",
        )
