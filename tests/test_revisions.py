"""Every change can be undone, exactly, and nothing that was kept is lost."""

import asyncio
import os
import shutil
import subprocess
import sys

import msgspec
import pytest

from jupyter_envmgr.errors import BusyError, NotFoundError, ProtectedError
from jupyter_envmgr.models import ChangeRequest, CreateRequest, PlanRequest, RevisionList
from jupyter_envmgr.parts import build
from jupyter_envmgr.prefixes.history import requested
from jupyter_envmgr.transaction.beside import Beside
from tests.conftest import folders_in, wait_for_deletions

TOOL = "envmgr-tool"


def exact(prefix):
    """All that can be seen of an environment: kinds, contents, modes, times of files."""
    state = {}
    for path in sorted(prefix.rglob("*")):
        seen = path.lstat()
        what = path.readlink() if path.is_symlink() else path.is_file() and path.read_bytes()
        state[str(path.relative_to(prefix))] = (seen.st_mode, what)
    return state


@pytest.fixture
def parts(machine):
    return build()


@pytest.fixture
def change(parts):
    async def work(name, door="rest", **request):
        plan = await parts.changes.plan(PlanRequest(environment=name, **request), door)
        await parts.changes.apply(await parts.changes.current(plan.id), lambda _progress: None)

    return work


@pytest.fixture
def restore(parts):
    async def work(name, revision=None):
        restoration = parts.revisions.prepare(name, revision)
        await parts.revisions.restore(restoration, lambda _progress: None)

    return work


@pytest.fixture
def remove(parts):
    async def work(name):
        environment = parts.environments.prepare_removal(name)
        await parts.environments.remove(environment, lambda _progress: None)

    return work


def told(revisions):
    return [(each.title, each.state) for each in revisions.revisions]


def names(parts, name):
    return {package.name for package in parts.environments.packages(name).packages}


async def test_history_tells_what_changed_when_and_by_which_door(parts, machine, change):
    await machine.create("a", TOOL, kernel=False)
    await change("a", "panel", install=["envmgr-versions=3"])
    await change("a", "cli", install=["envmgr-versions=4"], pip=["cowsay"])
    history = parts.revisions.list("a")
    assert told(history) == [
        ("Install envmgr-versions=4, cowsay in a", "current"),
        ("Install envmgr-versions=3 in a", "kept"),
        ("Create a", "kept"),
    ]
    newest, middle, oldest = history.revisions
    assert [newest.door, middle.door, oldest.door] == ["cli", "panel", "rest"]
    assert [newest.parent, middle.parent, oldest.parent] == [middle.id, oldest.id, None]
    assert newest.when > middle.when > oldest.when
    assert middle.request == {"install": ["envmgr-versions=3"]}
    changed = {each.name: (each.layer, each.action, each.after) for each in newest.changes}
    assert changed["envmgr-versions"] == ("conda", "upgrade", "4.0")
    assert changed["cowsay"][:2] == ("pip", "install")
    assert {each.name for each in oldest.changes} == {TOOL}
    assert history.undo == middle.id
    assert parts.environments.get("a").revision == newest.id


async def test_two_states_can_be_compared_whether_kept_or_not(parts, machine, change):
    parts = build(keep=1)
    await machine.create("a", TOOL, kernel=False)
    await change("a", install=["envmgr-versions=3"])
    await change("a", install=["envmgr-versions=2"])
    newest, middle, oldest = parts.revisions.list("a").revisions
    diff = parts.revisions.diff("a", oldest.id)
    assert [(c.name, c.action, c.before, c.after) for c in diff.changes] == [
        ("envmgr-versions", "remove", "2.0", None)
    ]
    diff = parts.revisions.diff("a", newest.id, middle.id)
    assert [(c.action, c.before, c.after) for c in diff.changes] == [("downgrade", "3.0", "2.0")]
    assert parts.revisions.diff("a", newest.id).changes == []
    with pytest.raises(NotFoundError):
        parts.revisions.diff("a", "nowhere")


