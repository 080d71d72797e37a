"""Each rule, by the plan that it makes: real channel, real wheels, real uv."""

import ast
import re
import shutil
from pathlib import Path

import pytest

import jupyter_envmgr
from jupyter_envmgr.errors import (
    BadFileError,
    BadSpecError,
    ContradictionError,
    NeededError,
    NotFoundError,
    PipConflictError,
    UnknownPackageError,
    UnsolvableError,
)
from jupyter_envmgr.models import PlanRequest, SpecFile
from jupyter_envmgr.parts import build
from tests.channel import made_wheels

PYTHON = "python=3.11"
ROOT = Path(jupyter_envmgr.__file__).parent
RULES = ROOT.parent / "docs/rules.md"


def new(**request):
    return PlanRequest(environment="new", kernel=False, **request)


def said(plan):
    return {notice.code: notice for notice in plan.notices}


def names(changes):
    return {change.name for change in changes}


def file(text, name="environment.yml", folder=None):
    return SpecFile(name=name, text=text, folder=folder and str(folder))


async def test_what_pip_is_asked_for_comes_from_conda_under_its_name_there(machine):
    plan = await machine.changes.plan(new(packages=[PYTHON], pip=["torch", "stack-data>=0.5"]))
    assert {"pytorch", "stack_data"} <= names(plan.conda)
    assert plan.pip == []
    assert {c.name for c in plan.conda if c.requested} == {"python", "pytorch", "stack_data"}
    torch, stack = (notice for notice in plan.notices if notice.code == "moved-to-conda")
    assert torch.message == "torch is pytorch on channel: it is installed by conda, not by pip."
    assert torch.alternatives[0].layers == {"torch": "pip"}
    assert stack.message.startswith("stack-data is stack_data on channel")


async def test_a_range_of_pips_holds_for_conda_too(machine):
    plan = await machine.changes.plan(new(packages=[PYTHON], pip=["numpy<2.4"]))
    assert {c.after for c in plan.conda if c.name == "numpy"} == {"2.3.5"}


async def test_a_person_can_keep_it_on_pip(machine):
    request = new(packages=[PYTHON], pip=["envmgr-library"], layers={"envmgr-library": "pip"})
    plan = await machine.changes.plan(request)
    assert [(c.name, c.after, c.channel) for c in plan.pip] == [("envmgr-library", "3.0", "pypi")]
    assert "envmgr-library" not in names(plan.conda)
    assert "pip" in names(plan.conda)


async def test_what_conda_needs_itself_cannot_be_pips(machine):
    request = new(packages=[PYTHON, "pandas"], pip=["numpy"], layers={"numpy": "pip"})
    plan = await machine.changes.plan(request)
    assert "numpy" in names(plan.conda)
    assert plan.pip == []
    notice = said(plan)["stays-with-conda"]
    assert notice.message == "conda installs it all the same: numpy, which pandas needs."


async def test_what_was_asked_for_stays_where_pip_is_content_with_it(machine):
    await machine.create("a", PYTHON, "envmgr-library=1", kernel=False)
    plan = await machine.changes.plan(PlanRequest(environment="a", pip=["envmgr-library>=1"]))
    prepared = await machine.changes.current(plan.id)
    await machine.changes.apply(prepared, lambda _progress: None)
    plan = await machine.changes.plan(PlanRequest(environment="a", update="all"))
    assert plan.conda == []


async def test_what_is_asked_for_now_holds_though_less_was_asked_for_earlier(machine):
    await machine.create("a", PYTHON, "numpy", "pandas", kernel=False)
    request = file("numpy==2.4.6\nneeds-older-numpy\n", "requirements.txt")
    with pytest.raises(PipConflictError, match=r"needs-older-numpy needs numpy<2\.4\.6"):
        await machine.changes.plan(PlanRequest(environment="a", file=request))


async def test_what_conda_has_already_can_be_moved_to_pip(machine):
    await machine.create("a", PYTHON, "envmgr-library", kernel=False)
    plan = await machine.changes.plan(
        PlanRequest(environment="a", pip=["envmgr-library"], layers={"envmgr-library": "pip"})
    )
    assert [(c.name, c.action) for c in plan.conda] == [
        ("envmgr-library", "remove"),
        ("pip", "install"),
    ]
    assert [(c.name, c.after) for c in plan.pip] == [("envmgr-library", "3.0")]


