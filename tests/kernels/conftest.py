"""A user with conda folders and Jupyter folders of their own, and no kernels yet."""

import os
from dataclasses import dataclass
from pathlib import Path

import jupyter_core.paths
import pytest
from traitlets.config import Config

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.kernels.manager import EnvmgrKernelSpecManager
from jupyter_envmgr.prefixes import Prefixes

FOREIGN = ("CONDA", "MAMBA", "JUPYTER", "XDG_", "_CE_", "VIRTUAL_ENV")


@dataclass(frozen=True)
class User:
    """Where a person's things are."""

    home: Path
    root: Path
    """A conda installation."""
    jupyter: Path
    """What stands for ``share/jupyter`` beside the server."""

    @property
    def envs(self) -> Path:
        return self.root / "envs"

    @property
    def published(self) -> Path:
        return self.jupyter / "kernels"

    def manager(self, server_prefix="/no/such/prefix", **settings):
        """A kernel list configured the way a configuration file would do it."""
        config = Config({"CondaKernelSpecManager": settings})
        prefixes = Prefixes(Condarc.load, server_prefix=str(server_prefix))
        return EnvmgrKernelSpecManager(
            config=config, prefixes=prefixes, data_dir=str(self.home / "data")
        )


@pytest.fixture
def user(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith(FOREIGN)]:
        monkeypatch.delenv(name)
    home, root, jupyter = tmp_path / "home", tmp_path / "conda", tmp_path / "env" / "jupyter"
    (root / "conda-meta").mkdir(parents=True)
    (root / "conda-meta" / "history").touch()
    (root / "condabin").mkdir()
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("CONDA_ROOT", str(root))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(home / "data"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(home / "config"))
    monkeypatch.setenv("IPYTHONDIR", str(home / "ipython"))
    monkeypatch.setattr(jupyter_core.paths, "ENV_JUPYTER_PATH", [str(jupyter)])
    monkeypatch.setattr(jupyter_core.paths, "SYSTEM_JUPYTER_PATH", [str(tmp_path / "system")])
    return User(home, root, jupyter)


@pytest.fixture
def manager(user):
    return user.manager()
