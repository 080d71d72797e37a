"""A copy of a file has its content, mode and times, by whatever the file system can do."""

import errno
import os
import stat

import pytest

from jupyter_envmgr.errors import CancelledError
from jupyter_envmgr.transaction.copy_file import copy_file

CONTENT = bytes(range(256)) * 5000


@pytest.fixture(params=["as the system does", "cannot", "stops half-way"])
def system(request, monkeypatch):
    if not hasattr(os, "copy_file_range"):
        if request.param != "as the system does":
            pytest.skip("there is nothing to fail")
        return
    real = os.copy_file_range
    calls = 0

    def fail(old, new, _count, *at):
        nonlocal calls
        calls += 1
        if request.param == "stops half-way" and calls == 1:
            return real(old, new, 1000, *at)
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    if request.param != "as the system does":
        monkeypatch.setattr(os, "copy_file_range", fail)


@pytest.mark.parametrize("content", [b"", CONTENT])
def test_a_copy_is_the_same_and_its_own(system, tmp_path, content):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(content)
    one.chmod(0o640)
    os.utime(one, ns=(10**18, 10**18))
    copy_file(str(one), str(two))
    assert two.read_bytes() == content
    assert two.stat().st_mode == one.stat().st_mode
    assert two.stat().st_mtime_ns == 10**18
    one.write_bytes(b"other")
    assert two.read_bytes() == content


def test_a_copy_of_nothing_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        copy_file(str(tmp_path / "no"), str(tmp_path / "copy"))


MIB = 1 << 20


def sparse(path):
    """1 GiB with a MiB at its start and one in its middle, and a hole at its end."""
    with path.open("wb") as file:
        file.write(b"a" * MIB)
        file.seek(512 * MIB)
        file.write(b"b" * MIB)
        file.truncate(1024 * MIB)
    if not hasattr(os, "SEEK_DATA") or path.stat().st_blocks * 512 > 8 * MIB:
        pytest.skip("this file system has no holes")


def test_holes_stay_holes(system, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    sparse(one)
    copy_file(str(one), str(two))
    assert two.stat().st_size == 1024 * MIB
    assert two.stat().st_blocks * 512 < 8 * MIB
    with two.open("rb") as file:
        assert file.read(MIB + 1) == b"a" * MIB + b"\0"
        file.seek(512 * MIB - 1)
        assert file.read(MIB + 2) == b"\0" + b"b" * MIB + b"\0"


def test_a_file_of_nothing_but_a_hole_has_its_size(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    with one.open("wb") as file:
        file.truncate(3 * MIB)
    copy_file(str(one), str(two))
    assert two.read_bytes() == bytes(3 * MIB)


@pytest.mark.skipif(not hasattr(os, "SEEK_DATA"), reason="no holes here")
def test_where_holes_cannot_be_told_all_is_copied(tmp_path, monkeypatch):
    one, two = tmp_path / "one", tmp_path / "two"
    sparse(one)
    os.truncate(one, 514 * MIB)
    seek = os.lseek

    def lseek(file, at, how):
        if how in {os.SEEK_DATA, os.SEEK_HOLE}:
            raise OSError(errno.EINVAL, "not here")
        return seek(file, at, how)

    monkeypatch.setattr(os, "lseek", lseek)
    copy_file(str(one), str(two))
    monkeypatch.undo()
    with one.open("rb") as old, two.open("rb") as new:
        while block := old.read(64 * MIB):
            assert new.read(64 * MIB) == block
        assert new.read() == b""


def test_a_large_file_is_asked_about_while_it_is_copied(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"x" * 200 * MIB)
    there = []

    def stop():
        there.append(two.stat().st_size)
        return len(there) == 3

    with pytest.raises(CancelledError):
        copy_file(str(one), str(two), stop)
    assert there == [0, 64 * MIB, 128 * MIB]
    assert not two.exists()


def test_a_copy_that_fails_leaves_nothing_and_names_the_file(tmp_path, monkeypatch):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"x")

    def fail(*_args):
        raise OSError(errno.EIO, "the disk is broken")

    monkeypatch.setattr(os, "copy_file_range", fail, raising=False)
    monkeypatch.setattr(os, "read", fail)
    with pytest.raises(OSError, match="broken") as caught:
        copy_file(str(one), str(two))
    assert caught.value.filename == str(one)
    assert not two.exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_the_bits_of_another_owners_program_stay(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"x")
    os.chown(one, 12345, 54321)
    one.chmod(0o6755)
    copy_file(str(one), str(two))
    seen = two.stat()
    assert (seen.st_uid, seen.st_gid, stat.S_IMODE(seen.st_mode)) == (12345, 54321, 0o6755)
