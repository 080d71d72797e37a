"""Options of pip that an environment keeps: without logins, and until others take their place."""

import base64
import http.server
import threading

import pytest

from jupyter_envmgr.asked import stored_spec
from jupyter_envmgr.engine.pip.logins import with_logins
from jupyter_envmgr.errors import ChannelError
from jupyter_envmgr.models import ChangeRequest, PlanRequest, Spec, SpecFile
from jupyter_envmgr.planner import read
from tests.engine.test_pip_settings import NAME

_LOGIN = "Basic " + base64.b64encode(b"us:PASSWORD").decode()


class _Locked(http.server.BaseHTTPRequestHandler):
    """A package index (PEP 503) for who logs in."""

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        name = self.path.strip("/").rpartition("/")[2]
        wheels = self.server.wheels
        if self.headers.get("Authorization") != _LOGIN:
            self.answer(401, b"")
        elif name.endswith(".whl"):
            self.answer(200, (wheels / name).read_bytes())
        else:
            found = [wheel.name for wheel in wheels.glob(f"{name.replace('-', '_')}-*.whl")]
            page = "".join(f'<a href="/files/{wheel}">{wheel}</a>' for wheel in found)
            self.answer(200 if found else 404, page.encode(), "text/html")

    def answer(self, status, body, kind="application/octet-stream"):
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="index"')
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def locked(machine, monkeypatch, tmp_path):
    """The host of the index; there is no other one."""
    for name in ("UV_NO_INDEX", "UV_FIND_LINKS"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/nothing")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Locked)
    server.wheels = machine.wheels
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}/index"
    server.shutdown()
    server.server_close()
    thread.join()


async def test_an_index_with_a_login_is_used_again_with_that_of_the_persons_settings(
    machine, locked, monkeypatch, tmp_path
):
    text = f"--index-url http://us:PASSWORD@{locked}/\nhumanize\n"
    file = SpecFile(name="requirements.txt", text=text)
    await machine.create("a", "python=3.11", file=file, kernel=False)
    assert f"--index-url http://{locked}/" in stored_spec(machine.envs / "a").pip
    request = PlanRequest(environment="a", pip=["envmgr-hello"])
    with pytest.raises(ChannelError, match="login"):
        await machine.changes.plan(request)
    conf = tmp_path / NAME
    conf.write_text(f"[global]\nindex-url = http://us:PASSWORD@{locked}\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(conf))
    plan = await machine.changes.plan(request)
    assert [change.name for change in plan.pip] == ["envmgr-hello"]
    prepared = await machine.changes.current(plan.id)
    await machine.changes.apply(prepared, lambda _progress: None)
    kept = stored_spec(machine.envs / "a").pip
    assert kept == [f"--index-url http://{locked}/", "humanize", "envmgr-hello"]


async def test_a_login_that_is_given_with_a_change_is_used_and_not_shown(machine, locked):
    text = f"--index-url http://us:PASSWORD@{locked}\nhumanize\n"
    file = SpecFile(name="requirements.txt", text=text)
    await machine.create("a", "python=3.11", file=file, kernel=False)
    lines = [f"--index-url http://us:PASSWORD@{locked}", "envmgr-hello"]
    plan = await machine.changes.plan(PlanRequest(environment="a", pip=lines))
    assert [change.name for change in plan.pip] == ["envmgr-hello"]
    assert "PASSWORD" not in plan.title


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--index-url https://h/a/", {"PIP_INDEX_URL": "https://u:pw@h/a"}),
        ("--extra-index-url https://h/a", {"PIP_EXTRA_INDEX_URL": "https://o https://u:pw@h/a/"}),
        ("--find-links https://h/a", {"UV_FIND_LINKS": "/tmp,https://u:pw@h/a"}),
        ("--index-url https://h/a", {"UV_INDEX": "mine=https://u:pw@h/a"}),
    ],
)
def test_a_login_is_found_in_pips_and_in_uvs_settings(tmp_path, option, told):
    (found,) = with_logins([option], told, tmp_path, None, tmp_path)
    assert found.startswith(f"{option.partition(' ')[0]} https://u:pw@h/a")


def test_no_other_address_is_given_a_login(tmp_path):
    options = ["--index-url https://h/b", "--index-url https://x:y@h/a", "--pre"]
    told = {"PIP_INDEX_URL": "https://u:pw@h/a"}
    assert with_logins(options, told, tmp_path, None, tmp_path) == options


STORED = Spec(
    pip=["--index-url https://h/a", "--extra-index-url https://h/b", "--pre", "humanize"],
    constraints=["numpy<2"],
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ([], ["--index-url https://h/a", "--extra-index-url https://h/b", "--pre"]),
        (["--pre"], ["--index-url https://h/a", "--extra-index-url https://h/b", "--pre"]),
        (["-i https://h/c"], ["--extra-index-url https://h/b", "--pre", "--index-url https://h/c"]),
        (["--no-index"], ["--extra-index-url https://h/b", "--pre", "--no-index"]),
        (
            ["--extra-index-url https://u:pw@h/b"],
            ["--index-url https://h/a", "--pre", "--extra-index-url https://u:pw@h/b"],
        ),
    ],
)
def test_options_that_are_typed_join_those_that_are_kept(typed, kept):
    request = read.change(ChangeRequest(pip=typed), STORED)
    assert request.written.pip == kept
    assert list(request.options) == kept
    assert list(request.constraints) == ["numpy<2"]


def test_options_and_constraints_of_a_file_take_the_place_of_those_that_are_kept():
    file = SpecFile(name="requirements.txt", text="--index-url https://h/c\ncowsay\n")
    request = read.change(ChangeRequest(file=file), STORED)
    assert list(request.options) == request.written.pip == ["--index-url https://h/c"]
    assert request.written.constraints == ["numpy<2"]
    file = SpecFile(name="constraints.txt", text="numpy<3\n")
    request = read.change(ChangeRequest(file=file), STORED)
    assert list(request.constraints) == request.written.constraints == ["numpy<3"]
    assert request.written.pip == STORED.pip[:-1]
