"""What is well must be told to be: each false alarm costs trust in the true ones."""

import asyncio

import pytest

from jupyter_envmgr import health
from tests.engine.test_installed import as_conda_writes


@pytest.mark.parametrize("writer", ["rattler", "conda"])
def test_an_environment_with_both_layers_is_healthy(machine, writer):
    pip = ["humanize", "envmgr-hello", "numpy-financial"]
    packages = ("python", "pandas", "ipykernel", "envmgr-library", "envmgr-tool")
    asyncio.run(machine.create("well", *packages, pip=pip))
    prefix = machine.envs / "well"
    if writer == "conda":
        as_conda_writes(prefix, "envmgr-library")
    assert health.fast(prefix) == []
    assert health.deep(prefix) == []


def test_a_clone_is_healthy(machine):
    asyncio.run(machine.create("one", "python", "numpy", pip=["envmgr-hello"]))
    asyncio.run(machine.create("two", clone="one"))
    assert health.fast(machine.envs / "two") == []
    assert health.deep(machine.envs / "two") == []


def test_an_environment_without_python_is_healthy(machine):
    asyncio.run(machine.create("shell", "envmgr-tool", "envmgr-binary", kernel=False))
    assert health.fast(machine.envs / "shell") == []
    assert health.deep(machine.envs / "shell") == []
