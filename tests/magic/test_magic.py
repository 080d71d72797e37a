"""``%envmgr`` in a kernel whose environment has ipykernel, and nothing of ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


@pytest.fixture
def work(jupyter):
    """An environment that a test may change, and its kernel."""
    with (
        jupyter.environment("work", "python=3.12", "envmgr-library=1.0"),
        jupyter.kernel("conda-env-work-py") as kernel,
    ):
        yield kernel


@pytest.fixture
def spare(jupyter):
    """An environment that nobody is in."""
    with jupyter.environment("spare", "envmgr-tool", kernel=False) as environment:
        yield environment


def test_it_tells_where_one_is(kernel, bare):
    answer = kernel.run("%envmgr")
    assert (answer.error, answer.text) == ("", "")
    assert answer.plain.startswith(f"bare  {bare['prefix']}\n")
    assert "Nothing is wrong" in answer.plain
    assert f"<code>{bare['prefix']}</code>" in answer.html


def test_nothing_of_ours_is_in_the_environment(kernel):
    answer = kernel.run("import jupyter_envmgr")
    assert answer.error == "ModuleNotFoundError"


def test_an_installation_shows_its_plan_and_its_end_and_can_be_imported_at_once(work):
    answer = work.run("%envmgr install pandas humanize")
    plan, done, note = answer.outputs
    assert "<strong>pandas</strong>" in plan["text/html"]
    assert re.search(r"\+\*  humanize\s+4", plan["text/plain"])
    assert done["text/plain"].startswith("Done in ")
    assert note["text/plain"].startswith("No restart is needed")
    assert work.run("import humanize; print(humanize.intcomma(12345))").text == "12,345\n"


def test_a_bar_shows_how_far_a_change_is(work):
    shown = []
    work.run("%envmgr install pandas", when_shown=lambda data: shown.append(data["text/html"]))
    assert any("<progress" in html for html in shown)
    assert "<progress" not in shown[-1]


def test_what_is_loaded_and_changed_asks_for_a_restart(work):
    work.run("import envmgr_library")
    answer = work.run("%envmgr install envmgr-library=2.0")
    assert answer.outputs[-1]["text/plain"].startswith("Restart the kernel: envmgr_library changed")
    assert work.run("print(envmgr_library.VERSION)").text == "1.0\n"


def test_what_is_loaded_and_comes_back_asks_for_none(work):
    work.run("import envmgr_library")
    work.run("%envmgr install envmgr-library=2.0")
    answer = work.run("%envmgr undo")
    assert answer.outputs[-1]["text/plain"].startswith("No restart is needed")


def test_a_dry_run_changes_nothing(jupyter, work):
    answer = work.run("%envmgr remove envmgr-library --dry-run")
    assert len(answer.outputs) == 1
    assert "envmgr-library" in answer.plain
    assert work.run("import envmgr_library").error == ""


def test_an_undo_takes_it_back_and_the_history_says_by_which_door(jupyter, work):
    work.run("%envmgr install envmgr-library=2.0")
    newest = jupyter.rest.revisions("work")["revisions"][0]
    assert newest["door"] == "magic"
    assert "undo" in work.run("%envmgr history").plain
    answer = work.run("%envmgr undo")
    assert "envmgr-library" in answer.plain
    assert work.run("import envmgr_library as m; print(m.VERSION)").text == "1.0\n"


def test_the_server_knows_the_job_so_that_the_panel_shows_it(jupyter, work):
    work.run("%envmgr install envmgr-tool")
    titles = [job["title"] for job in jupyter.rest.jobs()]
    assert any("envmgr-tool" in title for title in titles)


def test_a_cell_is_an_environments_file(jupyter, kernel):
    answer = kernel.run(
        "%%envmgr create from-a-cell\n"
        "name: something else\n"
        "dependencies:\n"
        "  - envmgr-versions=3.0\n"
    )
    assert answer.error == ""
    packages = jupyter.rest.packages("from-a-cell")["packages"]
    assert ("envmgr-versions", "3.0") in [(each["name"], each["version"]) for each in packages]
    jupyter.delete("from-a-cell")


def test_what_destroys_asks_and_no_is_no(jupyter, kernel, spare):
    answer = kernel.run("%envmgr delete spare", answer="n")
    assert "Nothing was changed" in answer.plain
    assert "spare" in jupyter.names()


def test_what_destroys_asks_and_yes_is_yes(jupyter, kernel, spare):
    kernel.run("%envmgr delete spare", answer="y")
    assert "spare" not in jupyter.names()
    assert "spare" in kernel.run("%envmgr list --removed").plain
    kernel.run("%envmgr restore spare")
    assert "spare" in jupyter.names()


def test_where_nobody_can_answer_what_destroys_is_refused_with_a_hint(jupyter, kernel, spare):
    answer = kernel.run("%envmgr delete spare")
    assert "--yes" in answer.plain
    assert "spare" in jupyter.names()


def test_with_yes_nobody_is_asked(jupyter, kernel, spare):
    kernel.run("%envmgr delete spare --yes")
    assert "spare" not in jupyter.names()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("instal pandas", "Did you mean install?"),
        ('install "pandas', "A quote is opened and not closed."),
        ("install pandsa", "Did you mean pandas?"),
        ("packages -n gone", "gone"),
        ("install --jason x", "Did you mean --json?"),
        ("run -- ls", "terminal"),
        ("install pandas --offline", "is for the Jupyter server to say"),
        ("install <script>alert(1)</script>", "&lt;"),
    ],
)
def test_what_cannot_be_done_is_one_box_without_a_traceback(kernel, line, told):
    answer = kernel.run(f"%envmgr {line}")
    assert (answer.error, answer.text) == ("", "")
    (output,) = answer.outputs
    assert 'role="alert"' in output["text/html"]
    assert told in output["text/html"] + output["text/plain"]
    assert "<script" not in output["text/html"]


def test_an_interrupt_cancels_the_change_and_says_so(jupyter, kernel):
    """Interrupted at the first sign of the job."""
    interrupted = []

    def interrupt(data):
        if "<progress" in data["text/html"] and not interrupted:
            interrupted.append(True)
            jupyter.interrupt(kernel)

    answer = kernel.run(
        "%envmgr create big python=3.12 pandas scipy pip requests", when_shown=interrupt
    )
    assert interrupted
    assert answer.error == ""
    assert "cancelled" in answer.plain
    assert "big" not in jupyter.names()


def test_use_switches_the_notebook_to_another_environment(jupyter, bare):
    with (
        jupyter.environment("second", "python=3.12"),
        jupyter.kernel("conda-env-bare-py", "switch.ipynb") as kernel,
    ):
        answer = kernel.run("%envmgr use second")
        assert "This notebook uses second" in answer.plain
        assert jupyter.session("switch.ipynb")["kernel"]["name"] == "conda-env-second-py"


def test_use_of_an_environment_without_a_kernel_says_how_it_gets_one(kernel, spare):
    assert "%envmgr install -n spare ipykernel" in kernel.run("%envmgr use spare").plain


def test_what_pip_did_in_a_cell_is_told_and_undone(work):
    work.run("%envmgr install pip")
    work.run("%pip install --quiet humanize")
    answer = work.run("%envmgr")
    assert "humanize 4.17.0 added" in answer.outputs[-1]["text/plain"]
    work.run("%envmgr undo")
    assert work.run("import humanize").error == "ModuleNotFoundError"


def test_with_the_setting_a_line_below_the_cell_tells_what_pip_did(jupyter):
    state = '{"env_vars": {"ENVMGR_WATCH": "1"}}'
    with jupyter.environment("watched", "python=3.12", "pip") as environment:
        Path(environment["prefix"], "conda-meta", "state").write_text(state, encoding="utf-8")
        with jupyter.kernel("conda-env-watched-py", "watch.ipynb") as kernel:
            assert kernel.run("print('pip install x')").outputs == []
            answer = kernel.run("!python -m pip install --quiet humanize")
            assert "humanize 4.17.0 added" in answer.plain
