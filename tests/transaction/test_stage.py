import asyncio
import errno
import os
import stat
import time
from contextlib import suppress

import pytest

from jupyter_envmgr.errors import (
    BusyError,
    DiskFullError,
    ExistsError,
    NotFoundError,
    NotWritableError,
)
from jupyter_envmgr.prefixes import STAGING
from jupyter_envmgr.transaction.beside import Beside
from jupyter_envmgr.transaction.history import Cause, made, read_history
from jupyter_envmgr.transaction.os_errors import os_errors
from jupyter_envmgr.transaction.transactions import Transactions
from tests.conftest import wait_for_deletions


def names(folder):
    """What is there that is more than an empty frame."""
    wait_for_deletions()
    return [path.name for path in folder.iterdir()]


def fill(path, text="new"):
    (path / "conda-meta").mkdir(parents=True)
    (path / "file").write_text(text)


def entry(path, parent=None):
    return made(path, parent, Cause(title="A test"))


@pytest.fixture
def transactions():
    return Transactions(keep=1)


@pytest.fixture
def begin(transactions):
    return lambda place: transactions.begin(place, "A test")


async def test_what_is_committed_is_in_its_place_and_the_stage_is_gone(tmp_path, begin):
    async with begin(tmp_path / "env") as stage:
        fill(stage.path)
        stage.commit(entry(stage.path))
    assert (tmp_path / "env/file").read_text() == "new"
    wait_for_deletions()
    assert not (tmp_path / STAGING / "stages").exists()


async def test_what_is_not_committed_is_gone(tmp_path, begin):
    async def work():
        async with begin(tmp_path / "env") as stage:
            fill(stage.path)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await work()
    assert names(tmp_path) == []


async def test_a_stage_is_no_direct_child_of_the_envs_folder(tmp_path, begin):
    async with begin(tmp_path / "env") as stage:
        assert stage.path.parents[3] == tmp_path
        assert names(tmp_path) == [STAGING]


@pytest.mark.parametrize("make", ["folder", "file", "link"])
async def test_what_came_in_between_is_kept(tmp_path, make, begin):
    prefix = tmp_path / "env"
    async with begin(prefix) as stage:
        fill(stage.path)
        if make == "folder":
            prefix.mkdir()
        elif make == "file":
            prefix.write_text("mine")
        else:
            prefix.symlink_to("nowhere")
        with pytest.raises(ExistsError):
            stage.commit(entry(stage.path))
    assert os.path.lexists(prefix)
    assert not (prefix / "file").exists()


async def test_what_is_taken_is_kept_if_it_is_described(tmp_path, begin):
    prefix = tmp_path / "env"
    fill(prefix)
    (prefix / "link").symlink_to("nowhere")
    described = entry(prefix)
    async with begin(prefix) as stage:
        stage.take(described)
        assert not prefix.exists()
    kept = Beside(prefix).revision(described.id)
    assert (kept / "env/file").read_text() == "new"
    assert read_history(Beside(prefix).history).removed


async def test_what_is_taken_and_not_described_is_deleted(tmp_path, begin):
    prefix = tmp_path / "env"
    (prefix / "deep").mkdir(parents=True)
    async with begin(prefix) as stage:
        stage.take(None)
    assert names(tmp_path) == []


async def test_what_is_gone_cannot_be_taken(tmp_path, begin):
    async with begin(tmp_path / "env") as stage:
        with pytest.raises(NotFoundError):
            stage.take(None)


async def test_files_that_come_in_late_are_deleted_too(tmp_path, begin):
    async with begin(tmp_path / "env") as stage:
        fill(stage.path)
    stage.path.mkdir(parents=True, exist_ok=True)
    (stage.path / "late").write_text("")
    assert names(tmp_path) == []


def abandoned(folder, name="env", stage="dead0000"):
    """A stage as a crash leaves it."""
    left = folder / STAGING / "stages" / stage
    fill(left / "env")
    (left / "place").write_text(name)
    return left


async def test_a_stage_in_use_is_not_swept_and_an_abandoned_one_is(tmp_path, transactions, begin):
    left = abandoned(tmp_path, "other")
    async with begin(tmp_path / "env") as stage:
        fill(stage.path)
        assert transactions.states([tmp_path]) == {
            tmp_path / "env": "changing",
            tmp_path / "other": "interrupted",
        }
        assert transactions.recover(tmp_path) == [(tmp_path / "other", False)]
        assert (stage.path / "file").exists()
        assert not left.exists()


