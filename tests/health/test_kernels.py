"""A kernel that will not start says why."""

import os

import pytest

from jupyter_envmgr import health
from jupyter_envmgr.models import ChangeRequest
from tests.health.made import SITE, Made

ARGV = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]


@pytest.fixture
def made(tmp_path):
    made = Made(tmp_path / "env")
    files = {f"{SITE}/ipykernel_launcher.py": "", f"{SITE}/ipykernel/__init__.py": ""}
    made.conda("ipykernel", "7.0", project="ipykernel", files=files, requires=["traitlets>=5"])
    made.conda("traitlets", "5.1", project="traitlets")
    return made.kernel({"argv": [f"{made.prefix}/bin/python", *ARGV], "display_name": "Python 3"})


def broken(made):
    return [each for each in health.fast(made.prefix) if each.code == "broken-kernel"]


def test_a_kernel_that_starts_is_no_problem(made):
    assert health.fast(made.prefix) == []


@pytest.mark.parametrize("program", ["python", "{prefix}/bin/python", "python3.12"])
def test_programs_are_found_as_jupyter_finds_them(made, program):
    made.write("bin/python3.12", "")
    (made.prefix / "bin/python3.12").chmod(0o755)
    made.kernel({"argv": [program, *ARGV]})
    assert broken(made) == []


def test_a_folder_without_a_kernel_json_is_no_kernel(made):
    made.write("share/jupyter/kernels/odd/logo.svg", "")
    assert broken(made) == []


def test_what_a_kernel_of_another_environment_lacks_is_not_looked_for(made, tmp_path):
    other = Made(tmp_path / "other")
    made.kernel({"argv": [f"{other.prefix}/bin/python", "-m", "gone"]})
    assert broken(made) == []


def test_a_python_that_runs_a_file_is_not_judged(made):
    made.kernel({"argv": ["python", "kernel.py"]})
    assert broken(made) == []


def test_a_program_of_the_path_is_not_judged(made):
    made.kernel({"argv": ["julia", "-i"]})
    assert broken(made) == []


def test_a_missing_python_is_the_reason(made):
    (made.prefix / "bin/python").unlink()
    (problem,) = broken(made)
    assert problem.message == (
        f"The kernel “Python 3” will not start: {made.prefix}/bin/python is not there."
    )
    assert problem.repair == ChangeRequest(reinstall=["python"])


@pytest.mark.skipif(os.name == "nt", reason="every file can be run there")
def test_a_python_that_may_not_be_run_is_the_reason(made):
    (made.prefix / "bin/python").chmod(0o644)
    (problem,) = broken(made)
    assert "cannot be run" in problem.message
    assert problem.repair == ChangeRequest(reinstall=["python"])


def test_a_program_elsewhere_that_is_gone_is_the_reason(made, tmp_path):
    made.kernel({"argv": [str(tmp_path / "gone/bin/python"), *ARGV]})
    (problem,) = broken(made)
    assert "gone/bin/python is not there" in problem.message
    assert problem.repair is None
    assert "kernel.json" in problem.hint


def test_the_package_that_brought_a_kernel_puts_it_back(made):
    made.conda("xkernel", files={"share/jupyter/kernels/x/kernel.json": '{"argv": []}'})
    (problem,) = broken(made)
    assert problem.repair == ChangeRequest(reinstall=["xkernel"])


def test_a_missing_ipykernel_is_the_reason(made):
    (made.prefix / f"{SITE}/ipykernel_launcher.py").unlink()
    (problem,) = broken(made)
    assert problem.message.endswith("will not start: ipykernel is not installed.")
    assert problem.repair == ChangeRequest(reinstall=["ipykernel"])


def test_an_ipykernel_that_was_removed_is_to_be_installed(tmp_path):
    made = Made(tmp_path / "env").kernel({"argv": ["python", *ARGV]})
    assert broken(made)[0].repair == ChangeRequest(install=["ipykernel"])


def test_a_missing_package_that_ipykernel_needs_is_the_reason(made):
    made.conda("traitlets", "5.1", project="traitlets", requires=["far-away"])
    (problem,) = broken(made)
    assert "ipykernel needs far-away, which is not installed" in problem.message


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"argv": 3}', '{"argv": [[]]}', "[" * 100_000, '{"argv": []}']
)
def test_a_kernel_json_that_nobody_can_read_is_named(made, content):
    made.kernel(content, name="odd")
    (problem,) = broken(made)
    assert "share/jupyter/kernels/odd/kernel.json" in problem.message
    assert problem.details == {"kernel": "odd"}


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes among files")
@pytest.mark.timeout(60)
def test_a_pipe_in_place_of_a_kernel_json_keeps_nobody_waiting(made):
    file = made.prefix / "share/jupyter/kernels/python3/kernel.json"
    file.unlink()
    os.mkfifo(file)
    assert "cannot be read" in broken(made)[0].message
