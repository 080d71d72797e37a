"""Two folders change places, and what a crash leaves between the steps."""

import errno
import importlib
from pathlib import Path

import pytest

from jupyter_envmgr.errors import NotWritableError
from jupyter_envmgr.transaction import exchange as module
from jupyter_envmgr.transaction.beside import Beside
from jupyter_envmgr.transaction.exchange import OLD, exchange
from jupyter_envmgr.transaction.history import Cause, made, read_history
from jupyter_envmgr.transaction.stage import settle
from jupyter_envmgr.transaction.state import fingerprint
from jupyter_envmgr.transaction.transactions import Transactions
from tests.conftest import wait_for_deletions


def folder(path, text):
    (path / "conda-meta").mkdir(parents=True)
    (path / "which").write_text(text)
    return path


def which(path):
    return (path / "which").read_text()


def entry(path):
    return made(path, None, Cause(title="A test"))


def begin(prefix):
    return Transactions().begin(prefix, "A test")


def kept(prefix):
    """What the states that are kept of an environment are."""
    beside = Beside(prefix)
    return {each: which(beside.revision(each) / "env") for each in beside.kept()}


def staged(folder):
    wait_for_deletions()
    return list((folder / ".envmgr").glob("stages/*"))


@pytest.fixture(params=["at once", "by two renames"])
def way(request, monkeypatch):
    if request.param == "by two renames":

        def cannot(new, prefix):
            raise OSError(errno.EINVAL, "no exchange on this file system")

        monkeypatch.setattr(module, "_at_once", cannot)
    return request.param


def test_two_folders_change_places(way, tmp_path):
    new, old = folder(tmp_path / "s/env", "new"), folder(tmp_path / "e", "old")
    exchange(new, old)
    assert (which(old), which(new)) == ("new", "old")
    assert not (tmp_path / "s" / OLD).exists()


def test_what_cannot_be_exchanged_stays(way, tmp_path):
    old = folder(tmp_path / "e", "old")
    (tmp_path / "s").mkdir()
    with pytest.raises(OSError, match="No such file"):
        exchange(tmp_path / "s/env", old)
    assert which(old) == "old"


async def test_a_stage_that_cannot_be_exchanged_is_a_problem(way, tmp_path, monkeypatch):
    prefix = folder(tmp_path / "e", "old")

    def refuse(new, prefix):
        raise OSError(errno.EACCES, "no")

    monkeypatch.setattr(module, "_at_once", refuse)
    async with begin(prefix) as stage:
        folder(stage.path, "new")
        with pytest.raises(NotWritableError):
            stage.exchange(entry(prefix), entry(stage.path))
    assert which(prefix) == "old"
    assert staged(tmp_path) == []
    assert kept(prefix) == {}


async def test_what_was_there_is_kept(way, tmp_path):
    prefix = folder(tmp_path / "e", "old")
    before = entry(prefix)
    async with begin(prefix) as stage:
        folder(stage.path, "new")
        stage.exchange(before, entry(stage.path))
    assert which(prefix) == "new"
    assert kept(prefix) == {before.id: "old"}
    assert staged(tmp_path) == []


@pytest.fixture
def image(monkeypatch):
    """Folders cannot be moved, as those of a container's image; what was made since can be."""
    rename = Path.rename

    def in_image(path):
        mark = path / "conda-meta/of-the-image"
        return mark.exists() and mark.read_text() == str(path.stat().st_ino)

    def move(self, target):
        if in_image(self):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return rename(self, target)

    at_once = module._at_once

    def swap(new, prefix):
        if in_image(new) or in_image(prefix):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        at_once(new, prefix)

    monkeypatch.setattr(Path, "rename", move)
    monkeypatch.setattr(module, "_at_once", swap)


def of_the_image(path):
    folder(path, "old")
    (path / "conda-meta/of-the-image").write_text(str(path.stat().st_ino))  # a copy is none
    return path


async def test_an_environment_of_a_containers_image_is_exchanged_and_kept(image, tmp_path):
    prefix = of_the_image(tmp_path / "e")
    before = entry(prefix)
    async with begin(prefix) as stage:
        folder(stage.path, "new")
        stage.exchange(before, entry(stage.path))
    assert which(prefix) == "new"
    assert kept(prefix) == {before.id: "old"}
    assert staged(tmp_path) == []


async def test_an_environment_of_a_containers_image_is_removed(image, tmp_path):
    prefix = of_the_image(tmp_path / "e")
    async with begin(prefix) as stage:
        stage.take(entry(prefix))
    assert not prefix.exists()
    assert kept(prefix) == {}


class CrashError(BaseException):
    """Stands for the end of the process: nothing catches it."""


@pytest.fixture
def crash(monkeypatch):
    """Leave a stage as it is at a call, as if the process had died there."""

    def at(target, name, *, after=False):
        real = getattr(target, name)

        def die(*given, **more):
            if after:
                real(*given, **more)
            raise CrashError

        monkeypatch.setattr(target, name, die)
        monkeypatch.setattr(Transactions, "_end", lambda *_given: None)

    return at


async def interrupted(prefix, before, monkeypatch):
    """Exchange until it crashes; then the process that comes after it is as it should be."""
    async with begin(prefix) as stage:
        folder(stage.path, "new")
        with pytest.raises(CrashError):
            stage.exchange(before, entry(stage.path))
    monkeypatch.undo()
    assert Transactions().states([prefix.parent]) == {prefix: "interrupted"}


async def test_a_crash_before_the_exchange_leaves_what_was(tmp_path, crash, monkeypatch):
    prefix = folder(tmp_path / "e", "old")
    crash(module, "_at_once")
    await interrupted(prefix, entry(prefix), monkeypatch)
    assert Transactions().recover(tmp_path) == [(prefix, False)]
    assert which(prefix) == "old"
    assert (kept(prefix), staged(tmp_path)) == ({}, [])


