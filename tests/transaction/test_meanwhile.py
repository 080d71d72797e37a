"""What people do in an environment while a copy of it is changed."""

import os
import threading

import pytest

from jupyter_envmgr.errors import CancelledError, ClobberError
from jupyter_envmgr.transaction import meanwhile as module
from jupyter_envmgr.transaction.copy import copy_environment
from jupyter_envmgr.transaction.exchange import exchange
from jupyter_envmgr.transaction.meanwhile import Meanwhile
from tests.transaction.made import SITE, make

LARGE = [f"large-{number}" for number in range(6)]
"""Files that are not copied where they can be linked."""


@pytest.fixture(params=["with hard links", "without hard links"])
def links(request, monkeypatch):
    """A file system that has them, and one that has not."""
    if request.param == "without hard links":

        def cannot(source, target):
            raise OSError(1, "no hard links on this file system", str(source))

        monkeypatch.setattr(os, "link", cannot)
    return request.param == "with hard links"


class Change:
    """A change under way: the copy is made, and waits to be exchanged."""

    def __init__(self, folder):
        self.place = folder / "envs/e"
        self.place.parent.mkdir()
        make(self.place, short_records=False)
        (self.place / "data").mkdir()
        for name in LARGE:
            (self.place / name).write_bytes(name.encode() * 20_000)
        (self.place / "data/old.db").write_text("before")
        (self.place / "data/link").symlink_to("old.db")
        self.stage = folder / "envs/.envmgr/0/env"
        self.stage.parent.mkdir(parents=True)
        self.meanwhile = Meanwhile(self.place, self.stage)
        copied = copy_environment(self.place, self.stage, target_prefix=self.place, hold=True)
        self.meanwhile.hold(copied.held)

    def finish(self):
        self.meanwhile.bring_over()
        self.swap()
        self.look_back()

    def look_back(self):
        self.meanwhile.look_back(self.stage, self.place)

    def swap(self):
        exchange(self.stage, self.place)

    def replace(self, path, text, where=None):
        """Save a file as editors and installers do: a new one takes its place."""
        file = (where or self.place) / path
        new = file.with_name("new")
        new.write_text(text)
        new.replace(file)


@pytest.fixture
def change(links, tmp_path):
    return Change(tmp_path)


def test_new_changed_and_deleted_files_folders_and_links_come_along(change):
    e = change.place
    (e / "data/old.db").write_text("after")
    (e / "data/deep/er").mkdir(parents=True)
    (e / "data/deep/er/model.bin").write_text("new")
    (e / "notes.txt").unlink()
    (e / "data/link").unlink()
    (e / "data/link").symlink_to("deep")
    (e / "share/empty").mkdir()
    change.finish()
    assert (e / "data/old.db").read_text() == "after"
    assert (e / "data/deep/er/model.bin").read_text() == "new"
    assert not (e / "notes.txt").exists()
    assert (e / "data/link").readlink().name == "deep"
    assert (e / "share/empty").is_dir()
    assert not [name for _, _, names in os.walk(e) for name in names if name.startswith(".envmgr")]


def test_a_file_becomes_a_folder_and_a_folder_a_file_or_a_link(change):
    e = change.place
    (e / "notes.txt").unlink()
    (e / "notes.txt").mkdir()
    (e / "notes.txt/one").write_text("1")
    (e / "data/old.db").rename(e / "kept.db")
    (e / "data/link").unlink()
    (e / "data").rmdir()
    (e / "data").write_text("a file")
    (e / "share/jupyter").rename(e / "elsewhere")
    (e / "share/jupyter").symlink_to("../elsewhere")
    change.finish()
    assert (e / "notes.txt/one").read_text() == "1"
    assert (e / "kept.db").read_text() == "before"
    assert (e / "data").read_text() == "a file"
    assert (e / "share/jupyter").is_symlink()
    assert (e / "share/jupyter/kernels/mine/kernel.json").exists()


