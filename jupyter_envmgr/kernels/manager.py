"""The kernel list of a Jupyter server: every environment's kernels beside the ordinary ones.

Everything is read from disk when it is asked for; nothing is remembered that could go stale.
Where nb_conda_kernels is installed the class is one of its managers too, with the same settings.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_core import paths
from traitlets import Instance, TraitError, default

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.kernels.magic_argument import with_magic
from jupyter_envmgr.kernels.options import CondaKernelSpecManager
from jupyter_envmgr.kernels.published import PublishedKernels, Wanted, is_published
from jupyter_envmgr.kernels.specs import EnvironmentKernel, Naming, kernels_of, name_start
from jupyter_envmgr.models import Environment
from jupyter_envmgr.prefixes import Prefixes

if TYPE_CHECKING:
    Base = CondaKernelSpecManager
else:
    try:
        import nb_conda_kernels

        class Base(CondaKernelSpecManager, nb_conda_kernels.CondaKernelSpecManager):
            """Our settings, and nb_conda_kernels' for what looks for its class."""

    except ImportError:
        Base = CondaKernelSpecManager


_UNREADABLE = (OSError, ValueError, TypeError, TraitError, RecursionError)
"""What jupyter_client raises for the many ways in which a kernel.json can be none."""


class EnvmgrKernelSpecManager(Base):
    """Offers the kernels of every conda environment, each started activated."""

    prefixes = Instance(Prefixes)
    _published = Instance(PublishedKernels)

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        _ = self._published  # now: two threads that ask first would get two

    @default("prefixes")
    def _prefixes_on_this_machine(self) -> Prefixes:
        return Prefixes(Condarc.load)

    @default("_published")
    def _published_where_configured(self) -> PublishedKernels:
        match self.kernelspec_path:
            case None | "--sys-prefix":
                folder = Path(paths.ENV_JUPYTER_PATH[0], "kernels")
            case "--user":
                folder = Path(self.user_kernel_dir)
            case "":
                folder = Path(paths.SYSTEM_JUPYTER_PATH[0], "kernels")
            case prefix:
                folder = Path(prefix, "share", "jupyter", "kernels")
        return PublishedKernels(folder, self.log)

    def find_kernel_specs(self) -> dict[str, str]:
        """Kernel names and the folders with their logos."""
        ordinary, kernels = self._on_offer()
        return ordinary | {kernel.name: str(kernel.folder) for kernel in kernels}

    def get_all_specs(self) -> dict[str, Any]:
        """Kernel names and all that is known of each, as the REST service sends it."""
        ordinary, kernels = self._on_offer()
        specs = self._read_ordinary(ordinary)
        specs |= {kernel.name: self._spec(kernel) for kernel in kernels}
        return {
            name: {"resource_dir": spec.resource_dir, "spec": spec.to_dict()}
            for name, spec in specs.items()
        }

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """What is known of one kernel; looks into its environment only.

        Raises NoSuchKernel.
        """
        if kernel := self._environment_kernel(kernel_name):
            return self._spec(kernel)
        if self.conda_only:
            raise NoSuchKernel(kernel_name)
        spec = self._ordinary_spec(kernel_name)
        if is_published(spec.resource_dir):
            raise NoSuchKernel(kernel_name)
        return spec

    def remove_kernel_spec(self, name: str) -> str:
        """Remove an ordinary kernel; give its path.

        Raises NoSuchKernel for the kernels of environments: they go with their environment.
        """
        path = self._ordinary().get(name)
        if path is None:
            raise NoSuchKernel(name)
        if os.path.islink(path):  # noqa: PTH114 - jupyter_client speaks in strings
            Path(path).unlink()
        else:
            shutil.rmtree(path)
        return path

    def publish(self) -> None:
        """Write the kernels down for programs that do not ask this manager; any thread may.

        Where that is switched off, take back what was written.
        """
        self._published.update(lambda: self._for_others(*self._read_environments()))

    @property
    def _naming(self) -> Naming:
        return Naming(self.name_format, self.base_name, self.enable_debugger)

    @property
    def _conda_kspecs(self) -> dict[str, KernelSpec]:
        """What nb_conda_kernels' own methods take for the kernels of all environments."""
        return {kernel.name: self._spec(kernel) for kernel in self._environment_kernels()}

    @property
    def _conda_info(self) -> dict[str, Any]:
        """What nb_conda_kernels' own methods take for the answer of ``conda info``."""
        condarc = Condarc.load()
        return {
            "envs": [environment.prefix for environment in self.prefixes.list()],
            "conda_prefix": str(condarc.root_prefix or sys.prefix),
            "envs_dirs": [str(folder) for folder in condarc.envs_dirs],
        }

    def _on_offer(self) -> tuple[dict[str, str], list[EnvironmentKernel]]:
        """The ordinary kernels' folders, and the environments' kernels.

        A kernel that is both, as those of the server's own environment are, is only the latter.
        """
        kernels = self._environment_kernels()
        taken = {os.path.realpath(kernel.folder) for kernel in kernels}
        ordinary = {
            name: path
            for name, path in ({} if self.conda_only else self._ordinary()).items()
            if os.path.realpath(path) not in taken
        }
        if allowed := self.allowed_kernelspecs:
            ordinary = {name: path for name, path in ordinary.items() if name in allowed}
            kernels = [kernel for kernel in kernels if kernel.name in allowed]
        return ordinary, kernels

    def _ordinary(self) -> dict[str, str]:
        """What Jupyter finds without us, less what we published."""
        found = KernelSpecManager.find_kernel_specs(self)
        return {name: path for name, path in found.items() if not is_published(path)}

    def _read_ordinary(self, names: Iterable[str]) -> dict[str, KernelSpec]:
        """Ordinary kernels that can be read; the others are logged, as jupyter_client does."""
        specs = {name: self._ordinary_spec_if_readable(name) for name in names}
        return {name: spec for name, spec in specs.items() if spec}

    def _ordinary_spec_if_readable(self, name: str) -> KernelSpec | None:
        try:
            return self._ordinary_spec(name)
        except (*_UNREADABLE, NoSuchKernel) as error:
            self.log.warning("jupyter_envmgr | no kernel %s: %s", name, error)
            return None

    def _ordinary_spec(self, name: str) -> KernelSpec:
        spec: KernelSpec = KernelSpecManager.get_kernel_spec(self, name)
        spec.argv = with_magic(spec.argv, spec.metadata)
        return spec

    def _is_shown(self, environment: Environment) -> bool:
        return not (self.env_filter and re.search(self.env_filter, environment.prefix))

    def _environment_kernels(self) -> list[EnvironmentKernel]:
        """The kernels of all environments.

        Nothing is written meanwhile; where other programs would see something else, as after a
        ``conda create``, publishing starts in a thread of its own.
        """
        environments, kernels = self._read_environments()
        self._published.update_soon(
            self._for_others(environments, kernels),
            lambda: self._for_others(*self._read_environments()),
        )
        return list(kernels.values())

    def _read_environments(self) -> tuple[list[Environment], dict[str, EnvironmentKernel]]:
        """All environments, and the kernels of those that are shown, by name."""
        environments, naming = self.prefixes.list(), self._naming
        return environments, {
            kernel.name: kernel
            for environment in filter(self._is_shown, environments)
            for kernel in kernels_of(environment, naming, self.log)
        }

    def _for_others(
        self, environments: list[Environment], kernels: dict[str, EnvironmentKernel]
    ) -> Wanted:
        """What programs shall see that do not ask this manager."""
        is_on = self.publish_kernels or self.kernelspec_path is not None
        prefixes = [environment.prefix for environment in environments]
        return Wanted(kernels if is_on else {}, prefixes)

    def _environment_kernel(self, name: str) -> EnvironmentKernel | None:
        """The kernel of that name, if it is an environment's; no other environment is read."""
        if not name.startswith("conda-"):
            return None
        naming = self._naming
        candidates = (
            environment
            for environment in filter(self._is_shown, self.prefixes.list())
            if name.startswith(name_start(environment, naming))
        )
        found = {
            kernel.name: kernel
            for environment in candidates
            for kernel in kernels_of(environment, naming, self.log)
        }
        return found.get(name)

    def _spec(self, kernel: EnvironmentKernel) -> KernelSpec:
        """A kernel as Jupyter has it; here, the server's own environment is active already."""
        content = kernel.content(activated=not kernel.environment.own_server)
        spec: KernelSpec = self.kernel_spec_class(resource_dir=str(kernel.folder), **content)
        return spec
