"""A JupyterLab on a machine of its own, for the end-to-end test: ``lab.py PORT FOLDER``.

Its user has an empty home, the channel on disk and its wheels; the extension and everything behind
it are real.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))
QUIET = {"fetchNews": "false", "checkForUpdates": False}


def main(port: str, home: Path) -> None:
    from tests.channel.build import build

    channel = build()
    notebooks = home / "notebooks"
    notebooks.mkdir(parents=True)
    condarc = f"channels: ['{channel.as_uri()}']\nenvs_dirs: ['{home / 'envs'}']\n"
    (home / ".condarc").write_text(condarc, encoding="utf-8")
    settings = home / "config" / "labconfig" / "default_setting_overrides.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"@jupyterlab/apputils-extension:notification": QUIET}))
    for name in [name for name in os.environ if name.startswith(("CONDA_", "UV_", "PIP_"))]:
        del os.environ[name]
    os.environ |= {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        "UV_NO_INDEX": "1",
        "UV_FIND_LINKS": str(channel / "wheels"),
    }
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(
        [
            "--no-browser",
            "--allow-root",
            "--ip=127.0.0.1",
            f"--port={port}",
            "--ServerApp.port_retries=0",
            "--IdentityProvider.token=",
            f"--ServerApp.root_dir={notebooks}",
            "--LabApp.expose_app_in_browser=True",
            "--LabApp.news_url=None",
            "--CondaKernelSpecManager.publish_kernels=False",
        ]
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
