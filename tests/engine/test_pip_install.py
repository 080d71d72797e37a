"""The pip layer, changed with the real uv in a copy whose files are links to the original."""

import asyncio
import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from jupyter_envmgr.engine.pip import Pin, change_pip, python_of
from jupyter_envmgr.errors import (
    ChannelError,
    ChecksumError,
    ClobberError,
    PipConflictError,
    PipError,
    UnreadableError,
)
from jupyter_envmgr.prefixes import site_packages
from jupyter_envmgr.transaction.ownership import read_ownership
from tests.channel.made_wheels import CONSOLE, write
from tests.engine.package_index import serve

CONDAS = "typing_extensions"
MODULE = "VERSION = {!r}\n"


@pytest.fixture(scope="module")
def built(channel, package_cache, tmp_path_factory):
    """A conda layer of python and one more, made once."""
    from rattler import VirtualPackage, solve
    from rattler import install as link

    folder = tmp_path_factory.mktemp("built") / "env"

    async def build():
        system = [each.into_generic() for each in VirtualPackage.detect()]
        wanted = ["python 3.12.*", CONDAS]
        records = await solve([channel.as_uri()], wanted, virtual_packages=system)
        await link(records, target_prefix=folder, cache_dir=package_cache / "pkgs")

    asyncio.run(build())
    return folder


@pytest.fixture
def wheels(machine, tmp_path, monkeypatch):
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("UV_FIND_LINKS", str(folder))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv-cache"))
    for version in ("1.0", "2.0"):
        write(folder, "lib", version, code=MODULE.format(version))
    return folder


@pytest.fixture
def live(built, tmp_path):
    """The environment in use, with a pip layer of lib 1.0 that it got in a terminal."""
    return copy(built, tmp_path / "live")


def copy(source, target):
    shutil.copytree(source, target, copy_function=link_file, symlinks=True)
    return target


def link_file(source, target):
    os.link(source, target, follow_symlinks=False)


@pytest.fixture
def stage(live, tmp_path):
    return copy(live, tmp_path / "stage")


def pin(line, *, version=None, requested=True):
    name = line.partition("==")[0].partition(" @ ")[0]
    return Pin(name, version or line.partition("==")[2].partition(" ")[0], line, requested)


async def change(stage, *pins, uninstall=(), options=(), settings=None):
    reports = []
    await change_pip(
        stage,
        install=pins,
        uninstall=uninstall,
        options=options,
        settings=settings or {},
        report=reports.append,
    )
    await asyncio.sleep(0)
    return reports


def snapshot(prefix):
    """Everything about the files of an environment but when they were read."""
    found = {}
    for path in sorted(prefix.rglob("*")):
        stat = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        found[path.relative_to(prefix).as_posix()] = (stat.st_mode, stat.st_mtime_ns, content)
    return found


def contents(prefix):
    return {path: value[2] for path, value in snapshot(prefix).items()}


def site(prefix):
    return site_packages(prefix)[0]


