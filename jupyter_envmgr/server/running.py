"""``/envmgr/kernels``: which kernels run what their environment was before."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

import psutil
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import KernelManager
from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_envmgr.models import RunningKernel, RunningKernelList
from jupyter_envmgr.server.base import EnvmgrHandler


class KernelsHandler(EnvmgrHandler):
    @authenticated
    @authorized
    async def get(self) -> None:
        started = list(_started(self.kernel_manager))
        self.reply(await asyncio.to_thread(self._kernels, started))

    def _kernels(self, started: list[_Started]) -> RunningKernelList:
        changed = self.environments.changed({prefix for _, _, prefix, _ in started})
        kernels = []
        for kernel, name, prefix, since in started:
            if found := changed.get(prefix):
                environment, last = found
                kernels.append(
                    RunningKernel(
                        id=kernel,
                        name=name,
                        environment=environment,
                        started=since,
                        outdated=last is not None and last > since,
                    )
                )
        return RunningKernelList(kernels=kernels)


_Started = tuple[str, str, str, datetime]
"""Id, kernelspec, prefix, and when."""


def _started(manager: Any) -> Iterator[_Started]:
    """The kernels of conda environments that run on this machine."""
    for kernel in manager.list_kernel_ids():
        with suppress(KeyError, NoSuchKernel, psutil.Error):
            running: KernelManager = manager.get_kernel(kernel)
            prefix = _prefix(running)
            process = getattr(running.provisioner, "pid", None)
            if prefix and process:
                since = psutil.Process(process).create_time()
                moment = datetime.fromtimestamp(since, tz=timezone.utc)
                yield kernel, running.kernel_name, prefix, moment


def _prefix(kernel: KernelManager) -> str | None:
    spec = kernel.kernel_spec
    return spec.metadata.get("conda_env_path") if spec else None
