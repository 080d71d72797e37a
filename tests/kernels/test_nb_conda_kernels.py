"""With nb_conda_kernels installed ours is one of its managers and offers what it offers.

Each runs in a process of its own: with the real package where that is installed, with a stand-in
that has its face otherwise.
"""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kernels.made import PYTHON, R, make_environment

REAL = importlib.util.find_spec("nb_conda_kernels") is not None
REPOSITORY = Path(__file__).parents[2]

OURS = """
import json, sys
from traitlets.config import Config
import nb_conda_kernels
from jupyter_envmgr.kernels.manager import EnvmgrKernelSpecManager

settings = json.loads(sys.argv[1])
manager = EnvmgrKernelSpecManager(config=Config({"CondaKernelSpecManager": settings}))
print(json.dumps({
    "is theirs": isinstance(manager, nb_conda_kernels.CondaKernelSpecManager),
    "specs": manager.get_all_specs(),
    "conda only": manager.conda_only,
    "info": manager._conda_info,
    "theirs": sorted(manager._all_specs()) if hasattr(manager, "_all_specs") else None,
}))
"""


def ask(settings=None, code=OURS, **options):
    path = [str(REPOSITORY), *sys.path]
    if not REAL:
        path.insert(0, str(Path(__file__).with_name("stand_in")))
    settings = {"publish_kernels": False} | (settings or {})  # not beside the tests' own Python
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, json.dumps(settings)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, path)), **options},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def environments(user):
    make_environment(user.envs / "work", python3=PYTHON, ir=R)
    make_environment(user.envs / "naïve env", python3=PYTHON)
    elsewhere = make_environment(user.home / "project" / "envs" / "work", python3=PYTHON)
    (user.home / ".conda").mkdir()
    (user.home / ".conda" / "environments.txt").write_text(f"{elsewhere}\n", encoding="utf-8")
    return user


def test_it_is_one_of_their_managers_and_never_asks_conda(environments):
    found = ask(CONDA_EXE="/no/such/conda", PATH="")
    assert found["is theirs"]
    assert "conda-env-work-py" in found["specs"]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"conda_only": True},
        {"env_filter": "naïve"},
        {"name_format": "{environment}: {display_name}"},
        {"base_name": "root", "enable_debugger": False},
        {"kernelspec_path": "--user"},
    ],
    ids=str,
)
def test_the_same_settings_give_the_same_list_without_it(environments, settings):
    found = ask(settings)
    manager = environments.manager(**settings)
    expected = {n: s for n, s in manager.get_all_specs().items() if n.startswith("conda-")}
    assert {n: s for n, s in found["specs"].items() if n.startswith("conda-")} == expected
    assert found["conda only"] is manager.conda_only


def test_their_own_methods_get_the_environments_from_disk(environments):
    info = ask()["info"]
    assert info["conda_prefix"] == str(environments.root)
    assert str(environments.envs / "work") in info["envs"]
    assert str(environments.envs) in info["envs_dirs"]


@pytest.mark.skipif(not REAL, reason="nb_conda_kernels is not installed")
def test_their_own_code_names_the_kernels_as_we_do(environments):
    found = ask()
    ours = [name for name in found["specs"] if name.startswith("conda-")]
    assert found["theirs"] == sorted(ours)


THEIRS = """
import json, os, sys
import nb_conda_kernels

class Theirs(nb_conda_kernels.CondaKernelSpecManager):
    _conda_info = json.loads(os.environ["INFO"])

print(json.dumps(Theirs().get_all_specs()))
"""


@pytest.mark.skipif(not REAL, reason="nb_conda_kernels is not installed")
def test_every_kernel_is_described_as_they_describe_it(environments):
    ours = ask()
    theirs = ask(code=THEIRS, INFO=json.dumps(ours["info"]))
    assert set(theirs) == set(ours["specs"])
    for name, found in theirs.items():
        same = ours["specs"][name]
        assert same["resource_dir"] == found["resource_dir"]
        assert {**same["spec"], "argv": 0} == {**found["spec"], "argv": 0}
        assert same["spec"]["argv"][-2:] == found["spec"]["argv"][-2:]
