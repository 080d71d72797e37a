"""``python -m jupyter_envmgr.kernels`` lists and publishes, by Jupyter's configuration."""

import json

from jupyter_envmgr.kernels.__main__ import KernelsApp
from tests.kernels.made import PYTHON, make_environment


def test_it_lists_the_kernels_and_publishes_them(user, capsys):
    prefix = make_environment(user.envs / "work", python3=PYTHON)
    app = KernelsApp()
    app.initialize([])
    app.start()
    folder = prefix / "share" / "jupyter" / "kernels" / "python3"
    assert f"conda-env-work-py\t{folder}\n" in capsys.readouterr().out
    assert (user.published / "conda-env-work-py" / "kernel.json").is_file()


def test_it_obeys_the_configuration_files(user, capsys):
    make_environment(user.envs / "work", python3=PYTHON)
    settings = {"CondaKernelSpecManager": {"env_filter": "work", "publish_kernels": False}}
    (user.home / "config").mkdir()
    (user.home / "config" / "jupyter_config.json").write_text(json.dumps(settings))
    app = KernelsApp()
    app.initialize([])
    app.start()
    assert "conda-env" not in capsys.readouterr().out
    assert not user.published.exists()
