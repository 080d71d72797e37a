"""conda after pip: in a terminal the pip packages break, here they do not."""

from __future__ import annotations

import pytest

from tests.wreck import conda, state
from tests.wreck.packages import OTHERS, PYTHON

LIBRARY = "import envmgr_library; print(envmgr_library.VERSION)"
INSTALLED = """
from importlib.metadata import distributions
print(*sorted(each.version for each in distributions(name="envmgr-library")))
"""
OLD = ("pip", "envmgr-library=1")


async def test_in_a_terminal_conda_updates_what_a_pip_package_needs_older(terminal, machine):
    shell = await terminal(PYTHON, *OLD)
    shell.pip("install", "needs-old-library")
    await conda.install(shell.prefix, machine.channel, "envmgr-library=2")
    assert "needs-old-library" in shell.check()


async def test_here_conda_updates_as_far_as_the_pip_layer_allows(here):
    mine = await here(PYTHON, *OLD, pip=["needs-old-library"])
    await mine.change(update="all")
    assert mine.terminal.python(LIBRARY) == "1.0"
    told = await mine.refuse(install=["envmgr-library=2"])
    assert all(name in told for name in ("needs-old-library", "envmgr-library"))


async def test_in_a_terminal_conda_installs_over_what_pip_installed(terminal, machine):
    shell = await terminal(PYTHON, "pip")
    shell.pip("install", "envmgr-library")
    await conda.install(shell.prefix, machine.channel, "envmgr-library")
    assert "envmgr-library has 2 dist-info folders" in state.wrong(shell.prefix)
    assert shell.python(INSTALLED) == "2.0 3.0"


async def test_here_what_moves_into_conda_leaves_pip(here):
    mine = await here(PYTHON, "pip")
    await mine.change(pip=["envmgr-library"], layers={"envmgr-library": "pip"})
    assert state.on_top(mine.prefix) == {"envmgr-library": "3.0"}
    await mine.change(install=["envmgr-library"], layers={"envmgr-library": "conda"})
    assert state.on_top(mine.prefix) == {}
    assert mine.terminal.python(LIBRARY) == "2.0"


@pytest.mark.skipif(not OTHERS, reason="this machine has no second Python")
async def test_in_a_terminal_another_python_leaves_the_pip_packages_behind(terminal, machine):
    shell = await terminal(PYTHON, "pip")
    shell.pip("install", "humanize")
    await conda.install(shell.prefix, machine.channel, OTHERS[0])
    assert "ModuleNotFoundError" in shell.error("import humanize")
    assert "humanize" in state.on_top(shell.prefix)


@pytest.mark.skipif(not OTHERS, reason="this machine has no second Python")
async def test_here_another_python_takes_the_pip_packages_along(here):
    mine = await here(PYTHON, "pip", pip=["humanize", "envmgr-hello"])
    await mine.change(install=OTHERS)
    assert state.on_top(mine.prefix).keys() == {"humanize", "envmgr-hello"}
    python = mine.terminal.python("import humanize, sys; print('%d.%d' % sys.version_info[:2])")
    assert f"python={python}" == OTHERS[0]


async def test_here_the_pip_packages_import_after_conda_installed_something(here):
    mine = await here(PYTHON, "numpy", "pip", pip=["numpy-financial", "needs-numpy"])
    await mine.change(install=["pandas", "scipy", "requests"])
    assert (
        mine.terminal.python("import numpy_financial, needs_numpy, pandas; print('all')") == "all"
    )
    assert state.on_top(mine.prefix).keys() == {"numpy-financial", "needs-numpy"}


async def test_here_what_a_pip_package_needs_comes_from_the_channel(here):
    mine = await here(PYTHON, "pip")
    await mine.change(pip=["needs-numpy"])
    assert state.on_top(mine.prefix).keys() == {"needs-numpy"}
    assert "numpy" in state.versions(mine.prefix)
    await mine.change(install=["pandas"])
    assert mine.terminal.python("import needs_numpy, pandas; print('both')") == "both"
