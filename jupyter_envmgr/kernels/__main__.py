"""``python -m jupyter_envmgr.kernels``: list the kernels, and publish them for other programs."""

from __future__ import annotations

import sys

from jupyter_core.application import JupyterApp

from jupyter_envmgr.kernels.manager import EnvmgrKernelSpecManager


class KernelsApp(JupyterApp):
    """Reads Jupyter's configuration, as a server does."""

    name = "jupyter-envmgr-kernels"
    description = (
        "List the kernels of all conda environments, and publish them for programs that run "
        "notebooks without a Jupyter server: nbconvert, papermill."
    )
    classes = [EnvmgrKernelSpecManager]

    def start(self) -> None:
        """Print a line for each kernel: its name and its folder."""
        super().start()
        manager = EnvmgrKernelSpecManager(parent=self, data_dir=self.data_dir)
        manager.publish()
        for name, folder in sorted(manager.find_kernel_specs().items()):
            sys.stdout.write(f"{name}\t{folder}\n")


if __name__ == "__main__":  # pragma: no cover - a process of its own
    KernelsApp.launch_instance()
