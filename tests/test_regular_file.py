"""Files of which nobody knows what they are."""

import errno
import os
from pathlib import Path

import pytest

from jupyter_envmgr.regular_file import read_regular, read_start

POSIX = pytest.mark.skipif(os.name == "nt", reason="there are no pipes or devices among files")
READERS = pytest.mark.parametrize("read", [read_regular, lambda path: read_start(path, 100)])


def test_a_file_is_read_whole_or_its_start(tmp_path):
    file = tmp_path / "a"
    for content in (b"", b"\r\n\x1a\0", b"x" * (3 << 20)):
        file.write_bytes(content)
        assert read_regular(file) == content
        assert read_start(str(file), 2) == content[:2]


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(tmp_path):
    file = tmp_path / "a"
    file.write_bytes(b"12345")
    assert read_regular(file, limit=5) == b"12345"
    with pytest.raises(OSError, match="more than 4 bytes") as refused:
        read_regular(file, limit=4)
    assert refused.value.errno == errno.EFBIG
    assert refused.value.filename == str(file)


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="files without a length: Linux")
def test_a_file_that_does_not_tell_its_length_has_a_limit_too():
    assert read_regular("/proc/self/maps")
    with pytest.raises(OSError, match="more than 10 bytes"):
        read_regular("/proc/self/maps", limit=10)


@POSIX
@READERS
@pytest.mark.timeout(30)
def test_a_pipe_that_nobody_writes_is_refused_at_once(tmp_path, read):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for name in ("pipe", "link"):
        with pytest.raises(OSError, match="not an ordinary file"):
            read(tmp_path / name)


@POSIX
@READERS
@pytest.mark.timeout(30)
def test_a_device_without_an_end_is_refused_at_once(tmp_path, read):
    (tmp_path / "zero").symlink_to("/dev/zero")
    with pytest.raises(OSError, match="not an ordinary file") as refused:
        read(tmp_path / "zero")
    assert refused.value.errno == errno.EINVAL


@READERS
def test_a_folder_and_nothing_are_refused(tmp_path, read):
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises((IsADirectoryError, PermissionError, FileNotFoundError)):
            read(path)


@POSIX
def test_no_reader_leaves_a_file_open(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    before = os.dup(0)
    os.close(before)
    for read in (read_regular, lambda path: read_start(path, 100)):
        for path in (tmp_path, tmp_path / "pipe"):
            with pytest.raises(OSError, match="not an ordinary file"):
                read(path)
    after = os.dup(0)
    os.close(after)
    assert after == before
