"""A kernel that starts with ``%envmgr``: what the person has in it, and what they configured."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec

import jupyter_envmgr
from jupyter_envmgr.kernels.magic_argument import with_magic
from tests.magic.server import Kernel

LAUNCH = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Start a kernel as our kernel list has it; the profile folder is that of nobody else."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.delenv("JPY_PARENT_PID", raising=False)
    managers, kernels = [], []

    def started(*arguments: str, config: Path | None = None) -> Kernel:
        manager = KernelManager()
        argv = with_magic([sys.executable, *LAUNCH, *arguments])
        if config:  # instead of ours
            argv = [f"--config={config}" if each.startswith("--config=") else each for each in argv]
        manager._kernel_spec = KernelSpec(argv=argv)
        managers.append(manager)
        manager.start_kernel()
        kernel = Kernel(manager.connection_file)
        kernels.append(kernel)
        return kernel

    yield started
    for kernel in kernels:
        kernel.close()
    for manager in managers:
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


@pytest.fixture
def profile(tmp_path):
    """The folder with a person's IPython configuration."""
    folder = tmp_path / "ipython" / "profile_default"
    (folder / "startup").mkdir(parents=True)
    return folder


def lines(folder, name, text):
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


WHAT_IS_THERE = """
import json as _j
print(_j.dumps({
    "names": sorted(name for name in globals() if not name.startswith("_")),
    "file": "__file__" in globals(),
    "history": [row[2] for row in get_ipython().history_manager.get_range()][:-1],
    "out": len(Out),
    "path": __import__("sys").path,
    "modules": "_jupyter_envmgr.magic" in __import__("sys").modules,
}))
"""


def test_it_is_there_and_leaves_no_other_trace(start):
    with_it, without = start(), start("--IPKernelApp.extensions=[]")
    assert "%envmgr" in with_it.run("%lsmagic").plain
    assert "%envmgr" not in without.run("%lsmagic").plain
    found, plain = (json.loads(each.run(WHAT_IS_THERE).text) for each in (with_it, without))
    assert found == plain
    assert found["modules"] is False


def test_who_and_in_and_out_know_nothing_of_it_after_it_was_used(start):
    kernel = start()
    assert kernel.run("%envmgr help").error == ""
    assert kernel.run("%who").text == "Interactive namespace is empty.\n"
    assert kernel.run("print(Out)").text == "{}\n"


@pytest.mark.parametrize("section", ["InteractiveShellApp", "IPKernelApp"])
@pytest.mark.parametrize("name", ["ipython_config.py", "ipython_kernel_config.py"])
def test_a_persons_own_configuration_still_holds(start, profile, tmp_path, section, name):
    code = lines(tmp_path, "mine.py", "from_my_file = 1\n")
    lines(profile / "startup", "00.py", "from_startup = 1\n")
    own = [
        f"c.{section}.exec_files = [{str(code)!r}]",
        f"c.{section}.extensions = ['autoreload']",
        f"c.{section}.exec_lines = ['from_my_line = 1']",
    ]
    lines(profile, name, "\n".join(["c = get_config()", *own, ""]))
    kernel = start()
    shown = kernel.run("print(from_my_file, from_my_line, from_startup)\n%autoreload 2\n%lsmagic")
    assert shown.text == "1 1 1\n"
    assert shown.error == ""
    assert "%envmgr" in shown.plain


@pytest.mark.parametrize(
    "spelling", [["--config={}"], ["--config", "{}"], ["--IPKernelApp.extra_config_file={}"]]
)
def test_a_kernelspecs_own_configuration_file_still_holds(start, tmp_path, spelling):
    own = lines(tmp_path, "own.py", "get_config().IPKernelApp.exec_lines = ['from_own = 1']\n")
    kernel = start(*[word.format(own) for word in spelling])
    shown = kernel.run("print(from_own)\n%lsmagic")
    assert shown.text == "1\n"
    assert "%envmgr" in shown.plain


def test_a_kernelspecs_own_arguments_still_hold(start, tmp_path):
    own = lines(tmp_path, "own.py", "from_own = 1\n")
    kernel = start(f"--IPKernelApp.exec_files={own}", "--ext=autoreload")
    shown = kernel.run("print(from_own)\n%autoreload 2\n%lsmagic")
    assert shown.text == "1\n"
    assert shown.error == ""
    assert "%envmgr" in shown.plain


@pytest.mark.parametrize("left", [[], ["magic/__init__.py", "magic/door.py"]])
def test_where_our_files_are_gone_a_line_says_so_and_no_other_cell_does(
    start, tmp_path, monkeypatch, left
):
    """As when the server's environment is removed, or half of another version is there."""
    ours = Path(jupyter_envmgr.__file__).parent
    copy = tmp_path / "copy"
    for name in ["kernels/ipython_kernel_config.py", *left]:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ours / name, copy / name)
    monkeypatch.setenv("ENVMGR_WATCH", "1")
    kernel = start(config=copy / "kernels" / "ipython_kernel_config.py")
    answer = kernel.run("%envmgr")
    assert (answer.error, answer.text.count("\n")) == ("", 1)
    assert "restart the kernel" in answer.text
    assert kernel.run("# pip install x\nx = 1").text == ""
    assert kernel.complete("%envmgr ins") == []
