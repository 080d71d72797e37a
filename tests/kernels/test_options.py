"""nb_conda_kernels' settings mean here what they mean there."""

import pytest
from jupyter_client.kernelspec import NoSuchKernel
from traitlets import TraitError

from tests.kernels.made import PYTHON, R, add_kernel, make_environment


def test_filtered_environments_offer_no_kernels(user):
    make_environment(user.envs / "work", python3=PYTHON)
    make_environment(user.envs / "secret", python3=PYTHON)
    manager = user.manager(env_filter="envs.secr")
    assert "conda-env-secret-py" not in manager.find_kernel_specs()
    assert "conda-env-work-py" in manager.get_all_specs()
    with pytest.raises(NoSuchKernel):
        manager.get_kernel_spec("conda-env-secret-py")


def test_the_display_name_follows_its_format(user):
    make_environment(user.envs / "work", ir={**R, "display_name": "R 4"})
    text = "{0}|{1}|{language}|{environment}|{kernel}|{conda_kernel}|{display_name}"
    spec = user.manager(name_format=text).get_kernel_spec("conda-env-work-r")
    assert spec.display_name == "R 4|work|R 4|work|ir|conda-env-work-r|R 4"


def test_conda_only_leaves_the_other_kernels_out(user):
    make_environment(user.envs / "work", python3=PYTHON)
    manager = user.manager(conda_only=True)
    assert set(manager.get_all_specs()) == {"conda-env-work-py"}
    with pytest.raises(NoSuchKernel):
        manager.get_kernel_spec("python3")


def test_base_can_have_another_name(user):
    add_kernel(user.root, "python3", PYTHON)
    make_environment(user.envs / "work", python3=PYTHON)
    manager = user.manager(base_name="root")
    spec = manager.get_kernel_spec("conda-root-py")
    assert spec.display_name == "Python [conda env:root]"
    assert spec.metadata["conda_env_name"] == "root"
    assert {"conda-root-py", "conda-env-work-py"} <= set(manager.find_kernel_specs())


@pytest.mark.parametrize("choice", [True, False])
def test_the_debugger_can_be_switched_for_all(user, choice):
    make_environment(user.envs / "work", python3=PYTHON)
    spec = user.manager(enable_debugger=choice).get_kernel_spec("conda-env-work-py")
    assert spec.metadata["debugger"] is choice


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("env_filter", "("),
        ("name_format", "{nothing}"),
        ("name_format", "{2}"),
        ("name_format", "{"),
        ("kernelspec_path", "/no/such/folder"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(user, setting, value):
    with pytest.raises(TraitError, match=f"CondaKernelSpecManager.{setting}"):
        user.manager(**{setting: value})


def test_a_kernelspec_path_implies_conda_only(user):
    assert user.manager(kernelspec_path="--user").conda_only is True
    assert user.manager(kernelspec_path=None).conda_only is False
