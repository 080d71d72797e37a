"""A user with conda folders and Jupyter folders of their own, and no kernels yet."""

import os
import subprocess
import sysconfig
import threading
from dataclasses import dataclass
from pathlib import Path
from venv import EnvBuilder

import jupyter_core.paths
import pytest
from traitlets.config import Config

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.kernels.manager import EnvmgrKernelSpecManager
from jupyter_envmgr.kernels.published import THREAD
from jupyter_envmgr.prefixes import Prefixes
from tests.kernels.real import make_real_environment

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

    @staticmethod
    def wait_for_publishing():
        """Until nothing is written in the background any more."""
        for thread in threading.enumerate():
            if thread.name == THREAD:
                thread.join()

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
    found = User(home, root, jupyter)
    yield found
    found.wait_for_publishing()


@pytest.fixture
def manager(user):
    return user.manager()


@pytest.fixture(scope="session")
def real_environment(tmp_path_factory, channel):
    """A real environment, shared: nothing changes it."""
    folder = tmp_path_factory.mktemp("real")
    return make_real_environment(folder / "envs" / "real", channel, folder / "cache")


@pytest.fixture
def real_user(user, real_environment, monkeypatch):
    """A user to whom the real environment belongs."""
    monkeypatch.setenv("CONDA_ENVS_DIRS", str(real_environment.parent))
    return user


@pytest.fixture(scope="session")
def jupyter_python(tmp_path_factory):
    """The Python of a virtual environment with Jupyter and us in it, and no kernels of its own."""
    venv = tmp_path_factory.mktemp("jupyter") / "venv"
    EnvBuilder(symlinks=os.name != "nt").create(venv)
    folder = "Scripts" if os.name == "nt" else "bin"
    python = venv / folder / Path("python").with_suffix(".exe" if os.name == "nt" else "")
    command = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.check_output(command, text=True).strip())
    repository = Path(__file__).parents[2]
    lines = f"{sysconfig.get_path('purelib')}\n{repository}\n"
    (site / "borrowed.pth").write_text(lines, encoding="utf-8")
    return python
