"""Where changes take packages from: channels with logins, of specs, and for one change only."""

import asyncio
import base64
import functools
import http.server
import re
import shutil
import threading

import pytest
from rattler.index import index_fs

from jupyter_envmgr.asked import stored_spec
from jupyter_envmgr.errors import BadSpecError, ChannelError, ForbiddenChannelError
from jupyter_envmgr.models import PlanRequest
from tests.channel.write import File, Package

WORD = re.compile(rb"[A-Z]{6,}")
_LOGIN = "Basic " + base64.b64encode(b"us:PASSWORD").decode()


class _Locked(http.server.SimpleHTTPRequestHandler):
    """A channel at /t/SECRET/small and, for who logs in, at /login/small; at /small for nobody."""

    def send_head(self):
        for start in ("/t/SECRET/small", "/login/small"):
            if self.path.startswith(f"{start}/"):
                self.path = self.path.removeprefix(start)
                if start == "/login/small" and self.headers.get("Authorization") != _LOGIN:
                    return self.send_error(401)
                del self.headers["If-Modified-Since"]  # see tests/conftest.py
                return super().send_head()
        return self.send_error(403)

    def log_message(self, *args):
        pass


@pytest.fixture
def locked(small):
    """The host that serves ``small`` only to those who have the token or the login."""
    handler = functools.partial(_Locked, directory=str(small))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def change(machine):
    """Plan and apply; gives the plan."""

    async def work(name, **request):
        plan = await machine.changes.plan(PlanRequest(environment=name, **request))
        prepared = await machine.changes.current(plan.id)
        await machine.changes.apply(prepared, lambda _progress: None)
        return plan

    return work


@pytest.fixture
def other(tmp_path):
    """Another channel: a package of its own, and a newer envmgr-versions."""
    folder = tmp_path / "other"
    for name, version in (("envmgr-else", "1.0"), ("envmgr-versions", "9.0")):
        made = Package(
            name=name,
            version=version,
            subdir="noarch",
            noarch="generic",
            files=(File(f"share/{name}.txt", f"{version}\n".encode()),),
        )
        made.write(folder)
    asyncio.run(index_fs(folder))
    return folder


def versions(machine, name):
    return {p.name: p.version for p in machine.environments.packages(name).packages}


def secrets_in(prefix):
    files = [path for path in prefix.rglob("*") if path.is_file()]
    return [
        file for file in files if {b"SECRET", b"PASSWORD"} & set(WORD.findall(file.read_bytes()))
    ]


@pytest.mark.parametrize("kept", [True, False], ids=["ours", "made elsewhere"])
@pytest.mark.parametrize(
    "settings",
    [
        "channels: [http://{host}/t/SECRET/small]",
        "channels: [http://us:PASSWORD@{host}/login/small]",
        "channels: [small]\nchannel_alias: http://{host}/t/SECRET",
        "channels: [small]\ncustom_channels: {{small: 'http://us:PASSWORD@{host}/login'}}",
        "channels: [ours]\ncustom_multichannels: {{ours: ['http://{host}/t/SECRET/small']}}",
    ],
)
async def test_an_environment_from_a_channel_with_a_login_can_be_changed(
    machine, change, locked, tmp_path, monkeypatch, settings, kept
):
    machine.configure(f"{settings.format(host=locked)}\nenvs_dirs: ['{machine.envs}']\n")
    monkeypatch.setenv("RATTLER_CACHE_DIR", str(tmp_path / "cache"))
    await machine.create("a", "envmgr-versions=2", kernel=False)
    if not kept:
        shutil.rmtree(machine.envs / "a/conda-meta/envmgr")
    shutil.rmtree(tmp_path / "cache")
    await change("a", reinstall=["envmgr-versions"])
    await change("a", install=["envmgr-tool"])
    assert versions(machine, "a") == {"envmgr-tool": "1.0", "envmgr-versions": "2.0"}
    assert secrets_in(machine.envs / "a") == []


