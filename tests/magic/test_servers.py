"""The server behind a kernel: every kind there is, and those that cannot answer."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from jupyter_envmgr.verbs.connection import Address
from jupyter_envmgr.verbs.running_server import find
from tests.magic.server import jupyter_server

LIST = "%envmgr list"


@contextmanager
def runtime_file(jupyter, **changed):
    """What the server has written down about itself, made wrong for a while."""
    path = jupyter.runtime / f"jpserver-{jupyter.process.pid}.json"
    right = path.read_text(encoding="utf-8")
    path.write_text(json.dumps({**json.loads(right), **changed}), encoding="utf-8")
    try:
        yield path
    finally:
        path.write_text(right, encoding="utf-8")


@contextmanager
def answering(status, content):
    """Somebody else's server; gives its port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def boxed(kernel, line=LIST):
    """The one box that a line ends in."""
    answer = kernel.run(line)
    assert (answer.error, answer.text) == ("", "")
    (output,) = answer.outputs
    assert 'role="alert"' in output["text/html"]
    return output["text/plain"]


def test_a_wrong_token_is_a_box_that_says_to_restart(jupyter, kernel):
    with runtime_file(jupyter, token="wrong"):
        said = boxed(kernel)
    assert "does not take this kernel's token" in said
    assert "Restart" in said


def test_a_server_that_is_gone_is_a_box_that_says_to_restart(jupyter, kernel):
    with runtime_file(jupyter, port=1):
        said = boxed(kernel)
    assert "does not answer any more" in said
    assert "Restart" in said


@pytest.mark.parametrize(
    ("status", "content", "told"),
    [
        (
            404,
            b'{"message": "Not Found", "reason": null}',
            "without jupyter_envmgr, or with another",
        ),
        (
            405,
            b'{"code": "method-not-allowed", "message": "Method Not Allowed"}',
            "another version",
        ),
        (302, b"", "does not take this kernel's token"),
        (500, b"<html>broken</html>", "cannot answer (HTTP 500)"),
        (503, b'{"message": "Starting"}', "cannot answer (HTTP 503: Starting)"),
        (200, b"<html>Hello</html>", "something that is not jupyter_envmgr's"),
        (200, b"[1, 2]", "something that is not jupyter_envmgr's"),
        (422, b'{"code": "new-code", "message": "From the future."}', "From the future."),
    ],
)
def test_another_server_in_its_place_is_a_box(jupyter, kernel, status, content, told):
    with answering(status, content) as port, runtime_file(jupyter, port=port):
        assert told in boxed(kernel)


@pytest.mark.parametrize(
    "content",
    [
        b'{"surroundings": []}',
        b'{"environments": [{"id": 3}]}',
        b'{"environments": 1}',
        b'{"environments": [{"name": 3.5, "prefix": 1}]}',
    ],
)
def test_an_answer_of_another_version_is_a_box(jupyter, kernel, content):
    with answering(200, content) as port, runtime_file(jupyter, port=port):
        assert "another version" in boxed(kernel)


def test_a_damaged_runtime_file_is_a_box(jupyter, kernel):
    with runtime_file(jupyter) as path:
        path.write_text("{", encoding="utf-8")
        assert "No Jupyter server started this kernel" in boxed(kernel)


def test_help_needs_no_server(jupyter, kernel):
    with runtime_file(jupyter, port=1):
        assert "%envmgr install" in kernel.run("%envmgr help install").plain


