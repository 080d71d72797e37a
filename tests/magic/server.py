"""A Jupyter server in a process of its own, with kernels that people could open notebooks with."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from queue import Empty

from jupyter_client import BlockingKernelClient

from jupyter_envmgr.verbs.backend import BackendError
from jupyter_envmgr.verbs.connection import Connection
from jupyter_envmgr.verbs.rest import Rest
from jupyter_envmgr.verbs.running_server import find

SECONDS = 60
_NUMBERS = count()
FOREIGN = ("CONDA", "MAMBA", "UV_", "PIP_", "RATTLER", "JUPYTER", "JPY_", "XDG_", "VIRTUAL_ENV")


@dataclass
class Answer:
    """What a cell has shown."""

    outputs: list[dict]
    """Bundles of display messages, in order; an update takes the place of what it updates."""
    text: str
    """stdout and stderr."""
    error: str
    """Name of the exception, empty for none."""

    @property
    def html(self):
        return "\n".join(each.get("text/html", "") for each in self.outputs)

    @property
    def plain(self):
        return "\n".join(each["text/plain"] for each in self.outputs)


class _IdleError(Exception):
    """The cell has ended; a kernel that ends with it never replies."""


class Kernel:
    """A running kernel, and what a front end does with it."""

    def __init__(self, connection_file: Path) -> None:
        self.id = Path(connection_file).stem[len("kernel-") :]
        self.client = BlockingKernelClient(connection_file=str(connection_file))
        self.client.load_connection_file()
        self.client.start_channels()
        self._wait()

    def _wait(self) -> None:
        """Until it replies and its outputs arrive.

        Not wait_for_ready: on a busy machine its heartbeat takes a slow start for a death.
        """
        for _ in range(SECONDS):
            self.client.kernel_info(reply=True, timeout=SECONDS)
            with suppress(Empty):
                self.client.get_iopub_msg(timeout=1)
                return
        raise AssertionError("nothing comes from the kernel")

    def run(self, code: str, *, answer: str | None = None, when_shown=None) -> Answer:
        """Run a cell; ``answer`` is typed where it asks, ``when_shown`` called at each output."""
        shown: dict[object, dict] = {}
        found = Answer([], "", "")

        def hook(message):
            content = message["content"]
            kind = message["msg_type"]
            if kind in ("display_data", "update_display_data", "execute_result"):
                key = content.get("transient", {}).get("display_id") or object()
                shown[key] = content["data"]
            elif kind == "stream":
                found.text += content["text"]
            elif kind == "error":
                found.error = content["ename"]
            if kind == "status" and content["execution_state"] == "idle":
                raise _IdleError
            if when_shown and kind in ("display_data", "update_display_data"):
                when_shown(content["data"])

        with suppress(_IdleError):
            self.client.execute_interactive(
                code,
                timeout=SECONDS,
                output_hook=hook,
                allow_stdin=answer is not None,
                stdin_hook=lambda _message: self.client.input(answer),
            )
        found.outputs = list(shown.values())
        return found

    def complete(self, code: str) -> list[str]:
        """What Tab offers at the end of a line."""
        reply = self.client.complete(code, reply=True, timeout=SECONDS)
        return reply["content"]["matches"]

    def close(self) -> None:
        self.client.stop_channels()


class JupyterServer:
    """A running server and its REST."""

    def __init__(self, process: subprocess.Popen, runtime: Path) -> None:
        self.process = process
        self.runtime = runtime
        self.home = runtime.parent
        environ = {"JPY_PARENT_PID": str(process.pid)}
        address = find([str(runtime)], environ)
        assert address is not None
        self.address = address
        self.connection = Connection(address, "rest")
        self.rest = Rest(self.connection)

    def create(self, name: str, *packages: str, **more: object) -> dict:
        """Create an environment and give it when it is there."""
        body = {"name": name, "packages": list(packages), **more}
        job = self.rest.wait(self.rest.create(body), lambda _job: None)
        assert job["state"] == "done", job
        return next(each for each in self.rest.environments() if each["name"] == name)

    @contextmanager
    def environment(self, name: str, *packages: str, **more: object):
        """One that is gone afterwards."""
        try:
            yield self.create(name, *packages, **more)
        finally:
            self.delete(name)

    def delete(self, name: str) -> None:
        """Remove an environment, if it is there, for good."""
        if name in self.names():
            self.rest.wait(self.rest.remove(name), lambda _job: None)
        if name in [each["name"] for each in self.rest.removed()]:
            self.rest.prune(name)

    def names(self) -> list[str]:
        return [each["name"] for each in self.rest.environments()]

    def session(self, path: str) -> dict:
        """That of a notebook."""
        sessions = self.connection.ask("GET", "api/sessions")
        return next(each for each in sessions if each["path"] == path)

    def interrupt(self, kernel: Kernel) -> None:
        """As the square in the toolbar does."""
        self.connection.ask("POST", f"api/kernels/{kernel.id}/interrupt")

    @contextmanager
    def kernel(self, name: str, path: str = ""):
        """A kernel that a notebook uses, which is one of its own for each kernel."""
        path = path or f"{name}-{next(_NUMBERS)}.ipynb"
        body = {"path": path, "type": "notebook", "name": path, "kernel": {"name": name}}
        session = self.connection.ask("POST", "api/sessions", body)
        kernel = Kernel(self.runtime / f"kernel-{session['kernel']['id']}.json")
        try:
            yield kernel
        finally:
            kernel.close()
            self.connection.ask("DELETE", f"api/sessions/{session['id']}")


@contextmanager
def jupyter_server(home: Path, environ: dict[str, str], *arguments: str):
    """Start a server, with everything it writes in a home of its own; stop it in the end."""
    runtime = home / "runtime"
    own = {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    kept = {key: text for key, text in os.environ.items() if not key.startswith(FOREIGN)}
    options = ["--ServerApp.ip=127.0.0.1", "--allow-root", "--no-browser"]
    if not any(each.startswith("--ServerApp.sock=") for each in arguments):
        options.append("--ServerApp.port=0")
    command = [sys.executable, "-m", "jupyter_server", *options, *arguments]
    with (home / "server.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, env=kept | own | environ, cwd=home, stdout=log, stderr=log
        )
        try:
            _wait_for(runtime, process, home / "server.log")
            yield JupyterServer(process, runtime)
        finally:
            process.terminate()
            process.wait(timeout=SECONDS)


def _wait_for(runtime: Path, process: subprocess.Popen, log: Path) -> None:
    """Until a server has written down where it is, and answers there."""
    end = time.monotonic() + SECONDS
    while not _answers(runtime, process.pid):
        if time.monotonic() > end or process.poll() is not None:
            raise AssertionError(log.read_text(encoding="utf-8"))
        time.sleep(0.02)


def _answers(runtime: Path, pid: int) -> bool:
    address = find([str(runtime)], {"JPY_PARENT_PID": str(pid)})
    if address is None:
        return False
    try:
        Connection(address, "rest").ask("GET", "api")
    except BackendError:
        return False
    return True
