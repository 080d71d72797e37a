"""The command line as people run it, on a machine of the test's own."""

from __future__ import annotations

import http.server
import io
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from jupyter_envmgr import cli

COMMAND = [sys.executable, "-m", "jupyter_envmgr.cli"]


@pytest.fixture
def environ(machine, monkeypatch):
    """The machine's variables, also of this process; kernels are published nowhere."""
    for name in [name for name in os.environ if name.startswith("JUPYTER")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "120")
    jupyter = machine.home / ".jupyter"
    jupyter.mkdir()
    settings = {"CondaKernelSpecManager": {"publish_kernels": False}}
    (jupyter / "jupyter_server_config.json").write_text(json.dumps(settings))
    return dict(os.environ)


class Said(NamedTuple):
    """What a command has printed."""

    stdout: str
    stderr: str


@pytest.fixture
def envmgr(environ, tmp_path, monkeypatch, capsys):
    """Do a verb without a terminal, in this process; its exit code is looked at."""

    def run(*words, code=0, stdin="", cwd=tmp_path, **variables):
        capsys.readouterr()
        with monkeypatch.context() as here, _signals_put_back():
            here.chdir(cwd)
            here.setattr("sys.stdin", io.StringIO(stdin))
            for name, value in {**environ, **variables}.items():
                here.setenv(name, value)
            got = cli.main(words)
        said = Said(*capsys.readouterr())
        assert got == code, said.stdout + said.stderr
        assert "Traceback" not in said.stderr
        return said

    return run


@contextmanager
def _signals_put_back():
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.getsignal(getattr(signal, name)) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


@pytest.fixture
def process(environ, tmp_path):
    """Do a verb in a process of its own; its exit code is looked at."""

    def run(*words, code=0, stdin=""):
        done = subprocess.run(
            [*COMMAND, *words],
            env=environ,
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == code, done.stdout + done.stderr
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
    environ["RATTLER_CACHE_DIR"] = str(tmp_path / "rattler")  # processes; and this one, by envmgr
    server = GatedChannel(small)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    machine.configure(f"channels:\n  - {server.url}\nenvs_dirs:\n  - {machine.envs}\n")
    yield server
    server.gate.set()
    server.shutdown()
    server.server_close()
    thread.join()
