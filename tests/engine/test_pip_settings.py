"""What a person has told pip holds for uv; read from real files, tried with the real uv."""

import logging
import os
import sys

import pytest

from jupyter_envmgr.engine.pip import PipRequest, pip_settings, resolve
from jupyter_envmgr.errors import PipConflictError, UnknownPackageError
from tests.channel.made_wheels import write
from tests.engine.package_index import serve

DOWN = "http://127.0.0.1:9/simple"
NAME = "pip.ini" if sys.platform == "win32" else "pip.conf"


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def places(tmp_path, home):
    """Where pip looks, by the names of its documentation, and the variables that say so."""
    machine, user = tmp_path / "machine", tmp_path / "user"
    variables = {
        "XDG_CONFIG_DIRS": str(machine),
        "PROGRAMDATA": str(machine),
        "XDG_CONFIG_HOME": str(user),
        "APPDATA": str(user),
    }
    folders = {
        "machine": machine / "pip",
        "legacy": home / ("pip" if sys.platform == "win32" else ".pip"),
        "user": home / ".config/pip" if sys.platform == "darwin" else user / "pip",
        "site": tmp_path / "prefix",
    }
    return Places(variables, folders, home, tmp_path / "root")


class Places:
    def __init__(self, variables, folders, home, root):
        self.variables, self.folders, self.home, self.root = variables, folders, home, root

    def write(self, place, text):
        folder = self.folders[place]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / NAME).write_text(text)
        return folder / NAME

    def settings(self, **more):
        return pip_settings({**self.variables, **more}, self.home, self.folders["site"], self.root)


def index(url, section="global"):
    return f"[{section}]\nindex-url = {url}\n"


@pytest.mark.skipif(sys.platform == "darwin", reason="the machine's file has a fixed place there")
def test_files_are_read_in_pips_order(places):
    places.folders["root"] = places.root / "etc"
    for place in ("machine", "root", "legacy", "user", "site"):
        if place == "root" and sys.platform == "win32":
            continue
        places.write(place, index(f"https://{place}.invalid/simple"))
        assert places.settings()["UV_DEFAULT_INDEX"] == f"https://{place}.invalid/simple"


def test_the_file_that_a_variable_names_comes_last_and_replaces_the_users(places, tmp_path):
    places.write("user", "[global]\nretries = 7\n")
    places.write("site", index("https://site.invalid"))
    chosen = tmp_path / "chosen.conf"
    chosen.write_text(index("https://chosen.invalid"))
    settings = places.settings(PIP_CONFIG_FILE=str(chosen))
    assert settings == {"UV_DEFAULT_INDEX": "https://chosen.invalid"}
    gone = places.settings(PIP_CONFIG_FILE=str(tmp_path / "gone.conf"))
    assert gone == {"UV_DEFAULT_INDEX": "https://site.invalid", "UV_HTTP_RETRIES": "7"}
    assert places.settings(PIP_CONFIG_FILE=os.devnull) == {}


def test_the_section_of_the_command_beats_the_general_one_and_variables_beat_both(places):
    places.write("site", index("https://general.invalid"))
    places.write("user", index("https://install.invalid", "install"))
    assert places.settings()["UV_DEFAULT_INDEX"] == "https://install.invalid"
    chosen = places.settings(PIP_INDEX_URL="https://variable.invalid")
    assert chosen["UV_DEFAULT_INDEX"] == "https://variable.invalid"
    assert places.settings(PIP_INDEX_URL="")["UV_DEFAULT_INDEX"] == "https://install.invalid"


def test_every_option_has_its_variable(places, tmp_path):
    certificate = tmp_path / "certificate.pem"
    certificate.touch()
    places.write(
        "user",
        f"""[global]
index_url = https://me:secret@one.invalid/simple
extra-index-url =
    https://two.invalid/simple
    https://three.invalid/simple
find-links = /opt/wheels https://four.invalid/links
trusted-host = one.invalid
    two.invalid:8080
cert = {certificate}
client-cert = {certificate}
proxy = me:secret@proxy.invalid:3128
timeout = 12.5
retries = 1
pre = yes
only-binary = numpy,:none:,scipy pandas
no-binary = :all:
constraint = /opt/constraints.txt
keyring-provider = subprocess
""",
    )
    assert places.settings() == {
        "UV_DEFAULT_INDEX": "https://me:secret@one.invalid/simple",
        "UV_INDEX": "https://two.invalid/simple https://three.invalid/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/opt/wheels,https://four.invalid/links",
        "UV_INSECURE_HOST": "one.invalid two.invalid:8080",
        "SSL_CERT_FILE": str(certificate),
        "SSL_CLIENT_CERT": str(certificate),
        "HTTP_PROXY": "http://me:secret@proxy.invalid:3128",
        "HTTPS_PROXY": "http://me:secret@proxy.invalid:3128",
        "UV_HTTP_TIMEOUT": "13",
        "UV_HTTP_RETRIES": "1",
        "UV_PRERELEASE": "allow",
        "ENVMGR_UV_OPTIONS": "--no-binary :all: --only-binary scipy --only-binary pandas",
        "UV_CONSTRAINT": "/opt/constraints.txt",
        "UV_KEYRING_PROVIDER": "subprocess",
    }


def test_what_is_switched_off_or_makes_no_sense_is_left_out(places):
    places.write(
        "user",
        "[global]\nno-index = false\npre = 0\ntimeout = soon\ncert = /nowhere.pem\n"
        "only-binary = numpy :none:\nkeyring-provider = import\nuser = true\n"
        "[freeze]\nindex-url = x\n",
    )
    assert places.settings() == {}


