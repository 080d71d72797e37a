"""Two folders change places, and what a crash leaves between the steps."""

import errno
import os

import pytest

from jupyter_envmgr.errors import NotWritableError
from jupyter_envmgr.transaction import exchange as module
from jupyter_envmgr.transaction.exchange import OLD, PLACE, exchange, put_back
from jupyter_envmgr.transaction.stage import staged, sweep
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
    with pytest.raises(NotWritableError):
        async with staged(prefix) as stage:
            folder(stage.path, "new")
            stage.exchange(prefix)
    assert which(prefix) == "old"
    assert os.listdir(tmp_path) == ["e"]


def test_an_environment_between_two_renames_gets_its_place_again(tmp_path):
    stage = tmp_path / ".envmgr/0123abcd"
    folder(stage / OLD, "old")
    folder(stage / "env", "new")
    (stage / PLACE).write_text(str(tmp_path / "e"))
    (stage / "lock").write_text("")
    assert sweep(tmp_path) == [stage]
    assert which(tmp_path / "e") == "old"
    assert os.listdir(tmp_path) == ["e"]


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
        lambda: (prefix / "conda-meta/a-1-0.json").unlink(),
        lambda: (site / "b-1.0.dist-info").mkdir(),
        lambda: (site / "a-1.0.dist-info/RECORD").write_text(""),
        lambda: (prefix / "conda-meta/pinned").write_text("x"),
    ):
        change()
        before, state = state, fingerprint(prefix)
        assert state != before
    assert fingerprint(tmp_path / "gone")
