"""The command line as people run it: processes of its own, on a machine of the test's own."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "jupyter_envmgr.cli"]


@pytest.fixture
def environ(machine):
    """The machine's variables; kernels are published nowhere."""
    jupyter = machine.home / ".jupyter"
    jupyter.mkdir()
    settings = {"CondaKernelSpecManager": {"publish_kernels": False}}
    (jupyter / "jupyter_server_config.json").write_text(json.dumps(settings))
    environ = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    return {**environ, "COLUMNS": "120"}


@pytest.fixture
def envmgr(environ, tmp_path):
    """Run a verb without a terminal; its exit code is looked at."""

    def run(*words, code=0, stdin="", cwd=tmp_path, **variables):
        done = subprocess.run(
            [*COMMAND, *words],
            env={**environ, **variables},
            cwd=cwd,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.fixture
def tool(envmgr, machine):
    """An environment with one small package and no Python."""
    envmgr("create", "tool", "envmgr-tool", "--no-kernel")
    return machine.envs / "tool"


class GatedChannel(http.server.ThreadingHTTPServer):
    """A channel that holds back the files whose names end in ``held`` until ``gate`` is open."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.held = ""
        self.gate = threading.Event()
        self.waiting = threading.Event()
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class _Handler(http.server.SimpleHTTPRequestHandler):
    def translate_path(self, path):
        return str(self.server.folder) + path

    def send_head(self):
        self.server.asked.append(self.path)
        del self.headers["If-Modified-Since"]  # rattler 0.28 takes a 304 for an error
        if self.server.held and self.path.endswith(self.server.held):
            self.server.waiting.set()
            self.server.gate.wait(60)
        return super().send_head()

    def copyfile(self, source, outputfile):
        try:
            super().copyfile(source, outputfile)
        except ConnectionError:
            pass  # who asked has gone

    def log_message(self, *args):
        pass


@pytest.fixture
def gated(small, machine, environ, tmp_path):
    """The machine's only channel, over http, of which nothing is on disk yet."""
    environ["RATTLER_CACHE_DIR"] = str(tmp_path / "rattler")
    server = GatedChannel(small)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    machine.configure(f"channels:\n  - {server.url}\nenvs_dirs:\n  - {machine.envs}\n")
    yield server
    server.gate.set()
    server.shutdown()
    server.server_close()
    thread.join()
