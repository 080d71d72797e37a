"""The composition root: builds the parts, hands them to the handlers, ends them."""

from __future__ import annotations

import asyncio
import re
import sys
import sysconfig
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Literal, cast

from jupyter_server.extension.application import ExtensionApp
from traitlets import Int

from jupyter_envmgr.channel_url import public_url
from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.jobs import Jobs
from jupyter_envmgr.models import Config
from jupyter_envmgr.prefixes import Prefixes
from jupyter_envmgr.server.news import News
from jupyter_envmgr.server.routes import ROUTES
from jupyter_envmgr.settings import EnvmgrSettings

if TYPE_CHECKING:
    from jupyter_events import EventLogger
    from jupyter_server.serverapp import ServerApp


class EnvmgrApp(EnvmgrSettings, ExtensionApp):
    """Conda environments and their kernels, managed inside Jupyter."""

    name = "jupyter_envmgr"
    extension_url = "/envmgr"

    jobs_at_once = Int(2, min=1, help="How many changes run at the same time.").tag(config=True)
    jobs_kept = Int(50, min=1, help="How many ended jobs stay readable.").tag(config=True)

    _recovering: asyncio.Task[list[str]] | None = None

    def initialize_settings(self) -> None:
        server = cast("ServerApp", self.serverapp)
        parts = self.parts(Condarc.load, changed=lambda: _publish(server))
        self.environments = parts.environments
        self.news = News(cast("EventLogger", server.event_logger))
        self.jobs = Jobs(at_once=self.jobs_at_once, keep=self.jobs_kept, changed=self.news.job)
        self.settings.update(
            envmgr_environments=parts.environments,
            envmgr_changes=parts.changes,
            envmgr_checks=parts.checks,
            envmgr_revisions=parts.revisions,
            envmgr_freezing=parts.freezing,
            envmgr_news=self.news,
            envmgr_jobs=self.jobs,
            envmgr_config=lambda: self._config(parts.prefixes),
        )

    def initialize_handlers(self) -> None:
        for route in ROUTES:
            pattern = re.sub(
                r"\{\w+\}", "([^/]+)", re.escape(route.path).replace(r"\{", "{").replace(r"\}", "}")
            )
            self.handlers.append((f"/envmgr{pattern}", route.handler))

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:  # noqa: ARG002 - its name and arguments are jupyter_server's
        """End what a crash cut off, without keeping anybody waiting."""
        self._recovering = asyncio.create_task(self.environments.recover())

    async def stop_extension(self) -> None:
        await self.jobs.close()
        self.news.close()
        if self._recovering:
            await asyncio.wait([self._recovering])

    def _config(self, prefixes: Prefixes) -> Config:
        condarc = Condarc.load()
        return Config(
            version=version("jupyter_envmgr"),
            platform=sysconfig.get_platform(),
            channels=[public_url(channel) for channel in condarc.channels],
            channel_priority=condarc.channel_priority,
            main_folder=str(prefixes.main_folder),
            envs_dirs=[str(folder) for folder in condarc.envs_dirs],
            base=None if condarc.root_prefix is None else str(condarc.root_prefix),
            kernel_provider=self._kernel_provider(),
            condarc_files=[str(path) for path in condarc.files],
            problems=list(condarc.problems),
            revisions_kept=self.revisions_kept,
            revisions_disk=self.revisions_disk,
        )

    def _kernel_provider(self) -> Literal["nb_conda_kernels", "jupyter_envmgr", "other"]:
        """Whose kernel list Jupyter shows."""
        manager = type(cast("ServerApp", self.serverapp).kernel_spec_manager)
        if not any(kind.__module__.startswith("jupyter_envmgr.") for kind in manager.__mro__):
            return "other"
        return "nb_conda_kernels" if "nb_conda_kernels" in sys.modules else "jupyter_envmgr"


def _publish(server: ServerApp) -> None:
    """Let programs that read kernels from disk, such as papermill, know of a change."""
    publish = getattr(server.kernel_spec_manager, "publish", None)
    if publish:
        publish()
