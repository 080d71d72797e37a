"""Changing an environment: planned, looked at, applied, and nothing else."""

import asyncio
import errno
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from rattler.index import index_fs

from jupyter_envmgr import health
from jupyter_envmgr.errors import (
    BadRequestError,
    BadSpecError,
    ClobberError,
    ContradictionError,
    ExistsError,
    NeededError,
    NotFoundError,
    NotWritableError,
    PipError,
    ProtectedError,
    StalePlanError,
    UnknownPackageError,
    UnsolvableError,
)
from jupyter_envmgr.models import ChangeRequest, PlanRequest, SpecFile
from jupyter_envmgr.parts import build
from jupyter_envmgr.prefixes import read_history
from tests.conftest import folders_in


def tree(prefix):
    """Every file of an environment, with what is in it."""
    found = {}
    for path in prefix.rglob("*"):
        name = str(path.relative_to(prefix))
        if path.is_symlink():
            found[name] = str(path.readlink())
        elif path.is_file() and path.suffix != ".pyc":
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def versions(machine, name, layer=None):
    packages = machine.environments.packages(name).packages
    return {p.name: p.version for p in packages if layer in {None, p.layer}}


def lines(changes):
    return [(c.name, c.action, c.before, c.after) for c in changes]


def codes(plan):
    return [notice.code for notice in plan.notices]


@pytest.fixture
def change(machine):
    """Plan and apply; gives the plan."""

    async def work(name, **request):
        plan = await machine.changes.plan(PlanRequest(environment=name, **request))
        prepared = await machine.changes.current(plan.id)
        await machine.changes.apply(prepared, lambda _progress: None)
        return plan

    return work


async def test_what_was_planned_is_what_is_applied(machine, change):
    await machine.create("a", "envmgr-tool", kernel=False)
    plan = await change("a", install=["envmgr-versions=3"])
    assert plan.title == "Install envmgr-versions=3 in a"
    assert lines(plan.conda) == [("envmgr-versions", "install", None, "3.0")]
    assert plan.conda[0].requested
    assert plan.pip == []
    assert plan.disk_bytes > 0
    assert versions(machine, "a") == {"envmgr-tool": "1.0", "envmgr-versions": "3.0"}
    text = (machine.envs / "a/share/envmgr-versions.txt").read_text()
    assert text == "3.0\n"
    assert machine.left_behind() == []


async def test_what_is_there_stays_as_it_is(machine, change):
    await machine.create("a", "envmgr-versions=2", kernel=False)
    await change("a", remove=["envmgr-versions"], install=["envmgr-tool"])
    await change("a", install=["envmgr-versions=2"])
    plan = await change("a", install=["envmgr-binary"])
    assert [c.name for c in plan.conda] == ["envmgr-binary"]
    assert versions(machine, "a")["envmgr-versions"] == "2.0"


async def test_the_version_of_a_package_can_be_changed_up_and_down(machine, change):
    await machine.create("a", "envmgr-versions=2", kernel=False)
    up = await change("a", install=["envmgr-versions=4"])
    assert lines(up.conda) == [("envmgr-versions", "upgrade", "2.0", "4.0")]
    down = await change("a", install=["envmgr-versions=1"])
    assert lines(down.conda) == [("envmgr-versions", "downgrade", "4.0", "1.0")]
    assert codes(down) == []
    assert (machine.envs / "a/share/envmgr-versions.txt").read_text() == "1.0\n"


async def test_what_must_become_older_for_others_is_said(machine, change):
    await machine.create("a", "envmgr-versions", kernel=False)
    plan = await change("a", install=["envmgr-needs-old"])
    (notice,) = plan.notices
    assert (notice.code, notice.message) == (
        "downgraded",
        "To fit the rest, older versions are installed: envmgr-versions (5.0 to 2.0).",
    )


