"""pip over conda: in a terminal it replaces what conda installed, here it does not."""

from __future__ import annotations

import pytest

from jupyter_envmgr.errors import NeededError, PipConflictError
from jupyter_envmgr.models import SpecFile
from tests.channel import made_wheels
from tests.wreck import conda, state
from tests.wreck.packages import PYTHON, SCIENCE, SPOILING

IMPORTS = "import numpy, scipy.linalg, pandas; print(numpy.__version__)"
LIBRARY = "import envmgr_library; print(envmgr_library.VERSION)"


async def test_in_a_terminal_another_numpy_breaks_pandas_behind_condas_back(terminal):
    shell = await terminal(*SCIENCE)
    before = state.versions(shell.prefix)
    shell.pip("install", "--force-reinstall", SPOILING)
    assert "Error" in shell.error("import pandas")
    assert state.versions(shell.prefix) == before
    assert any("of numpy " in line for line in state.wrong(shell.prefix))


async def test_here_another_numpy_comes_from_the_channel_or_not_at_all(here):
    mine = await here(*SCIENCE)
    newest = state.versions(mine.prefix)["numpy"]
    assert "numpy" in await mine.refuse(pip=[SPOILING])
    await mine.change(pip=[f"numpy<{newest}"])
    assert state.on_top(mine.prefix) == {}
    assert state.versions(mine.prefix)["numpy"] == mine.terminal.python(IMPORTS) != newest


async def test_in_a_terminal_a_pip_package_drags_numpy_down_and_pandas_with_it(terminal):
    shell = await terminal(*SCIENCE)
    shell.pip("install", "needs-older-numpy")
    assert "Error" in shell.error("import pandas")
    assert "pandas" in shell.check()


async def test_here_a_pip_package_that_needs_an_older_numpy_gets_condas(here):
    mine = await here(*SCIENCE)
    plan = await mine.change(pip=["needs-older-numpy"])
    changed = {(change.name, change.action) for change in [*plan.conda, *plan.pip]}
    assert {("numpy", "downgrade"), ("needs-older-numpy", "install")} <= changed
    assert state.on_top(mine.prefix) == {"needs-older-numpy": "1.0"}
    assert mine.terminal.python(f"import needs_older_numpy; {IMPORTS}")


async def test_here_a_pip_package_that_fits_no_numpy_of_conda_is_explained(here):
    mine = await here(*SCIENCE)
    told = await mine.refuse(PipConflictError, pip=["needs-old-numpy"])
    assert "needs-old-numpy" in told
    assert "numpy" in told.replace("needs-old-numpy", "")


async def test_in_a_terminal_somebody_elses_requirements_break_pandas(terminal, tmp_path):
    shell = await terminal(*SCIENCE)
    file = tmp_path / "requirements.txt"
    file.write_text(f"{SPOILING}\nhumanize\n")
    shell.pip("install", "-r", file)
    assert "Error" in shell.error("import pandas")


async def test_here_somebody_elses_requirements_fit_both_layers_or_are_refused_whole(here):
    mine = await here(*SCIENCE)
    newest = state.versions(mine.prefix)["numpy"]
    spoiling = SpecFile(name="requirements.txt", text=f"{SPOILING}\nhumanize\n")
    assert "numpy" in await mine.refuse(file=spoiling)
    await mine.change(file=SpecFile(name="requirements.txt", text=f"numpy<{newest}\nhumanize\n"))
    assert state.on_top(mine.prefix).keys() == {"humanize"}
    assert mine.terminal.python(f"import humanize; {IMPORTS}") != newest


async def test_in_a_terminal_an_upgrade_leaves_conda_to_delete_what_is_not_its_own(
    terminal, machine
):
    shell = await terminal(PYTHON, "pip", "envmgr-library")
    shell.pip("install", "--upgrade", "envmgr-library")
    assert shell.python(LIBRARY) == "3.0"
    assert state.versions(shell.prefix)["envmgr-library"] == "2.0"
    await conda.install(shell.prefix, machine.channel, remove=["envmgr-library"])
    assert "envmgr-library" in shell.pip("list")
    assert "ModuleNotFoundError" in shell.error(LIBRARY)


async def test_here_what_conda_installed_is_upgraded_and_removed_as_condas(here):
    mine = await here(PYTHON, "pip", "envmgr-library")
    assert "envmgr-library" in await mine.refuse(pip=["envmgr-library>=3"])
    await mine.change(update=["envmgr-library"])
    assert mine.terminal.python(LIBRARY) == "2.0"
    await mine.change(remove=["envmgr-library"])
    assert "envmgr-library" not in mine.terminal.pip("list")