async def test_undo_brings_back_every_file_and_can_be_undone(parts, machine, change, restore):
    await machine.create("a", "python=3.11", TOOL)
    prefix = machine.envs / "a"
    (prefix / "data").mkdir()
    (prefix / "data/mine.csv").write_text("first")
    await change("a", install=["envmgr-versions"])
    states = [exact(prefix)]
    await change("a", pip=["cowsay"])
    (prefix / "data/mine.csv").write_text("second")
    (prefix / "data/new.csv").write_text("new")
    states.append(exact(prefix))
    await change("a", remove=[TOOL])
    (prefix / "data/mine.csv").write_text("third")
    last = exact(prefix)
    newest = parts.revisions.list("a").revisions[0].id
    await restore("a")
    assert exact(prefix) == states[1]
    await restore("a")
    assert exact(prefix) == states[0]
    await restore("a", newest)
    assert exact(prefix) == last
    assert parts.revisions.list("a").revisions[0].state == "current"


async def test_what_is_written_after_a_change_is_not_in_the_state_before(
    parts, machine, change, restore
):
    """A program that has a file open writes to the environment, never to what is kept of it."""
    await machine.create("a", TOOL, kernel=False)
    prefix = machine.envs / "a"
    with (prefix / "log").open("w") as log:
        log.write("before\n")
        log.flush()
        await change("a", install=["envmgr-versions"])
        log.write("after\n")
    assert (prefix / "log").read_text() == "before\nafter\n"
    await restore("a")
    assert (prefix / "log").read_text() == "before\n"


async def test_the_last_are_kept(machine, change):
    parts = build(keep=2)
    await machine.create("a", TOOL, kernel=False)
    for version in (1, 2, 3, 4):
        request = ChangeRequest(install=[f"envmgr-versions={version}"])
        await parts.changes.change(parts.changes.prepare("a", request), lambda _progress: None)
    states = [each.state for each in parts.revisions.list("a").revisions]
    assert states == ["current", "kept", "kept", "gone", "gone"]
    with pytest.raises(NotFoundError) as refused:
        parts.revisions.prepare("a", parts.revisions.list("a").revisions[-1].id)
    assert "not kept any more" in refused.value.message


async def test_after_going_back_far_the_way_back_is_kept(parts, machine, change, restore):
    """The state that was left last is the last to be given up, however old it is."""
    await machine.create("a", TOOL, kernel=False)
    for version in (1, 2, 3):
        await change("a", install=[f"envmgr-versions={version}"])
    oldest = parts.revisions.list("a").revisions[-1].id
    await restore("a", oldest)
    await change("a", install=["envmgr-binary"])
    assert parts.revisions.list("a").undo == oldest


async def test_nothing_is_kept_if_nothing_shall_be(machine, change):
    parts = build(keep=0)
    await machine.create("a", TOOL, kernel=False)
    prepared = parts.changes.prepare("a", ChangeRequest(install=["envmgr-versions"]))
    await parts.changes.change(prepared, lambda _progress: None)
    history = parts.revisions.list("a")
    assert [each.state for each in history.revisions] == ["current", "gone"]
    with pytest.raises(NotFoundError):
        parts.revisions.prepare("a")
    environment = parts.environments.prepare_removal("a")
    await parts.environments.remove(environment, lambda _progress: None)
    wait_for_deletions()
    assert list(machine.envs.iterdir()) == []


async def test_what_is_kept_stays_within_its_part_of_the_disk(machine):
    size = 1 << 20
    parts = build(keep=9, disk=3 * size)
    for name in ("a", "b"):
        await machine.create(name, TOOL, kernel=False)
    for version in (1, 2, 3):
        for name in ("a", "b"):
            (machine.envs / name / "mine").write_bytes(os.urandom(size))
            request = ChangeRequest(install=[f"envmgr-versions={version}"])
            await parts.changes.change(parts.changes.prepare(name, request), lambda _progress: None)
            wait_for_deletions()
    states = {name: [r.state for r in parts.revisions.list(name).revisions] for name in "ab"}
    assert states == {
        "a": ["current", "kept", "gone", "gone"],
        "b": ["current", "kept", "gone", "gone"],
    }


async def test_what_states_share_with_others_costs_nothing(parts, machine, change):
    await machine.create("a", TOOL, kernel=False)
    (machine.envs / "a/mine").write_bytes(os.urandom(1 << 20))
    await change("a", install=["envmgr-versions"])
    await change("a", install=["envmgr-binary"])
    history = parts.revisions.list("a")
    alone = [each.size for each in history.revisions]
    assert alone[0] is None
    assert 1 << 20 <= alone[1] < 1.5 * (1 << 20)
    assert sum(alone[1:]) <= history.size


