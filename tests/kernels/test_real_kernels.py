"""Kernels that really run: through Jupyter's client, and in programs that know nothing of us."""

import asyncio
import json
import os
import signal
import subprocess
import sys

import nbformat
import psutil
import pytest
from jupyter_client import AsyncKernelManager

from tests.kernels.made import make_environment

NAME = "conda-env-real-py"


async def printed(client, code, when_it_prints=None):
    """What a cell prints, or the name of its error."""
    message = client.execute(code)
    found = []
    while True:
        reply = await client.get_iopub_msg(timeout=60)
        if reply["parent_header"].get("msg_id") != message:
            continue
        content = reply["content"]
        if reply["msg_type"] == "stream":
            found.append(content["text"])
            if when_it_prints:
                await when_it_prints()
        elif reply["msg_type"] == "error":
            found.append(content["ename"])
        elif reply["msg_type"] == "status" and content["execution_state"] == "idle":
            return "".join(found)


class Session:
    """A running kernel and its client."""

    def __init__(self, specs, name=NAME):
        self.manager = AsyncKernelManager(kernel_name=name, kernel_spec_manager=specs)

    async def __aenter__(self):
        await self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()
        await self.client.wait_for_ready(timeout=60)
        return self

    async def __aexit__(self, *_):
        self.client.stop_channels()
        await self.manager.shutdown_kernel()


def test_a_cell_runs_in_the_activated_environment(real_user, real_environment):
    async def scenario():
        async with Session(real_user.manager()) as session:
            return json.loads(await printed(session.client, QUESTION))

    found = asyncio.run(scenario())
    assert found["prefix"] == found["CONDA_PREFIX"] == str(real_environment)
    assert found["ENVMGR_ACTIVATED"] == str(real_environment)
    assert found["which"].startswith(str(real_environment))


QUESTION = """
import json, os, shutil, sys
print(json.dumps({
    "prefix": sys.prefix,
    "CONDA_PREFIX": os.environ["CONDA_PREFIX"],
    "ENVMGR_ACTIVATED": os.environ["ENVMGR_ACTIVATED"],
    "which": shutil.which("python"),
}))
"""


def test_an_interrupt_reaches_the_kernel_and_it_goes_on(real_user):
    async def scenario():
        async with Session(real_user.manager()) as session:
            code = "import time\nprint('started', flush=True)\ntime.sleep(60)"
            interrupted = await printed(session.client, code, session.manager.interrupt_kernel)
            return interrupted, await printed(session.client, "print(1 + 1)")

    assert asyncio.run(scenario()) == ("started\nKeyboardInterrupt", "2\n")


def test_a_kernel_ends_when_it_is_told_to_and_can_be_restarted(real_user):
    async def scenario():
        async with Session(real_user.manager()) as session:
            process = session.manager.provisioner.pid
            await session.manager.restart_kernel()
            await session.client.wait_for_ready(timeout=60)
            assert await printed(session.client, "print('again')") == "again\n"
            second = session.manager.provisioner.pid
        assert await session.manager.is_alive() is False
        return process, second

    for process in asyncio.run(scenario()):
        assert not psutil.pid_exists(process)


@pytest.mark.skipif(sys.platform == "win32", reason="kills differently")
def test_a_killed_kernel_leaves_no_process_behind(real_user):
    async def scenario():
        async with Session(real_user.manager()) as session:
            pid = session.manager.provisioner.pid
            os.kill(pid, signal.SIGKILL)
            code = await session.manager.provisioner.wait()
        return pid, code

    pid, code = asyncio.run(scenario())
    assert code == -signal.SIGKILL
    assert not psutil.pid_exists(pid)


def test_a_kernel_whose_python_is_gone_ends_with_a_clear_line(user, capfd):
    gone = str(user.envs / "broken" / "bin" / "python")
    make_environment(user.envs / "broken", python3={"argv": [gone], "display_name": "Python"})

    async def scenario():
        manager = AsyncKernelManager(
            kernel_name="conda-env-broken-py", kernel_spec_manager=user.manager()
        )
        await manager.start_kernel()
        code = await manager.provisioner.wait()
        await manager.cleanup_resources()
        return code

    assert asyncio.run(scenario()) == 127
    assert f"jupyter_envmgr: cannot start {gone}" in capfd.readouterr().err


@pytest.fixture
def outside(real_user, jupyter_python, tmp_path):
    """Runs programs of the other Jupyter, which has seen our list once."""

    def run(*words):
        done = subprocess.run(
            [jupyter_python, "-m", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("jupyter_envmgr.kernels")
    return run


@pytest.fixture
def notebook(tmp_path):
    """Asks where it runs."""
    book = nbformat.v4.new_notebook()
    source = "import os, sys; print(sys.prefix, os.environ['ENVMGR_ACTIVATED'])"
    book.cells = [nbformat.v4.new_code_cell(source)]
    book.metadata["kernelspec"] = {"name": NAME, "display_name": "x", "language": "python"}
    path = tmp_path / "ask.ipynb"
    nbformat.write(book, path)
    return path


def answer(path):
    return nbformat.read(path, as_version=4).cells[-1].outputs[0].text


def test_jupyter_kernelspec_list_sees_the_environment(outside, jupyter_python):
    listed = outside("jupyter_client.kernelspecapp", "list", "--json")
    found = json.loads(listed)["kernelspecs"][NAME]
    assert found["resource_dir"].startswith(str(jupyter_python.parents[1]))
    assert found["spec"]["display_name"] == "Python [conda env:real]"


def test_nbconvert_runs_a_notebook_in_the_environment(
    outside, notebook, real_environment, tmp_path
):
    outside("nbconvert", "--execute", "--to", "notebook", "--output=out", notebook.name)
    assert answer(tmp_path / "out.ipynb") == f"{real_environment} {real_environment}\n"


def test_papermill_runs_a_notebook_in_the_environment(
    outside, notebook, real_environment, tmp_path
):
    pytest.importorskip("papermill")
    outside("papermill", notebook.name, "out.ipynb", "-k", NAME, "--no-progress-bar")
    assert answer(tmp_path / "out.ipynb") == f"{real_environment} {real_environment}\n"


def test_our_own_command_lists_the_kernels(outside):
    assert f"{NAME}\t" in outside("jupyter_envmgr.kernels")
