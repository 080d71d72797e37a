"""``/envmgr/kernels``: which kernels run what their environment was before."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta, timezone
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
                        outdated=last is not None and last - since > _PRECISION,
                    )
                )
        return RunningKernelList(kernels=kernels)


_PRECISION = timedelta(milliseconds=15)
"""Of the time at which a process was started: the system counts hundredths of a second."""

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
                yield kernel, running.kernel_name, prefix, _start_of(process)


def _start_of(process: int) -> datetime:
    """When a process was started. Raises psutil.Error.

    Linux counts from the start of the system, which psutil knows to the second only.
    """
    since = psutil.Process(process).create_time()
    if sys.platform == "linux":
        since += time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) - psutil.boot_time()
    return datetime.fromtimestamp(since, tz=timezone.utc)


def _prefix(kernel: KernelManager) -> str | None:
    spec = kernel.kernel_spec
    return spec.metadata.get("conda_env_path") if spec else None