@pytest.mark.parametrize(("policy", "code"), [("suggest", "could-be-conda"), ("off", None)])
async def test_an_administrator_can_have_it_only_suggested_or_not_at_all(machine, policy, code):
    changes = build(policy=policy).changes
    plan = await changes.plan(new(packages=[PYTHON], pip=["envmgr-library"]))
    assert [c.name for c in plan.pip] == ["envmgr-library"]
    assert [notice.code for notice in plan.notices] == ([code] if code else [])


async def test_a_pip_section_is_kept_as_its_author_wrote_it(machine):
    text = f"dependencies: [{PYTHON}, pip, {{pip: [envmgr-library]}}]"
    plan = await machine.changes.plan(new(file=file(text)))
    assert [c.name for c in plan.pip] == ["envmgr-library"]
    notice = said(plan)["could-be-conda"]
    assert notice.alternatives[0].layers == {"envmgr-library": "conda"}
    plan = await machine.changes.plan(new(file=file(text), layers={"envmgr-library": "conda"}))
    assert plan.pip == []
    assert "envmgr-library" in names(plan.conda)


async def test_lines_of_a_requirements_file_are_moved_to_conda(machine):
    text = "envmgr-library==2.0 # why\nhumanize>=4\n"
    request = new(packages=[PYTHON], file=file(text, "requirements.txt"))
    plan = await machine.changes.plan(request)
    assert "envmgr-library" in names(plan.conda)
    assert [c.name for c in plan.pip] == ["humanize"]


async def test_a_name_that_was_typed_for_conda_is_found_under_another(machine):
    plan = await machine.changes.plan(new(packages=[PYTHON, "torch=2.0"]))
    assert {c.after for c in plan.conda if c.name == "pytorch"} == {"2.0.0"}
    assert said(plan)["renamed"].message == "torch is called pytorch on channel."


async def test_what_no_channel_has_is_left_to_pip_and_said(machine):
    plan = await machine.changes.plan(new(packages=[PYTHON, "humanize=4"]))
    assert [(c.name, c.requested) for c in plan.pip] == [("humanize", True)]
    notice = said(plan)["not-on-conda"]
    assert (notice.severity, notice.message) == (
        "info",
        "No channel has humanize: pip installs it.",
    )


@pytest.mark.parametrize(
    ("typed", "name", "version"),
    [
        ("Torch", "pytorch", "2.1.0"),
        ("Torch==2.0.0", "pytorch", "2.0.0"),
        ("torch 2.0.0", "pytorch", "2.0.0"),
    ],
)
async def test_a_name_may_have_capitals_and_its_version_a_space(machine, typed, name, version):
    plan = await machine.changes.plan(new(packages=[PYTHON, typed]))
    assert {c.name: c.after for c in plan.conda}[name] == version


@pytest.mark.parametrize("typed", ["Needs-Numpy", "needs-numpy 1.0", "needs_numpy=1"])
async def test_what_only_pip_has_may_be_typed_as_conda_would_read_it(machine, typed):
    plan = await machine.changes.plan(new(packages=[PYTHON, typed]))
    assert [(c.name, c.after) for c in plan.pip] == [("needs-numpy", "1.0")]


async def test_the_name_under_which_it_is_imported_will_do(machine):
    plan = await machine.changes.plan(new(packages=[PYTHON, "dateutil"]))
    assert "python-dateutil" in names(plan.conda)
    assert said(plan)["renamed"].message == "dateutil is called python-dateutil on channel."


async def test_a_version_that_no_channel_has_stays_on_pip(machine):
    plan = await machine.changes.plan(new(packages=[PYTHON], pip=["envmgr-library>=3"]))
    assert [(c.name, c.after) for c in plan.pip] == [("envmgr-library", "3.0")]
    assert said(plan)["stays-on-pip"].message == (
        "envmgr-library is installed by pip though the channels have it: they have no >=3."
    )