def test_an_edit_of_a_packages_file_stays_where_the_change_left_it_alone(change, links):
    setting, script = "etc/conda/activate.d/a.sh", "bin/script"
    (change.place / "include/only.h").write_text("in place")
    change.replace(setting, "export A=mine\n")
    change.replace(script, "mine")
    change.replace(script, "the new version's", where=change.stage)
    (change.place / "bin/helper").unlink()
    change.finish()
    assert (change.place / script).read_text() == "the new version's"
    if links:
        assert (change.place / "include/only.h").read_text() == "in place"
        assert (change.place / setting).read_text() == "export A=mine\n"
        assert not (change.place / "bin/helper").exists()


def test_what_the_change_removes_stays_removed(change):
    (change.stage / SITE / "__editable___mine_finder.py").unlink()
    (change.stage / "include/only.h").unlink()
    (change.stage / "notes.txt").unlink()  # as uv does with a package without a RECORD
    change.replace("include/only.h", "edited")
    change.finish()
    for gone in (SITE + "/__editable___mine_finder.py", "include/only.h", "notes.txt"):
        assert not (change.place / gone).exists()


def test_what_is_written_in_a_folder_that_the_change_removed_is_kept(change):
    (change.stage / "include/only.h").unlink()
    (change.stage / "include").rmdir()
    (change.place / "include/mine.h").write_text("mine")
    change.finish()
    assert [file.name for file in (change.place / "include").iterdir()] == ["mine.h"]


def test_a_file_that_a_new_package_has_too_stops_the_change(change):
    (change.stage / "share/new.txt").write_text("the package's")
    record = '{"files": ["share/new.txt"], "name": "new"}'
    (change.stage / "conda-meta/new-1-0.json").write_text(record)
    (change.place / "share/new.txt").write_text("mine")
    with pytest.raises(ClobberError, match=r"share/new\.txt was made in the environment meanwhile"):
        change.meanwhile.bring_over()
    assert (change.place / "share/new.txt").read_text() == "mine"


def test_a_file_in_the_place_of_a_folder_in_which_the_change_has_written_stops_it(change):
    (change.stage / "data/theirs").write_text("")
    for name in ("old.db", "link"):
        (change.place / "data" / name).unlink()
    (change.place / "data").rmdir()
    (change.place / "data").write_text("mine")
    with pytest.raises(ClobberError, match="data was made"):
        change.meanwhile.bring_over()


def test_a_program_that_has_a_file_open_writes_into_the_environment(tmp_path):
    change = Change(tmp_path)
    with (change.place / "data/old.db").open("a") as file:
        change.finish()
        file.write(" and after")
    assert (change.place / "data/old.db").read_text() == "before and after"


def test_what_is_done_in_the_last_instant_comes_along(change):
    e, old = change.place, change.stage
    change.meanwhile.bring_over()
    (e / "data/late.txt").write_text("late")
    change.replace("data/old.db", "late")
    (e / "notes.txt").unlink()
    exchange(change.stage, e)
    change.replace("share/jupyter/kernels/mine/kernel.json", "after the exchange")
    change.replace("share/jupyter/kernels/mine/kernel.json", "before it was seen", where=old)
    change.look_back()
    assert (e / "data/late.txt").read_text() == "late"
    assert (e / "data/old.db").read_text() == "late"
    assert not (e / "notes.txt").exists()
    assert (e / "share/jupyter/kernels/mine/kernel.json").read_text() == "after the exchange"


def test_what_cannot_be_brought_over_in_the_last_instant_is_said(change, monkeypatch, caplog):
    change.meanwhile.bring_over()
    (change.place / "late.txt").write_text("late")
    exchange(change.stage, change.place)

    def refuse(new, target):
        raise PermissionError(13, "no", target)

    monkeypatch.setattr(module.os, "replace", refuse)
    change.look_back()
    assert "late.txt is lost" in caplog.text


