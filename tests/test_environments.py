import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from jupyter_envmgr.asked import write_spec
from jupyter_envmgr.errors import (
    BadFileError,
    BadNameError,
    BadRequestError,
    BadSpecError,
    DiskFullError,
    EnvmgrError,
    ExistsError,
    NotFoundError,
    NotWritableError,
    PipConflictError,
    ProtectedError,
    UnknownPackageError,
    UnsolvableError,
)
from jupyter_envmgr.models import CreateRequest, Spec, SpecFile
from jupyter_envmgr.transaction.stage import Stage
from tests.conftest import folders_in

YAML = """\
name: other
channels: []
dependencies:
  - python=3.11
  - envmgr-tool
  - pip
  - pip:
      - humanize
      - envmgr-hello
variables:
  COLOUR: blue
"""


def versions(environments, name):
    return {(p.layer, p.name): p.version for p in environments.packages(name).packages}


async def remove(machine, name):
    environments = machine.environments
    await environments.remove(environments.prepare_removal(name), lambda _progress: None)


async def test_an_environment_is_made_from_names(machine):
    reports = await machine.create("analysis", "python=3.11", kernel=True)
    made = machine.environments.get("analysis")
    assert (made.state, made.kind, made.python[:4]) == ("ready", "environment", "3.11")
    assert made.prefix == str(machine.envs / "analysis")
    assert made.kernels == ["conda-env-analysis-py"]
    assert {p.name for p in machine.environments.packages("analysis").packages if p.requested} == {
        "python",
        "ipykernel",
    }
    assert reports[0].phase == "solve"
    assert reports[-1].phase == "finish"
    assert machine.left_behind() == []


async def test_an_environment_without_python_needs_none(machine):
    await machine.create("tools", "envmgr-tool", kernel=False)
    made = machine.environments.get("tools")
    assert (made.python, made.conda_packages, made.kernels) == (None, 1, [])
    about = (machine.envs / "tools/share/envmgr-tool/about.txt").read_text()
    assert about.startswith(f"prefix={machine.envs}/tools\n")


async def test_an_empty_environment_can_be_made(machine):
    await machine.create("empty", kernel=False)
    assert machine.environments.get("empty").conda_packages == 0


async def test_conda_is_told_of_a_new_environment_and_of_its_end(machine):
    await machine.create("one", "envmgr-tool", kernel=False)
    known = machine.home / ".conda/environments.txt"
    assert known.read_text().splitlines() == [str(machine.envs / "one")]
    await remove(machine, "one")
    assert known.read_text() == ""
    assert folders_in(machine.envs) == []


async def test_the_python_version_can_be_asked_for_by_itself(machine):
    prepared = machine.environments.prepare(CreateRequest(name="a", python="3.12"))
    assert prepared.spec.packages == ["python=3.12", "ipykernel"]
    prepared = machine.environments.prepare(CreateRequest(name="a", python=">=3.11,<3.13"))
    assert prepared.spec.packages[0] == "python>=3.11,<3.13"


@pytest.mark.parametrize(
    ("packages", "kernel"),
    [(["r-base"], "r-irkernel"), (["r-base", "python"], "ipykernel"), (["numpy"], "ipykernel")],
)
def test_a_kernel_is_added_that_fits_the_language(machine, packages, kernel):
    prepared = machine.environments.prepare(CreateRequest(name="a", packages=packages))
    assert prepared.spec.packages == [*packages, kernel]


@pytest.mark.parametrize("package", ["ipykernel", "ch::ipykernel>=6", "xeus-cling", "r-irkernel"])
def test_a_kernel_that_was_asked_for_is_not_added_again(machine, package):
    prepared = machine.environments.prepare(CreateRequest(name="a", packages=[package]))
    assert prepared.spec.packages == [package]


