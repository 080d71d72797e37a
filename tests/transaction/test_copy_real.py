"""A clone of an environment that rattler and uv made: it runs, and knows nothing of its source."""

import hashlib
import json
import os
import subprocess

import pytest

from jupyter_envmgr.transaction.copy import copy_environment

pytestmark = pytest.mark.skipif(os.name == "nt", reason="scripts are found where POSIX has them")


def run(*command):
    environ = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    output = subprocess.check_output(command, text=True, env=environ, stderr=subprocess.STDOUT)
    return output.strip()


def shown(prefix):
    return run(prefix / "bin/python", "-c", "import sys, ipykernel, humanize; print(sys.prefix)")


def mentioning(folder, words):
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and os.fsencode(words) in path.read_bytes()
    ]


def wrong_checksums(prefix):
    """Files whose conda record says something else about them."""
    return [
        entry["_path"]
        for record in (prefix / "conda-meta").glob("*.json")
        for entry in json.loads(record.read_text())["paths_data"]["paths"]
        if entry["path_type"] != "softlink"
        and hashlib.sha256((prefix / entry["_path"]).read_bytes()).hexdigest()
        not in {entry.get("sha256_in_prefix"), entry.get("sha256")}
    ]


@pytest.mark.parametrize("folder", ["near", "with a space/" + "and long " * 12])
async def test_a_real_clone_runs_without_its_source(machine, tmp_path, folder):
    packages = ["python", "ipykernel", "envmgr-binary", "envmgr-activate"]
    await machine.create("source", *packages, pip=["humanize", "envmgr-hello"])
    source, target = machine.envs / "source", tmp_path / folder / "twin"
    stage = tmp_path / ".stage"
    result = copy_environment(source, stage, target_prefix=target)
    assert result.notices == []
    source.rename(tmp_path / "elsewhere")
    target.parent.mkdir(parents=True)
    stage.rename(target)

    assert not mentioning(target, source)
    assert not mentioning(target, stage)
    assert not wrong_checksums(target)
    assert shown(target) == str(target)
    assert run(target / "bin/envmgr-hello")
    assert str(target) in run(target / "bin/pip", "--version")
    assert run(target / "bin/jupyter-kernelspec", "list")
    assert run(target / "bin/python", "-m", "pip", "check") == "No broken requirements found."
    kernel = json.loads((target / "share/jupyter/kernels/python3/kernel.json").read_text())
    assert kernel["argv"][0].startswith((str(target), "python"))
