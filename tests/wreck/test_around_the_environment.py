"""pip beside, past or halfway into an environment: in a terminal it can go, here it cannot."""

from __future__ import annotations

import asyncio

import pytest

from jupyter_envmgr.errors import BadRequestError, ProtectedError
from jupyter_envmgr.models import Progress
from tests.wreck import state
from tests.wreck.packages import PYTHON, SCIENCE, SPOILING


async def test_in_a_terminal_pips_user_option_breaks_every_environment(terminal):
    shell, other = await terminal(*SCIENCE), await terminal(*SCIENCE, name="other")
    shell.pip("install", "--user", "--ignore-installed", SPOILING)
    assert state.wrong(other.prefix) == []
    assert "Error" in other.error("import pandas")


async def test_here_a_pip_package_is_seen_in_its_own_environment_only(here, machine):
    mine, other = await here(PYTHON, "pip"), await here(PYTHON, "pip", name="other")
    before = sorted(machine.home.rglob("*"))
    await mine.change(pip=["humanize"])
    assert "ModuleNotFoundError" in other.terminal.error("import humanize")
    assert [path for path in sorted(machine.home.rglob("*")) if path not in before] == []


async def test_here_the_users_own_packages_are_not_counted_on(here):
    mine = await here(PYTHON, "pip")
    mine.terminal.pip("install", "--user", "--ignore-installed", "humanize")
    plan = await mine.change(pip=["humanize"])
    assert [(change.name, change.action) for change in plan.pip] == [("humanize", "install")]
    assert state.on_top(mine.prefix).keys() == {"humanize"}


async def test_in_a_terminal_pips_target_option_leaves_two_numpys(terminal):
    shell = await terminal(PYTHON, "numpy", "pip")
    shell.pip("install", "--no-deps", "--target", shell.site_packages, SPOILING)
    assert "numpy has 2 dist-info folders" in state.wrong(shell.prefix)


@pytest.mark.parametrize("option", ["--target", "--prefix", "--root", "--user"])
async def test_here_requirements_say_what_and_never_where(here, tmp_path, option):
    mine = await here(PYTHON, "pip")
    line = option if option == "--user" else f"{option} {tmp_path}"
    assert option in await mine.refuse(BadRequestError, pip=[line, "humanize"])


async def test_in_a_terminal_a_killed_pip_leaves_neither_the_old_nor_the_new(terminal):
    shell = await terminal(PYTHON, "numpy", "pandas", "pip")
    await shell.kill_pip("numpy", "install", "--force-reinstall", "--no-deps", SPOILING)
    assert "Error" in shell.error("import pandas")


@pytest.mark.parametrize("phase", ["solve", "link", "pip", "finish"])
async def test_here_a_cancelled_change_leaves_all_as_it_was_or_is_done(here, phase):
    mine = await here(PYTHON, "numpy", "pip")
    before = state.fingerprint(mine.prefix)
    plan = await mine.plan(pip=["needs-older-numpy"])
    prepared = await mine.changes.current(plan.id)
    reached: list[str] = []

    def report(progress: Progress) -> None:
        reached.append(progress.phase)
        if progress.phase == phase:
            task.cancel()

    task = asyncio.ensure_future(mine.changes.apply(prepared, report))
    done = (await asyncio.gather(task, return_exceptions=True))[0] is None
    mine.check()
    assert "link" in reached or phase == "solve"
    assert (state.fingerprint(mine.prefix) == before) is not done
    assert [path.name for path in mine.prefix.parent.iterdir() if path.name[0] != "."] == ["here"]


async def test_in_a_terminal_pip_does_not_know_what_is_frozen(terminal):
    shell = await terminal(PYTHON, "pip")
    (shell.prefix / "conda-meta" / "frozen").touch()
    shell.pip("install", "humanize")
    assert state.on_top(shell.prefix).keys() == {"humanize"}


@pytest.mark.parametrize(
    "wish",
    [
        {"install": ["requests"]},
        {"pip": ["humanize"]},
        {"remove": ["pip"]},
        {"update": "all"},
        {"reinstall": ["pip"]},
        {"rename": "other"},
    ],
    ids=lambda wish: next(iter(wish)),
)
async def test_here_what_is_frozen_stays_so(here, wish):
    mine = await here(PYTHON, "pip")
    (mine.prefix / "conda-meta" / "frozen").touch()
    assert "frozen" in await mine.refuse(ProtectedError, **wish)
