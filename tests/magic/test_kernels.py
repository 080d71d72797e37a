"""Other kernels: those that have the package, that run an old Python, or are not ipykernel's."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import jupyter_envmgr

ECHO = """
import sys
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

class Echo(Kernel):
    implementation = banner = "echo"
    implementation_version = language_version = "1"
    language_info = {"name": "echo", "mimetype": "text/plain", "file_extension": ".txt"}

    def do_execute(self, code, silent, *_, **__):
        said = {"name": "stdout", "text": f"{code} {sys.argv[1:-1]}"}
        self.send_response(self.iopub_socket, "stream", said)
        return {
            "status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}
        }

IPKernelApp.launch_instance(kernel_class=Echo)
"""


@pytest.fixture
def add_kernel(jupyter):
    """Write a kernel down where people install their own."""

    def add(name, argv):
        folder = Path(jupyter.home, "data", "kernels", name)
        folder.mkdir(parents=True)
        content = {"argv": argv, "display_name": name, "language": name}
        (folder / "kernel.json").write_text(json.dumps(content), encoding="utf-8")
        return name

    return add


def test_a_kernel_of_another_language_is_left_alone(jupyter, add_kernel, tmp_path):
    (tmp_path / "echo.py").write_text(ECHO, encoding="utf-8")
    program = str(tmp_path / "echo.py")
    with jupyter.kernel(
        add_kernel("echo", [sys.executable, program, "-f", "{connection_file}"])
    ) as k:
        assert k.run("%envmgr").text == "%envmgr ['-f']"


def test_the_servers_own_kernel_has_it_though_it_is_no_conda_environment(jupyter):
    with jupyter.kernel("python3", "own.ipynb") as kernel:
        assert "no environment that is known" in kernel.run("%envmgr").plain


def test_where_the_package_is_it_can_be_loaded_and_speaks_to_the_same_server(jupyter, bare):
    with jupyter.kernel("python3", "own.ipynb") as kernel:
        assert kernel.run("%load_ext jupyter_envmgr\n%reload_ext jupyter_envmgr").error == ""
        assert "bare" in kernel.run("%envmgr list").plain
        kernel.run("%envmgr create made envmgr-tool --no-kernel")
        assert "made" in [job["environment"] for job in jupyter.rest.jobs()]
        jupyter.delete("made")


EVERYTHING = """
import sys
folder, fakes = sys.argv[1:]
sys.path.insert(0, fakes)
package = type(sys)("_jupyter_envmgr")
package.__path__ = [folder]
sys.modules["_jupyter_envmgr"] = package
from _jupyter_envmgr import magic
from _jupyter_envmgr.verbs import definition, guide
for door in ("magic", "cli"):
    for verb in definition.verbs_of(door).values():
        definition.parse([verb.name, "--help"], door)
        guide.page(verb, door)
magic.run(object(), "list")
"""


@pytest.mark.parametrize("version", ["3.8", "3.9"])
def test_an_old_python_can_load_and_perform_it(tmp_path, version):
    """With something that stands for IPython, which is not needed to print a problem."""
    python = shutil.which(f"python{version}")
    if python is None or subprocess.run([python, "-c", ""], check=False).returncode:
        pytest.skip(f"no Python {version}")
    (tmp_path / "IPython").mkdir()
    (tmp_path / "IPython" / "__init__.py").touch()
    (tmp_path / "IPython" / "display.py").write_text("def display(): pass\n", encoding="utf-8")
    folder = Path(jupyter_envmgr.__file__).parent
    done = subprocess.run(
        [python, "-I", "-S", "-c", EVERYTHING, str(folder), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert "No Jupyter server started this kernel" in done.stdout
