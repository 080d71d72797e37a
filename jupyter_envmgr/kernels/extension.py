"""The extension point that gives a Jupyter server our kernel list.

A server calls `_link_jupyter_server_extension` before it builds its kernel list, and
`_start_jupyter_server_extension` when its event loop runs.
"""

from __future__ import annotations

import asyncio

from jupyter_server.gateway.gateway_client import GatewayClient
from jupyter_server.serverapp import ServerApp
from traitlets.config import Config

MANAGER = "jupyter_envmgr.kernels.manager.EnvmgrKernelSpecManager"


def _link_jupyter_server_extension(serverapp: ServerApp) -> None:
    """Use our kernel list, unless the server's configuration names another, or a gateway.

    A gateway starts the kernels that it lists itself; ours are unknown to it. nb_conda_kernels
    does not count as another: its conda package names itself in the configuration when it is
    installed, and ours is one of its managers.
    """
    if _has_gateway(serverapp):
        return
    chosen = serverapp.config.get("ServerApp", {}).get("kernel_spec_manager_class")
    if chosen is None or _module(chosen).partition(".")[0] == "nb_conda_kernels":
        serverapp.update_config(Config({"ServerApp": {"kernel_spec_manager_class": MANAGER}}))


def _load_jupyter_server_extension(serverapp: ServerApp) -> None:
    """Nothing is left to do once the kernel list is there."""


async def _start_jupyter_server_extension(serverapp: ServerApp) -> None:
    """Let other programs see the kernels although nobody has looked at the list yet."""
    from jupyter_envmgr.kernels.manager import EnvmgrKernelSpecManager

    manager = serverapp.kernel_spec_manager
    if isinstance(manager, EnvmgrKernelSpecManager):
        await asyncio.to_thread(manager.publish)


def _has_gateway(serverapp: ServerApp) -> bool:
    """Whether kernels are those of a Kernel or Enterprise Gateway (``--gateway-url``).

    The server reads that into its own, only client later; this one is thrown away.
    """
    client = GatewayClient(parent=serverapp)  # type: ignore[no-untyped-call]  # jupyter_server's
    return bool(client.gateway_enabled)


def _module(chosen: object) -> str:
    """Where a class is defined that a configuration names or holds."""
    return chosen if isinstance(chosen, str) else str(getattr(chosen, "__module__", ""))