async def test_an_update_of_everything_leaves_what_no_channel_has_any_more(machine, change, small):
    machine.use_channel(small)
    await machine.create("a", "envmgr-tool", "envmgr-versions=3", kernel=False)
    await change("a", install=["envmgr-versions"], update=["envmgr-tool"])
    for archive in small.glob("noarch/envmgr-tool-*"):
        archive.unlink()
    await index_fs(small)
    plan = await change("a", update="all")
    assert [each.name for each in plan.conda] in ([], ["envmgr-versions"])
    assert versions(machine, "a")["envmgr-tool"] == "1.0"


async def test_an_update_by_name_lifts_the_bound_that_was_asked_for(machine, change):
    await machine.create("a", "envmgr-versions=2", "envmgr-tool", kernel=False)
    plan = await change("a", update=["envmgr-versions"])
    assert lines(plan.conda) == [("envmgr-versions", "upgrade", "2.0", "5.0")]
    assert codes(plan) == ["bound-lifted"]


async def test_an_update_of_everything_keeps_the_bounds_that_were_asked_for(machine, change):
    await machine.create("a", "envmgr-versions<3", kernel=False)
    assert (await change("a", update="all")).conda == []
    await change("a", install=["envmgr-versions<5"])
    assert versions(machine, "a") == {"envmgr-versions": "2.0"}
    plan = await change("a", update="all")
    assert lines(plan.conda) == [("envmgr-versions", "upgrade", "2.0", "4.0")]


async def test_a_removal_takes_along_what_nothing_else_needs(machine, change):
    await machine.create("a", "envmgr-needs-old", "envmgr-tool", kernel=False)
    plan = await change("a", remove=["envmgr-needs-old"])
    assert lines(plan.conda) == [
        ("envmgr-needs-old", "remove", "1.0", None),
        ("envmgr-versions", "remove", "2.0", None),
    ]
    assert codes(plan) == ["removed-too"]
    assert versions(machine, "a") == {"envmgr-tool": "1.0"}
    assert not (machine.envs / "a/share/envmgr-versions.txt").exists()


async def test_packages_that_need_each_other_stay_though_nobody_asked_for_them(machine, change):
    await machine.create("a", "envmgr-needs-old", "envmgr-tool", kernel=False)
    (machine.envs / "a/conda-meta/history").write_text("")
    record = next((machine.envs / "a/conda-meta").glob("envmgr-versions-*.json"))
    content = json.loads(record.read_text())
    record.write_text(json.dumps({**content, "depends": ["envmgr-needs-old"]}))
    plan = await change("a", install=["envmgr-binary"])
    assert lines(plan.conda) == [("envmgr-binary", "install", None, "1.0")]


async def test_what_others_need_is_not_removed(machine):
    await machine.create("a", "envmgr-needs-old", "python=3.11", "pip", kernel=False)
    before = tree(machine.envs / "a")
    for name, by in (("envmgr-versions", "envmgr-needs-old"), ("python", "pip")):
        with pytest.raises(NeededError, match=f"{name} cannot be removed: .*{by}"):
            await machine.changes.plan(PlanRequest(environment="a", remove=[name]))
    assert tree(machine.envs / "a") == before


async def test_an_environment_is_updated_from_a_file(machine, change):
    await machine.create("a", "envmgr-tool", kernel=False)
    text = "name: other\ndependencies:\n  - envmgr-versions=3\nvariables:\n  COLOUR: red\n"
    plan = await change("a", file=SpecFile(name="environment.yml", text=text))
    assert plan.title == "Update a from environment.yml"
    assert versions(machine, "a") == {"envmgr-tool": "1.0", "envmgr-versions": "3.0"}
    state = json.loads((machine.envs / "a/conda-meta/state").read_text())
    assert state["env_vars"] == {"COLOUR": "red"}


