"""What would be free counts each file once, and none that somebody else still has."""

import os

from jupyter_envmgr.transaction.cost import cost

SIZE = 1 << 20


def bytes_of(*files):
    return sum(getattr(file.stat(), "st_blocks", SIZE // 512) * 512 for file in files)


def test_files_are_told_apart_by_their_numbers(tmp_path):
    """On Windows only lstat has them."""
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        (folder / "own").write_bytes(b"x" * SIZE)
        (folder / "more").write_bytes(b"x" * SIZE)
    (one / "shared").write_bytes(b"x" * SIZE)
    os.link(one / "shared", two / "shared")
    (one / "elsewhere").write_bytes(b"x" * SIZE)
    os.link(one / "elsewhere", tmp_path / "elsewhere")
    seen = cost({"one": one, "two": two})
    assert seen.alone == {
        "one": bytes_of(one / "own", one / "more"),
        "two": bytes_of(two / "own", two / "more"),
    }
    assert seen.together == sum(seen.alone.values()) + bytes_of(one / "shared")


def test_a_folder_that_is_gone_costs_nothing(tmp_path):
    assert cost({"gone": tmp_path / "gone"}).together == 0
