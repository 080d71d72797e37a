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


@pytest.mark.parametrize(
    "words", ["-n {name}", "--name={name}", "-p {prefix}", "--prefix={prefix}", "{name}"]
)
def test_states_are_those_of_the_environment_that_is_named(jupyter, kernel, words):
    with jupyter.environment("other", "envmgr-tool", kernel=False) as other:
        states = {each["id"] for each in jupyter.rest.revisions("other")["revisions"]}
        assert states
        offered = kernel.complete(f"%envmgr history {words.format(**other)} --revision ")
        assert set(offered) & states == states
        here = {each["id"] for each in jupyter.rest.revisions("bare")["revisions"]}
        assert set(offered) & (here - states) == set()


def test_where_nobody_knows_which_environment_is_meant_none_of_it_is_offered(kernel):
    assert "ipykernel" not in kernel.complete("%envmgr remove -n nosuch ipyk")


def test_only_formats_that_can_be_written_are_offered(jupyter, kernel):
    readable = {each["id"] for each in jupyter.rest.formats() if not each["writes"]}
    assert readable
    assert set(kernel.complete("%envmgr export --format ")) & readable == set()


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