async def test_what_a_terminal_has_done_is_a_state_of_its_own(parts, machine, change, restore):
    await machine.create("a", "python=3.11", TOOL)
    prefix = machine.envs / "a"
    first = exact(prefix)
    shutil.copytree(machine.envs / "a", machine.home / "copy", symlinks=True)
    outside(prefix)
    history = parts.revisions.list("a")
    assert history.revisions[0].id == "outside"
    assert (history.revisions[0].door, history.revisions[0].state) == ("outside", "current")
    assert [(c.layer, c.name, c.action) for c in history.revisions[0].changes] == [
        ("pip", "handmade", "install")
    ]
    assert history.undo is None  # what it was before was overwritten
    damaged = exact(prefix)
    assert damaged != first
    await change("a", install=["envmgr-versions"])
    titles = [each.title for each in parts.revisions.list("a").revisions]
    assert titles == ["Install envmgr-versions in a", "Changed by another program", "Create a"]
    await restore("a")
    assert exact(prefix) == damaged


def outside(prefix):
    info = prefix / "lib/python3.11/site-packages/handmade-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: handmade\nVersion: 1.0\n")
    (info / "RECORD").write_text("handmade-1.0.dist-info/METADATA,,\n")


async def test_what_pip_took_away_of_conda_is_a_state_of_its_own(parts, machine, change, restore):
    """The packages are the same by conda's records, and the files are not."""
    await machine.create("a", "python=3.11", "certifi", kernel=False)
    prefix = machine.envs / "a"
    first = exact(prefix)
    await change("a", install=["envmgr-versions"])
    shutil.rmtree(next(prefix.glob("lib/python3.11/site-packages/certifi-*.dist-info")))
    await change("a", install=["envmgr-binary"])
    history = parts.revisions.list("a")
    assert [(each.door, each.title) for each in history.revisions][1] == (
        "outside",
        "Changed by another program",
    )
    assert history.revisions[1].changes == []
    await restore("a", history.revisions[-1].id)
    assert exact(prefix) == first


async def test_an_undo_goes_back_over_what_a_terminal_has_done_and_keeps_it(
    parts, machine, change, restore
):
    await machine.create("a", "python=3.11", TOOL)
    prefix = machine.envs / "a"
    first = exact(prefix)
    await change("a", install=["envmgr-versions"])
    outside(prefix)
    damaged = exact(prefix)
    await restore("a")
    assert exact(prefix) == first
    kept = [each for each in parts.revisions.list("a").revisions if each.door == "outside"]
    await restore("a", kept[0].id)
    assert exact(prefix) == damaged


async def test_an_environment_that_others_made_has_a_first_state(parts, machine, change, restore):
    await machine.create("a", TOOL, kernel=False)
    wait_for_deletions()
    shutil.rmtree(machine.envs / ".envmgr")
    await change("a", install=["envmgr-versions"])
    history = parts.revisions.list("a")
    assert [(each.title, each.door) for each in history.revisions] == [
        ("Install envmgr-versions in a", "rest"),
        ("As it was found", "outside"),
    ]
    assert history.revisions[1].changes == []
    await restore("a")
    assert names(parts, "a") == {TOOL}
    assert told(parts.revisions.list("a")) == [
        ("Install envmgr-versions in a", "kept"),
        ("As it was found", "current"),
    ]


async def test_condas_own_diary_tells_the_same_story(parts, machine, change, restore):
    await machine.create("a", TOOL, kernel=False)
    diary = machine.envs / "a/conda-meta/history"
    before = diary.read_text()
    await change("a", install=["envmgr-versions=3"])
    assert set(requested(diary.read_text())) == {TOOL, "envmgr-versions"}
    await restore("a")
    assert diary.read_text() == before


async def test_a_removal_can_be_undone(parts, machine, remove, restore):
    await machine.create("a", TOOL, kernel=False)
    (machine.envs / "a/mine").write_text("mine")
    before = exact(machine.envs / "a")
    await remove("a")
    assert parts.environments.list() == []
    gone = parts.revisions.removed().environments
    assert [(each.name, each.prefix) for each in gone] == [("a", str(machine.envs / "a"))]
    assert gone[0].size > 0
    await restore("a")
    assert exact(machine.envs / "a") == before
    assert [each.name for each in parts.environments.list()] == ["a"]
    assert parts.revisions.removed().environments == []
    listed = (machine.home / ".conda/environments.txt").read_text()
    assert str(machine.envs / "a") in listed