async def test_an_environment_is_renamed(machine, change):
    await machine.create("a", "python=3.11", "pip", kernel=True, pip=["envmgr-hello"])
    plan = await change("a", rename="b")
    assert (plan.action, plan.title, codes(plan)) == (
        "rename",
        "Rename a to b",
        ["kernel-renamed"],
    )
    assert [e.name for e in machine.environments.list() if e.kind == "environment"] == ["b"]
    hello = machine.envs / "b/bin/envmgr-hello"
    assert subprocess.check_output([hello], text=True).strip() == str(machine.envs / "b")
    assert (machine.home / ".conda/environments.txt").read_text() == f"{machine.envs}/b\n"
    assert machine.left_behind() == []


async def test_a_rename_takes_along_what_is_written_meanwhile(machine):
    await machine.create("a", "envmgr-tool", kernel=False)
    (machine.envs / "a/notes.txt").write_text("before")
    prepared = machine.changes.prepare("a", ChangeRequest(rename="b"))

    def meanwhile(progress):
        for name in {"a", "b"} & {path.name for path in machine.envs.iterdir()}:
            (machine.envs / name / f"{progress.phase}.txt").write_text("new")
            (machine.envs / name / "notes.txt").write_text("after")

    await machine.changes.apply(prepared, meanwhile)
    names = {path.name for path in (machine.envs / "b").iterdir()}
    assert {"copy.txt", "finish.txt"} <= names
    assert (machine.envs / "b/notes.txt").read_text() == "after"
    assert machine.left_behind() == []


async def test_a_renamed_environment_stays_in_its_folder(machine, tmp_path):
    (tmp_path / "project").mkdir()
    text = (machine.home / ".condarc").read_text()
    machine.configure(f"{text}  - {tmp_path / 'project'}\n")
    await machine.create("a", "envmgr-tool", kernel=False)
    (machine.envs / "a").rename(tmp_path / "project/a")
    await machine.changes.apply(
        machine.changes.prepare("a", ChangeRequest(rename="b")), lambda _progress: None
    )
    assert folders_in(tmp_path / "project") == ["b"]
    await machine.create("a", "envmgr-tool", kernel=False)
    (machine.envs / "a").rename(tmp_path / "project/a")
    (tmp_path / "project/c").write_text("a file")
    with pytest.raises(ExistsError):
        machine.changes.prepare("a", ChangeRequest(rename="c"))


async def test_what_a_killed_change_left_is_told_and_the_next_change_clears_it(machine, change):
    await machine.create("a", "envmgr-tool", kernel=False)
    seen = []
    prepared = machine.changes.prepare("a", ChangeRequest(install=["envmgr-binary"]))

    def killed(progress):
        if progress.phase == "link" and not seen:
            shutil.copytree(machine.envs / ".envmgr", machine.home / "left")
            seen.append(progress)

    await machine.changes.change(prepared, killed)
    shutil.copytree(machine.home / "left", machine.envs / ".envmgr", dirs_exist_ok=True)
    assert [problem.code for problem in health.fast(machine.envs / "a")] == ["interrupted-change"]
    await change("a", install=["envmgr-versions"])
    assert health.fast(machine.envs / "a") == []
    assert machine.left_behind() == []


async def test_a_rename_that_fails_in_its_second_half_changes_nothing(machine, monkeypatch):
    await machine.create("a", "envmgr-tool", kernel=False)
    before = tree(machine.envs / "a")
    prepared = machine.changes.prepare("a", ChangeRequest(rename="b"))
    rename = Path.rename

    def busy(self, target):
        if self == machine.envs / "a":
            raise OSError(errno.EBUSY, "Device or resource busy")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", busy)
    with pytest.raises(NotWritableError, match="a does not let us write, or"):
        await machine.changes.apply(prepared, lambda _progress: None)
    assert tree(machine.envs / "a") == before
    assert folders_in(machine.envs) == ["a"]


