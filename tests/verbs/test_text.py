import io

from jupyter_envmgr.verbs import measures
from jupyter_envmgr.verbs.table import clean, rows
from jupyter_envmgr.verbs.text import TextDisplay

JOB = {"state": "running", "title": "Create a"}


def display():
    return TextDisplay(io.StringIO(), io.StringIO())


def progress(phase, done=0, total=0, message="", state="running"):
    place = {"phase": phase, "done": done, "total": total, "unit": "", "message": message}
    return {"state": state, "title": "Create a", "progress": place}


def test_what_a_channel_or_a_file_says_steers_no_terminal():
    screen = display()
    screen.problem({"code": "x", "message": "a\x1b[2Jb\x9b31m", "hint": "c\rd"})
    assert screen.err.getvalue() == "Problem: a�[2Jb�31m\nc�d\n"
    assert clean("a\nb") == "a\nb"


def test_columns_are_aligned_and_empty_ones_left_out():
    lines = rows(("NAME", "", "SIZE"), [("a", "", 1), ("longer", "", 22), ("中文", "", 3)])
    assert lines == ["NAME    SIZE", "a       1", "longer  22", "中文    3"]


def test_progress_says_each_phase_once():
    screen = display()
    for each in (
        progress("wait", message="Waiting", state="queued"),
        progress("solve", message="Solving"),
        progress("fetch", 0, 3, "Downloading 3 packages"),
        progress("fetch", 1, 3, "numpy"),
        progress("fetch", 2, 3, "pandas"),
        progress("link", 1, 3),
        progress("finish", message="Moving"),
        progress("finish", message="Moving", state="done"),
    ):
        screen.progress(each)
    said = ["Solving", "Downloading 3 packages", "Linking", "Moving"]
    assert screen.err.getvalue().splitlines() == said
    assert screen.out.getvalue() == ""


def test_a_library_is_quoted_where_it_explains():
    screen = display()
    details = {"explanation": [f"line {n}" for n in range(100)]}
    screen.problem({"code": "unsolvable", "message": "No.", "hint": "", "details": details})
    assert "  line 0\n" in screen.err.getvalue()
    assert len(screen.err.getvalue().splitlines()) == 21
    screen = display()
    screen.problem({"code": "channel", "message": "No.", "details": {"reason": "refused"}})
    assert screen.err.getvalue() == "Problem: No.\n  refused\n"


def test_what_is_not_simply_there_is_said():
    screen = display()
    environment = {
        "name": "a", "prefix": "/a", "state": "interrupted", "protected": True, "writable": True,
        "python": None, "kernels": [], "conda_packages": 1, "pip_packages": 0, "size": 1234567,
        "problem": {"code": "unreadable", "message": "A record is broken."},
    }  # fmt: skip
    kernel = {"id": "1", "outdated": True}
    screen.where({"environment": environment, "health": None, "kernel": kernel})
    text = screen.out.getvalue()
    for said in ("recover", "protected", "A record is broken.", "restart it", "1 conda package,",
                 "no Python", "no kernel", "1.2 MB"):  # fmt: skip
        assert said in text


def test_sizes_and_times_are_as_people_read_them():
    assert [measures.size(n) for n in (None, 0, 999, 1000, 12_345, -5_600_000)] == [
        "", "0 B", "999 B", "1.0 kB", "12 kB", "-5.6 MB",
    ]  # fmt: skip
    assert measures.duration("2026-01-01T00:00:00Z", "2026-01-01T00:00:01.500000Z") == "1.5 s"
    assert measures.duration("2026-01-01T00:00:00+00:00", "2026-01-01T00:01:00Z") == "60 s"
    assert measures.duration(None, "2026-01-01T00:00:00Z") == ""
    assert measures.count(1, "package") == "1 package"
    assert measures.count(2, "package") == "2 packages"
