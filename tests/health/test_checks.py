"""The use cases: looking, looking deeply, and a change that mends it all."""

import asyncio
import shutil

import pytest

from jupyter_envmgr.checks import Checks
from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.errors import BadRequestError, NotFoundError
from jupyter_envmgr.models import PlanRequest
from jupyter_envmgr.prefixes import Prefixes
from tests.health.made import SITE, Made


@pytest.fixture
def made(machine):
    return Made(machine.envs / "env").conda("library", files={f"{SITE}/library.py": "a"})


@pytest.fixture
def checks(made):
    return Checks(Prefixes(Condarc.load))


def codes(checks):
    return [problem.code for problem in checks.health("env").problems]


async def deep(checks):
    reports = []
    await checks.deep("env", reports.append)
    await asyncio.sleep(0)
    return reports


async def test_a_deep_check_counts_until_the_environment_changes(made, checks):
    made.write(f"{SITE}/library.py", "b")
    assert not checks.health("env").deep
    reports = await deep(checks)
    assert (reports[-1].phase, reports[-1].unit, reports[-1].done) == ("check", "files", 2)
    assert codes(checks) == ["altered-files"]
    assert checks.health("env").deep
    made.conda("another")
    assert codes(checks) == []
    assert not checks.health("env").deep


async def test_altered_files_that_are_explained_are_not_told_twice(made, checks):
    made.conda("numpy", "2.0", project="numpy", files={f"{SITE}/numpy.py": "conda's"})
    made.pip("numpy", "1.0", files={f"{SITE}/numpy.py": "pip's"})
    await deep(checks)
    assert codes(checks) == ["replaced-by-pip"]


async def test_a_cancelled_check_leaves_no_result(made, checks):
    task = asyncio.create_task(checks.deep("env", lambda _progress: None))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not checks.health("env").deep


async def test_what_was_replaced_in_the_same_moment_is_seen_by_the_next_look(made, checks):
    await deep(checks)
    made.pip("on-top")
    assert not checks.health("env").deep


def test_repairs_of_several_problems_are_one_change(made, checks):
    made.conda("pandas", depends=["gone"]).pip("on-top", requires=["missing>=1"])
    both = checks.repair("env", [])
    assert (both.reinstall, both.pip) == (["pandas"], ["missing>=1"])
    one = checks.repair("env", ["unmet-pip"])
    assert (one.reinstall, one.pip) == ([], ["missing>=1"])


def test_a_repair_of_what_is_not_wrong_is_refused(made, checks):
    with pytest.raises(NotFoundError, match="no such problem: nonsense"):
        checks.repair("env", ["nonsense"])
    with pytest.raises(NotFoundError):
        checks.repair("gone", [])


def test_what_only_a_person_can_mend_is_refused_with_the_hint(made, checks):
    made.write("conda-meta/pinned", "library >1 <2\n")
    with pytest.raises(BadRequestError) as refused:
        checks.repair("env", ["bad-pin"])
    assert "Write it as" in refused.value.hint


async def test_a_healthy_environment_has_nothing_to_mend(made, checks):
    with pytest.raises(BadRequestError, match="nothing in env"):
        checks.repair("env", [])


async def mend(machine):
    from msgspec.structs import asdict

    repair = machine.checks.repair("env", [])
    plan = await machine.changes.plan(PlanRequest(environment="env", **asdict(repair)))
    prepared = await machine.changes.current(plan.id)
    await machine.changes.apply(prepared, lambda _progress: None)
    assert machine.checks.health("env").problems == []
    await machine.checks.deep("env", lambda _progress: None)
    assert machine.checks.health("env").problems == []


def site(machine):
    return next((machine.envs / "env").glob("lib/python3.*/site-packages"))


async def delete_conda_files(machine):
    (site(machine) / "envmgr_library.py").unlink()


async def delete_conda_metadata(machine):
    shutil.rmtree(next(site(machine).glob("envmgr_library-*.dist-info")))


async def forget_a_dependency(machine):
    for record in (machine.envs / "env/conda-meta").glob("traitlets-*.json"):
        record.unlink()
    for folder in site(machine).glob("traitlets*"):
        shutil.rmtree(folder)


async def forget_a_requirement(machine):
    for folder in site(machine).glob("humanize*"):
        shutil.rmtree(folder)


async def list_a_pip_package_twice(machine):
    info = next(site(machine).glob("humanize-*.dist-info"))
    old = info.with_name("humanize-1.0.dist-info")
    shutil.copytree(info, old)
    text = (info / "RECORD").read_text()
    (old / "RECORD").unlink()
    (old / "RECORD").write_text(text.replace(info.name, old.name))


async def pin(machine):
    (machine.envs / "env/conda-meta/pinned").write_text("envmgr-library 1.*\n")


async def break_python(machine):
    (machine.envs / "env/bin/python").unlink()


async def alter(machine):
    module = site(machine) / "envmgr_library.py"
    text = module.read_text()
    module.unlink()  # an editor that writes a new file; the old is a link into the cache
    module.write_text(text + "# edited\n")
    await machine.checks.deep("env", lambda _progress: None)


async def delete_pip_files(machine):
    (site(machine) / "envmgr_hello.py").unlink()


async def edit_in_place(machine):
    module = site(machine) / "envmgr_library.py"  # a link into the package cache, edited there too
    module.write_text(module.read_text() + "# edited\n")
    await machine.checks.deep("env", lambda _progress: None)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (delete_pip_files, "missing-files"),
        (edit_in_place, "altered-files"),
        (delete_conda_files, "missing-files"),
        (delete_conda_metadata, "missing-files"),
        (forget_a_dependency, "unmet-conda"),
        (forget_a_requirement, "drift"),
        (list_a_pip_package_twice, "installed-twice"),
        (pin, "pin-not-kept"),
        (break_python, "broken-kernel"),
        (alter, "altered-files"),
    ],
)
async def test_what_is_named_is_mended_by_its_repair(machine, damage, code):
    pip = ["envmgr-hello", "humanize"]
    await machine.create("env", "python", "envmgr-library", pip=pip)
    await damage(machine)
    assert code in [problem.code for problem in machine.checks.health("env").problems]
    await mend(machine)
