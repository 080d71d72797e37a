"""A copy of a file has its content, mode and times, by whatever the file system can do."""

import errno
import os

import pytest

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

    def fail(old, new, _count):
        nonlocal calls
        calls += 1
        if request.param == "stops half-way" and calls == 1:
            return real(old, new, 1000)
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