def certificate(folder):
    """One that nobody has signed."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-keyout", key, "-out", certificate]
    subprocess.run([*command, *names], check=True, capture_output=True)
    return [f"--ServerApp.certfile={certificate}", f"--ServerApp.keyfile={key}"]


KINDS = {
    "below a path": lambda _folder: ["--ServerApp.base_url=/some/where/"],
    "without a token": lambda _folder: ["--IdentityProvider.token=", "--ServerApp.password="],
    "with a certificate of its own": certificate,
    "on a socket": lambda folder: [f"--ServerApp.sock={folder / 'socket'}"],
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_server_is_found_and_asked(tmp_path, settings, bare, kind):
    if kind == "with a certificate of its own" and not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate")
    with (
        jupyter_server(tmp_path, settings, *KINDS[kind](tmp_path)) as server,
        server.kernel("conda-env-bare-py") as kernel,
    ):
        assert kernel.run("%envmgr").plain.startswith("bare")
        assert kernel.run("%envmgr create made envmgr-tool --no-kernel").plain.endswith(
            "Create made."
        )
        server.delete("made")


def test_on_a_hub_the_hubs_token_is_used(tmp_path, settings, bare):
    """The runtime file of a single-user server has no token; a plain server stands for one."""
    hub = {"JUPYTERHUB_API_TOKEN": "from-the-hub", "JUPYTERHUB_SERVICE_PREFIX": "/user/me/"}
    arguments = ["--ServerApp.base_url=/user/me/", "--IdentityProvider.token=from-the-hub"]
    with (
        jupyter_server(tmp_path, settings | hub, *arguments) as server,
        server.kernel("conda-env-bare-py") as kernel,
        runtime_file(server, token=""),
    ):
        assert "bare" in kernel.run(LIST).plain


HUB = {
    "JUPYTERHUB_API_TOKEN": "t",
    "JUPYTERHUB_SERVICE_PREFIX": "/user/me/",
    "JUPYTERHUB_SERVICE_URL": "https://0.0.0.0:8888/user/me/",
}


def test_without_a_runtime_file_a_hub_tells_where_its_server_is():
    assert find([], HUB) == Address("127.0.0.1", 8888, "/user/me/", "t", secure=True)
    assert find([], {}) is None


def runtime_file_of_parent(folder, mode=0o600, **content):
    """What a server that started this process would have written."""
    told = {"pid": os.getppid(), "port": 1, "hostname": "", "base_url": "/", "token": "", **content}
    path = folder / f"jpserver-{os.getppid()}.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    "content",
    [
        {"base_url": "/"},
        {"base_url": "/user/me/"},  # which anybody may choose
        {"base_url": "/user/me/", "port": 8888, "hostname": "192.0.2.1"},
        {"base_url": "/user/me/", "port": 8888, "sock": "/tmp/somebody"},
    ],
)
def test_a_hubs_token_goes_to_no_other_server(tmp_path, content):
    runtime_file_of_parent(tmp_path, **content)
    assert find([str(tmp_path)], HUB).token == ""


@pytest.mark.parametrize("host", ["", "127.0.0.1", "localhost", "0.0.0.0"])
def test_a_hubs_token_goes_to_the_server_that_the_hub_started(tmp_path, host):
    runtime_file_of_parent(tmp_path, base_url="/user/me/", port=8888, hostname=host)
    assert find([str(tmp_path)], HUB).token == "t"


def test_a_hub_that_names_an_impossible_port_is_no_traceback():
    assert find([], {**HUB, "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:none/user/me/"}).port == 80


@pytest.mark.skipif(os.name == "nt", reason="files have no mode there")
def test_a_runtime_file_that_somebody_else_may_have_written_is_not_believed(tmp_path, monkeypatch):
    for mode in (0o620, 0o602):
        runtime_file_of_parent(tmp_path, mode)
        assert find([str(tmp_path)], {}) is None
    path = runtime_file_of_parent(tmp_path)
    assert find([str(tmp_path)], {}).port == 1
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    assert find([str(tmp_path)], {}) is None


@pytest.mark.skipif(os.name == "nt", reason="pipes have no path there, links need a privilege")
def test_a_pipe_or_a_link_in_a_runtime_files_place_is_passed_over(tmp_path):
    path = runtime_file_of_parent(tmp_path)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert find([str(tmp_path)], {}) is None
    path.unlink()
    os.mkfifo(path, 0o600)
    assert find([str(tmp_path)], {}) is None


def test_a_runtime_file_of_an_earlier_process_with_that_number_is_not_believed(tmp_path):
    runtime_file_of_parent(tmp_path, pid=1)
    assert find([str(tmp_path)], {}) is None


@pytest.fixture
def without_a_server(settings, tmp_path):
    """A process whose parent is no Jupyter server."""
    kept = {key: text for key, text in os.environ.items() if not key.startswith("J")}
    return kept | settings | {"HOME": str(tmp_path), "IPYTHONDIR": str(tmp_path / "ipython")}


def test_ipython_in_a_terminal_does_it_in_process_as_plain_text(without_a_server, bare):
    command = [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", "-c"]
    code = "%load_ext jupyter_envmgr\n%envmgr list\n%envmgr create here envmgr-tool --no-kernel"
    done = subprocess.run(
        [*command, code], env=without_a_server, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert bare["prefix"] in done.stdout
    assert "Create here." in done.stdout
    assert "<" not in done.stdout


EXECUTE = """
import json, os, sys, tempfile, nbformat
from nbclient import NotebookClient
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from jupyter_envmgr.kernels.magic_argument import with_magic