async def test_a_rename_notices_a_change_by_another_program(machine):
    await machine.create("a", "envmgr-tool", kernel=False)
    prepared = machine.changes.prepare("a", ChangeRequest(rename="b"))

    def meanwhile(progress):
        if progress.phase == "copy":
            (machine.envs / "a/conda-meta/pinned").write_text("envmgr-tool <3\n")

    with pytest.raises(StalePlanError, match="a has been changed by another program"):
        await machine.changes.apply(prepared, meanwhile)
    assert folders_in(machine.envs) == ["a"]


async def test_a_rename_that_would_delete_what_it_cannot_copy_is_refused(machine):
    await machine.create("a", "envmgr-tool", kernel=False)
    (machine.envs / "a/pkgs").mkdir()
    (machine.envs / "a/pkgs/urls.txt").write_text("")
    with pytest.raises(BadRequestError, match="a has pkgs in it"):
        await machine.changes.plan(PlanRequest(environment="a", rename="b"))


async def test_a_rename_to_a_name_that_is_taken_is_refused(machine):
    await machine.create("a", "envmgr-tool", kernel=False)
    await machine.create("b", "envmgr-tool", kernel=False)
    with pytest.raises(ExistsError):
        await machine.changes.plan(PlanRequest(environment="a", rename="b"))
    with pytest.raises(BadRequestError, match="renamed by itself"):
        await machine.changes.plan(
            PlanRequest(environment="a", rename="c", install=["envmgr-binary"])
        )


async def test_a_creation_can_be_planned_too(machine, change):
    plan = await change("new", packages=["envmgr-versions=3"], kernel=False)
    assert (plan.action, plan.title) == ("create", "Create new")
    assert lines(plan.conda) == [("envmgr-versions", "install", None, "3.0")]
    assert versions(machine, "new") == {"envmgr-versions": "3.0"}
    with pytest.raises(ExistsError):
        await machine.changes.plan(PlanRequest(environment="new", packages=["envmgr-tool"]))


async def test_a_change_in_one_go_needs_no_plan(machine):
    await machine.create("a", "envmgr-tool", kernel=False)
    prepared = machine.changes.prepare("a", ChangeRequest(install=["envmgr-binary"]))
    said = []
    await machine.changes.change(prepared, said.append)
    assert "envmgr-binary" in versions(machine, "a")
    phases = list(dict.fromkeys(progress.phase for progress in said))
    assert phases[0] == "solve"
    assert phases[-1] == "finish"


async def test_what_was_asked_for_is_kept_where_conda_and_people_look(machine, change):
    await machine.create("a", "envmgr-versions=2", kernel=False)
    await change("a", install=["envmgr-tool"])
    await change("a", remove=["envmgr-versions"])
    assert list(read_history(machine.envs / "a")) == ["envmgr-tool"]
    history = (machine.envs / "a/conda-meta/history").read_text()
    assert history.count("==> ") == 3
    assert "# remove specs: ['envmgr-versions']" in history
    spec = (machine.envs / "a/conda-meta/envmgr/environment.yml").read_text()
    assert "envmgr-tool" in spec
    assert "envmgr-versions" not in spec


async def test_files_that_nobody_manages_come_along(machine, change):
    await machine.create("a", "envmgr-tool", kernel=False)
    (machine.envs / "a/notes.txt").write_text("mine")
    (machine.envs / "a/share/more").mkdir()
    (machine.envs / "a/link").symlink_to("notes.txt")
    await change("a", install=["envmgr-binary"])
    assert (machine.envs / "a/notes.txt").read_text() == "mine"
    assert (machine.envs / "a/share/more").is_dir()
    assert (machine.envs / "a/link").readlink().name == "notes.txt"


