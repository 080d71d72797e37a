"""The command line in a terminal: bars, colours, questions, Ctrl-C."""

import os

import pytest

from tests.cli.conftest import COMMAND
from tests.conftest import folders_in

if os.name != "posix":
    pytest.skip("pseudo-terminals", allow_module_level=True)

from tests.cli.pseudo_terminal import CTRL_C, terminal


@pytest.fixture
def typed(environ):
    """Type a command into a terminal."""

    def start(*words, **variables):
        return terminal([*COMMAND, *words], {**environ, **variables})

    return start


def test_a_change_asks_and_a_yes_does_it(typed, envmgr, tool):
    with typed("install", "-n", "tool", "envmgr-versions") as screen:
        screen.until("Proceed? [y/N]")
        screen.type("y\n")
        assert screen.ended() == 0
        assert "Done" in screen.text
    assert "envmgr-versions" in envmgr("packages", "tool").stdout


@pytest.mark.parametrize("answer", ["n\n", "\n", "what\n", "\x04"])
def test_anything_but_a_yes_changes_nothing(typed, envmgr, tool, answer):
    with typed("remove", "-n", "tool", "envmgr-tool") as screen:
        screen.until("Proceed? [y/N]")
        screen.type(answer)
        assert screen.ended() == 130
        assert "Nothing was changed" in screen.text
    assert "envmgr-tool" in envmgr("packages", "tool").stdout


def test_removing_an_environment_says_what_goes(typed, tool):
    with typed("delete", "tool") as screen:
        screen.until("Remove tool? [y/N]")
        assert str(tool) in screen.text.replace("\n", "")
        screen.type("y\n")
        assert screen.ended() == 0
    assert not tool.exists()


def test_a_creation_asks_nothing_and_shows_a_bar(typed, gated, machine):
    gated.held = ".conda"
    with typed("create", "a", "envmgr-tool", "--no-kernel") as screen:
        screen.until("Downloading")
        gated.gate.set()
        assert screen.ended() == 0
        assert "[y/N]" not in screen.text
        assert "\x1b[" in screen.raw
        assert screen.raw.endswith("\n")
        assert "\x1b[?25h" in screen.raw  # the cursor is back
    assert folders_in(machine.envs) == ["a"]


@pytest.mark.parametrize("held", [".zst", ".conda"])
def test_ctrl_c_takes_back_what_was_begun(typed, gated, machine, held):
    gated.held = held
    with typed("create", "a", "envmgr-tool", "--no-kernel") as screen:
        assert gated.waiting.wait(30)
        screen.type(CTRL_C)
        assert screen.ended() == 130
        assert "Traceback" not in screen.text
        assert "Problem" in screen.text
    assert folders_in(machine.envs) == []


def test_ctrl_c_at_the_question_changes_nothing(typed, envmgr, tool):
    with typed("install", "-n", "tool", "envmgr-versions") as screen:
        screen.until("Proceed? [y/N]")
        screen.type(CTRL_C)
        assert screen.ended() == 130
        assert "Traceback" not in screen.text
    assert "envmgr-versions" not in envmgr("packages", "tool").stdout


def test_ctrl_c_in_the_pip_layer_leaves_the_environment_as_it_was(typed, envmgr, machine):
    envmgr("create", "a", "python=3.12", "--no-kernel")
    before = envmgr("packages", "a").stdout
    with typed("install", "-n", "a", "cowsay", "--yes") as screen:
        screen.until("cowsay")
        screen.type(CTRL_C)
        code = screen.ended()
        assert "Traceback" not in screen.text
    after = envmgr("packages", "a").stdout
    assert (code, after == before) in {(130, True), (0, False)}
    envmgr("doctor", "a")


def test_colours_are_left_out_where_nobody_wants_them(typed, tool):
    with typed("list") as screen:
        assert screen.ended() == 0
        assert "\x1b[2m" in screen.raw
    for variables in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        with typed("list", **variables) as screen:
            assert screen.ended() == 0
            if "NO_COLOR" in variables:
                assert "\x1b" not in screen.raw


def test_run_hands_the_terminal_to_the_command(typed, tool):
    with typed(
        "run", "-n", "tool", "--", "sh", "-c", "test -t 0 && read x && echo got $x"
    ) as screen:
        screen.type("something\n")
        assert screen.ended() == 0
        assert "got something" in screen.text
