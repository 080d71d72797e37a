"""What verbs do in a notebook, whose backend is elsewhere."""

import io
import json
import os

import pytest

from jupyter_envmgr.verbs.backend import BackendError, SubmittedError
from jupyter_envmgr.verbs.context import Context
from jupyter_envmgr.verbs.definition import split
from jupyter_envmgr.verbs.perform import perform
from jupyter_envmgr.verbs.text import TextDisplay
from tests.verbs.memory import Memory


class Notebook:
    """A notebook in the environment ``work``, with somebody who says yes or no."""

    def __init__(self, answer=True):
        self.backend = Memory(BackendError)
        self.display = TextDisplay(io.StringIO(), io.StringIO())
        self.display.confirm = self._asked
        self.answer = answer
        self.questions = []

    def __call__(self, line, **more):
        self.display.out, self.display.err = io.StringIO(), io.StringIO()
        given = {"door": "magic", "prefix": "/envs/work", "kernel": "k1", **more}
        return perform(split(line), Context(self.backend, self.display, **given))

    @property
    def said(self):
        return self.display.out.getvalue() + self.display.err.getvalue()

    def _asked(self, question, consequences, *, destroys):
        self.questions.append((question, destroys, " ".join(consequences)))
        return self.answer


@pytest.fixture
def notebook():
    return Notebook()


def test_where_one_is_tells_that_the_kernel_is_older_than_its_environment(notebook):
    assert notebook("") == 0
    assert "work  /envs/work" in notebook.said
    assert "restart it" in notebook.said
    assert notebook("show base") == 0
    assert "restart it" not in notebook.said


def test_the_lines_below_are_the_file(notebook):
    cell = "name: other\ndependencies:\n  - pandas\n"
    assert notebook("create analysis", cell=cell) == 0
    assert notebook.backend.packages_of["analysis"] == ["environment.yml"]
    assert notebook("create", cell=cell) == 0
    assert "other" in notebook.backend.packages_of
    assert notebook("install", cell="rich\nnumpy>=1\n") == 0
    assert "requirements.txt" in notebook.backend.packages_of["work"]


def test_what_to_do_after_a_change_is_said(notebook):
    def after(environment, change):
        return f"Restart {environment['name']} for {change['conda'][0]['name']}."

    assert notebook("install rich", after=after) == 0
    assert "Restart work for rich." in notebook.said
    assert notebook("create new rich", after=after) == 0
    assert "Restart" not in notebook.said


def test_use_switches_where_the_door_can(notebook):
    assert notebook("use base", use=lambda environment: f"Now in {environment['name']}.") == 0
    assert "Now in base." in notebook.said


def test_what_destroys_says_so_and_names_who_uses_it(notebook):
    assert notebook("install rich") == 0
    assert notebook("delete work") == 0
    (_, changes, _), (question, destroys, consequences) = notebook.questions
    assert (changes, question, destroys) == (False, "Remove work?", True)
    assert "1 running notebook" in consequences


def test_a_no_changes_nothing():
    notebook = Notebook(answer=False)
    before = {name: list(found) for name, found in notebook.backend.packages_of.items()}
    for line in ("install rich", "remove pandas", "delete work", "doctor --repair"):
        assert notebook(line) == 130
        assert "Nothing was changed" in notebook.said
    assert notebook.backend.packages_of == before


def test_what_is_protected_is_refused_before_anybody_is_asked(notebook):
    assert notebook("delete base") == 4
    assert notebook.questions == []


def test_an_interrupt_cancels_the_job_and_waits_for_its_end(notebook):
    class Slow(Memory):
        def wait(self, job, report):
            if not self.asked:
                raise KeyboardInterrupt
            return dict(job, state=self.end, problem={"code": "pip", "message": "Killed."})

    for end, code in (("cancelled", 130), ("failed", 1), ("done", 0)):
        notebook.backend = Slow(BackendError)
        notebook.backend.end = end
        assert notebook("install rich") == code
        assert notebook.backend.asked == [("cancel", "j")]
        assert ("too late" in notebook.said) is (end == "done")
        assert ("Nothing was changed" in notebook.said) is (end == "cancelled")
        assert ("Killed." in notebook.said) is (end == "failed")


def test_an_interrupt_while_a_job_is_submitted_cancels_that_job(notebook):
    class Submitted(Memory):
        def apply(self, plan_id):
            raise SubmittedError(super().apply(plan_id))

        def wait(self, job, report):
            return dict(job, state="cancelled" if self.asked else "done")

    notebook.backend = Submitted(BackendError)
    assert notebook("install rich") == 130
    assert notebook.backend.asked == [("cancel", "j")]


def test_an_interrupt_before_there_is_a_job_cancels_none(notebook):
    class Refusing(Memory):
        def apply(self, plan_id):
            raise KeyboardInterrupt

    notebook.backend = Refusing(BackendError)
    assert notebook("install rich") == 130
    assert notebook.backend.asked == []