async def test_what_is_written_while_a_change_runs_is_not_lost(machine):
    await machine.create("a", "python=3.11", kernel=False)
    share = machine.envs / "a/share"
    share.mkdir(exist_ok=True)
    (share / "my.db").write_text("before")
    (share / "old.txt").write_text("before")
    prepared = machine.changes.prepare(
        "a", ChangeRequest(install=["envmgr-tool"], pip=["envmgr-hello"])
    )
    written = []
    with (share / "log.txt").open("w") as log:

        def meanwhile(progress):
            log.write(progress.phase)
            if progress.phase in {"link", "pip", "finish"}:
                (share / progress.phase).mkdir(exist_ok=True)
                (share / progress.phase / "model.bin").write_text("new")
                (share / "my.db").write_text(progress.phase)
                (share / "old.txt").unlink(missing_ok=True)
            written.append(progress.phase)

        await machine.changes.change(prepared, meanwhile)
    assert {"copy", "link", "pip"} <= set(written)
    for phase in {"link", "pip", "finish"} & set(written):
        assert (share / phase / "model.bin").read_text() == "new"
    assert (share / "my.db").read_text() != "before"
    assert not (share / "old.txt").exists()
    assert (share / "log.txt").read_text() == "".join(written)
    assert {"envmgr-tool", "envmgr-hello"} <= set(versions(machine, "a"))
    assert machine.left_behind() == []


async def test_a_persons_own_file_is_not_overwritten(machine):
    await machine.create("a", "envmgr-binary", kernel=False)
    mine = machine.envs / "a/share/envmgr-tool/about.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    before = tree(machine.envs / "a")
    prepared = machine.changes.prepare("a", ChangeRequest(install=["envmgr-tool"]))
    with pytest.raises(ClobberError, match=r"envmgr-tool has share/envmgr-tool/about\.txt"):
        await machine.changes.change(prepared, lambda _progress: None)
    assert tree(machine.envs / "a") == before
    assert machine.left_behind() == []


async def test_a_plan_is_stale_once_another_program_has_changed_the_environment(machine, change):
    await machine.create("a", "envmgr-versions=2", kernel=False)
    plan = await machine.changes.plan(PlanRequest(environment="a", install=["envmgr-tool"]))
    await change("a", install=["envmgr-versions=3"])
    with pytest.raises(StalePlanError) as caught:
        await machine.changes.current(plan.id)
    new = caught.value.details["plan"]
    assert new["id"] != plan.id
    assert [c["name"] for c in new["conda"]] == ["envmgr-tool"]
    prepared = await machine.changes.current(new["id"])
    await machine.changes.apply(prepared, lambda _progress: None)
    assert versions(machine, "a") == {"envmgr-tool": "1.0", "envmgr-versions": "3.0"}


async def test_a_change_by_another_program_while_a_job_runs_is_not_swallowed(machine):
    await machine.create("a", "envmgr-versions=2", kernel=False)
    plan = await machine.changes.plan(PlanRequest(environment="a", install=["envmgr-tool"]))
    prepared = await machine.changes.current(plan.id)

    def meanwhile(progress):
        if progress.phase == "copy":
            (machine.envs / "a/conda-meta/pinned").write_text("envmgr-versions <3\n")

    with pytest.raises(StalePlanError, match="changed by another program"):
        await machine.changes.apply(prepared, meanwhile)
    assert versions(machine, "a") == {"envmgr-versions": "2.0"}
    assert machine.left_behind() == []


async def test_a_plan_that_is_not_known_is_not_found(machine):
    with pytest.raises(NotFoundError, match="no plan"):
        await machine.changes.current("0123")


