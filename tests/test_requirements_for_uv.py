"""uv reads what we hand to it, and takes it as we do."""

import hashlib
import json
import os
import subprocess
import sys

import pytest
from uv import find_uv_bin

from jupyter_envmgr.requirements import read_lines
from tests.channel import made_wheels

PROJECT = '[project]\nname = "made-project"\nversion = "1.0"\noptional-dependencies.x = []\n'


@pytest.fixture
def planned(tmp_path):
    """Tell what uv would install for lines that stand in a folder with two wheels."""
    wheels = tmp_path / "my wheels"
    wheels.mkdir()
    for name in ("made-one", "made-two"):
        made_wheels.write(wheels, name, extras=("x",))

    def plan(*lines):
        read = read_lines(lines, tmp_path)
        requirements = tmp_path / "for uv.txt"
        requirements.write_text("\n".join(each.line for each in read.requirements), "utf-8")
        options = [word for option in read.options for word in option.split(" ", 1)]
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("UV_", "VIRTUAL_ENV"))}
        answer = subprocess.run(
            [
                *(find_uv_bin(), "pip", "install", "--dry-run", "--output-format", "json", "-q"),
                *("--no-config", "--no-cache", "--python", sys.executable, *options),
                *("--target", str(tmp_path / "target"), "-r", str(requirements)),
            ],
            env={**environ, "UV_PYTHON_DOWNLOADS": "never", "UV_NO_INDEX": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return sorted(change["name"] for change in json.loads(answer.stdout)["changes"])

    return plan


def test_uv_takes_wheels_by_name_hash_path_and_marker(planned, tmp_path):
    wheel = tmp_path / "my wheels" / "made_one-1.0-py3-none-any.whl"
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    links = '-f "./my wheels"'
    assert planned(links, f"made_one[x]>=1,<2 --hash=sha256:{digest}") == ["made-one"]
    assert planned(f"./my wheels/{wheel.name}") == ["made-one"]
    assert planned(f"made-one[x] @ {wheel.as_uri()}#egg=made-one") == ["made-one"]
    assert planned(f"made-one @ ./my wheels/{wheel.name} ; python_version > '3'") == ["made-one"]
    assert planned(f"./my wheels/{wheel.name}#egg=made-one ; python_version < '3'") == []


def test_uv_takes_every_option_that_we_hand_to_it(planned):
    options = "--pre --no-index --only-binary :all: --no-binary none --trusted-host h.example"
    assert planned(options, "--prefer-binary", "-f './my wheels'", "made-two") == ["made-two"]


def test_uv_takes_folders_that_can_be_edited(planned, tmp_path):
    project = tmp_path / "my code"
    project.mkdir()
    (project / "pyproject.toml").write_text(PROJECT)
    for line in ("-e './my code[x]'", "-e ./my code ; python_version > '3'", "./my code[x]"):
        assert planned(line) == ["made-project"]