if "FORGED" in os.environ:
    forged = os.path.join(tempfile.gettempdir(), f"jpserver-{os.getpid()}.json")
    with open(forged, "w") as file:
        json.dump({**json.loads(os.environ.pop("FORGED")), "pid": os.getpid()}, file)
    os.chmod(forged, 0o666)
book = nbformat.v4.new_notebook()
book.cells = [nbformat.v4.new_code_cell(source) for source in sys.argv[2:]]
manager = AsyncKernelManager()
launch = [sys.argv[1], "-m", "ipykernel_launcher", "-f", "{connection_file}"]
manager._kernel_spec = KernelSpec(argv=with_magic(launch))
NotebookClient(book, km=manager).execute()
for cell in book.cells:
    for output in cell.outputs:
        print(output.get("data", output).get("text/plain", output))
"""


def executed(python, environ, *cells):
    """What a program that runs notebooks gets of its cells."""
    done = subprocess.run(
        [sys.executable, "-c", EXECUTE, python, *cells],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_program_that_runs_notebooks_has_it_done_in_process(without_a_server, bare):
    """As papermill does, with the package in the kernel's environment."""
    shown = executed(
        sys.executable, without_a_server, "%envmgr install -n bare envmgr-tool --dry-run"
    )
    assert "envmgr-tool" in shown
    assert "Problem" not in shown


INTERRUPTED = """
import os, signal
from jupyter_envmgr.local import Local
def plan(self, body):
    os.kill(os.getpid(), signal.SIGINT)
    return real(self, body)
real, Local.plan = Local.plan, plan
"""


def test_in_process_too_a_problem_is_a_box_and_the_cells_below_are_run(without_a_server, bare):
    cells = ["%envmgr packages -n nosuch", "%envmgr", "%envmgr instal x", "'the last cell'"]
    shown = executed(sys.executable, without_a_server, *cells)
    assert shown.count("Problem: ") == 2
    assert "There is no environment named 'nosuch'" in shown
    assert "Did you mean install?" in shown
    assert "the last cell" in shown


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_in_process_too_an_interrupt_is_a_box(without_a_server, bare):
    cells = [INTERRUPTED, "%envmgr install -n bare envmgr-tool", "'the last cell'"]
    shown = executed(sys.executable, without_a_server, *cells)
    assert "Interrupted." in shown
    assert "the last cell" in shown


@pytest.mark.skipif(os.name == "nt", reason="files have no mode there")
def test_nobody_elses_file_in_tmp_tells_a_program_that_runs_notebooks_of_a_server(
    without_a_server, bare, tmp_path
):
    with answering(200, b'{"environments": []}') as port:
        forged = {"hostname": "127.0.0.1", "port": port, "base_url": "/user/me/", "token": ""}
        own = {"TMPDIR": str(tmp_path), "FORGED": json.dumps(forged)}
        hub = {**HUB, "JUPYTERHUB_SERVICE_URL": ""}
        files = "import os; sorted(os.listdir(os.environ['TMPDIR']))"
        shown = executed(sys.executable, without_a_server | own | hub, "%envmgr list", files)
    assert bare["prefix"] in shown
    assert "jpserver-" in shown  # beside the connection file


def test_with_neither_server_nor_package_a_box_says_what_to_do(without_a_server, bare):
    python = Path(bare["prefix"], "python.exe" if os.name == "nt" else "bin/python")
    shown = executed(str(python), without_a_server, "%envmgr", "'the last cell'")
    assert "No Jupyter server started this kernel" in shown
    assert "install jupyter_envmgr" in shown
    assert "the last cell" in shown