async def test_the_next_change_takes_back_what_a_crash_left(tmp_path, begin):
    left = abandoned(tmp_path)
    async with begin(tmp_path / "env"):
        assert not left.exists()


def test_a_newborn_stage_is_left_for_its_owner_to_say_what_it_is_for(tmp_path, transactions):
    newborn = tmp_path / STAGING / "stages/ae000000"
    newborn.mkdir(parents=True)
    assert transactions.recover(tmp_path) == []
    assert newborn.exists()
    old = time.time() - 3600
    os.utime(newborn, (old, old))
    transactions.recover(tmp_path)
    assert names(tmp_path) == []


def test_what_is_not_ours_is_never_swept(tmp_path, transactions):
    victim = tmp_path / "victim"
    (victim / "inner").mkdir(parents=True)
    home = tmp_path / "envs" / STAGING / "stages"
    home.mkdir(parents=True)
    (home / "0123abcd").symlink_to(victim)
    (home / "0123.gone").symlink_to(victim)
    old = time.time() - 3600
    os.utime(victim, (old, old))
    transactions.recover(tmp_path / "envs")
    assert (victim / "inner").exists()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / STAGING).symlink_to(victim)
    transactions.recover(tmp_path / "other")
    assert (victim / "inner").exists()


def test_a_stage_cannot_be_for_an_environment_elsewhere(tmp_path, transactions):
    left = abandoned(tmp_path / "envs", "../elsewhere")
    old = time.time() - 3600
    os.utime(left, (old, old))
    assert transactions.recover(tmp_path / "envs") == []
    assert (left / "env/file").exists()  # whose it is cannot be told
    assert names(tmp_path) == ["envs"]


async def test_a_shared_folder_is_shared_for_staging_too(tmp_path, begin):
    tmp_path.chmod(0o1777)
    async with begin(tmp_path / "env"):
        for folder in (STAGING, f"{STAGING}/stages", f"{STAGING}/revisions"):
            assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o1777
        lock = tmp_path / STAGING / "revisions/env/lock"
        assert stat.S_IMODE(lock.stat().st_mode) == 0o666


def test_a_folder_without_stages_has_nothing_to_recover(tmp_path, transactions):
    assert transactions.recover(tmp_path / "nowhere") == []


async def test_one_environment_is_changed_by_one_at_a_time(tmp_path, begin):
    async with begin(tmp_path / "env"):
        with pytest.raises(BusyError) as busy:
            async with begin(tmp_path / "env"):
                pass
        async with begin(tmp_path / "other"):
            pass
    assert "A test" in busy.value.message
    assert busy.value.details["process"] == os.getpid()
    async with begin(tmp_path / "env"):
        pass


async def test_nothing_is_left_of_a_lock(tmp_path, transactions):
    (tmp_path / "env").mkdir()
    async with transactions.locked(tmp_path / "env", "A test"):
        assert names(tmp_path) == ["env", STAGING] or names(tmp_path) == [STAGING, "env"]
    assert names(tmp_path) == ["env"]


async def test_many_take_turns_though_each_tidies_up(tmp_path, begin):
    """A lock file that is deleted by one is not the lock of another."""
    inside, most = 0, 0

    async def one():
        nonlocal inside, most
        for _ in range(30):
            with suppress(BusyError):
                async with begin(tmp_path / "env"):
                    inside += 1
                    most = max(most, inside)
                    await asyncio.sleep(0)
                    inside -= 1

    await asyncio.gather(*(one() for _ in range(4)))
    assert most == 1
    assert names(tmp_path) == []


@pytest.mark.parametrize("place", ["file/env", "file/x/env"])
async def test_a_folder_that_cannot_be_made_is_said_so(tmp_path, place, begin):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritableError) as refused:
        async with begin(tmp_path / place):
            pass
    assert "file" in refused.value.message


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, DiskFullError),
        (errno.EDQUOT, DiskFullError),
        (errno.EROFS, NotWritableError),
        (errno.EIO, NotWritableError),
        (errno.EINVAL, OSError),
    ],
)
def test_what_the_system_says_has_its_error(tmp_path, number, error):
    with pytest.raises(error), os_errors(tmp_path):
        raise OSError(number, os.strerror(number))