def test_nothing_is_lost_of_a_program_that_writes_all_the_time(tmp_path):
    change = Change(tmp_path)
    written = []
    enough, stop = threading.Event(), threading.Event()

    def write():
        while not stop.is_set():
            path = f"data/{len(written) % 7}/{len(written)}.txt"
            file = change.place / path
            try:
                file.parent.mkdir(exist_ok=True)
                file.write_text(path)
            except FileNotFoundError:
                continue  # the exchange was between the two
            written.append(path)
            if len(written) % 200 == 0:
                enough.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for step in (change.meanwhile.bring_over, change.swap, change.look_back):
            enough.clear()
            assert enough.wait(60)
            step()
    finally:
        stop.set()
        writer.join()
    lost = [path for path in written if not (change.place / path).exists()]
    assert lost == []
    assert (change.place / written[-1]).read_text() == written[-1]


def test_pipes_and_what_python_makes_again_are_passed_over(change):
    if hasattr(os, "mkfifo"):
        os.mkfifo(change.place / "pipe")
    (change.place / SITE / "__pycache__").mkdir()
    (change.place / SITE / "late.pyc").write_text("")
    change.finish()
    assert not (change.place / "pipe").exists()
    assert not (change.place / SITE / "__pycache__").exists()
    assert not (change.place / SITE / "late.pyc").exists()


def test_large_files_are_there_however_they_were_changed_meanwhile(change, links):
    e = change.place
    with (e / LARGE[1]).open("a") as file:
        file.write("more")
    change.replace(LARGE[2], "new")
    (e / LARGE[3]).unlink()
    (e / LARGE[4]).unlink()
    (e / LARGE[4]).mkdir()
    (e / LARGE[5]).unlink()
    (e / LARGE[5]).symlink_to(LARGE[0])
    number = (e / LARGE[0]).stat().st_ino
    change.finish()
    assert (e / LARGE[0]).read_text() == LARGE[0] * 20_000
    assert (e / LARGE[1]).read_text() == LARGE[1] * 20_000 + "more"
    assert (e / LARGE[2]).read_text() == "new"
    assert not (e / LARGE[3]).exists()
    assert (e / LARGE[4]).is_dir()
    assert (e / LARGE[5]).is_symlink()
    assert ((e / LARGE[0]).stat().st_ino == number) is links


def test_a_large_file_that_is_away_for_an_instant_is_there_at_the_end(tmp_path, monkeypatch):
    """Some programs rename a file, write another, and rename it back."""
    change, link = Change(tmp_path), os.link
    file, away = change.place / LARGE[0], change.place.parent / "away"

    def late(source, target):
        if str(source) == str(file) and not away.exists():
            file.rename(away)
            try:
                link(source, target)
            finally:
                away.rename(file)
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    change.finish()
    assert file.read_text() == LARGE[0] * 20_000


def test_a_large_file_that_the_change_removed_stays_removed(change):
    (change.stage / LARGE[0]).unlink()
    change.finish()
    assert not (change.place / LARGE[0]).exists()


def test_large_files_are_two_afterwards(change):
    change.finish()
    change.meanwhile.separate()
    (change.place / LARGE[0]).write_text("after")
    assert (change.stage / LARGE[0]).read_text() == LARGE[0] * 20_000


def test_it_says_whether_anything_had_to_be_made_two(change, links):
    change.finish()
    assert bool(change.meanwhile.separate()) is links
    assert change.meanwhile.separate() == 0


def test_the_scripts_of_pips_packages_follow_their_edits(tmp_path):
    """They are copies until the packages are linked: rattler may write into one."""
    change, script = Change(tmp_path), "bin/hello"
    assert not (change.stage / script).samefile(change.place / script)
    (change.place / script).write_text("#!/bin/sh\necho edited in place\n")
    change.finish()
    assert (change.place / script).read_text() == "#!/bin/sh\necho edited in place\n"


def test_bringing_over_can_be_cancelled(change, links):
    (change.place / "new.bin").write_bytes(b"x" * 100_000)
    if links:
        change.meanwhile.bring_over(stop=lambda: True)  # a link needs no time
        assert (change.stage / "new.bin").exists()
        return
    with pytest.raises(CancelledError):
        change.meanwhile.bring_over(stop=lambda: True)
    assert not (change.stage / "new.bin").exists()
