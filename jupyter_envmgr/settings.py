"""What an administrator sets, in Jupyter's own configuration; obeyed by servers and commands."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import cast

from jupyter_core.paths import jupyter_config_path
from traitlets import Enum, Int, List, TraitError, Unicode
from traitlets.config import Application, Config, Configurable

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.errors import BadFileError
from jupyter_envmgr.parts import Parts, build
from jupyter_envmgr.planner.moved import Policy
from jupyter_envmgr.transaction.transactions import DISK, KEEP

_FILES = ("jupyter_config", "jupyter_server_config", "jupyter_envmgr_config")
"""Each ``.py`` or ``.json``, in the order in which a server reads them."""
_SECTION = "EnvmgrApp"

_log = logging.getLogger(__name__)


class EnvmgrSettings(Configurable):
    """The settings that mean the same with a server and without one."""

    cache_dir = Unicode(
        "", help="Folder for downloaded packages and repodata; empty: rattler's own."
    ).tag(config=True)
    pip_to_conda = Enum(
        ["move", "suggest", "off"],
        "move",
        help="What becomes of pip requirements that a channel has: they are moved to conda, or a "
        "notice suggests it, or neither.",
    ).tag(config=True)
    unprotected = List(
        Unicode(),
        help="Names of protected environments that may be changed and removed all the same.",
    ).tag(config=True)
    revisions_kept = Int(
        KEEP, min=0, help="How many earlier states of an environment can be gone back to."
    ).tag(config=True)
    revisions_disk = Int(
        DISK,
        min=0,
        help="Bytes that earlier states may take, for all environments of a folder together; the "
        "oldest go first. 0: no limit.",
    ).tag(config=True)

    def parts(self, load: Callable[[], Condarc], changed: Callable[[], None]) -> Parts:
        """Everything put together as the settings say; see `parts.build`."""
        return build(
            load,
            cache=Path(self.cache_dir) if self.cache_dir else None,
            policy=cast("Policy", self.pip_to_conda),
            unprotected=self.unprotected,
            changed=changed,
            keep=self.revisions_kept,
            disk=self.revisions_disk,
        )


def read_config() -> Config:
    """Jupyter's configuration as a server reads it; a file that is broken is left out, and named.

    Not from the folder one happens to be in: a command is run anywhere.
    """
    app = Application()
    app.raise_config_file_errors = True
    for name in _FILES:
        _read(app, name)
    return app.config


def settings(config: Config) -> EnvmgrSettings:
    """The settings of a configuration's section for the server's extension.

    Raises BadFileError where one has a value that it cannot have.
    """
    section = Config({EnvmgrSettings.__name__: config.get(_SECTION, {})})
    try:
        return EnvmgrSettings(config=section)
    except TraitError as error:
        raise BadFileError(f"Jupyter's configuration: {error}", "Correct it there.") from error


def _read(app: Application, name: str) -> None:
    try:
        app.load_config_file(name, path=jupyter_config_path())
    except Exception as error:  # noqa: BLE001 - a configuration is a program, and may raise anything
        _log.warning("%s is left out: %s: %s", name, type(error).__name__, error)
