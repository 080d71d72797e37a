"""The magic where no server is: the work is done in this very process."""

from __future__ import annotations

import pytest

from jupyter_envmgr import magic
from jupyter_envmgr.local import Local


@pytest.fixture
def line(machine, monkeypatch, capsys):
    """Do a line as IPython's terminal does; what it has shown."""
    monkeypatch.delenv("JPY_PARENT_PID", raising=False)
    monkeypatch.delenv("JUPYTER_RUNTIME_DIR", raising=False)

    def run(text):
        magic.run(object(), text)
        said = capsys.readouterr()
        assert said.err == ""
        return said.out

    return run


@pytest.mark.parametrize("error", [KeyError, TypeError, ValueError, OSError])
def test_what_nobody_foresaw_is_a_problem_that_blames_no_server(line, monkeypatch, error):
    def broken(_self):
        raise error("https://me:secret@host/t/tk-123/channel")

    monkeypatch.setattr(Local, "environments", broken)
    said = line("list")
    assert f"nobody foresaw ({error.__name__}: " in said
    assert "server" not in said
    assert "secret" not in said and "tk-123" not in said
    monkeypatch.setenv("ENVMGR_DEBUG", "1")
    with pytest.raises(error):
        line("list")


@pytest.mark.parametrize("where", ["environments", "revisions", "close"])
@pytest.mark.parametrize("text", ["", "list"])
def test_an_interrupt_is_a_problem_wherever_it_comes(line, machine, monkeypatch, where, text):
    real, interrupts = getattr(Local, where), []

    def interrupted(self, *words):
        if not interrupts:
            interrupts.append(where)
            raise KeyboardInterrupt
        return real(self, *words)

    line("create here envmgr-tool --no-kernel")
    monkeypatch.setattr("sys.prefix", str(machine.envs / "here"))
    monkeypatch.setattr(Local, where, interrupted)
    said = line(text)
    assert ("Interrupted." in said) is bool(interrupts)
    assert interrupts or (where, text) == ("revisions", "list")


def test_a_quote_that_is_not_closed_is_a_problem(line):
    assert "A quote is opened and not closed." in line("install 'a")
