"""A JupyterLab for the browser tests: on 127.0.0.1, with files and settings of its own.

The environments' REST and events are stubbed in the browser, so our server extension stays off.
Two kernels have the metadata of conda's, and run in this very Python.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="envmgr-ui-"))


def main() -> None:
    (HOME / "notebooks").mkdir()
    overrides = HOME / "config" / "labconfig" / "default_setting_overrides.json"
    overrides.parent.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    overrides.write_text(json.dumps({"@jupyterlab/apputils-extension:notification": quiet}))
    for name in ("analysis", "geo"):
        write_kernel(name)
    os.environ |= {
        "JUPYTER_CONFIG_DIR": str(HOME / "config"),
        "JUPYTER_DATA_DIR": str(HOME / "data"),
        "JUPYTER_RUNTIME_DIR": str(HOME / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(HOME / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(HOME / "workspaces"),
    }
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(
        [
            "--no-browser",
            "--allow-root",
            "--ip=127.0.0.1",
            f"--port={sys.argv[1]}",
            "--ServerApp.port_retries=0",
            "--IdentityProvider.token=",
            f"--ServerApp.root_dir={HOME / 'notebooks'}",
            "--ServerApp.jpserver_extensions=jupyter_envmgr=False",
            "--LabApp.expose_app_in_browser=True",
            "--LabApp.news_url=None",
        ]
    )


def write_kernel(environment: str) -> None:
    """A kernelspec as nb_conda_kernels would give it for an environment."""
    folder = HOME / "data" / "kernels" / f"conda-env-{environment}-py"
    folder.mkdir(parents=True)
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": f"Python [conda env:{environment}]",
        "language": "python",
        "metadata": {
            "conda_env_name": environment,
            "conda_env_path": f"/opt/conda/envs/{environment}",
        },
    }
    (folder / "kernel.json").write_text(json.dumps(spec))


if __name__ == "__main__":
    main()
