"""Tab in a line that begins with ``%envmgr``."""

from __future__ import annotations

import socket
import time

import pytest

from tests.magic.test_servers import runtime_file


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("%envmgr ins", "install"),
        ("%envmgr ", "undo"),
        ("%%envmgr cre", "create"),
        ("%envmgr install --dry", "--dry-run"),
        ("%envmgr clone ba", "bare"),
        ("%envmgr install -n ba", "bare"),
        ("%envmgr install pand", "pandas"),
        ("%envmgr install pandas nump", "numpy"),
        ("%envmgr remove ipyk", "ipykernel"),
        ("%envmgr remove -n bare ipyk", "ipykernel"),
        ("%envmgr export --variant no", "no-builds"),
        ("%envmgr export --format env", "environment-yaml"),
        ("%envmgr help und", "undo"),
    ],
)
def test_tab_offers_what_may_stand_there(kernel, line, offered):
    assert offered in kernel.complete(line)


def test_tab_offers_files(kernel):
    kernel.run("open('mine.yml', 'w').close()")
    assert kernel.complete("%envmgr install -f min") == ["mine.yml"]


@pytest.mark.parametrize("line", ["%envmgr nonsense x", "%envmgr install 'a b", "%envmgr use zzz"])
def test_where_nothing_fits_nothing_is_offered(kernel, line):
    assert [each for each in kernel.complete(line) if "envmgr" in each] == []


def test_a_server_too_busy_to_shake_hands_keeps_a_tab_waiting_no_longer(jupyter, kernel):
    with socket.create_server(("127.0.0.1", 0)) as busy:  # connects, and never says a word
        port = busy.getsockname()[1]
        with runtime_file(jupyter, port=port, secure=True):
            started = time.monotonic()
            kernel.complete("%envmgr use ba")
            assert time.monotonic() - started < 5


def test_without_a_server_tab_is_silent_and_soon_done(jupyter, kernel):
    with runtime_file(jupyter, port=1):
        started = time.monotonic()
        assert "bare" not in kernel.complete("%envmgr use ba")
        assert time.monotonic() - started < 5
        assert kernel.run("1").error == ""