async def test_in_a_terminal_pip_uninstalls_what_conda_goes_on_believing_in(terminal):
    shell = await terminal(*SCIENCE)
    shell.pip("uninstall", "--yes", "numpy")
    assert "Error" in shell.error("import pandas")
    assert "numpy" in state.versions(shell.prefix)


async def test_here_what_others_need_is_not_removed_from_under_them(here):
    mine = await here(*SCIENCE)
    told = await mine.refuse(NeededError, remove=["numpy"])
    assert all(name in told for name in ("numpy", "pandas", "scipy"))
    await mine.change(remove=["numpy", "scipy", "pandas"])
    assert not {"numpy", "scipy", "pandas"} & state.versions(mine.prefix).keys()


async def test_in_a_terminal_another_name_for_the_same_thing_replaces_condas(terminal, scratch):
    made_wheels.write(scratch, "torch", "2.2.0", code="__version__ = '2.2.0'\n")
    shell = await terminal(PYTHON, "pip", "pytorch=2.0")
    shell.pip("install", "torch>=2.2")
    assert shell.python("import torch; print(torch.__version__)") == "2.2.0"
    assert state.versions(shell.prefix)["pytorch"] == "2.0.0"
    assert any("of pytorch was altered" in line for line in state.wrong(shell.prefix))


async def test_here_another_name_for_the_same_thing_is_condas_package(here):
    mine = await here(PYTHON, "pip", "pytorch=2.0")
    plan = await mine.change(pip=["torch>=2.1"])
    assert state.on_top(mine.prefix) == {}
    assert state.versions(mine.prefix)["pytorch"] == "2.1.0"
    assert mine.terminal.python("import torch; print(torch.__version__)") == "2.1.0"
    assert any({"torch", "pytorch"} & set(notice.packages) for notice in plan.notices)


async def test_in_a_terminal_a_wheel_writes_over_a_file_of_condas(terminal):
    shell = await terminal(PYTHON, "pip", "envmgr-library")
    shell.pip("install", "envmgr-overwrites")
    assert shell.python(LIBRARY) == "overwritten"
    assert any("of envmgr-library was altered" in line for line in state.wrong(shell.prefix))


async def test_here_a_wheel_that_would_write_over_a_file_of_condas_is_refused(here):
    mine = await here(PYTHON, "pip", "envmgr-library")
    told = await mine.refuse(PipConflictError, pip=["envmgr-overwrites"])
    assert all(name in told.replace("_", "-") for name in ("envmgr-overwrites", "envmgr-library"))
    assert mine.terminal.python(LIBRARY) == "2.0"


@pytest.mark.parametrize("upgraded", ["setuptools", "pip"])
async def test_in_a_terminal_pip_replaces_condas_installers(terminal, scratch, upgraded):
    made_wheels.write(scratch, upgraded, "999.0", code="VERSION = '999.0'\n")
    shell = await terminal(PYTHON, "pip", "setuptools")
    shell.pip("install", "--upgrade", upgraded)
    assert state.versions(shell.prefix)[upgraded] != "999.0"
    assert any(f"of {upgraded} is missing" in line for line in state.wrong(shell.prefix))


@pytest.mark.parametrize("upgraded", ["setuptools", "pip"])
async def test_here_installers_come_from_conda(here, scratch, monkeypatch, machine, upgraded):
    made_wheels.write(scratch, upgraded, "999.0")
    monkeypatch.setenv("UV_FIND_LINKS", f"{machine.wheels},{scratch}")
    mine = await here(PYTHON, "pip", "setuptools")
    before = state.versions(mine.prefix)
    await mine.change(pip=[upgraded, "humanize"], update=[upgraded])
    assert state.versions(mine.prefix) == before
    assert state.on_top(mine.prefix).keys() == {"humanize"}


async def test_here_two_wheels_may_share_a_file_that_is_the_same_in_both(here):
    mine = await here(PYTHON, "pip", pip=["envmgr-stray-a"])
    told = await mine.refuse(PipConflictError, pip=["envmgr-stray-c"])
    assert "tests/__init__.py" in told
    assert all(name in told.replace("_", "-") for name in ("envmgr-stray-a", "envmgr-stray-c"))
    await mine.change(pip=["envmgr-stray-b"])
    await mine.change(remove=["envmgr-stray-a"])
    mine.terminal.python("import tests, envmgr_stray_b")