@pytest.mark.parametrize("phase", ["before", "solve", "copy", "link"])
async def test_a_change_that_is_cancelled_changes_nothing(machine, phase):
    await machine.create("a", "python=3.11", kernel=False)
    before = tree(machine.envs / "a")
    tasks = []

    def stop(progress):
        if progress.phase == phase:
            tasks[0].cancel()

    prepared = machine.changes.prepare("a", ChangeRequest(install=["requests"]))
    tasks.append(asyncio.ensure_future(machine.changes.change(prepared, stop)))
    if phase == "before":
        tasks[0].cancel()
    with pytest.raises(asyncio.CancelledError):
        await tasks[0]
    assert tree(machine.envs / "a") == before
    assert machine.left_behind() == []


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({"install": ["envmgr-tool"], "remove": ["envmgr-tool"]}, ContradictionError),
        ({"install": ["envmgr-versions=1", "envmgr-versions=2"]}, ContradictionError),
        ({"update": ["envmgr-versions"], "remove": ["envmgr-versions"]}, ContradictionError),
        ({"install": ["torch"], "remove": ["pytorch"]}, NotFoundError),
        ({"remove": ["nothing"]}, NotFoundError),
        ({"update": ["nothing"]}, NotFoundError),
        ({"reinstall": ["nothing"]}, NotFoundError),
        ({"install": ["!!"]}, BadSpecError),
        ({"install": ["envmgr-tol"]}, UnknownPackageError),
        ({"install": ["envmgr-needs-new"]}, UnsolvableError),
        ({"pip": ["!!"]}, BadSpecError),
    ],
)
async def test_a_request_that_cannot_be_met_is_refused_and_changes_nothing(
    machine, request_, error
):
    await machine.create("a", "envmgr-versions=2", kernel=False)
    before = tree(machine.envs / "a")
    with pytest.raises(error):
        await machine.changes.plan(PlanRequest(environment="a", **request_))
    assert tree(machine.envs / "a") == before


async def test_a_protected_environment_is_refused_before_anything_else(machine):
    await machine.create("a", "envmgr-tool", kernel=False)
    (machine.envs / "a/conda-meta/frozen").write_text("")
    with pytest.raises(ProtectedError, match="it is frozen"):
        machine.changes.prepare("a", ChangeRequest(install=["envmgr-binary"]))
    with pytest.raises(ProtectedError):
        await machine.changes.plan(PlanRequest(environment="a", install=["envmgr-binary"]))
    (machine.envs / "a/conda-meta/frozen").unlink()
    prepared = machine.changes.prepare("a", ChangeRequest(install=["envmgr-binary"]))
    (machine.envs / "a/conda-meta/frozen").write_text("")
    with pytest.raises(ProtectedError):
        await machine.changes.change(prepared, lambda _progress: None)


async def test_an_administrator_can_lift_the_protection_of_an_environment(machine):
    await machine.create("a", "envmgr-tool", kernel=False)
    (machine.envs / "a/conda-meta/frozen").write_text("")
    parts = build(unprotected=["a"])
    assert not parts.environments.get("a").protected
    prepared = parts.changes.prepare("a", ChangeRequest(install=["envmgr-binary"]))
    await parts.changes.change(prepared, lambda _progress: None)
    assert "envmgr-binary" in versions(machine, "a")


async def test_what_is_pinned_is_obeyed_and_named(machine, change):
    await machine.create("a", "envmgr-versions=2", kernel=False)
    (machine.envs / "a/conda-meta/pinned").write_text("# why\nenvmgr-versions <4\n")
    plan = await change("a", update=["envmgr-versions"])
    assert lines(plan.conda) == [("envmgr-versions", "upgrade", "2.0", "3.0")]
    assert "pinned" in codes(plan)
    with pytest.raises(UnsolvableError, match="envmgr-versions <4 is pinned"):
        await machine.changes.plan(PlanRequest(environment="a", install=["envmgr-versions=5"]))


async def test_what_is_there_for_others_can_be_asked_for_too(machine, change):
    await machine.create("a", "envmgr-needs-old", kernel=False)
    plan = await change("a", install=["envmgr-versions"])
    assert (plan.conda, codes(plan)) == ([], ["kept"])
    await change("a", remove=["envmgr-needs-old"])
    assert versions(machine, "a") == {"envmgr-versions": "2.0"}


async def test_an_update_that_finds_nothing_newer_says_so(machine, change):
    await machine.create("a", "envmgr-versions", kernel=False)
    (machine.envs / "a/conda-meta/pinned").write_text("envmgr-versions <9\n!? nonsense ===\n")
    plan = await change("a", update=["envmgr-versions"])
    assert (plan.conda, codes(plan)) == ([], ["pinned", "nothing-newer"])


