"""Which kernels get ``%envmgr``, and that a person's own IPython configuration still holds."""

from pathlib import Path

import pytest

from jupyter_envmgr.kernels.magic_argument import with_magic

CONNECTION = ["-f", "{connection_file}"]


@pytest.mark.parametrize(
    "start",
    [
        ["python", "-m", "ipykernel_launcher"],
        ["/envs/x/bin/python3.8", "-Xfrozen_modules=off", "-m", "ipykernel_launcher"],
        ["/server/python", "-I", "-S", "runner.py", "/envs/x", "python", "-m", "ipykernel"],
    ],
)
def test_a_kernel_that_is_started_as_ipykernel_reads_our_file_too(start):
    *before, added, _, _ = with_magic([*start, *CONNECTION])
    assert before == start
    assert Path(added.partition("=")[2]).is_file()


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["python", "-m"],
        ["R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"],
        ["python", "-m", "bash_kernel", *CONNECTION],
        ["python", "-m", "bash_kernel", "-m", "ipykernel_launcher", *CONNECTION],
        ["/envs/x/bin/xpython", *CONNECTION],
        ["python", "start_ipykernel.py", *CONNECTION],
    ],
)
def test_any_other_kernel_is_left_alone(argv):
    assert with_magic(argv) == argv


OPTIONS = ["--config", "--IPKernelApp.extra_config_file"]


@pytest.mark.parametrize("option", OPTIONS)
def test_a_kernels_own_configuration_is_handed_on_where_ours_can_read_it(tmp_path, option):
    own = tmp_path / "own.py"
    own.touch()
    start = ["python", "-m", "ipykernel_launcher"]
    for words in ([f"{option}={own}"], [option, str(own)]):
        added, *rest = with_magic([*start, *words, *CONNECTION])[3:]
        assert Path(added.removeprefix("--config=")).name == "ipython_kernel_config.py"
        assert rest == [f"--Envmgr.replaced={own}", *CONNECTION]


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize(
    "name", ["my.py", "my", "my.json", "./my.py", "~/my.py", "{resource_dir}/my.py", ""]
)
def test_a_kernel_whose_configuration_only_ipykernel_finds_is_left_alone(
    tmp_path, monkeypatch, option, name
):
    monkeypatch.chdir(tmp_path)
    for each in ("my.py", "my.json"):
        (tmp_path / each).touch()
    argv = ["python", "-m", "ipykernel_launcher", f"{option}={name}", *CONNECTION]
    assert with_magic(argv) == argv


def test_a_kernel_whose_configuration_is_more_than_one_python_file_is_left_alone(tmp_path):
    for each in ("own.py", "other.py", "both.py", "both.json", "data.json"):
        (tmp_path / each).touch()
    start = ["python", "-m", "ipykernel_launcher", *CONNECTION]
    long = f"{'x' * 5000}.py"
    for names in (
        ["missing.py"],
        [long],
        ["no\0name.py"],
        ["own"],
        ["data.json"],
        ["both.py"],
        ["own.py", "other.py"],
    ):
        argv = [*start, *(f"--config={tmp_path / name}" for name in names)]
        assert with_magic(argv) == argv


def test_a_command_that_has_ours_already_is_left_alone():
    argv = with_magic(["python", "-m", "ipykernel_launcher", *CONNECTION])
    assert with_magic(argv) == argv


def test_a_kernel_that_is_started_elsewhere_is_left_alone():
    argv = ["python", "-m", "ipykernel_launcher", *CONNECTION]
    remote = {"kernel_provisioner": {"provisioner_name": "k8s-provisioner", "config": {}}}
    local = {"kernel_provisioner": {"provisioner_name": "local-provisioner"}}
    assert with_magic(argv, remote) == argv
    assert with_magic(argv, local) == with_magic(argv) != argv


def test_a_kernel_that_a_site_starts_elsewhere_by_default_is_left_alone(monkeypatch):
    argv = ["python", "-m", "ipykernel_launcher", *CONNECTION]
    local = {"kernel_provisioner": {"provisioner_name": "local-provisioner"}}
    here = with_magic(argv)
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "k8s-provisioner")
    assert with_magic(argv) == with_magic(argv, {"kernel_provisioner": {}}) == argv
    assert with_magic(argv, local) == here != argv