async def test_a_file_is_built_with_its_pip_layer_last(machine):
    request_file = SpecFile(name="environment.yml", text=YAML)
    reports = await machine.create("filed", file=request_file, kernel=False)
    phases = [report.phase for report in reports]
    assert phases.index("pip") > phases.index("link")
    found = versions(machine.environments, "filed")
    assert ("pip", "humanize") in found
    assert ("conda", "envmgr-tool") in found
    state = json.loads((machine.envs / "filed/conda-meta/state").read_text())
    assert state["env_vars"] == {"COLOUR": "blue"}
    stored = (machine.envs / "filed/conda-meta/envmgr/environment.yml").read_text()
    assert "name: filed" in stored
    assert "- humanize" in stored


async def test_scripts_of_pip_packages_run_and_name_the_environment_only(machine):
    await machine.create("scripts", "python", pip=["envmgr-hello"], kernel=False)
    prefix = machine.envs / "scripts"
    script = next(path for path in prefix.glob("bin/*hello*"))
    assert script.read_text().startswith(f"#!{prefix}/bin/python")
    assert subprocess.run([script], capture_output=True, check=True).stdout
    python = prefix / "bin/python"
    check = (
        "import importlib.metadata as m, hashlib, base64\n"
        "for f in m.files('envmgr-hello'):\n"
        "    if f.hash:\n"
        "        d = hashlib.sha256(f.locate().read_bytes()).digest()\n"
        "        assert f.hash.value == base64.urlsafe_b64encode(d).decode().rstrip('='), f\n"
    )
    subprocess.run([python, "-c", check], check=True)
    for path in prefix.rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            assert b"/.envmgr/" not in path.read_bytes(), path


async def test_an_export_brings_back_the_same_packages(machine):
    await machine.create("first", file=SpecFile(name="e.yml", text=YAML), kernel=False)
    for variant in ("requested", "no-builds", "exact"):
        export = machine.environments.export("first", "environment-yaml", variant)
        name = f"again-{variant}"
        await machine.create(name, file=SpecFile(name=export.filename, text=export.text))
        again = versions(machine.environments, name)
        assert versions(machine.environments, "first").items() <= again.items()
        assert (machine.envs / name / "conda-meta/state").exists()


async def test_a_clone_is_the_same_with_its_own_prefix(machine):
    await machine.create("source", "python", "envmgr-binary", pip=["humanize", "envmgr-hello"])
    (machine.envs / "source/notes.txt").write_text("mine")
    reports = await machine.create("twin", clone="source")
    assert reports[0].phase == "copy"
    environments = machine.environments
    assert versions(environments, "twin") == versions(environments, "source")
    assert environments.get("twin").kernels == ["conda-env-twin-py"]
    (machine.envs / "twin/notes.txt").write_text("changed")
    assert (machine.envs / "source/notes.txt").read_text() == "mine"
    await remove(machine, "source")
    code = "import sys, humanize, zmq; print(sys.prefix)"
    answer = subprocess.run(
        [machine.envs / "twin/bin/python", "-c", code], capture_output=True, check=True, text=True
    )
    assert answer.stdout.strip() == str(machine.envs / "twin")
    script = next((machine.envs / "twin/bin").glob("*hello*"))
    assert subprocess.run([script], capture_output=True, check=True).stdout


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a/b",
        "a\\b",
        "a b",
        "-a",
        ".a",
        "base",
        "root",
        "a" * 300,
        "ümlaut",
        "..",
        "a\x00b",
        "a:b",
    ],
)
def test_a_name_that_cannot_be_is_refused(machine, name):
    with pytest.raises(BadNameError) as refused:
        machine.environments.prepare(CreateRequest(name=name))
    assert refused.value.hint


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"packages": ["panda s=="]}, BadSpecError),
        ({"packages": ["--channel=x"]}, BadSpecError),
        ({"packages": [""]}, BadSpecError),
        ({"pip": ["???"]}, BadSpecError),
        ({"pip": [" --index-url=x"]}, BadSpecError),
        ({"pip": ["humanize\n--index-url=http://127.0.0.1:9/"]}, BadSpecError),
        ({"pip": ["humanize --index-url http://127.0.0.1:9/"]}, BadSpecError),
        ({"pip": ["./relative"]}, BadSpecError),
        ({"packages": ["file:///a/b-1.0-0.conda"]}, BadSpecError),
        ({"python": "x y z"}, BadSpecError),
        ({"channels": ["--help"]}, BadSpecError),
        ({"file": SpecFile(name="environment.yml", text="- a list")}, BadFileError),
        ({"file": SpecFile(name="environment.yml", text="dependencies: 3")}, BadFileError),
        (
            {"file": SpecFile(name="e.yml", text="channels: [nodefaults]\ndependencies: [a]")},
            BadFileError,
        ),
        ({"file": SpecFile(name="notes.md", text="hello")}, BadFileError),
        ({"clone": "nobody"}, NotFoundError),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_before_anything_begins(machine, more, error):
    with pytest.raises(error) as refused:
        machine.environments.prepare(CreateRequest(name="a", **more))
    assert refused.value.problem.message
    assert folders_in(machine.envs) == []