def run(prefix, code):
    command = [python_of(prefix), "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout.strip()


def members(wheels, name, files, version="1.0", *, digests=True):
    """A wheel with these files besides its own; digests as they should be, or none."""
    path = write(wheels, name, version)
    module = name.replace("-", "_")
    record = f"{module}-{version}.dist-info/RECORD"
    with zipfile.ZipFile(path) as archive:
        content = {each: archive.read(each) for each in archive.namelist()}
    content |= {each: text.encode() for each, text in files.items()}
    content[record] = "".join(
        f"{each},{digest(data)},{len(data)}\n" if digests and each != record else f"{each},,\n"
        for each, data in content.items()
    ).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for each, data in content.items():
            archive.writestr(each, data)
    return path


def digest(data):
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


async def test_exactly_the_pins_are_installed(stage, wheels):
    write(wheels, "app", requires=("lib>5",), code="import lib")
    reports = await change(stage, pin("lib==1.0", requested=False), pin("app==1.0"))
    assert run(stage, "import app; print(app.lib.VERSION)") == "1.0"
    assert sorted(path.name for path in site(stage).glob("*/REQUESTED")) == ["REQUESTED"]
    assert (site(stage) / "app-1.0.dist-info/REQUESTED").exists()
    assert "REQUESTED" not in (site(stage) / "lib-1.0.dist-info/RECORD").read_text()
    assert (site(stage) / "lib-1.0.dist-info/INSTALLER").read_text().strip() == "uv"
    assert {report.phase for report in reports} == {"pip"}
    assert (reports[-1].done, reports[-1].total, reports[-1].unit) == (2, 2, "packages")
    assert any("lib==1.0" in report.message for report in reports)


async def test_every_file_is_recorded_and_nothing_else_is_left(stage, wheels):
    before = set(snapshot(stage))
    write(
        wheels,
        "tool",
        code="def main(): print('hi')",
        entry_points=CONSOLE.replace("envmgr_hello", "tool").replace("envmgr-hello", "tool"),
    )
    await change(stage, pin("tool==1.0"))
    new = {path for path in snapshot(stage).keys() - before if (stage / path).is_file()}
    assert new == set(read_ownership(stage).pip)
    assert not list(stage.glob(".envmgr*"))
    script = stage / ("Scripts/tool.exe" if os.name == "nt" else "bin/tool")
    assert str(stage).encode() in script.read_bytes()
    assert subprocess.run([script], capture_output=True, check=True).stdout.strip() == b"hi"


@pytest.mark.parametrize("mode", ["copy", "hardlink", "clone", "symlink", ""])
async def test_the_original_is_untouched_however_uv_links(
    live, wheels, tmp_path, mode, monkeypatch
):
    await change(live, pin("lib==1.0"))
    before = snapshot(live)
    stage = copy(live, tmp_path / "stage")
    if mode:
        monkeypatch.setenv("UV_LINK_MODE", mode)
    await change(stage, pin("lib==2.0"), uninstall=["lib"])
    assert run(stage, "import lib; print(lib.VERSION)") == "2.0"
    assert not (site(stage) / "lib.py").is_symlink()
    assert snapshot(live) == before


async def test_the_original_is_untouched_by_the_same_version_again(live, wheels, tmp_path):
    await change(live, pin("lib==1.0"))
    before = snapshot(live)
    stage = copy(live, tmp_path / "stage")
    (site(stage) / "lib.py").unlink()
    await change(stage, pin("lib==1.0", requested=False), uninstall=["lib"])
    assert run(stage, "import lib; print(lib.VERSION)") == "1.0"
    assert not (site(stage) / "lib-1.0.dist-info/REQUESTED").exists()
    assert snapshot(live) == before


async def test_a_removed_package_leaves_nothing(stage, wheels):
    before = snapshot(stage).keys()
    members(
        wheels, "deep", {"deepest/a/b/__init__.py": "", "deep-1.0.data/data/share/deep/x.txt": "x"}
    )
    await change(stage, pin("lib==1.0"), pin("deep==1.0"))
    run(stage, "import lib, deepest.a.b")
    assert (stage / "share/deep/x.txt").exists()
    (site(stage) / "lib-1.0.dist-info/extra.txt").touch()
    await change(stage, uninstall=["Lib", "deep"])
    assert {each for each in snapshot(stage) if "__pycache__" not in each} == {
        each for each in before if "__pycache__" not in each
    }
    assert not list(stage.rglob("lib.cpython*"))


async def test_a_hash_that_does_not_match_installs_nothing(stage, wheels):
    before = contents(stage)
    with pytest.raises(ChecksumError, match=r"lib==1[.]0 is not the file"):
        await change(stage, pin(f"lib==1.0 --hash=sha256:{'1' * 64}"))
    assert contents(stage) == before


async def test_a_hash_that_matches_is_fine(stage, wheels):
    data = (wheels / "lib-1.0-py3-none-any.whl").read_bytes()
    await change(stage, pin(f"lib==1.0 --hash=sha256:{hashlib.sha256(data).hexdigest()}"))
    assert run(stage, "import lib; print(lib.VERSION)") == "1.0"


async def test_an_index_whose_files_are_not_what_it_says_is_refused(stage, wheels, monkeypatch):
    monkeypatch.delenv("UV_FIND_LINKS")
    monkeypatch.delenv("UV_NO_INDEX")
    with serve(wheels) as index:
        options = [f"--index-url {index.simple('wrong-hashes')}"]
        with pytest.raises(ChecksumError):
            await change(stage, pin("lib==1.0"), options=options)
        await change(stage, pin("lib==1.0"), options=[f"--index-url {index.simple()}"])
    assert run(stage, "import lib; print(lib.VERSION)") == "1.0"


async def test_an_index_that_went_down_is_named(stage, wheels, monkeypatch):
    monkeypatch.delenv("UV_NO_INDEX")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    with pytest.raises(ChannelError, match="/simple/gone/ could not be read"):
        await change(stage, pin("gone==1.0"), options=["--index-url http://127.0.0.1:9/simple"])


# files of two packages


async def test_a_file_of_condas_is_not_overwritten(stage, wheels):
    members(wheels, "evil", {f"{CONDAS}.py": "print('evil')\n"})
    before = contents(stage)
    with pytest.raises(PipConflictError) as refused:
        await change(stage, pin("lib==1.0"), pin("evil==1.0"))
    assert refused.value.details["packages"] == ["evil", CONDAS]
    assert refused.value.details["files"][0].endswith(f"site-packages/{CONDAS}.py")
    assert contents(stage) == before


async def test_a_script_of_condas_is_not_overwritten(stage, wheels):
    folder = "Scripts" if os.name == "nt" else "bin"
    name = next(
        path.name
        for path in (stage / folder).iterdir()
        if path.is_file() and not path.is_symlink() and "python" not in path.name
    )
    members(wheels, "evil", {f"evil-1.0.data/scripts/{name}": "#!python\n"})
    with pytest.raises(PipConflictError, match=f"{folder}/{name}, which belongs to python"):
        await change(stage, pin("evil==1.0"))


async def test_a_file_of_another_pip_package_is_not_overwritten(stage, wheels):
    await change(stage, pin("lib==1.0"))
    members(wheels, "evil", {"lib.py": "print('evil')\n"})
    with pytest.raises(PipConflictError, match="belongs to lib; both are pip packages"):
        await change(stage, pin("evil==1.0"))


async def test_two_new_packages_with_different_files_of_one_name_are_refused(stage, wheels):
    for name in ("one", "two"):
        members(wheels, name, {"common.py": f"print({name!r})\n"})
    with pytest.raises(PipConflictError, match=r"both have .*common.py, and not the same"):
        await change(stage, pin("one==1.0"), pin("two==1.0"))


async def test_where_nothing_tells_whether_two_files_are_the_same_it_is_said(stage, wheels):
    for name in ("one_a", "two_b"):
        members(wheels, name, {"common.py": ""}, digests=False)
    with pytest.raises(PipConflictError, match=r"^one-a and two-b both .* it cannot be told") as no:
        await change(stage, pin("one-a==1.0"), pin("two-b==1.0"))
    assert no.value.details["packages"] == ["one-a", "two-b"]


@pytest.mark.parametrize("file", ["frozen", "pinned", "evil-1.0-0.json", "envmgr/x.yml"])
async def test_condas_records_are_not_for_pip_packages(stage, wheels, file):
    members(wheels, "evil_one", {f"evil_one-1.0.data/data/conda-meta/{file}": "{}"})
    before = contents(stage)
    with pytest.raises(PipConflictError, match=rf"^evil-one .*pip.* conda-meta/{file}") as refused:
        await change(stage, pin("evil-one==1.0"))
    assert refused.value.details["files"] == [f"conda-meta/{file}"]
    assert contents(stage) == before


async def test_a_package_that_is_removed_leaves_condas_records_alone(stage, wheels):
    await change(stage, pin("lib==1.0"))
    up = os.path.relpath(stage, site(stage)).replace(os.sep, "/")
    listed = [f"{up}/conda-meta/pinned", f"{up}/conda-meta/history", f"{up}/share/of-lib"]
    (stage / "conda-meta/pinned").write_text("lib 1.*\n")
    (stage / "share").mkdir(exist_ok=True)
    (stage / "share/of-lib").touch()
    record = site(stage) / "lib-1.0.dist-info/RECORD"
    record.write_text(record.read_text() + "".join(f"{each},,\n" for each in listed))
    await change(stage, uninstall=["lib"])
    assert (stage / "conda-meta/pinned").exists()
    assert (stage / "conda-meta/history").exists()
    assert not (stage / "share/of-lib").exists()


async def test_a_file_that_uv_leaves_too_comes_along_where_a_package_lists_it(stage, wheels):
    names = (".lock", ".gitignore")
    members(wheels, "odd", {f"odd-1.0.data/data/{name}": f"my {name}" for name in names})
    await change(stage, pin("odd==1.0"), pin("lib==1.0"))
    assert [(stage / name).read_text() for name in names] == [f"my {name}" for name in names]
    await change(stage, uninstall=["odd"])
    assert not any((stage / name).exists() for name in names)


async def test_pip_packages_may_share_what_is_the_same_and_removing_one_leaves_it(stage, wheels):
    for name in ("one", "two", "three"):
        members(wheels, name, {"tests/__init__.py": "", "same.py": "SAME = 1\n"})
    await change(stage, pin("one==1.0"), pin("two==1.0"))
    await change(stage, pin("three==1.0"))
    await change(stage, uninstall=["one", "three"])
    assert run(stage, "import tests, two, same; print(same.SAME)") == "1"
    await change(stage, uninstall=["two"])
    assert not (site(stage) / "same.py").exists()
    assert not (site(stage) / "tests").exists()


async def test_an_empty_file_that_conda_has_too_stays_condas(stage, wheels):
    record = next((stage / "conda-meta").glob(f"{CONDAS}-*.json"))
    shared = f"{site(stage).relative_to(stage).as_posix()}/tests/__init__.py"
    content = json.loads(record.read_text())
    content["files"].append(shared)
    record.unlink()
    record.write_text(json.dumps(content))
    (site(stage) / "tests").mkdir()
    (stage / shared).touch()
    members(wheels, "one", {"tests/__init__.py": ""})
    await change(stage, pin("one==1.0"))
    owned = read_ownership(stage)
    assert shared in owned.conda
    assert not owned.conda.keys() & owned.pip.keys()
    await change(stage, uninstall=["one"])
    assert (stage / shared).exists()


async def test_a_file_that_nobody_owns_is_not_overwritten(stage, wheels):
    (site(stage) / "lib.py").write_text("MINE = 1\n")
    with pytest.raises(ClobberError, match=r"lib has .*lib.py, which no package owns"):
        await change(stage, pin("lib==1.0"))
    assert (site(stage) / "lib.py").read_text() == "MINE = 1\n"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
async def test_nothing_is_written_through_a_link_to_a_folder(stage, wheels, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (site(stage) / "linked").symlink_to(outside)
    members(wheels, "evil", {"linked/x.py": ""})
    with pytest.raises(ClobberError, match="not a folder but a link"):
        await change(stage, pin("evil==1.0"))
    assert not list(outside.iterdir())


# what terminals leave behind


def described(stage, name, files, version="1.0", record=True):
    """A pip package as a terminal left it."""
    info = site(stage) / f"{name}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "INSTALLER").write_text("pip\n")
    if record:
        rows = [*files, *(f"{info.name}/{each}" for each in ("METADATA", "INSTALLER", "RECORD"))]
        (info / "RECORD").write_text("".join(f"{row},,\n" for row in rows))
    return info


async def test_removing_what_pip_wrote_over_conda_spares_condas_files(stage, wheels):
    module = site(stage) / f"{CONDAS}.py"
    module.unlink()
    module.write_text("VERSION = 'pip'\n")
    (site(stage) / "more_of_it.py").touch()
    described(stage, CONDAS, [f"{CONDAS}.py", "more_of_it.py"], "9.9")
    await change(stage, uninstall=[CONDAS])
    assert module.exists()
    assert not (site(stage) / "more_of_it.py").exists()
    assert not (site(stage) / f"{CONDAS}-9.9.dist-info").exists()


async def test_condas_own_package_is_never_uninstalled(stage, wheels):
    before = snapshot(stage)
    await change(stage, uninstall=[CONDAS, "no-such-package"])
    assert snapshot(stage) == before


async def test_two_descriptions_of_a_package_both_go(stage, wheels):
    for version in ("1.0", "2.0"):
        described(stage, "twice", ["twice.py"], version)
    (site(stage) / "twice.py").touch()
    await change(stage, uninstall=["twice"])
    assert not list(site(stage).glob("twice*"))


async def test_a_package_without_a_list_of_files_is_a_clear_problem(stage, wheels):
    described(stage, "listless", [], record=False)
    egg = site(stage) / "old-1.0-py3.12.egg-info"
    egg.write_text("Name: old\nVersion: 1.0\n")
    for name in ("listless", "old"):
        with pytest.raises(PipError, match=f"{name} 1.0 cannot be removed") as refused:
            await change(stage, uninstall=[name])
        assert refused.value.details["package"] == name


async def test_an_old_list_of_files_is_good_enough(stage, wheels):
    egg = site(stage) / "old-1.0-py3.12.egg-info"
    egg.mkdir()
    (egg / "PKG-INFO").write_text("Name: old\nVersion: 1.0\n")
    (egg / "installed-files.txt").write_text("../old.py\nPKG-INFO\n")
    (site(stage) / "old.py").touch()
    await change(stage, uninstall=["old"])
    assert not list(site(stage).glob("old*"))


async def test_a_development_install_leaves_its_link_and_the_source_stays(stage, wheels, tmp_path):
    source = tmp_path / "source"
    (source / "dev.egg-info").mkdir(parents=True)
    (source / "dev.egg-info/PKG-INFO").write_text("Name: dev\nVersion: 0.1\n")
    (site(stage) / "dev.egg-link").write_text(f"{source}\n.")
    (site(stage) / "easy-install.pth").write_text(f"/other\n{source}\n")
    await change(stage, uninstall=["dev"])
    assert not (site(stage) / "dev.egg-link").exists()
    assert (site(stage) / "easy-install.pth").read_text() == "/other\n"
    assert (source / "dev.egg-info/PKG-INFO").exists()


@pytest.mark.skipif(os.name == "nt", reason="paths and links are others there")
async def test_a_list_of_files_cannot_reach_out_of_the_environment(stage, wheels, tmp_path):
    victim = tmp_path / "outside" / "victim"
    victim.parent.mkdir()
    victim.touch()
    (site(stage) / "linked").symlink_to(victim.parent)
    up = os.path.relpath(victim, site(stage))
    described(stage, "evil", [up, str(victim), "linked/victim", "evil.py"])
    (site(stage) / "evil.py").touch()
    await change(stage, uninstall=["evil"])
    assert victim.exists()
    assert not (site(stage) / "evil.py").exists()


# what is built here


@pytest.fixture
def project(tmp_path, wheels):
    """A folder with a package's source and its own way to build it."""
    folder = tmp_path / "project"
    folder.mkdir()
    wheel = write(wheels, "mine", "1.5", code="NAME = 'mine'\n")
    link = wheel.with_name("mine-link.zip")
    with zipfile.ZipFile(wheel) as archive, zipfile.ZipFile(link, "w") as editable:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "mine.py":
                editable.writestr("mine.pth", f"{folder}\n")
            else:
                editable.writestr(name, data.replace(b"mine.py,", b"mine.pth,"))
    (folder / "mine.py").write_text("NAME = 'source'\n")
    (folder / "way.py").write_text(
        "import shutil\n"
        f"def build_wheel(folder, *_, kind={str(wheel)!r}):\n"
        "    name = 'mine-1.5-py3-none-any.whl'\n"
        "    shutil.copy(kind, folder + '/' + name)\n"
        "    return name\n"
        f"def build_editable(folder, *_): return build_wheel(folder, kind={str(link)!r})\n"
    )
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "way"\nbackend-path = ["."]\n'
        '[project]\nname = "mine"\nversion = "1.5"\n'
    )
    return folder


async def test_an_editable_install_comes_and_goes(stage, project):
    await change(stage, Pin("mine", "", f"-e {project.as_uri()}", requested=True))
    assert run(stage, "import mine; print(mine.NAME)") == "source"
    await change(stage, uninstall=["mine"])
    assert not list(site(stage).glob("mine*"))
    assert (project / "mine.py").exists()


async def test_a_folder_is_built_and_installed(stage, project):
    reports = await change(stage, Pin("mine", "1.5", f"mine @ {project.as_uri()}", requested=True))
    assert run(stage, "import mine; print(mine.NAME)") == "mine"
    assert any("Built mine" in report.message for report in reports)


async def test_what_cannot_be_built_is_a_clear_problem(stage, project):
    (project / "way.py").write_text("raise SystemExit('no compiler here')\n")
    with pytest.raises(
        PipError, match=r"mine .* could not be built: no compiler here\.$"
    ) as failed:
        await change(stage, Pin("mine", "", f"mine @ {project.as_uri()}", requested=True))
    assert "no compiler here" in "".join(failed.value.details["explanation"])


async def test_of_a_long_log_of_a_build_the_line_that_decides_is_told(stage, project):
    (project / "way.py").write_text(
        "import sys\n"
        "print('note: building')\n"
        "print('far from here.c:1:2: fatal error: x.h: No such file')\n"
        "print('and more ' * 99, file=sys.stderr)\n"
        "raise RuntimeError(\"command 'cc' failed\")\n"
    )
    with pytest.raises(PipError, match=r"built: .*fatal error: x\.h: No such file\.$") as failed:
        await change(stage, Pin("mine", "", f"mine @ {project.as_uri()}", requested=True))
    assert "a compiler or a library is missing" in failed.value.hint


async def test_another_version_than_planned_is_refused(stage, project):
    before = snapshot(stage)
    with pytest.raises(PipError, match=r"mine 9.9 was planned, and mine 1.5 was installed"):
        await change(stage, Pin("mine", "9.9", f"mine @ {project.as_uri()}", requested=True))
    assert snapshot(stage).keys() == before.keys()


async def test_cancelling_ends_uv_and_leaves_nothing(stage, project):
    ready = project / "ready"
    (project / "way.py").write_text(
        f"import time, pathlib\npathlib.Path({str(ready)!r}).touch()\ntime.sleep(600)\n"
    )
    task = asyncio.ensure_future(
        change(stage, Pin("mine", "", f"mine @ {project.as_uri()}", requested=True))
    )
    while not ready.exists() and not task.done():
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not list(stage.glob(".envmgr*"))


async def test_an_environment_without_python_has_no_pip_layer(tmp_path, wheels):
    with pytest.raises(PipConflictError):
        await change(tmp_path, pin("lib==1.0"))


@pytest.mark.skipif(
    sys.platform == "win32" or not hasattr(os, "geteuid") or not os.geteuid(),
    reason="the administrator may write everywhere",
)
async def test_a_folder_that_cannot_be_written_is_named(stage, wheels):
    site(stage).chmod(0o555)
    try:
        with pytest.raises(PipError, match="could not be changed"):
            await change(stage, pin("lib==1.0"))
    finally:
        site(stage).chmod(0o755)


async def test_a_file_in_the_place_of_a_folder_is_named(stage, wheels):
    (stage / "share").write_text("mine")
    members(wheels, "one", {"one-1.0.data/data/share/one.txt": "x"})
    with pytest.raises(ClobberError, match="share is not a folder"):
        await change(stage, pin("one==1.0"))
    assert (stage / "share").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt", reason="names are others there")
async def test_what_cannot_be_removed_is_named(stage, wheels):
    info = described(stage, "stuck", [])
    (info / "RECORD").rename(info / "kept")
    (info / "RECORD").symlink_to("/dev/zero")
    with pytest.raises(PipError, match=r"stuck 1.0 cannot be removed"):
        await change(stage, uninstall=["stuck"])


async def test_a_damaged_record_of_condas_is_named(stage, wheels):
    record = next((stage / "conda-meta").glob(f"{CONDAS}-*.json"))
    record.unlink()
    record.write_text("{")
    with pytest.raises(UnreadableError, match=CONDAS):
        await change(stage, pin("lib==1.0"))


def test_python_is_where_the_system_has_it(tmp_path):
    assert python_of(tmp_path).relative_to(tmp_path) in {Path("bin/python"), Path("python.exe")}