async def test_a_pip_package_that_lists_no_files_is_refused_by_the_plan(machine, change):
    await machine.create("a", "python=3.11", kernel=False, pip=["cowsay"])
    record = next((machine.envs / "a").glob("lib/python3.11/site-packages/cowsay-*/RECORD"))
    record.unlink()
    assert [p.code for p in machine.checks.health("a").problems] == ["unrecorded"]
    for request in ({"remove": ["cowsay"]}, {"install": ["python=3.12"]}):
        with pytest.raises(PipError, match="nothing tells which files it has"):
            await machine.changes.plan(PlanRequest(environment="a", **request))
    await change("a", install=["envmgr-tool"])


async def test_a_linked_environment_is_changed_where_it_is(machine, change, tmp_path):
    await machine.create("a", "envmgr-tool", kernel=False)
    (machine.envs / "a").rename(tmp_path / "elsewhere")
    (machine.envs / "a").symlink_to(tmp_path / "elsewhere")
    await change("a", install=["envmgr-binary"])
    assert (machine.envs / "a").is_symlink()
    assert (tmp_path / "elsewhere/lib/envmgr-binary.dat").exists()


async def test_packages_that_stay_need_not_be_what_their_channel_lists_by_now(
    machine, change, small
):
    machine.use_channel(small)
    await machine.create("a", "envmgr-tool", kernel=False)
    (archive,) = small.glob("noarch/envmgr-tool-*")
    archive.write_bytes(archive.read_bytes() + b" built again")
    await index_fs(small)
    plan = await change("a", install=["envmgr-binary"])
    assert lines(plan.conda) == [("envmgr-binary", "install", None, "1.0")]


def requested(machine, name):
    found = {}
    for path in (machine.envs / name / "conda-meta").glob("*.json"):
        record = json.loads(path.read_text())
        found[record["name"]] = record.get("requested_specs") or []
    return found


async def test_records_say_what_is_asked_for_after_a_change_too(machine, change):
    await machine.create("a", "envmgr-versions=2", kernel=False)
    await change("a", install=["envmgr-tool"])
    assert requested(machine, "a") == {
        "envmgr-versions": ["envmgr-versions 2.*"],
        "envmgr-tool": ["envmgr-tool"],
    }


async def test_what_the_records_say_counts_where_there_is_no_history(machine, change):
    await machine.create("a", "envmgr-versions<4", kernel=False)
    (machine.envs / "a/conda-meta/history").write_text("")
    assert (await change("a", update="all")).conda == []


@pytest.mark.parametrize("said", ["conda-forge", "<unknown>", None, ""])
async def test_an_environment_of_condas_can_be_changed(machine, change, said):
    await machine.create("a", "envmgr-versions=2", "envmgr-tool", kernel=False)
    for path in (machine.envs / "a/conda-meta").glob("*.json"):
        record = json.loads(path.read_text())
        path.write_text(json.dumps({**record, "channel": said}))
    shutil.rmtree(machine.envs / "a/conda-meta/envmgr")
    plan = await change("a", install=["envmgr-binary"])
    assert lines(plan.conda) == [("envmgr-binary", "install", None, "1.0")]


async def test_an_environment_of_condas_with_platforms_in_its_channels_can_be_changed(
    machine, change
):
    await machine.create("a", "envmgr-versions=2", kernel=False)
    for path in (machine.envs / "a/conda-meta").glob("*.json"):
        record = json.loads(path.read_text())
        path.write_text(json.dumps({**record, "channel": f"{machine.channel.as_uri()}/noarch"}))
    shutil.rmtree(machine.envs / "a/conda-meta/envmgr")
    plan = await change("a", remove=["envmgr-versions"], install=["envmgr-tool"])
    assert {change.name for change in plan.conda} == {"envmgr-tool", "envmgr-versions"}