async def test_a_crash_after_the_exchange_leaves_what_was_asked_for(tmp_path, crash, monkeypatch):
    prefix = folder(tmp_path / "e", "old")
    before = entry(prefix)
    crash(module, "_at_once", after=True)
    await interrupted(prefix, before, monkeypatch)
    assert Transactions().recover(tmp_path) == [(prefix, True)]
    assert which(prefix) == "new"
    assert (kept(prefix), staged(tmp_path)) == ({before.id: "old"}, [])
    assert read_history(Beside(prefix).history).get(before.id)


@pytest.mark.parametrize("renames", [1, 2, 3])
async def test_a_crash_between_the_renames_is_put_right(tmp_path, crash, monkeypatch, renames):
    prefix = folder(tmp_path / "e", "old")
    before = entry(prefix)

    def cannot(new, prefix):
        raise OSError(errno.EINVAL, "no exchange on this file system")

    rename = Path.rename
    done = 0

    def die(self, target):
        nonlocal done
        rename(self, target)
        done += self.parent.name != "revisions"
        if done == renames:
            raise CrashError

    crash(module, "_at_once")
    monkeypatch.setattr(module, "_at_once", cannot)
    async with begin(prefix) as stage:
        folder(stage.path, "new")
        monkeypatch.setattr(Path, "rename", die)
        with pytest.raises(CrashError):
            stage.exchange(before, entry(stage.path))
    monkeypatch.undo()
    Transactions().recover(tmp_path)
    assert which(prefix) == ("old" if renames == 1 else "new")
    assert kept(prefix) == ({} if renames == 1 else {before.id: "old"})
    assert staged(tmp_path) == []
    assert not list(tmp_path.rglob(OLD))


@pytest.mark.parametrize("step", ["delete", "_clear"])
async def test_an_image_that_was_half_deleted_is_finished(
    image, tmp_path, crash, monkeypatch, step
):
    prefix = of_the_image(tmp_path / "e")
    before = entry(prefix)
    with monkeypatch.context() as dying:
        dying.setattr(Transactions, "_end", lambda *_given: None)
        async with begin(prefix) as stage:
            folder(stage.path, "new")

            def die(*_given, **_more):
                raise CrashError

            dying.setattr(f"jupyter_envmgr.transaction.stage.{step}", die)
            with pytest.raises(CrashError):
                stage.exchange(before, entry(stage.path))
    (prefix / "which").unlink()
    Transactions().recover(tmp_path)
    assert which(prefix) == "new"
    assert kept(prefix) == {before.id: "old"}
    assert staged(tmp_path) == []


async def test_what_cannot_be_deleted_in_an_image_is_said_and_nothing_is_lost(
    image, tmp_path, monkeypatch, caplog
):
    prefix = of_the_image(tmp_path / "e")
    before = entry(prefix)
    with monkeypatch.context() as stuck:
        stuck.setattr("jupyter_envmgr.transaction.stage.delete", lambda *_given, **_more: None)
        async with begin(prefix) as stage:
            folder(stage.path, "new")
            with pytest.raises(NotWritableError):
                stage.exchange(before, entry(stage.path))
        assert "stays until the next change" in caplog.text
        assert which(prefix) == "old"
    Transactions().recover(tmp_path)
    assert which(prefix) == "new"
    assert kept(prefix) == {before.id: "old"}


async def test_recovery_can_be_cut_off_anywhere_and_starts_again(tmp_path, monkeypatch):
    prefix = folder(tmp_path / "e", "old")
    before = entry(prefix)
    monkeypatch.setattr(Transactions, "_end", lambda *_given: None)
    async with begin(prefix) as stage:
        folder(stage.path, "new")
        stage.exchange(before, entry(stage.path), tied=True)
    for step in ("separate", "write_revision", "write_history", "end_journal", "_put_aside"):
        for after in (False, True):
            with monkeypatch.context() as dying:
                target = f"jupyter_envmgr.transaction.stage.{step}"
                _die_at(dying, target, after=after)
                if stage.folder.exists():
                    with pytest.raises(CrashError):
                        settle(stage.folder)
    Transactions().recover(tmp_path)
    assert which(prefix) == "new"
    assert kept(prefix) == {before.id: "old"}
    assert staged(tmp_path) == []


def _die_at(monkeypatch, target, *, after):
    where, _, name = target.rpartition(".")
    real = getattr(importlib.import_module(where), name)

    def die(*given):
        if after:
            real(*given)
        raise CrashError

    monkeypatch.setattr(target, die)


def test_the_state_is_another_one_after_a_change(tmp_path):
    prefix = folder(tmp_path / "e", "x")
    site = prefix / "lib/python3.11/site-packages"
    (site / "a-1.0.dist-info").mkdir(parents=True)
    state = fingerprint(prefix)
    (site / "mine.py").write_text("")
    (prefix / "share").mkdir()
    assert fingerprint(prefix) == state
    for change in (
        lambda: (prefix / "conda-meta/a-1-0.json").write_text("{}"),
        lambda: (prefix / "conda-meta/a-1-0.json").write_text("{ }"),
        (prefix / "conda-meta/a-1-0.json").unlink,
        (site / "b-1.0.dist-info").mkdir,
        lambda: (site / "a-1.0.dist-info/RECORD").write_text(""),
        lambda: (prefix / "conda-meta/pinned").write_text("x"),
    ):
        change()
        before, state = state, fingerprint(prefix)
        assert state != before
    assert fingerprint(tmp_path / "gone")