async def test_a_clone_takes_no_packages(machine):
    await machine.create("source", "envmgr-tool", kernel=False)
    with pytest.raises(BadRequestError):
        machine.environments.prepare(CreateRequest(name="a", clone="source", packages=["b"]))


@pytest.mark.parametrize(
    ("packages", "pip", "error"),
    [
        (["pandsa"], [], UnknownPackageError),
        (["envmgr-needs-old", "envmgr-needs-new"], [], UnsolvableError),
        (["python", "numpy"], ["needs-old-numpy"], PipConflictError),
        (["python"], ["humanize @ file:///no/such/file.whl"], EnvmgrError),
    ],
)
async def test_a_creation_that_fails_leaves_nothing(machine, packages, pip, error):
    with pytest.raises(error):
        await machine.create("a", *packages, pip=pip, kernel=False)
    assert folders_in(machine.envs) == []
    assert not (machine.home / ".conda/environments.txt").exists()


async def test_an_existing_name_is_refused_and_its_environment_untouched(machine):
    await machine.create("a", "envmgr-tool", kernel=False)
    with pytest.raises(ExistsError):
        await machine.create("a", "envmgr-binary", kernel=False)
    assert list(versions(machine.environments, "a")) == [("conda", "envmgr-tool")]


async def test_of_two_creations_of_one_name_one_wins_whole(machine):
    outcomes = await asyncio.gather(
        *(
            machine.create("a", package, kernel=False)
            for package in ("envmgr-tool", "envmgr-binary")
        ),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ExistsError", "list"]
    assert len(versions(machine.environments, "a")) == 1
    assert machine.left_behind() == []


@pytest.mark.parametrize("phase", ["solve", "fetch", "link", "pip", "copy"])
async def test_a_cancelled_creation_leaves_nothing(machine, phase):
    await machine.create("source", "python", kernel=False)
    environments = machine.environments
    more = {"clone": "source"} if phase == "copy" else {"packages": ["python"], "pip": ["humanize"]}
    creation = environments.prepare(CreateRequest(name="a", **more))
    reached = asyncio.Event()

    def report(progress):
        if progress.phase == phase:
            reached.set()

    task = asyncio.ensure_future(environments.create(creation, report))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert folders_in(machine.envs) == ["source"]


async def test_a_cancel_after_the_point_of_no_return_comes_too_late(machine, monkeypatch):
    environments = machine.environments
    creation = environments.prepare(CreateRequest(name="a", packages=["envmgr-tool"], kernel=False))
    commit, loop = Stage.commit, asyncio.get_running_loop()
    tasks = []

    def slow(stage, prefix):
        commit(stage, prefix)
        loop.call_soon_threadsafe(tasks[0].cancel)

    monkeypatch.setattr(Stage, "commit", slow)
    tasks.append(asyncio.ensure_future(environments.create(creation, print)))
    await tasks[0]
    assert str(machine.envs / "a") in (machine.home / ".conda/environments.txt").read_text()

    removal = environments.prepare_removal("a")
    tasks[0] = asyncio.ensure_future(environments.remove(removal, lambda _p: tasks[0].cancel()))
    await tasks[0]
    assert folders_in(machine.envs) == []
    assert (machine.home / ".conda/environments.txt").read_text() == ""


async def test_what_cannot_be_told_to_others_undoes_nothing(machine):
    (machine.home / ".conda").write_text("in the way")
    reports = await machine.create("a", "envmgr-tool", kernel=False)
    assert "Other programs" in reports[-1].message
    assert machine.environments.get("a").state == "ready"
    await remove(machine, "a")
    assert folders_in(machine.envs) == []


async def test_a_killed_removal_elsewhere_is_swept_too(machine, tmp_path):
    elsewhere = tmp_path / "project"
    stage = elsewhere / ".envmgr/stages/0123abcd"
    (stage / "env").mkdir(parents=True)
    (stage / "place").write_text("env")
    known = machine.home / ".conda/environments.txt"
    known.parent.mkdir()
    known.write_text(f"{elsewhere / 'env'}\n")
    await machine.environments.recover()
    assert folders_in(elsewhere) == []
    assert known.read_text() == ""


async def test_secrets_of_channels_are_in_no_file(machine, served):
    token = "tk-s3cret"
    channel = served.replace("http://", "http://me:passw0rd@") + f"/t/{token}/small"
    machine.configure(f"channels: ['{channel}']\nenvs_dirs: ['{machine.envs}']\n")
    await machine.create("a", "envmgr-tool", kernel=False)
    export = machine.environments.export("a", "environment-yaml", "exact").text
    texts = [path.read_text() for path in (machine.envs / "a/conda-meta").rglob("*.*")]
    assert len(texts) >= 2
    for text in [export, *texts, str(machine.environments.packages("a"))]:
        assert token not in text
        assert "passw0rd" not in text
    with pytest.raises(UnknownPackageError) as unknown:
        await machine.create("b", "envmgr-tol", kernel=False)
    assert token not in str(unknown.value.problem)


async def test_a_package_cannot_make_us_write_through_its_links(machine):
    victim = machine.home / "victim"
    victim.mkdir()
    await machine.create("a", "envmgr-tool", kernel=False)
    meta = machine.envs / "a/conda-meta"
    shutil.rmtree(meta / "envmgr")
    (meta / "envmgr").symlink_to(victim)
    await machine.create("b", clone="a")
    write_spec(machine.envs / "a", Spec(name="a", packages=["envmgr-tool"]))
    assert list(victim.iterdir()) == []


async def test_channels_of_a_file_come_before_the_persons_own(machine, small):
    text = f"channels: ['{small.as_uri()}']\ndependencies: [envmgr-tool, python]\n"
    prepared = machine.environments.prepare(
        CreateRequest(name="a", file=SpecFile(name="environment.yml", text=text), kernel=False)
    )
    assert prepared.spec.channels == [small.as_uri(), machine.channel.as_uri()]
    only = text.replace("']", "', nodefaults]")
    prepared = machine.environments.prepare(
        CreateRequest(name="a", file=SpecFile(name="environment.yml", text=only), kernel=False)
    )
    assert prepared.spec.channels == [small.as_uri()]


async def test_default_packages_join_what_is_typed(machine):
    text = (machine.home / ".condarc").read_text()
    machine.configure(text + "create_default_packages: [envmgr-tool, python=3.11]\n")
    prepared = machine.environments.prepare(CreateRequest(name="a", packages=["python=3.12"]))
    assert prepared.spec.packages == ["python=3.12", "envmgr-tool", "ipykernel"]


KILLED = """
import asyncio, sys
from jupyter_envmgr.models import CreateRequest
from jupyter_envmgr.parts import build

environments = build().environments
creation = environments.prepare(CreateRequest(name="a", packages=["python"], pip=["humanize"]))

def report(progress):
    print(progress.phase, flush=True)
    if progress.phase == sys.argv[1]:
        sys.stdin.read()

asyncio.run(environments.create(creation, report))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("phase", ["link", "pip", "finish"])
async def test_a_killed_creation_leaves_nothing_once_somebody_looks(machine, phase):
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, phase], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        for line in process.stdout:
            if line.strip().decode() == phase:
                break
        os.kill(process.pid, signal.SIGKILL)
    assert machine.environments.list() == []
    assert machine.left_behind() != []
    await machine.environments.recover()
    assert folders_in(machine.envs) == []


async def test_an_unwritable_folder_is_said_so(machine, tmp_path):
    (tmp_path / "file").write_text("")
    (machine.home / ".conda").write_text("")
    machine.configure(f"channels: ['{machine.channel.as_uri()}']\nenvs_dirs: [{tmp_path}/file/x]\n")
    with pytest.raises(NotWritableError):
        await machine.create("a", "envmgr-tool", kernel=False)


@pytest.fixture
def small_disk(machine):
    """Make the envs folder a disk of two megabytes."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(machine.envs)]
    if not shutil.which("mount") or subprocess.run(mount, check=False).returncode:
        pytest.skip("mounting needs Linux and root")
    yield machine
    subprocess.run(["umount", "--lazy", str(machine.envs)], check=True)


@pytest.mark.parametrize("more", [{}, {"pip": ["humanize"]}])
async def test_a_full_disk_is_said_so_and_nothing_is_left_on_it(small_disk, more):
    with pytest.raises(DiskFullError):
        await small_disk.create("a", "python", kernel=False, **more)
    assert folders_in(small_disk.envs) == []


async def test_a_clone_onto_a_full_disk_is_said_so(small_disk, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    small_disk.configure(f"channels: ['{small_disk.channel.as_uri()}']\nenvs_dirs: [{elsewhere}]\n")
    await small_disk.create("source", "python", kernel=False)
    small_disk.configure(f"envs_dirs: ['{small_disk.envs}', '{elsewhere}']\n")
    with pytest.raises(DiskFullError):
        await small_disk.create("a", clone="source")
    assert folders_in(small_disk.envs) == []


async def test_protected_environments_are_not_removed(machine):
    await machine.create("frozen", "envmgr-tool", kernel=False)
    (machine.envs / "frozen/conda-meta/frozen").write_text("{}")
    with pytest.raises(ProtectedError) as refused:
        machine.environments.prepare_removal("frozen")
    assert "frozen" in refused.value.message


async def test_base_is_not_removed(machine, monkeypatch, tmp_path):
    await machine.create("one", "envmgr-tool", kernel=False)
    monkeypatch.setenv("CONDA_ROOT", str(machine.envs / "one"))
    with pytest.raises(ProtectedError):
        machine.environments.prepare_removal("base")


def test_what_is_not_there_cannot_be_removed(machine):
    with pytest.raises(NotFoundError):
        machine.environments.prepare_removal("nobody")


async def test_read_only_folders_inside_are_removed_too(machine):
    await machine.create("a", "envmgr-tool", kernel=False)
    folder = machine.envs / "a/locked"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner/file").write_text("")
    (folder / "inner").chmod(0o500)
    folder.chmod(0o500)
    await remove(machine, "a")
    assert folders_in(machine.envs) == []


async def test_channels_of_an_environment_made_by_conda_are_exported(machine):
    await machine.create("a", "envmgr-tool", kernel=False)
    (machine.envs / "a/conda-meta/envmgr/environment.yml").unlink()
    (machine.envs / "a/conda-meta/state").write_text("not json")
    export = machine.environments.export("a", "environment-yaml", "requested")
    assert "envmgr-tool=1.0" in export.text
    assert "channel" in export.text


async def test_an_environment_that_is_a_mount_point_is_refused_at_once(machine, monkeypatch):
    await machine.create("a", "envmgr-tool", kernel=False)
    monkeypatch.setattr(os.path, "ismount", lambda path: str(path) == str(machine.envs / "a"))
    with pytest.raises(NotWritableError, match="a is a mount point"):
        machine.environments.prepare_removal("a")