def test_no_index_leaves_the_folders(places):
    places.write("user", "[install]\nno-index = true\nindex-url = x\nfind-links = /w")
    assert places.settings() == {"UV_NO_INDEX": "1", "UV_FIND_LINKS": "/w"}


@pytest.mark.parametrize(
    "text", ["index-url = no section\n", "[global]\n[global]\n", "[global]\nx\n", b"\xff[global]\n"]
)
def test_a_broken_file_is_left_out_and_logged_without_its_text(places, caplog, text):
    path = places.write("site", "")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    places.write("user", index("https://user.invalid"))
    with caplog.at_level(logging.WARNING):
        assert places.settings() == {"UV_DEFAULT_INDEX": "https://user.invalid"}
    (record,) = caplog.records
    assert str(path) in record.getMessage()
    assert "no section" not in record.getMessage()


@pytest.mark.skipif(os.name == "nt", reason="there are no devices among files")
@pytest.mark.timeout(60)
def test_a_file_without_an_end_is_left_out(places):
    path = places.write("site", "")
    path.unlink()
    path.symlink_to("/dev/zero")
    assert places.settings() == {}


def test_what_uv_is_told_wins(places):
    places.write("user", f"{index(DOWN)}extra-index-url = {DOWN}\nretries = 5\nproxy = p.invalid\n")
    for name in ("UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX", "UV_FIND_LINKS", "UV_NO_INDEX"):
        settings = places.settings(**{name: "x"}, UV_HTTP_RETRIES="2", https_proxy="mine")
        assert settings == {"HTTP_PROXY": "http://p.invalid"}


@pytest.mark.parametrize(
    "text",
    [
        '[[index]]\nurl = "https://a.invalid"\n',
        'index-url = "https://a.invalid"\n',
        '[pip]\nindex-url = "https://a.invalid"\n',
        'pip.extra-index-url = ["https://a.invalid"]\n',
        "no-index = true\n",
    ],
)
def test_what_uvs_own_file_says_wins(places, tmp_path, text):
    places.write("user", f"{index(DOWN)}retries = 5\n")
    folder = tmp_path / "user/uv"
    folder.mkdir(parents=True)
    (folder / "uv.toml").write_text(text)
    assert places.settings() == {"UV_HTTP_RETRIES": "5"}
    assert "UV_DEFAULT_INDEX" in places.settings(UV_NO_CONFIG="1")
    other = tmp_path / "other.toml"
    other.write_text('cache-dir = "x"\n')
    assert "UV_DEFAULT_INDEX" in places.settings(UV_CONFIG_FILE=str(other))


# with the real uv


@pytest.fixture
def wheels(machine, tmp_path, monkeypatch):
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name in ("UV_FIND_LINKS", "UV_NO_INDEX"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv-cache"))
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    for version in ("1.0", "2.0", "3.0rc1"):
        write(folder, "lib", version)
    return folder


async def ask(places, text, *requirements):
    places.write("site", text)
    settings = places.settings()
    request = PipRequest(requirements or ("lib",))
    found = await resolve(request, provided=[], present=[], python="3.12.1", settings=settings)
    return [pin.line for pin in found.install]


async def test_uv_asks_the_index_that_pip_asks(places, wheels):
    with serve(wheels) as served:
        assert await ask(places, index(served.simple())) == ["lib==2.0"]
        assert "/simple/lib/" in served.asked


async def test_uv_takes_the_best_version_of_all_indexes_as_pip_does(places, wheels, tmp_path):
    more = tmp_path / "more"
    more.mkdir()
    write(more, "lib", "1.5")
    with serve(wheels) as first, serve(more) as second:
        text = f"{index(first.simple())}extra-index-url = {second.simple()}\n"
        assert await ask(places, text) == ["lib==2.0"]
        text = f"{index(second.simple())}extra-index-url = {first.simple()}\n"
        assert await ask(places, text) == ["lib==2.0"]


async def test_without_an_index_uv_looks_into_pips_folders(places, wheels):
    text = f"[global]\nno-index = true\nindex-url = {DOWN}\nfind-links = {wheels}\n"
    assert await ask(places, text) == ["lib==2.0"]


async def test_uv_takes_what_pip_may_take(places, wheels, tmp_path):
    base = f"[global]\nno-index = 1\nfind-links = {wheels}\n"
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("lib<2\n")
    assert await ask(places, f"{base}pre = true\n") == ["lib==3.0rc1"]
    assert await ask(places, f"{base}constraint = {constraints}\n") == ["lib==1.0"]
    assert await ask(places, f"{base}only-binary = :all:\n") == ["lib==2.0"]
    assert await ask(places, f"{base}only-binary = lib,other\n") == ["lib==2.0"]
    assert await ask(places, f"{base}no-binary = other thing\n") == ["lib==2.0"]
    for names in (":all:", "lib,other"):
        with pytest.raises(PipConflictError):
            await ask(places, f"{base}no-binary = {names}\n")


async def test_uv_goes_through_pips_proxy(places, wheels):
    with serve(wheels) as served:
        proxy = served.url.removeprefix("http://")
        with pytest.raises(UnknownPackageError):
            await ask(places, f"{index('http://index.invalid/simple')}proxy = {proxy}\n")
        assert any("index.invalid" in path for path in served.asked)