async def test_a_login_that_is_given_with_a_change_holds_for_the_stored_channel(
    machine, change, locked, tmp_path, monkeypatch
):
    monkeypatch.setenv("RATTLER_CACHE_DIR", str(tmp_path / "cache"))
    with_token = f"http://{locked}/t/SECRET/small"
    await machine.create("a", "envmgr-versions=2", channels=[with_token], kernel=False)
    with pytest.raises(ChannelError) as refused:
        await machine.changes.plan(PlanRequest(environment="a", install=["envmgr-tool"]))
    assert "put its address with that into .condarc" in refused.value.hint
    await change("a", install=["envmgr-tool"], channels=[with_token])
    assert "envmgr-tool" in versions(machine, "a")
    channels = [f"http://{locked}/small", machine.channel.as_uri()]
    assert stored_spec(machine.envs / "a").channels == channels
    assert secrets_in(machine.envs / "a") == []


async def test_a_channel_that_a_spec_names_joins_those_of_the_environment(
    machine, change, small, other
):
    machine.configure(
        f"channels: ['{small.as_uri()}']\nenvs_dirs: ['{machine.envs}']\n"
        f"custom_channels: {{other: '{other.parent.as_uri()}'}}\n"
    )
    await machine.create("b", "envmgr-tool", "other::envmgr-else", kernel=False)
    await machine.create("a", "envmgr-versions=2", kernel=False)
    await change("a", install=["other::envmgr-else"])
    for name in ("a", "b"):
        assert "envmgr-else" in versions(machine, name)
        assert stored_spec(machine.envs / name).channels == [small.as_uri(), "other"]
    plan = await change("a", install=["other::envmgr-versions=9"])
    assert [(c.name, c.after, c.channel) for c in plan.conda] == [
        ("envmgr-versions", "9.0", "other")
    ]
    assert [notice.code for notice in plan.notices] == []
    assert (await change("a", update="all")).conda == []


async def test_a_channel_for_one_change_stays_behind_the_environments_own(
    machine, change, small, other
):
    machine.use_channel(small)
    await machine.create("a", "envmgr-versions", kernel=False)
    await change("a", install=["envmgr-else"], channels=[other.as_uri()])
    assert stored_spec(machine.envs / "a").channels == [small.as_uri(), other.as_uri()]
    assert (await change("a", update="all")).conda == []
    assert versions(machine, "a") == {"envmgr-else": "1.0", "envmgr-versions": "5.0"}


async def test_a_channel_for_one_change_that_gives_nothing_is_not_kept(
    machine, change, small, other
):
    machine.use_channel(small)
    await machine.create("a", "envmgr-versions", kernel=False)
    await change("a", install=["envmgr-tool"], channels=[other.as_uri()])
    assert stored_spec(machine.envs / "a").channels == [small.as_uri()]


async def test_packages_that_change_their_channel_are_named(machine, small, other):
    machine.use_channel(small)
    await machine.create("a", "envmgr-versions", "envmgr-tool", kernel=False)
    for more, severity in (
        ({"update": "all"}, "warning"),
        ({"update": ["envmgr-versions"]}, "info"),
    ):
        request = PlanRequest(environment="a", channels=[other.as_uri()], **more)
        plan = await machine.changes.plan(request)
        notice = next(each for each in plan.notices if each.code == "other-channel")
        assert notice.severity == severity
        assert notice.message.endswith("than before: envmgr-versions (small to other).")


async def test_a_channel_that_is_not_allowed_is_refused_in_a_spec_too(machine, small, other):
    machine.use_channel(small)
    await machine.create("a", "envmgr-tool", kernel=False)
    with (machine.home / ".condarc").open("a") as file:
        file.write("denylist_channels: [vendor]\n")
    with pytest.raises(ForbiddenChannelError):
        await machine.changes.plan(PlanRequest(environment="a", install=["vendor::envmgr-else"]))


async def test_a_name_for_one_channel_may_stand_in_a_spec_and_one_for_several_may_not(
    machine, change, small, other
):
    machine.configure(
        f"channels: ['{small.as_uri()}']\nenvs_dirs: ['{machine.envs}']\ncustom_multichannels:\n"
        f"  one: ['{other.as_uri()}']\n  two: ['{small.as_uri()}', '{other.as_uri()}']\n"
    )
    await machine.create("a", "envmgr-tool", kernel=False)
    await change("a", install=["one::envmgr-else"])
    assert stored_spec(machine.envs / "a").channels == [small.as_uri(), other.as_uri()]
    with pytest.raises(BadSpecError, match="two stands for several channels"):
        await machine.changes.plan(PlanRequest(environment="a", install=["two::envmgr-else"]))