async def test_what_was_removed_can_be_given_up(parts, machine, change, remove):
    await machine.create("a", TOOL, kernel=False)
    await change("a", install=["envmgr-versions"])
    await remove("a")
    assert (await parts.revisions.prune("a")).revisions == []
    wait_for_deletions()
    assert parts.revisions.removed().environments == []
    assert list(machine.envs.iterdir()) == []
    with pytest.raises(NotFoundError):
        parts.revisions.list("a")


async def test_an_environment_deleted_by_hand_can_be_brought_back(parts, machine, change, restore):
    await machine.create("a", TOOL, kernel=False)
    await change("a", install=["envmgr-versions"])
    shutil.rmtree(machine.envs / "a")
    assert [each.name for each in parts.revisions.removed().environments] == ["a"]
    await restore("a")
    assert names(parts, "a") == {TOOL}


async def test_a_new_environment_under_an_old_name_does_not_lose_the_old_one(
    parts, machine, remove, restore
):
    await machine.create("a", TOOL, kernel=False)
    await remove("a")
    await machine.create("a", "envmgr-binary", kernel=False)
    assert parts.revisions.removed().environments == []
    history = parts.revisions.list("a")
    assert told(history) == [("Create a", "current"), ("Create a", "kept")]
    assert history.undo is None
    await restore("a", history.revisions[1].id)
    assert names(parts, "a") == {TOOL}


async def test_a_renamed_environment_can_be_had_again_under_its_old_name(
    parts, machine, change, restore
):
    await machine.create("a", TOOL, kernel=False)
    before = exact(machine.envs / "a")
    await change("a", rename="b")
    assert told(parts.revisions.list("b")) == [("Rename a to b", "current")]
    assert parts.revisions.list("b").revisions[0].changes == []
    with pytest.raises(NotFoundError) as refused:
        parts.revisions.prepare("b")
    assert "under its old name" in refused.value.hint
    await restore("a")
    assert exact(machine.envs / "a") == before
    assert folders_in(machine.envs) == ["a", "b"]


async def test_one_state_can_be_given_up(parts, machine, change):
    await machine.create("a", TOOL, kernel=False)
    await change("a", install=["envmgr-versions=3"])
    await change("a", install=["envmgr-versions=4"])
    middle = parts.revisions.list("a").revisions[1].id
    history = await parts.revisions.prune("a", middle)
    assert [each.state for each in history.revisions] == ["current", "gone", "kept"]
    assert history.undo == history.revisions[2].id
    with pytest.raises(NotFoundError):
        await parts.revisions.prune("a", middle)


async def test_a_history_that_is_damaged_loses_no_state(parts, machine, change, restore):
    await machine.create("a", TOOL, kernel=False)
    await change("a", install=["envmgr-versions"])
    beside = Beside(machine.envs / "a")
    kept = beside.kept()[0]
    beside.history.write_text("{cut off")
    history = parts.revisions.list("a")
    assert [(each.id, each.state) for each in history.revisions][1:] == [(kept, "kept")]
    await restore("a", kept)
    assert names(parts, "a") == {TOOL}


async def test_a_protected_environment_is_not_taken_back(parts, machine, change):
    await machine.create("a", TOOL, kernel=False)
    await change("a", install=["envmgr-versions"])
    (machine.envs / "a/conda-meta/frozen").write_text("{}")
    with pytest.raises(ProtectedError):
        parts.revisions.prepare("a")


async def test_secrets_are_in_no_history(parts, machine, served):
    channel = served.replace("http://", "http://me:passw0rd@") + "/t/tk-s3cret/small"
    request = CreateRequest(name="a", packages=[TOOL], channels=[channel], kernel=False)
    creation = parts.environments.prepare(request)
    await parts.environments.create(creation, lambda _progress: None)
    text = Beside(machine.envs / "a").history.read_text() + repr(
        msgspec.to_builtins(parts.revisions.list("a"))
    )
    assert "s3cret" not in text
    assert "passw0rd" not in text
    assert "small" in text


