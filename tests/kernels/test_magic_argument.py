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


def test_a_kernel_that_is_started_elsewhere_is_left_alone():
    argv = ["python", "-m", "ipykernel_launcher", *CONNECTION]
    remote = {"kernel_provisioner": {"provisioner_name": "k8s-provisioner", "config": {}}}
    local = {"kernel_provisioner": {"provisioner_name": "local-provisioner"}}
    assert with_magic(argv, remote) == argv
    assert with_magic(argv, local) == with_magic(argv) != argv
