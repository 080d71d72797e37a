"""What was and what is share no file that a person writes into."""

import os
from pathlib import Path

import pytest

from jupyter_envmgr.transaction.separate import separate
from tests.transaction.made import make


@pytest.fixture
def both(tmp_path):
    """The state before, and an environment that has every file of it as a link."""
    old, new = tmp_path / "old", tmp_path / "new"
    make(old, short_records=False)
    (old / "data").mkdir()
    (old / "data/one").write_text("before")
    os.link(old / "data/one", old / "data/two")
    os.link(old / "data/one", old / "three")
    link_all(old, new)
    return old, new


def link_all(old, new):
    for folder, _, names in os.walk(old):
        there = new / os.path.relpath(folder, old)
        there.mkdir()
        for name in names:
            os.link(Path(folder, name), there / name, follow_symlinks=False)


def test_it_says_how_many_there_were(both):
    old, new = both
    made = separate(old, new)
    mine = [path for path in old.rglob("*") if path.is_file() and not path.is_symlink()]
    apart = [path for path in mine if not path.samefile(new / path.relative_to(old))]
    assert made == len(apart) >= 4
    assert separate(old, new) == 0


def test_what_is_written_after_is_in_one_of_them(both):
    old, new = both
    separate(old, new)
    (new / "data/one").write_text("after")
    (new / "notes.txt").write_text("after")
    assert (old / "data/one").read_text() == "before"
    assert (old / "notes.txt").read_text() == "the user's own\n"
    assert (old / "lib/libz.so.1").samefile(new / "lib/libz.so.1")


def test_links_of_one_file_stay_links_of_one_file(both):
    old, new = both
    folder = old / "data"
    os.utime(folder, (1, 2))
    separate(old, new)
    for side in both:
        assert (side / "data/one").samefile(side / "data/two")
        assert (side / "data/one").samefile(side / "three")
    assert (old / "data/one").stat().st_nlink == 3
    assert folder.stat().st_mtime == 2


def test_a_link_that_the_change_has_deleted_is_apart_as_well(both):
    old, new = both
    (new / "data/one").unlink()
    separate(old, new)
    (new / "data/two").write_text("after")
    assert (old / "data/one").read_text() == "before"


def test_without_more_links_they_are_copies(both, monkeypatch):
    def cannot(source, target, **_more):
        raise OSError(31, "Too many links", str(source))

    monkeypatch.setattr(os, "link", cannot)
    old, new = both
    separate(old, new)
    (new / "three").write_text("after")
    assert {(old / path).read_text() for path in ("data/one", "data/two", "three")} == {"before"}


def test_what_a_crash_left_is_deleted(both):
    old, new = both
    for side in both:
        (side / "data" / (".envmgr-" + "0" * 32)).write_text("half")
    separate(old, new)
    for side in both:
        assert sorted(path.name for path in (side / "data").iterdir()) == ["one", "two"]