HOLD = """
import asyncio, pathlib, sys
from jupyter_envmgr.transaction.transactions import Transactions

async def hold():
    async with Transactions().begin(pathlib.Path(sys.argv[1]), "Install torch in a"):
        print("held", flush=True)
        sys.stdin.read()

asyncio.run(hold())
"""


async def test_another_process_is_waited_for_by_nobody_and_its_death_frees_the_lock(
    parts, machine, change
):
    await machine.create("a", TOOL, kernel=False)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(machine.envs / "a")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout.readline() == b"held\n"
        assert parts.environments.get("a").state == "changing"
        with pytest.raises(BusyError) as busy:
            await change("a", install=["envmgr-versions"])
        assert "Install torch in a" in busy.value.message
        assert busy.value.details["process"] == process.pid
        process.kill()
    assert parts.environments.list()[0].state == "interrupted"
    await change("a", install=["envmgr-versions"])
    assert parts.environments.list()[0].state == "ready"


async def test_recovery_says_what_became_of_what_was_cut_off(parts, machine):
    await machine.create("a", TOOL, kernel=False)
    left = machine.envs / ".envmgr/stages/0123abcd"
    left.mkdir(parents=True)
    (left / "place").write_text("a")
    assert parts.environments.list()[0].state == "interrupted"
    said = await parts.environments.recover()
    assert said == ["a: what was interrupted is taken back; nothing was changed."]
    assert await parts.environments.recover() == []
    assert parts.environments.list()[0].state == "ready"


async def test_an_environment_behind_a_link_is_changed_where_it_is(
    parts, machine, change, restore, tmp_path
):
    await machine.create("a", TOOL, kernel=False)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (machine.envs / "a").rename(elsewhere / "real")
    wait_for_deletions()
    shutil.rmtree(machine.envs / ".envmgr")
    (machine.envs / "a").symlink_to(elsewhere / "real")
    await change("a", install=["envmgr-versions"])
    assert (machine.envs / "a").is_symlink()
    await restore("a")
    assert names(parts, "a") == {TOOL}
    assert (machine.envs / "a").is_symlink()
    assert folders_in(elsewhere) == ["real"]


async def test_many_at_once_take_turns(parts, machine):
    await machine.create("a", TOOL, kernel=False)

    async def one(version):
        prepared = parts.changes.prepare("a", ChangeRequest(install=[f"envmgr-versions={version}"]))
        try:
            await parts.changes.change(prepared, lambda _progress: None)
        except Exception as error:  # noqa: BLE001 - which one is what is asked
            return type(error).__name__
        return "done"

    results = await asyncio.gather(*(one(version) for version in (1, 2, 3, 4)))
    done = results.count("done")
    assert done >= 1
    assert set(results) <= {"done", "BusyError", "StalePlanError"}
    assert len(parts.revisions.list("a").revisions) == 1 + done


async def test_an_environment_elsewhere_can_be_brought_back(
    parts, machine, remove, restore, tmp_path
):
    (tmp_path / "project").mkdir()
    prefix = str(tmp_path / "project/a")
    request = CreateRequest(name="a", prefix=prefix, packages=[TOOL], kernel=False)
    await parts.environments.create(parts.environments.prepare(request), lambda _progress: None)
    await remove("a")
    assert [each.prefix for each in parts.revisions.removed().environments] == [prefix]
    await restore("a")
    assert [each.prefix for each in parts.environments.list()] == [prefix]
    await remove("a")
    await parts.revisions.prune("a")
    wait_for_deletions()
    assert list((tmp_path / "project").iterdir()) == []


async def test_what_was_removed_under_one_name_in_two_folders_is_told_apart(
    parts, machine, remove, restore, tmp_path
):
    (tmp_path / "project").mkdir()
    prefix = str(tmp_path / "project/a")
    request = CreateRequest(name="a", prefix=prefix, packages=[TOOL], kernel=False)
    await parts.environments.create(parts.environments.prepare(request), lambda _progress: None)
    await remove("a")
    await machine.create("a", "envmgr-binary", kernel=False)
    gone = parts.revisions.removed().environments
    assert [(each.name, each.prefix) for each in gone] == [("project-a", prefix)]
    await restore("project-a")
    assert {each.prefix for each in parts.environments.list()} == {prefix, str(machine.envs / "a")}


