"""The channel on disk is real: what it gives installs, runs and knows nothing of this machine."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import struct
import subprocess
import zipfile
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

import pytest
import rattler
from conda_package_streaming import package_streaming  # type: ignore[import-untyped]  # no stubs
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from packaging.requirements import Requirement
from packaging.version import Version
from rattler.exceptions import SolverError

from tests.channel import pythons
from tests.channel.pythons import Python
from tests.channel.write import PLACEHOLDER

SPECS = ["ipykernel", "numpy", "scipy", "pandas", "pip"]
SPECS += ["envmgr-activate", "envmgr-binary", "envmgr-tool"]
BIN = "Scripts" if os.name == "nt" else "bin"


@pytest.fixture(scope="session", params=["running", "second"])
def python(request) -> Python:
    found = pythons.find()
    if request.param == "second" and len(found) == 1:
        pytest.skip("this machine has no second Python")
    return found[0 if request.param == "running" else 1]


@pytest.fixture(scope="session")
def environment(channel, python, tmp_path_factory) -> Path:
    """A prefix whose path has an odd length, so that padding shows."""
    folder = tmp_path_factory.mktemp("env")
    prefix = folder / ("odd" if len(str(folder)) % 2 else "even")
    assert len(str(prefix)) % 2

    async def make() -> None:
        records = await solve(channel, f"python={python.short}", *SPECS)
        cache = tmp_path_factory.getbasetemp() / "packages"
        await rattler.install(records, prefix, cache_dir=cache, show_progress=False)
        await asyncio.sleep(0.05)

    asyncio.run(make())
    return prefix


async def solve(channel: Path, *specs: str) -> list[rattler.RepoDataRecord]:
    platforms = [str(rattler.Subdir.current()), "noarch"]
    detected = rattler.VirtualPackage.detect()
    return await rattler.solve(
        [channel.as_uri()], specs, platforms=platforms, virtual_packages=detected
    )


def run(prefix: Path, *command: str) -> str:
    """What something of an environment prints, with nothing else on the PATH."""
    done = start(prefix, *command)
    assert done.returncode == 0, done.stderr
    return done.stdout


def failure(prefix: Path, *command: str) -> str:
    """What it says as it fails."""
    done = start(prefix, *command)
    assert done.returncode != 0, done.stdout
    return done.stderr


def start(prefix: Path, *command: str) -> subprocess.CompletedProcess[str]:
    executable = prefix / ("python.exe" if command[0] == "python" and os.name == "nt" else BIN)
    if executable.is_dir():
        executable /= command[0]
    kept = {key: os.environ[key] for key in ("SYSTEMROOT", "TEMP") if key in os.environ}
    return subprocess.run(
        [str(executable), *command[1:]],
        capture_output=True,
        text=True,
        check=False,
        cwd=prefix,
        env={**kept, "HOME": str(prefix), "PYTHONDONTWRITEBYTECODE": "1"},
    )


def test_a_relocated_python_has_its_standard_library_and_its_packages(environment, python):
    code = "import ssl, sqlite3, ctypes, zlib, numpy, scipy.linalg, pandas, sys, platform, os\n"
    code += "print(platform.python_version(), sys.prefix, os.path.dirname(pandas.__path__[0]))"
    version, prefix, folder = run(environment, "python", "-c", code).split()
    assert version == python.version
    assert Path(prefix) == environment
    assert Path(folder) == environment / python.site_packages


def test_installers_put_packages_where_the_channel_does(environment, python):
    code = "import sysconfig; print(sysconfig.get_path('purelib'), sysconfig.get_path('platlib'))"
    folders = {Path(folder) for folder in run(environment, "python", "-c", code).split()}
    assert folders == {environment / python.site_packages}


def test_no_installed_file_knows_where_it_came_from(environment, python, channel):
    if python.prefix in ("/usr", "/usr/local"):
        pytest.skip("the interpreter is the system's, whose prefix is in every script")
    traces = [python.prefix.encode(), f"{channel.parent}/.{channel.name}-".encode()]
    assert [p for p in files(environment) if any(trace in p.read_bytes() for trace in traces)] == []


def test_no_placeholder_is_left_in_an_installed_file(environment):
    # conda-meta tells what the placeholder was, as conda's own records do.
    left = [path for path in files(environment) if PLACEHOLDER.encode() in path.read_bytes()]
    assert {path.parent.name for path in left} == {"conda-meta"}


def test_no_package_has_a_file_twice(environment):
    for path in (environment / "conda-meta").glob("*.json"):
        places = json.loads(path.read_text())["files"]
        assert len(places) == len(set(places)), path.name


def test_commands_run_from_noarch_and_from_compiled_packages(environment, python):
    assert str(environment) in run(environment, "pip", "--version")
    assert "IPython" in run(environment, "jupyter", "--version")
    numpy_config = "numpy-config.bat" if os.name == "nt" else "numpy-config"
    assert run(environment, numpy_config, "--version").strip()


def test_what_wheels_require_is_there(environment):
    assert "No broken requirements" in run(environment, "pip", "check")


def test_dist_infos_say_conda_and_their_records_are_true(environment, python):
    site_packages = environment / python.site_packages
    records = sorted(site_packages.glob("*.dist-info/RECORD"))
    assert {path.with_name("INSTALLER").read_text() for path in records} == {"conda\n"}
    wrong = []
    for record in records:
        for path, digest, _ in csv.reader(record.read_text().splitlines()):
            data = (site_packages / path).read_bytes()
            actual = urlsafe_b64encode(sha256(data).digest()).decode().rstrip("=")
            if digest and digest != f"sha256={actual}":
                wrong.append(path)
    assert records
    assert wrong == []


def test_packages_for_one_python_bring_byte_code_that_python_takes(environment, python):
    code = "import pandas, sys; print(pandas.__spec__.cached)"
    cached = Path(run(environment, "python", "-c", code).strip())
    source = environment / python.site_packages / "pandas" / "__init__.py"
    flags, seconds, size = struct.unpack("<III", cached.read_bytes()[4:16])
    assert (flags, seconds, size) == (0, int(source.stat().st_mtime), source.stat().st_size)


def test_a_kernel_starts_and_imports_pandas(environment):
    manager = KernelManager()
    spec = environment / "share" / "jupyter" / "kernels" / "python3"
    manager._kernel_spec = KernelSpec.from_resource_dir(str(spec))
    assert Path(manager.kernel_spec.argv[0]).is_relative_to(environment)
    manager.start_kernel(stderr=subprocess.DEVNULL)
    client = manager.client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=60)
        reply = client.execute_interactive("import pandas", timeout=60, silent=True)
        assert reply["content"]["status"] == "ok"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


def test_a_binary_file_keeps_its_offsets_when_it_gets_its_prefix(environment):
    data = (environment / "lib" / "envmgr-binary.dat").read_bytes()
    (trailer,) = struct.unpack("<Q", data[8:16])
    assert data[trailer:].startswith(b"TRAILER\0")
    if os.name != "nt":  # where conda leaves binaries as they are
        strings = [text for text in data[16:trailer].split(b"\0") if text]
        assert strings == [f"{environment}/share".encode(), str(environment).encode()]


def test_a_shell_tool_knows_its_prefix(environment):
    command = "envmgr-tool.bat" if os.name == "nt" else "envmgr-tool"
    assert str(environment) in run(environment, command).replace("prefix=", "")


def test_activation_has_scripts_and_variables(environment):
    folder = environment / "etc" / "conda"
    assert {path.relative_to(folder).as_posix() for path in files(folder)} == {
        "activate.d/envmgr.sh",
        "activate.d/envmgr.bat",
        "deactivate.d/envmgr.sh",
        "deactivate.d/envmgr.bat",
        "env_vars.d/envmgr.json",
    }
    assert json.loads((folder / "env_vars.d" / "envmgr.json").read_text())


@pytest.mark.parametrize(
    ("specs", "reason"),
    [
        (["envmgr-needs-old", "envmgr-needs-new"], "envmgr-versions"),
        (["envmgr-future"], "__"),
        (["python=3.12", "python=3.11"], "python"),
    ],
)
def test_what_cannot_be_installed_is_refused_with_its_reason(channel, specs, reason):
    with pytest.raises(SolverError, match=reason):
        asyncio.run(solve(channel, *specs))


def test_five_versions_can_be_chosen_from(channel):
    for version in ("1.0", "2.0", "3.0", "4.0", "5.0"):
        (record,) = asyncio.run(solve(channel, f"envmgr-versions=={version}"))
        assert str(record.version) == version


def test_an_older_library_can_be_had_from_the_channel_and_a_newer_one_from_pip(channel):
    records = asyncio.run(solve(channel, "python", "envmgr-library<2"))
    assert "1.0" in {str(r.version) for r in records if r.name.normalized == "envmgr-library"}
    assert list((channel / "wheels").glob("envmgr_library-3.0-*.whl"))


def test_one_made_wheel_fits_no_numpy_of_the_channel_and_another_only_the_older(channel):
    first = pythons.find()[0]
    versions = {
        r["version"]
        for r in repodata(channel, str(rattler.Subdir.current()))
        if r["name"] == "numpy" and f"py{first.tag}" in r["build"]
    }
    assert len(versions) == 2
    assert not set(requirement(channel, "needs_old_numpy").specifier.filter(versions))
    older = set(requirement(channel, "needs_older_numpy").specifier.filter(versions))
    assert older == {min(versions, key=Version)}


def test_pandas_and_scipy_work_with_the_older_numpy_and_not_with_the_one_outside(
    channel, tmp_path, tmp_path_factory
):
    python = pythons.find()[0]
    bound = requirement(channel, "needs_older_numpy").specifier

    async def make() -> None:
        specs = (f"python={python.short}", f"numpy{bound}", "scipy", "pandas", "pip")
        records, cache = await solve(channel, *specs), tmp_path_factory.getbasetemp() / "packages"
        await rattler.install(records, tmp_path, cache_dir=cache, show_progress=False)
        await asyncio.sleep(0.05)

    asyncio.run(make())
    code = "import numpy, pandas, scipy.linalg; print(numpy.__version__)"
    assert Version(run(tmp_path, "python", "-c", code).strip()) in bound

    (outside,) = (channel / "other-wheels").glob("numpy-*.whl")
    spoil = ("-m", "pip", "install", "--no-index", "--no-deps", "--force-reinstall", str(outside))
    run(tmp_path, "python", *spoil)
    assert "numpy" in failure(tmp_path, "python", "-c", code)


def test_a_conda_package_may_have_another_name_on_pypi(channel):
    distributions = {"pytorch": "torch", "envmgr-renamed": "envmgr_distribution"}
    for name, distribution in distributions.items():
        for path in channel.glob(f"noarch/{name}-*.conda"):
            with path.open("rb") as file:
                members = package_streaming.stream_conda_component(path, file)
                assert any(f"/{distribution}-" in member.name for _, member in members)
    assert len(list(channel.glob("noarch/pytorch-*.conda"))) == 2


def test_packages_for_pip_alone_are_not_in_the_channel(channel):
    wheels = {path.name.split("-")[0] for path in (channel / "wheels").iterdir()}
    assert wheels >= {"humanize", "cowsay", "numpy_financial", "envmgr_hello", "needs_old_numpy"}
    for name in wheels - {"envmgr_library"}:
        assert not list(channel.glob(f"*/{name.replace('_', '-')}-*.conda"))


def repodata(channel: Path, subdir: str) -> list[dict[str, str]]:
    text = (channel / subdir / "repodata.json").read_text()
    return list(json.loads(text)["packages.conda"].values())


def requirement(channel: Path, stem: str) -> Requirement:
    """The one that a made wheel has."""
    wheel = next((channel / "wheels").glob(f"{stem}-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        lines = archive.read(f"{stem}-1.0.dist-info/METADATA").decode().splitlines()
    return Requirement(next(line for line in lines if "Requires" in line).split(": ")[1])


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
