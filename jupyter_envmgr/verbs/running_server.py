"""The Jupyter server that started this process, found by what it leaves for its kernels.

A server writes ``jpserver-<pid>.json`` into Jupyter's runtime folder (``server_info`` in
jupyter_server/serverapp.py), and its kernels know its process id. JupyterHub puts the address and
a token into variables of the single-user server, which its kernels inherit.

A kernel's connection file may be in /tmp (jupyter_client makes one there where nobody names a
folder), and what lies beside it may be anybody's: only a file that is this user's own, and that
nobody else may write, is believed. jupyter_server writes its own so (``secure_write`` in
jupyter_core/paths.py).
"""

from __future__ import annotations

import json
import os
import stat
import sys
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from .connection import Address

if TYPE_CHECKING:
    from urllib.parse import SplitResult

    from .backend import Data

_ANYWHERE = {"": "127.0.0.1", "*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
"""What a server is bound to that takes requests from everywhere, and how it is reached here."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LARGEST = 1 << 16
"""Bytes of a runtime file, which has a dozen short values."""


def find(folders: Iterable[str], environ: Mapping[str, str] = os.environ) -> Address | None:
    """The address of the server whose child this is; None if it is nobody's.

    ``folders`` are those that may be Jupyter's runtime folder.
    """
    pids = list(dict.fromkeys(_pids(environ)))
    for folder in folders:
        for pid in pids:
            content = _read(os.path.join(folder, f"jpserver-{pid}.json"))
            if content.get("pid") == pid:
                return _address(content, environ)
    return _of_hub(environ)


def _pids(environ: Mapping[str, str]) -> Iterator[int]:
    """Process ids that may be the server's."""
    given = environ.get("JPY_PARENT_PID", "")
    if given.isdigit():
        yield int(given) if os.name == "posix" else _pid_of_handle(int(given))
    yield os.getppid()


def _pid_of_handle(handle: int) -> int:
    """The process that a handle stands for: on Windows a kernel inherits one of its server."""
    pid = 0
    if sys.platform == "win32":  # pragma: no cover - Windows
        import ctypes

        ask = ctypes.windll.kernel32.GetProcessId
        ask.argtypes = [ctypes.c_void_p]
        pid = ask(handle)
    return pid


def _read(path: str) -> Data:
    """A runtime file's content; empty where it is not there, or not to be believed."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        file = os.open(path, flags)
        try:
            text = os.read(file, _LARGEST) if _is_own(os.fstat(file)) else b""
        finally:
            os.close(file)
        content = json.loads(text)
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _is_own(status: os.stat_result) -> bool:
    """Whether what was opened is a file that this user has written, and nobody else could have.

    Windows has no owner here; its folders for temporary files are each user's own.
    """
    if not stat.S_ISREG(status.st_mode):
        return False
    if sys.platform == "win32":  # pragma: no cover - Windows
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _address(content: Data, environ: Mapping[str, str]) -> Address:
    """What a runtime file says; the host is this machine, whatever name it has for others."""
    host = str(content.get("hostname") or "")
    address = Address(
        host=_ANYWHERE.get(host, host),
        port=_number(content.get("port")),
        base_url=_slashes(str(content.get("base_url") or "/")),
        token=str(content.get("token") or ""),
        secure=bool(content.get("secure")),
        sock=str(content.get("sock") or ""),
    )
    return address if address.token else address._replace(token=_hub_token(address, environ))


def _of_hub(environ: Mapping[str, str]) -> Address | None:
    """A single-user server of JupyterHub: what its spawner told it (``get_env`` in spawner.py)."""
    url = urlsplit(environ.get("JUPYTERHUB_SERVICE_URL", ""))
    base_url = _slashes(environ.get("JUPYTERHUB_SERVICE_PREFIX", "") or url.path)
    host, port = _place(url)
    address = Address(host, port, base_url, secure=url.scheme == "https")
    token = _hub_token(address, environ)
    return address._replace(token=token) if url.netloc and token else None


def _hub_token(address: Address, environ: Mapping[str, str]) -> str:
    """The hub's token for this server; empty if it is for another one.

    Hubs before 2.0 name no address; what they start is known by its path alone.
    """
    told = environ.get("JUPYTERHUB_SERVICE_URL", "")
    if _slashes(environ.get("JUPYTERHUB_SERVICE_PREFIX", "")) != address.base_url:
        return ""
    if told:
        host, port = _place(urlsplit(told))
        here = address.host in (host, *_LOOPBACK)
        if address.sock or address.port != port or not here:
            return ""
    return environ.get("JUPYTERHUB_API_TOKEN", "")


def _place(url: SplitResult) -> tuple[str, int]:
    """Host and port of an address, as they are reached here."""
    host = url.hostname or ""
    try:
        port = url.port
    except ValueError:  # a number that is no port
        port = None
    return _ANYWHERE.get(host, host), port or (443 if url.scheme == "https" else 80)


def _slashes(path: str) -> str:
    return "/" + path.strip("/") + "/" if path.strip("/") else "/"


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
