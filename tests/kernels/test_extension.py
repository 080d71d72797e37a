"""A Jupyter server takes our kernel list, unless its configuration names another."""

from pathlib import Path

import jupyter_core.paths
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.gateway.gateway_client import GatewayClient
from jupyter_server.gateway.managers import GatewayKernelSpecManager

from jupyter_envmgr.kernels import extension
from jupyter_envmgr.kernels.manager import EnvmgrKernelSpecManager
from tests.kernels.made import PYTHON, make_environment


def published():
    """The kernels beside this server's own."""
    return {path.name for path in Path(jupyter_core.paths.ENV_JUPYTER_PATH[0]).glob("kernels/*")}


class ChosenManager(KernelSpecManager):
    """What somebody set on purpose."""


class CondaManager(KernelSpecManager):
    """Stands for nb_conda_kernels' own, which its conda package puts into the configuration."""

    __module__ = "nb_conda_kernels.manager"


@pytest.fixture
def jp_server_config(user, request):
    chosen = dict(getattr(request, "param", {}))
    gateway = chosen.pop("GatewayClient", {})
    server = {"jpserver_extensions": {extension.__name__: True}, **chosen}
    yield {"ServerApp": server, "GatewayClient": gateway}
    GatewayClient.clear_instance()


def test_the_list_is_ours(jp_serverapp):
    assert type(jp_serverapp.kernel_spec_manager) is EnvmgrKernelSpecManager


@pytest.mark.parametrize(
    "jp_server_config", [{"kernel_spec_manager_class": CondaManager}], indirect=True
)
def test_nb_conda_kernels_entry_in_the_configuration_means_ours(jp_serverapp):
    assert type(jp_serverapp.kernel_spec_manager) is EnvmgrKernelSpecManager


@pytest.mark.parametrize(
    "jp_server_config",
    [
        {"kernel_spec_manager_class": ChosenManager},
        {"kernel_spec_manager_class": "tests.kernels.test_extension.ChosenManager"},
    ],
    indirect=True,
)
async def test_a_configured_manager_wins(jp_serverapp, user):
    assert type(jp_serverapp.kernel_spec_manager).__name__ == "ChosenManager"
    make_environment(user.envs / "work", python3=PYTHON)
    await extension._start_jupyter_server_extension(jp_serverapp)
    assert published() == set()


@pytest.mark.parametrize(
    "jp_server_config",
    [
        {"GatewayClient": {"url": "http://127.0.0.1:9"}},
        {
            "GatewayClient": {"url": "http://127.0.0.1:9"},
            "kernel_spec_manager_class": CondaManager,
        },
    ],
    indirect=True,
)
def test_the_kernels_of_a_configured_gateway_stay(request, jp_server_config):
    chosen = jp_server_config["ServerApp"].get("kernel_spec_manager_class")
    app = request.getfixturevalue("jp_serverapp")
    assert type(app.kernel_spec_manager) is (chosen or GatewayKernelSpecManager)


def test_the_kernels_of_a_gateway_that_a_variable_names_stay(user, monkeypatch, request):
    monkeypatch.setenv("JUPYTER_GATEWAY_URL", "http://127.0.0.1:9")
    app = request.getfixturevalue("jp_serverapp")
    assert type(app.kernel_spec_manager) is GatewayKernelSpecManager


async def test_a_new_environment_is_in_the_service_at_once_with_its_logo(jp_fetch, user):
    before = await jp_fetch("api", "kernelspecs")
    assert b"conda-env-work-py" not in before.body
    make_environment(user.envs / "work", python3=PYTHON)
    after = await jp_fetch("api", "kernelspecs")
    assert b"Python [conda env:work]" in after.body
    logo = await jp_fetch("kernelspecs", "conda-env-work-py", "logo-64x64.png")
    assert logo.body == b"\x89PNG"


async def test_a_starting_server_publishes_the_kernels(jp_serverapp, user):
    make_environment(user.envs / "work", python3=PYTHON)
    await extension._start_jupyter_server_extension(jp_serverapp)
    assert published() == {"conda-env-work-py"}
