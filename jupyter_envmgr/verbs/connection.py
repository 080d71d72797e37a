"""HTTP to a Jupyter server on this machine: over TCP, TLS or a Unix socket, with its token.

http.client and no urllib: a proxy that the person has configured is never asked, and a Unix
socket is one method away.
"""

from __future__ import annotations

import json
import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from .backend import BackendError

if TYPE_CHECKING:
    from .backend import Data

CONNECT_SECONDS = 10
ANSWER_SECONDS = 600
"""A plan is solved while one waits for it, and its channels may have to be downloaded."""

_JUPYTERS = ("forbidden", "method-not-allowed")
"""Codes of problems that come from Jupyter and not from us."""
_RESTART = "Restart JupyterLab (or its Jupyter server), then this kernel."


class Address(NamedTuple):
    """Where a server is, and what it takes one for."""

    host: str
    port: int
    base_url: str
    """Begins and ends with a slash."""
    token: str = ""
    secure: bool = False
    sock: str = ""
    """Path of a Unix socket, which then takes the place of host and port."""


class Connection:
    """Asks a server, one connection for each question."""

    def __init__(self, address: Address, door: str, seconds: float = ANSWER_SECONDS) -> None:
        self._address = address
        self._door = door
        self._seconds = seconds
        """How long an answer may take; connecting takes no longer either."""

    def ask(
        self,
        method: str,
        path: str,
        body: Data | None = None,
        query: dict[str, str] | None = None,
    ) -> Any:
        """What the server answers to a path below its base URL, decoded.

        Raises BackendError: with the server's own Problem if it sent one, else with one that says
        what is the matter with the server.
        """
        target = self._address.base_url + path + (f"?{urlencode(query)}" if query else "")
        connection = self._open()
        try:
            connection.request(method, target, _text(method, body), self._headers())
            if connection.sock is not None:
                connection.sock.settimeout(self._seconds)
            answer = connection.getresponse()
            status, content = answer.status, answer.read()
        except (OSError, HTTPException) as error:
            raise _silent(error) from error
        finally:
            connection.close()
        return _decoded(status, content, path)

    def _open(self) -> HTTPConnection:
        address = self._address
        seconds = min(CONNECT_SECONDS, self._seconds)
        if address.sock:
            return _UnixConnection(address.sock, timeout=seconds)
        if address.secure:
            # The address comes from a file that is this user's own (running_server.py looks).
            context = ssl._create_unverified_context()  # noqa: S323, SLF001
            return HTTPSConnection(address.host, address.port, timeout=seconds, context=context)
        return HTTPConnection(address.host, address.port, timeout=seconds)

    def _headers(self) -> dict[str, str]:
        """The token; where a server wants none, what it takes for its own pages' requests.

        Jupyter compares a cookie with a header then (tornado's ``xsrf_cookies``), and lets
        requests with a token pass.
        """
        headers = {"X-Envmgr-Door": self._door, "Accept": "application/json"}
        if self._address.token:
            return {**headers, "Authorization": "token " + self._address.token}
        return {**headers, "Cookie": "_xsrf=envmgr", "X-XSRFToken": "envmgr"}


class _UnixConnection(HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def _text(method: str, body: Data | None) -> bytes | None:
    """A request's body; an empty one where a server wants one all the same."""
    if body is None:
        return b"" if method in ("POST", "PUT", "PATCH") else None
    return json.dumps(body).encode()


def _decoded(status: int, content: bytes, path: str) -> Any:
    try:
        answer = json.loads(content) if content else None
    except ValueError:
        answer = None
    if status < 300:  # noqa: PLR2004 - HTTP
        return answer
    said = answer if isinstance(answer, dict) else {}
    if {"code", "message"} <= set(said) and said["code"] not in _JUPYTERS:
        raise BackendError({"hint": "", "details": {}, **said}, status)
    raise BackendError(_refusal(status, path, said), status)


def _refusal(status: int, path: str, answer: Data) -> Data:
    """What is the matter where it is Jupyter that refuses, and not jupyter_envmgr."""
    said = answer.get("message") or answer.get("reason")
    if status in (301, 302, 401, 403):
        return _problem(
            "server-refused",
            "The Jupyter server does not take this kernel's token.",
            f"{_RESTART} A server with a password and no token lets no kernel in: give it a token "
            "too (ServerApp.token).",
        )
    if status in (404, 405):
        return _problem(
            "server-differs",
            "The Jupyter server runs without jupyter_envmgr, or with another version of it.",
            f"{_RESTART} If that does not help, install jupyter_envmgr where Jupyter runs.",
            path=path,
        )
    return _problem(
        "server",
        f"The Jupyter server cannot answer (HTTP {status}{': ' + str(said) if said else ''}).",
        "Its log tells more.",
    )


def _silent(error: Exception) -> BackendError:
    if isinstance(error, socket.timeout):
        message = "The Jupyter server that started this kernel does not answer in time."
    else:
        message = "The Jupyter server that started this kernel does not answer any more."
    problem = _problem("no-server", message, _RESTART, error=str(error))
    return BackendError(problem)


def _problem(code: str, message: str, hint: str, **details: Any) -> Data:
    return {"code": code, "message": message, "hint": hint, "details": details}