async def test_what_is_there_is_found_under_its_other_names(machine):
    await machine.create("a", PYTHON, "pytorch", kernel=False, pip=["cowsay==6.1"])
    plan = await machine.changes.plan(PlanRequest(environment="a", remove=["Torch", "CowSay"]))
    assert {(c.name, c.action) for c in (*plan.conda, *plan.pip)} >= {
        ("pytorch", "remove"),
        ("cowsay", "remove"),
    }
    with pytest.raises(NotFoundError) as caught:
        await machine.changes.plan(PlanRequest(environment="a", update=["pytorh"]))
    assert caught.value.hint.startswith("Did you mean pytorch")


async def test_an_update_lifts_the_bound_of_a_pip_package_too(machine):
    await machine.create("a", PYTHON, kernel=False, pip=["cowsay==6.1"])
    plan = await machine.changes.plan(PlanRequest(environment="a", update=["cowsay"]))
    assert said(plan)["bound-lifted"].packages == ["cowsay"]


async def test_pip_is_not_removed_from_under_its_layer(machine):
    await machine.create("a", PYTHON, kernel=False, pip=["cowsay"])
    with pytest.raises(NeededError, match="pip cannot be removed: cowsay would not work"):
        await machine.changes.plan(PlanRequest(environment="a", remove=["pip"]))


@pytest.mark.parametrize("policy", ["move", "suggest"])
async def test_what_a_pip_package_needs_of_conda_is_not_removed_or_replaced(machine, policy):
    await machine.create("a", PYTHON, "numpy", kernel=False, pip=["needs-numpy"])
    with pytest.raises(NeededError, match="numpy cannot be removed: needs-numpy would"):
        await build(policy=policy).changes.plan(PlanRequest(environment="a", remove=["numpy"]))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("install", "a word of a command"),
        ("conda install pandas", "a word of a command"),
        ("3.12", "a version, not a package"),
        ("-r requirements.txt", "an option, not a package"),
    ],
)
async def test_slips_of_the_command_line_are_told_before_anybody_is_asked(machine, typed, message):
    with pytest.raises(BadSpecError, match=message):
        await machine.changes.plan(new(packages=[typed]))


async def test_a_library_that_is_called_like_a_project_is_not_taken_for_it(machine):
    """`lmdb` is a C library on conda-forge, and on pip's index what binds it to Python."""
    made = made_wheels.write(machine.home, "envmgr-tool", code="TOOL = True\n")
    plan = await machine.changes.plan(
        new(packages=[PYTHON], pip=["envmgr-tool", f"--find-links {machine.home}"])
    )
    assert made.exists()
    assert [c.name for c in plan.pip] == ["envmgr-tool"]
    assert "envmgr-tool" not in names(plan.conda)


async def test_what_nobody_has_is_an_error_with_what_may_be_meant(machine):
    with pytest.raises(UnknownPackageError, match="No channel has nunpy") as caught:
        await machine.changes.plan(new(packages=[PYTHON, "nunpy", "humanize"]))
    assert caught.value.hint == "Did you mean numpy?"
    with pytest.raises(UnknownPackageError, match="No package named nunpy"):
        await machine.changes.plan(new(packages=[PYTHON, "nunpy=1=build"]))


async def test_what_conda_cannot_express_stays_on_pip(machine):
    wheel = next(machine.wheels.glob("envmgr_library-3*")).as_uri()
    plan = await machine.changes.plan(
        new(packages=[PYTHON, f"envmgr-library @ {wheel}"], pip=["humanize===4.17.0"])
    )
    assert {(c.name, c.channel) for c in plan.pip} == {
        ("envmgr-library", "url"),
        ("humanize", "pypi"),
    }
    assert said(plan)["stays-on-pip"].message == (
        "envmgr-library is installed by pip though the channels have it: "
        "it comes from an address of its own."
    )


async def test_what_a_pip_package_needs_comes_from_conda_too(machine):
    plan = await machine.changes.plan(new(packages=[PYTHON], pip=["numpy-financial"]))
    assert [c.name for c in plan.pip] == ["numpy-financial"]
    assert [(c.name, c.requested) for c in plan.conda if c.name == "numpy"] == [("numpy", False)]
    assert said(plan)["dependency-from-conda"].packages == ["numpy"]


