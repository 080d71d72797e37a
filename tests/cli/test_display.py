"""What a terminal is shown, without a terminal."""

import io

import pytest

from jupyter_envmgr.terminal import TerminalDisplay
from jupyter_envmgr.verbs.backend import BackendError


class Screen(io.StringIO):
    def isatty(self):
        return True


def job(phase, done=0, total=0, unit="", state="running"):
    progress = {"phase": phase, "done": done, "total": total, "unit": unit, "message": ""}
    return {"state": state, "title": "Create a", "progress": progress}


@pytest.fixture
def screen(monkeypatch):
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WT_SESSION", "a Windows terminal that takes colours")
    return TerminalDisplay(Screen(), Screen())


def test_a_bar_shows_the_phase_and_how_far_it_is_and_goes_away(screen):
    screen.progress(job("solve"))
    screen.progress(job("fetch", 1_500_000, 3_000_000, "bytes"))
    screen.progress(job("fetch", 1_600_000, 3_000_000, "bytes"))
    screen.note("Something on the way")
    screen.progress(job("link", 2, 3, "packages"))
    screen.progress(job("link", state="done"))
    shown = screen.err.getvalue()
    for said in ("Solving", "Downloading", "1.5 MB of 3.0 MB", "2 of 3 packages", "on the way"):
        assert said in shown
    screen.note("after it")
    assert screen.err.getvalue() == f"{shown}after it\n"
    assert screen.out.getvalue() == ""


def test_a_problem_takes_the_bar_away_first(screen):
    screen.progress(job("solve"))
    screen.problem({"code": "x", "message": "No.", "hint": ""})
    assert screen.err.getvalue().endswith(": No.\n")


@pytest.mark.parametrize(("answer", "meant"), [("y\n", True), ("YES\n", True), ("n\n", False)])
def test_a_question_is_asked_with_what_follows_from_it(screen, monkeypatch, answer, meant):
    monkeypatch.setattr("sys.stdin", Screen(answer))
    assert screen.confirm("Remove a?", ["All of it goes."], destroys=True) is meant
    assert screen.err.getvalue() == "All of it goes.\nRemove a? [y/N] "


def test_no_answer_is_a_no(screen, monkeypatch):
    monkeypatch.setattr("sys.stdin", Screen(""))
    assert screen.confirm("Proceed?", [], destroys=False) is False
    assert screen.err.getvalue().endswith("\n")


@pytest.mark.parametrize("stdin", [None, io.StringIO("y\n")])
def test_nobody_is_asked_who_is_not_there(screen, monkeypatch, stdin):
    monkeypatch.setattr("sys.stdin", stdin)
    with pytest.raises(BackendError, match="nobody to ask"):
        screen.confirm("Proceed?", [], destroys=False)


def test_colours_are_for_terminals_whose_owners_want_them(screen, monkeypatch):
    assert screen.paint("a", "good") == "\x1b[32ma\x1b[0m"
    assert screen.paint("", "good") == ""
    assert TerminalDisplay(io.StringIO(), Screen()).paint("a", "good") == "a"
    monkeypatch.setenv("NO_COLOR", "1")
    assert TerminalDisplay(Screen(), Screen()).paint("a", "good") == "a"