def test_a_second_interrupt_does_not_keep_the_job_from_being_cancelled(notebook):
    class Slow(Memory):
        def wait(self, job, report):
            if not self.asked:
                raise KeyboardInterrupt
            return dict(job, state="cancelled")

        def cancel(self, job_id):
            super().cancel(job_id)
            if len(self.asked) == 1:
                raise KeyboardInterrupt

    notebook.backend = Slow(BackendError)
    assert notebook("install rich") == 130
    assert notebook.backend.asked == [("cancel", "j")] * 2
    assert "Nothing was changed" in notebook.said


def test_who_does_not_wait_for_the_cancellation_is_not_told_that_nothing_was_changed(notebook):
    class Impatient(Memory):
        def wait(self, job, report):
            raise KeyboardInterrupt

    notebook.backend = Impatient(BackendError)
    assert notebook("install rich") == 130
    assert notebook.backend.asked == [("cancel", "j")]
    assert "Nothing was changed" not in notebook.said
    assert "%envmgr history" in notebook.said


def test_a_job_that_fails_is_the_problem_of_the_verb(notebook):
    class Failing(Memory):
        def wait(self, job, report):
            return dict(job, state="failed", problem={"code": "unsolvable", "message": "No."})

    notebook.backend = Failing(BackendError)
    assert notebook("install rich") == 6
    assert "Problem: No." in notebook.said


def test_a_name_that_is_taken_meanwhile_or_before_is_not_changed(notebook):
    assert notebook("create work rich") == 5
    assert notebook.backend.packages_of["work"] == ["python", "pandas"]


def test_repairs_of_several_problems_are_one_change(notebook):
    empty = {"install": [], "pip": [], "remove": [], "reinstall": []}
    repairs = [
        {**empty, "remove": ["a"], "reinstall": ["b"]},
        {**empty, "reinstall": ["a", "b"], "pip": ["c"]},
        None,
    ]
    problem = notebook.backend.health("work")["problems"][0]
    notebook.backend.health = lambda _name: {
        "problems": [{**problem, "repair": repair} for repair in repairs], "deep": False
    }  # fmt: skip
    assert notebook("doctor --repair") == 0
    (plan,) = notebook.backend.plans.values()
    assert plan["request"] == {
        "environment": "work", "pip": ["c"], "remove": ["a"], "reinstall": ["b"]
    }  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_prefix_is_known_by_whatever_way_leads_to_it(notebook, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    environment = notebook.backend.environments()[0]
    notebook.backend.environments = lambda: [{**environment, "prefix": str(tmp_path / "real")}]
    for path in ("link", "./real", str(tmp_path / "link" / ".." / "real")):
        assert notebook(f"packages -p {path}", folder=str(tmp_path)) == 0
    assert notebook("packages -p elsewhere", folder=str(tmp_path)) == 3


@pytest.mark.parametrize("file", ["environment.yaml", "spec.yml", "noname"])
def test_a_file_gives_the_name_whatever_it_is_called(notebook, tmp_path, file):
    (tmp_path / file).write_text('\ufeffname: "given"\r\ndependencies: [pandas]\r\n', "utf-8")
    assert notebook(f"create -f {file}", folder=str(tmp_path)) == 0
    assert "given" in notebook.backend.packages_of
    (tmp_path / "requirements.txt").write_text("name: x\n")
    assert notebook("create -f requirements.txt", folder=str(tmp_path)) == 2


def test_a_name_that_is_taken_while_one_looks_is_not_changed(notebook):
    found = notebook.backend.environments
    notebook.backend.environments = lambda: [each for each in found() if each["name"] != "work"]
    assert notebook("create work --pip rich") == 5
    assert notebook.backend.packages_of["work"] == ["python", "pandas"]


def test_what_nobody_foresaw_is_a_problem_and_no_secret_is_shown(notebook, monkeypatch):
    def broken():
        raise RuntimeError("https://me:secret@host/t/tk-123/channel")

    notebook.backend.environments = broken
    for line in ("list", "list --json"):
        assert notebook(line) == 1
        assert "nobody foresaw (RuntimeError)" in notebook.said
        assert "secret" not in notebook.said and "tk-123" not in notebook.said
    assert json.loads(notebook.said)["code"] == "internal"
    monkeypatch.setenv("ENVMGR_DEBUG", "1")
    with pytest.raises(RuntimeError):
        notebook("list")


def test_an_interrupt_below_the_answer_is_one_too(notebook):
    def then():
        raise KeyboardInterrupt

    context = Context(notebook.backend, notebook.display, door="magic", prefix="/envs/work")
    assert perform(["list"], context, then) == 130
    assert "/envs/work" in notebook.said
    assert "Interrupted." in notebook.said