async def test_what_no_index_has_in_the_version_that_is_needed_comes_from_conda(machine):
    plan = await machine.changes.plan(new(packages=[PYTHON], pip=["needs-old-library"]))
    assert [(c.name, c.after) for c in plan.conda if c.name == "envmgr-library"] == [
        ("envmgr-library", "1.0")
    ]
    assert [c.name for c in plan.pip] == ["needs-old-library"]


@pytest.mark.parametrize("marker", ["sys_platform == 'plan9'", "python_version < '3.11'"])
async def test_what_is_for_another_python_or_platform_is_left_out(machine, marker):
    plan = await machine.changes.plan(new(packages=[PYTHON], pip=[f"humanize; {marker}"]))
    assert plan.pip == []
    assert said(plan)["not-for-here"].packages == ["humanize"]


async def test_a_marker_is_judged_for_the_python_that_there_will_be(machine):
    lines = ["humanize; python_version >= '3.12'", "cowsay; python_version < '3.12'"]
    for python, expected in (("3.12", "humanize"), ("3.11", "cowsay")):
        plan = await machine.changes.plan(new(python=python, pip=lines))
        assert [c.name for c in plan.pip] == [expected]


async def test_where_pip_needs_another_version_conda_gives_way(machine):
    await machine.create("a", PYTHON, "numpy", "pandas", kernel=False)
    plan = await machine.changes.plan(PlanRequest(environment="a", pip=["needs-older-numpy"]))
    assert ("numpy", "downgrade", "2.4.6", "2.3.5") in [
        (c.name, c.action, c.before, c.after) for c in plan.conda
    ]
    assert said(plan)["negotiated"].message == (
        "numpy goes from 2.4.6 to 2.3.5: needs-older-numpy (pip) needs numpy<2.4.6."
    )
    assert "downgraded" not in said(plan)


async def test_where_conda_cannot_give_way_both_sides_are_named(machine):
    with pytest.raises(PipConflictError, match=r"needs-old-numpy needs numpy<2\.3\.5") as caught:
        await machine.changes.plan(new(packages=[PYTHON, "pandas"], pip=["needs-old-numpy"]))
    assert "Leave it out" in caught.value.hint
    assert any("numpy" in line for line in caught.value.details["explanation"])


async def test_what_was_asked_of_conda_is_not_given_up_for_pip(machine):
    with pytest.raises(PipConflictError, match=r"needs-older-numpy needs numpy<2.4.6"):
        await machine.changes.plan(new(packages=[PYTHON, "numpy=2.4.6"], pip=["needs-older-numpy"]))


async def test_a_change_below_is_looked_at_from_above(machine):
    await machine.create("a", PYTHON, "numpy=2.3", kernel=False, pip=["needs-numpy"])
    plan = await machine.changes.plan(PlanRequest(environment="a", install=["numpy=2.4"]))
    assert said(plan)["pip-on-top"].message == (
        "This change of the conda layer touches numpy: 1 pip package that needs it (needs-numpy) "
        "was resolved again on top of it."
    )


async def test_a_pip_package_that_no_longer_fits_stops_the_change(machine):
    await machine.create("a", PYTHON, "numpy=2.3", kernel=False, pip=["needs-older-numpy"])
    with pytest.raises(PipConflictError, match=r"needs-older-numpy needs numpy<2.4.6"):
        await machine.changes.plan(PlanRequest(environment="a", install=["numpy=2.4.6"]))
    plan = await machine.changes.plan(PlanRequest(environment="a", update=["numpy"]))
    assert said(plan)["held-back"].packages == ["numpy"]


async def test_what_moves_to_conda_leaves_pip(machine):
    await machine.create(
        "a", PYTHON, kernel=False, pip=["envmgr-library"], layers={"envmgr-library": "pip"}
    )
    plan = await machine.changes.plan(PlanRequest(environment="a", install=["envmgr-library=2"]))
    assert [(c.name, c.action) for c in plan.conda] == [("envmgr-library", "install")]
    assert [(c.name, c.action) for c in plan.pip] == [("envmgr-library", "remove")]
    assert said(plan)["leaves-pip"].packages == ["envmgr-library"]


