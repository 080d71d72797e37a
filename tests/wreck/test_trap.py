"""Another numpy in a terminal: it is named, and mended, with real packages."""

from __future__ import annotations

import pytest

from tests.wreck import state
from tests.wreck.packages import PYTHON, SCIENCE, SPOILING

IMPORTS = "import numpy, scipy.linalg, pandas; print(numpy.__version__)"


async def test_another_numpy_is_named_and_condas_brought_back(here, machine):
    mine = await here(*SCIENCE)
    version = state.versions(mine.prefix)["numpy"]
    assert machine.checks.health("here").problems == []
    mine.terminal.pip("install", "--force-reinstall", SPOILING)
    assert "Error" in mine.terminal.error("import pandas")

    found = [p for p in machine.checks.health("here").problems if "numpy" in p.packages]
    assert found
    assert all("numpy" in problem.message for problem in found)

    await mine.repair(machine.checks)
    assert mine.terminal.python(IMPORTS) == version
    assert state.on_top(mine.prefix) == {}
    assert machine.checks.health("here").problems == []


@pytest.mark.parametrize(
    "command",
    [
        ("uninstall", "--yes", "numpy"),
        ("install", "needs-older-numpy"),
        ("install", "--upgrade", "envmgr-library"),
        ("install", "envmgr-overwrites"),
    ],
    ids=lambda command: command[-1],
)
async def test_what_pip_did_to_condas_packages_is_mended_with_one_repair(here, machine, command):
    mine = await here(PYTHON, "numpy", "pip", "envmgr-library")
    mine.terminal.pip(*command)
    assert state.wrong(mine.prefix)
    await mine.repair(machine.checks)
    assert mine.terminal.python("import numpy; print(numpy.__version__)")
    assert mine.terminal.python("import envmgr_library; print(envmgr_library.VERSION)") == "2.0"


async def test_a_killed_pip_is_mended(here, machine):
    mine = await here(PYTHON, "numpy", "pip")
    await mine.terminal.kill_pip("numpy", "install", "--force-reinstall", "--no-deps", SPOILING)
    await mine.repair(machine.checks)
    assert mine.terminal.python("import numpy; print(numpy.__version__)")


async def test_two_dist_infos_are_mended(here, machine):
    mine = await here(PYTHON, "pip", "numpy")
    site_packages = mine.terminal.site_packages
    mine.terminal.pip("install", "--no-deps", "--target", site_packages, SPOILING)
    await mine.repair(machine.checks)
    assert mine.terminal.python("import numpy; print(numpy.__version__)")


async def test_in_a_broken_environment_other_changes_are_possible_and_break_no_more(here, machine):
    mine = await here(PYTHON, "numpy", "pandas", "pip")
    mine.terminal.pip("install", "--force-reinstall", SPOILING)
    broken = state.wrong(mine.prefix)
    plan = await mine.plan(install=["requests"], pip=["humanize"])
    assert any("numpy" in notice.message for notice in plan.notices)
    await mine.apply(plan)
    assert state.wrong(mine.prefix) == broken
    await mine.repair(machine.checks)
    assert mine.terminal.python("import requests, humanize, pandas; print('all')") == "all"


async def test_what_pip_installed_in_a_terminal_stays_through_changes_here(here):
    mine = await here(PYTHON, "pip")
    mine.terminal.pip("install", "humanize", "needs-numpy", "--no-deps")
    await mine.change(install=["numpy", "requests"])
    await mine.change(pip=["cowsay"])
    assert state.on_top(mine.prefix).keys() == {"humanize", "needs-numpy", "cowsay"}


async def test_what_pip_removed_of_condas_is_counted_on_as_conda_has_it(here, machine):
    mine = await here(PYTHON, "numpy", "pandas", "pip")
    mine.terminal.pip("uninstall", "--yes", "numpy")
    plan = await mine.plan(pip=["needs-numpy"])
    assert [(change.name, change.action) for change in plan.pip] == [("needs-numpy", "install")]
    await mine.apply(plan)
    await mine.repair(machine.checks)
    assert mine.terminal.python("import needs_numpy, pandas; print('both')") == "both"
