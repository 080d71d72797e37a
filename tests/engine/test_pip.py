import asyncio
import os
import subprocess
from pathlib import Path

import pytest

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.engine import Engine, PipLayer
from jupyter_envmgr.engine.pip import installed_pins, python_of
from jupyter_envmgr.errors import BadSpecError, ChannelError, PipConflictError, UnknownPackageError


@pytest.fixture
def stage(machine, tmp_path):
    """A conda layer of python and numpy."""

    async def build():
        engine = Engine(Condarc.load)
        solution = await engine.solve(["python", "numpy", "pip"])
        await engine.install(solution, tmp_path / "stage", tmp_path / "stage", print)
        await asyncio.sleep(0.05)

    asyncio.run(build())
    return tmp_path / "stage"


async def install(stage, *requirements):
    reports = []
    await Engine(Condarc.load).install_pip(stage, PipLayer(requirements), reports.append)
    return [report.message for report in reports]


def records(stage):
    return {path: path.read_bytes() for path in stage.rglob("*.dist-info/METADATA")}


async def test_the_pip_layer_goes_on_top_and_leaves_condas_alone(stage):
    before = records(stage)
    messages = await install(stage, "humanize", "numpy-financial")
    after = records(stage)
    assert {path.parent.name.split("-")[0] for path in after.keys() - before.keys()} == {
        "humanize",
        "numpy_financial",
    }
    assert all(after[path] == data for path, data in before.items())
    assert any("humanize" in message for message in messages)
    code = "import humanize, numpy_financial, numpy; print(numpy.__version__)"
    answer = subprocess.run([python_of(stage), "-c", code], capture_output=True, check=True)
    assert answer.stdout.strip()


async def test_a_pip_package_that_needs_another_numpy_is_refused_and_explained(stage):
    before = records(stage)
    with pytest.raises(PipConflictError) as refused:
        await install(stage, "needs-old-numpy")
    assert "numpy" in "\n".join(refused.value.details["explanation"])
    assert records(stage) == before


async def test_a_file_of_the_same_name_cannot_replace_what_conda_installed(stage, machine):
    wheel = next(machine.wheels.glob("humanize-*"))
    await install(stage, "humanize")
    with pytest.raises(PipConflictError) as refused:
        await install(stage, f"humanize @ {wheel.as_uri()}")
    assert "humanize" in refused.value.message


async def test_a_package_that_no_index_has_is_explained(stage):
    with pytest.raises(UnknownPackageError) as missing:
        await install(stage, "no-such-package-anywhere")
    assert "no-such-package-anywhere" in "\n".join(missing.value.details["explanation"])


@pytest.mark.parametrize("text", ["humanize ===", "a b c"])
async def test_what_pip_cannot_read_is_a_bad_spec(stage, text):
    with pytest.raises(BadSpecError):
        await install(stage, text)


async def test_an_index_that_is_down_is_a_problem(stage, monkeypatch):
    monkeypatch.delenv("UV_NO_INDEX")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    with pytest.raises(ChannelError):
        await install(stage, "no-such-package-anywhere")


async def test_pip_packages_need_a_python(tmp_path):
    with pytest.raises(PipConflictError):
        await install(tmp_path, "humanize")


async def test_cancelling_ends_uv(stage):
    task = asyncio.ensure_future(install(stage, "humanize"))
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_pins_are_read_from_the_metadata(tmp_path):
    folder = tmp_path / "lib/python3.12/site-packages"
    for name, text in {"a": "Name: A_b\nVersion: 1.0\n\nVersion: 9", "broken": "nothing"}.items():
        (folder / f"{name}.dist-info").mkdir(parents=True)
        (folder / f"{name}.dist-info/METADATA").write_text(text)
    assert installed_pins(Path(tmp_path)) == ["A_b==1.0"]


@pytest.mark.skipif(os.name == "nt", reason="there are no devices among files")
@pytest.mark.timeout(60)
def test_metadata_without_an_end_pin_nothing(tmp_path):
    info = tmp_path / "lib/python3.12/site-packages/a.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").symlink_to("/dev/zero")
    assert installed_pins(tmp_path) == []