async def test_python_keeps_its_minor_version_unless_it_is_asked_for(machine):
    await machine.create("a", "python<3.12", kernel=False, pip=["humanize"])
    assert (await machine.changes.plan(PlanRequest(environment="a", update="all"))).conda == []
    with pytest.raises(UnsolvableError, match=r"needs Python 3\.12, and the environment has 3\.11"):
        await machine.changes.plan(PlanRequest(environment="a", install=["numpy=2.5"]))
    plan = await machine.changes.plan(PlanRequest(environment="a", install=["python=3.12"]))
    assert said(plan)["python-changes"].message.startswith("Python goes from 3.11.7 to 3.12.1")
    assert [(c.name, c.action) for c in plan.pip] == [("humanize", "reinstall")]


async def test_what_pip_has_put_over_condas_is_said(machine):
    await machine.create("a", PYTHON, "envmgr-library", kernel=False)
    site = machine.envs / "a/lib/python3.11/site-packages"
    shutil.rmtree(site / "envmgr_library-2.0.dist-info")
    (site / "envmgr_library-3.0.dist-info").mkdir()
    metadata = site / "envmgr_library-3.0.dist-info/METADATA"
    metadata.write_text("Name: envmgr-library\nVersion: 3.0\n")
    metadata.with_name("RECORD").write_text("envmgr_library-3.0.dist-info/METADATA,,\n")
    plan = await machine.changes.plan(PlanRequest(environment="a", install=["envmgr-tool"]))
    assert said(plan)["installed-twice"].packages == ["envmgr-library"]
    plan = await machine.changes.plan(PlanRequest(environment="a", reinstall=["envmgr-library"]))
    assert "installed-twice" not in said(plan)
    assert [(c.name, c.action) for c in (*plan.conda, *plan.pip)] == [
        ("envmgr-library", "reinstall"),
        ("envmgr-library", "remove"),
    ]


async def test_removing_the_kernel_is_said(machine):
    await machine.create("a", PYTHON)
    plan = await machine.changes.plan(PlanRequest(environment="a", remove=["ipykernel"]))
    assert "no-kernel" in said(plan)
    assert "removed-too" in said(plan)


async def test_constraints_hold_for_what_is_installed_anyway(machine, tmp_path):
    (tmp_path / "c.txt").write_text("humanize<4.17\n")
    text = "humanize\n-c c.txt\n"
    with pytest.raises(UnsolvableError):
        await machine.changes.plan(
            new(packages=[PYTHON], file=file(text, "requirements.txt", tmp_path))
        )


async def test_files_that_include_each_other_are_refused(machine, tmp_path):
    (tmp_path / "a.txt").write_text("-r b.txt\n")
    (tmp_path / "b.txt").write_text("-r a.txt\n")
    request = new(file=file("-r a.txt", "requirements.txt", tmp_path))
    with pytest.raises(BadFileError, match=r"a\.txt.*b\.txt"):
        await machine.changes.plan(request)


async def test_a_requirements_file_that_contradicts_itself_is_refused(machine):
    with pytest.raises(ContradictionError):
        await machine.changes.plan(
            new(file=file("humanize==1.0\nhumanize==2.0\n", "requirements.txt"))
        )


async def test_a_file_of_five_thousand_lines_is_planned(machine):
    lines = [f"name-{number}; sys_platform == 'plan9'" for number in range(5000)]
    text = "\n".join([*lines, "envmgr-library", "humanize"])
    plan = await machine.changes.plan(new(packages=[PYTHON], file=file(text, "requirements.txt")))
    assert "envmgr-library" in names(plan.conda)
    assert [c.name for c in plan.pip] == ["humanize"]


def codes_in_the_code():
    """What every ``Notice(code=…)`` says."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Notice":
                for keyword in node.keywords:
                    if keyword.arg == "code":
                        yield ast.literal_eval(keyword.value)


def test_every_notice_is_a_section_of_the_rules_and_every_section_a_notice():
    sections = re.findall(r"^### `([a-z-]+)`$", RULES.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(sections) == sorted(set(codes_in_the_code()))


def test_every_notice_is_shown_by_a_test():
    shown = "".join(path.read_text() for path in Path(__file__).parents[1].rglob("test_*.py"))
    assert [code for code in sorted(set(codes_in_the_code())) if f'"{code}"' not in shown] == []
