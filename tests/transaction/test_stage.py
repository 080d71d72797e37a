import asyncio
import errno
import os
import stat
import time

import pytest
from filelock import FileLock

from jupyter_envmgr.errors import DiskFullError, ExistsError, NotFoundError, NotWritableError
from jupyter_envmgr.prefixes import STAGING
from jupyter_envmgr.transaction.stage import os_errors, staged, sweep


def names(folder):
    return [path.name for path in folder.iterdir()]


def fill(stage):
    stage.path.mkdir()
    (stage.path / "file").write_text("new")


async def test_what_is_committed_is_in_its_place_and_the_stage_is_gone(tmp_path):
    async with staged(tmp_path / "env") as stage:
        fill(stage)
        stage.commit(tmp_path / "env")
    assert (tmp_path / "env/file").read_text() == "new"
    assert names(tmp_path) == ["env"]


async def test_what_is_not_committed_is_gone(tmp_path):
    async def work():
        async with staged(tmp_path / "env") as stage:
            fill(stage)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await work()
    assert names(tmp_path) == []


async def test_a_stage_is_no_direct_child_of_the_envs_folder(tmp_path):
    async with staged(tmp_path / "env") as stage:
        assert stage.path.parents[2] == tmp_path
        assert names(tmp_path) == [STAGING]


@pytest.mark.parametrize("make", ["folder", "file", "link"])
async def test_what_came_in_between_is_kept(tmp_path, make):
    prefix = tmp_path / "env"
    async with staged(prefix) as stage:
        fill(stage)
        if make == "folder":
            prefix.mkdir()
        elif make == "file":
            prefix.write_text("mine")
        else:
            prefix.symlink_to("nowhere")
        with pytest.raises(ExistsError):
            stage.commit(prefix)
    assert os.path.lexists(prefix)
    assert not (prefix / "file").exists()


async def test_what_is_taken_is_deleted(tmp_path):
    prefix = tmp_path / "env"
    (prefix / "deep").mkdir(parents=True)
    (prefix / "deep/link").symlink_to("nowhere")
    async with staged(prefix) as stage:
        stage.take(prefix)
        assert not prefix.exists()
    assert names(tmp_path) == []


async def test_what_is_gone_cannot_be_taken(tmp_path):
    async with staged(tmp_path / "env") as stage:
        with pytest.raises(NotFoundError):
            stage.take(tmp_path / "env")


async def test_files_that_come_in_late_are_deleted_too(tmp_path):
    async def late(stage):
        for _ in range(5):
            await asyncio.sleep(0.005)
            stage.path.mkdir(parents=True, exist_ok=True)
            (stage.path / "late").write_text("")

    async with staged(tmp_path / "env") as stage:
        fill(stage)
        task = asyncio.ensure_future(late(stage))
    await task
    assert names(tmp_path) == []


async def test_a_stage_in_use_is_not_swept_and_an_abandoned_one_is(tmp_path):
    abandoned = tmp_path / STAGING / "dead0000"
    (abandoned / "env").mkdir(parents=True)
    (abandoned / "lock").write_text("")
    async with staged(tmp_path / "env") as stage:
        fill(stage)
        assert sweep(tmp_path) == [abandoned]
        assert (stage.path / "file").exists()
        assert not abandoned.exists()


def test_a_newborn_stage_is_left_for_its_owner_to_lock(tmp_path):
    newborn = tmp_path / STAGING / "ae000000"
    newborn.mkdir(parents=True)
    assert sweep(tmp_path) == []
    old = time.time() - 3600
    os.utime(newborn, (old, old))
    assert sweep(tmp_path) == [newborn]
    assert names(tmp_path) == []


def test_what_is_not_ours_is_never_swept(tmp_path):
    victim = tmp_path / "victim"
    (victim / "inner").mkdir(parents=True)
    home = tmp_path / "envs" / STAGING
    home.mkdir(parents=True)
    (home / "0123abcd").symlink_to(victim)
    (home / "notes").mkdir()
    old = time.time() - 3600
    for path in (victim, home / "notes"):
        os.utime(path, (old, old))
    assert sweep(tmp_path / "envs") == []
    assert (victim / "inner").exists()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / STAGING).symlink_to(victim)
    assert sweep(tmp_path / "other") == []


async def test_a_shared_folder_is_shared_for_staging_too(tmp_path):
    tmp_path.chmod(0o1777)
    async with staged(tmp_path / "env"):
        assert stat.S_IMODE((tmp_path / STAGING).stat().st_mode) == 0o1777


def test_a_folder_without_stages_has_nothing_to_sweep(tmp_path):
    assert sweep(tmp_path / "nowhere") == []


def test_a_lock_that_another_process_holds_keeps_its_stage(tmp_path):
    held = tmp_path / STAGING / "be111111"
    held.mkdir(parents=True)
    with FileLock(held / "lock", thread_local=False):
        assert sweep(tmp_path) == []
    assert held.exists()


@pytest.mark.parametrize("place", ["file/env", "file/x/env"])
async def test_a_folder_that_cannot_be_made_is_said_so(tmp_path, place):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritableError) as refused:
        async with staged(tmp_path / place):
            pass
    assert "file" in refused.value.message


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, DiskFullError),
        (errno.EDQUOT, DiskFullError),
        (errno.EROFS, NotWritableError),
        (errno.EIO, OSError),
    ],
)
def test_what_the_system_says_has_its_error(tmp_path, number, error):
    with pytest.raises(error), os_errors(tmp_path):
        raise OSError(number, os.strerror(number))
