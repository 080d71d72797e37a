"""Conda environments and their kernels, managed inside Jupyter."""

from __future__ import annotations

from typing import Any


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where JupyterLab finds the side panel."""
    return [{"src": "labextension", "dest": "jupyter-envmgr"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """What a Jupyter server loads: the REST server, and the kernels.

    They are two points because an extension with an app is linked through that app alone, and
    the server knows nothing of the kernels.
    """
    from jupyter_envmgr.server.app import EnvmgrApp

    return [
        {"module": "jupyter_envmgr.server.app", "app": EnvmgrApp},
        {"module": "jupyter_envmgr.kernels.extension"},
    ]


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext jupyter_envmgr``: the magic, in an IPython that our kernel list did not start."""
    from jupyter_envmgr.magic import load_ipython_extension

    load_ipython_extension(shell)
