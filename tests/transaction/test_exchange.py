"""Two folders change places, and what a crash leaves between the steps."""

import errno
from pathlib import Path

import pytest

from jupyter_envmgr.errors import NotWritableError
from jupyter_envmgr.transaction import exchange as module
from jupyter_envmgr.transaction.exchange import OLD, PLACE, exchange, put_back
from jupyter_envmgr.transaction.stage import INSTEAD, staged, sweep
from jupyter_envmgr.transaction.state import fingerprint


def folder(path, text):
    (path / "conda-meta").mkdir(parents=True)
    (path / "which").write_text(text)
    return path


def which(path):
    return (path / "which").read_text()


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
    async with staged(prefix) as stage:
        folder(stage.path, "new")
        with pytest.raises(NotWritableError):
            stage.exchange(prefix)
    assert which(prefix) == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["e"]


@pytest.fixture
def image(monkeypatch):
    """Folders cannot be moved, as those of a container's image; what was made since can be."""
    rename = Path.rename

    def in_image(path):
        return (path / "conda-meta/of-the-image").exists()

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
    (path / "conda-meta/of-the-image").write_text("")
    return path


async def test_an_environment_of_a_containers_image_is_exchanged(image, tmp_path):
    prefix = of_the_image(tmp_path / "e")
    async with staged(prefix) as stage:
        folder(stage.path, "new")
        stage.exchange(prefix)
    assert which(prefix) == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["e"]


async def test_an_environment_of_a_containers_image_is_removed(image, tmp_path):
    prefix = of_the_image(tmp_path / "e")
    async with staged(prefix) as stage:
        stage.take(prefix)
    assert list(tmp_path.iterdir()) == []


def test_an_exchange_that_was_cut_off_while_the_old_was_deleted_is_finished(image, tmp_path):
    prefix = of_the_image(tmp_path / "e")
    (prefix / "which").unlink()
    stage = tmp_path / ".envmgr/0123abcd"
    folder(stage / "env", "new")
    (stage / INSTEAD).write_text(str(prefix))
    (stage / "lock").write_text("")
    assert sweep(tmp_path) == [stage]
    assert which(prefix) == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["e"]


async def test_what_cannot_be_deleted_in_an_image_is_said_and_nothing_is_lost(
    image, tmp_path, monkeypatch, caplog
):
    prefix = of_the_image(tmp_path / "e")
    monkeypatch.setattr("jupyter_envmgr.transaction.stage.delete", lambda *_args, **_more: None)
    async with staged(prefix) as stage:
        folder(stage.path, "new")
        with pytest.raises(NotWritableError):
            stage.exchange(prefix)
    assert "cannot be put back" in caplog.text
    assert (which(prefix), which(stage.path)) == ("old", "new")


def test_an_environment_between_two_renames_gets_its_place_again(tmp_path):
    stage = tmp_path / ".envmgr/0123abcd"
    folder(stage / OLD, "old")
    folder(stage / "env", "new")
    (stage / PLACE).write_text(str(tmp_path / "e"))
    (stage / "lock").write_text("")
    assert sweep(tmp_path) == [stage]
    assert which(tmp_path / "e") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["e"]


def test_what_is_in_its_place_is_not_put_there_again(tmp_path):
    stage = tmp_path / ".envmgr/0123abcd"
    folder(stage / OLD, "old")
    folder(tmp_path / "e", "new")
    (stage / PLACE).write_text(str(tmp_path / "e"))
    put_back(stage)
    assert which(tmp_path / "e") == "new"
    (stage / PLACE).write_text(str(tmp_path / "elsewhere/e"))
    put_back(stage)
    assert not (tmp_path / "elsewhere").exists()


async def test_what_cannot_be_put_back_is_kept(tmp_path, monkeypatch, caplog):
    prefix = folder(tmp_path / "e", "old")
    async with staged(prefix) as stage:
        prefix.rename(stage.folder / OLD)
        (stage.folder / PLACE).write_text(str(prefix))

        def refuse(self, target):
            raise OSError(errno.EACCES, "no")

        monkeypatch.setattr(type(prefix), "rename", refuse)
    assert "cannot be put back" in caplog.text
    assert which(stage.folder / OLD) == "old"


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