@pytest.mark.parametrize("revision", ["../../../victim", "/etc", "x", ""])
async def test_what_somebody_has_forged_leads_nowhere_else(parts, machine, change, revision):
    """A folder of environments may be shared, and what is beside them with it."""
    await machine.create("a", TOOL, kernel=False)
    victim = machine.home / "victim"
    (victim / "env").mkdir(parents=True)
    stage = machine.envs / ".envmgr/stages/0123abcd"
    (stage / "env/conda-meta").mkdir(parents=True)
    (stage / "place").write_text("a")
    (stage / "revision").write_text(revision)
    await parts.environments.recover()
    await change("a", install=["envmgr-versions"])
    assert (victim / "env").is_dir()
    assert machine.left_behind() == []
    assert len(Beside(machine.envs / "a").kept()) == 1


@pytest.mark.parametrize("place", ["..", ".", "a\0b", "", "../home", "/etc", "b/c", ".envmgr"])
async def test_a_forged_place_is_none(parts, machine, place):
    await machine.create("a", TOOL, kernel=False)
    stage = machine.envs / ".envmgr/stages/0123abcd"
    stage.mkdir(parents=True)
    (stage / "place").write_text(place)
    (stage / "journal.json").write_text('{"emptied": true}')
    os.utime(stage, (0, 0))
    assert [each.state for each in parts.environments.list()] == ["ready"]
    await parts.environments.recover()
    assert [each.state for each in parts.environments.list()] == ["ready"]
    assert Beside(machine.envs / "a").history.exists()
    assert machine.home.is_dir()


async def test_a_history_in_a_circle_has_an_end(parts, machine, change):
    await machine.create("a", TOOL, kernel=False)
    await change("a", install=["envmgr-versions=3"])
    await change("a", install=["envmgr-versions=4"])
    await parts.revisions.prune("a")
    file = Beside(machine.envs / "a").history
    history = msgspec.json.decode(file.read_bytes())
    history["entries"][0]["parent"] = history["entries"][2]["id"]
    file.write_bytes(msgspec.json.encode(history))
    assert parts.revisions.list("a").undo is None


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
async def test_nothing_is_written_through_links_or_into_pipes(parts, machine, change, remove):
    await machine.create("a", TOOL, kernel=False)
    victim = machine.home / "victim"
    victim.write_text("precious")
    folder = Beside(machine.envs / "a").folder
    for name in ("history.json.new", "cost.json"):
        (folder / name).symlink_to(victim)
    await change("a", install=["envmgr-versions"])
    wait_for_deletions()
    (folder / "cost.json").unlink(missing_ok=True)
    os.mkfifo(folder / "cost.json")
    await remove("a")
    assert parts.revisions.removed().environments
    assert victim.read_text() == "precious"


async def test_a_state_is_given_up_once(parts, machine, change):
    await machine.create("a", TOOL, kernel=False)
    await change("a", install=["envmgr-versions"])
    oldest = parts.revisions.list("a").undo
    results = await asyncio.gather(
        *(parts.revisions.prune("a", oldest) for _ in range(3)), return_exceptions=True
    )
    assert {type(each) for each in results} <= {NotFoundError, BusyError, RevisionList}
    assert parts.revisions.list("a").undo is None


async def test_folders_in_folders_in_folders_are_deleted(parts, machine, change, remove):
    await machine.create("a", TOOL, kernel=False)
    deep = str(machine.envs / "a")
    for _ in range(1500):
        deep += "/d"
        os.mkdir(deep)  # noqa: PTH102 - a Path of that depth takes long
    await remove("a")
    await parts.revisions.prune("a")
    wait_for_deletions()
    assert list(machine.envs.iterdir()) == []


async def test_a_backup_that_is_put_back_is_the_state_that_it_was(parts, machine, change):
    """Its files are others, with the same names, sizes and times."""
    await machine.create("a", TOOL, kernel=False)
    await change("a", install=["envmgr-versions"])
    shutil.copytree(machine.envs / "a", machine.home / "backup", symlinks=True)
    shutil.rmtree(machine.envs / "a")
    shutil.copytree(machine.home / "backup", machine.envs / "a", symlinks=True)
    assert [each.door for each in parts.revisions.list("a").revisions] == ["rest", "rest"]
