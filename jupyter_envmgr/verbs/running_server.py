"""The Jupyter server that started this process, found by what it leaves for its kernels.

A server writes ``jpserver-<pid>.json`` into Jupyter's runtime folder (``server_info`` in
jupyter_server/serverapp.py), and its kernels know its process id. JupyterHub puts the address and
a token into variables of the single-user server, which its kernels inherit.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from .connection import Address

if TYPE_CHECKING:
    from .backend import Data

_ANYWHERE = {"": "127.0.0.1", "*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
"""What a server is bound to that takes requests from everywhere, and how it is reached here."""


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
    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _address(content: Data, environ: Mapping[str, str]) -> Address:
    """What a runtime file says; the host is this machine, whatever name it has for others."""
    host = str(content.get("hostname") or "")
    base_url = _slashes(str(content.get("base_url") or "/"))
    return Address(
        host=_ANYWHERE.get(host, host),
        port=_number(content.get("port")),
        base_url=base_url,
        token=str(content.get("token") or "") or _hub_token(base_url, environ),
        secure=bool(content.get("secure")),
        sock=str(content.get("sock") or ""),
    )


def _of_hub(environ: Mapping[str, str]) -> Address | None:
    """A single-user server of JupyterHub: what its spawner told it (``get_env`` in spawner.py)."""
    url = urlsplit(environ.get("JUPYTERHUB_SERVICE_URL", ""))
    base_url = _slashes(environ.get("JUPYTERHUB_SERVICE_PREFIX", "") or url.path)
    token = _hub_token(base_url, environ)
    if not (url.netloc and token):
        return None
    secure = url.scheme == "https"
    host = url.hostname or ""
    port = url.port or (443 if secure else 80)
    return Address(_ANYWHERE.get(host, host), port, base_url, token, secure)


def _hub_token(base_url: str, environ: Mapping[str, str]) -> str:
    """The hub's token for this server; empty if it is for another one."""
    prefix = environ.get("JUPYTERHUB_SERVICE_PREFIX", "")
    return environ.get("JUPYTERHUB_API_TOKEN", "") if _slashes(prefix) == base_url else ""


def _slashes(path: str) -> str:
    return "/" + path.strip("/") + "/" if path.strip("/") else "/"


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
