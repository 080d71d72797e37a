"""What was begun, what was asked for, and what is inside the files."""

import json

import pytest

from jupyter_envmgr import health
from jupyter_envmgr.asked import write_spec
from jupyter_envmgr.engine.history import append_history
from jupyter_envmgr.errors import CancelledError
from jupyter_envmgr.models import ChangeRequest, Spec
from jupyter_envmgr.transaction.beside import Beside
from jupyter_envmgr.transaction.lock import held_if_free
from tests.health.made import SITE, Made


@pytest.fixture
def made(tmp_path):
    return Made(tmp_path / "env")


def codes(made):
    return [problem.code for problem in health.fast(made.prefix)]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"name": 3}', "[" * 100_000])
def test_a_record_that_nobody_can_read_is_named_and_blamed_for_nothing_else(made, text):
    made.conda("pandas", depends=["numpy"])
    made.write("conda-meta/numpy-1.0-0.json", text)
    (problem,) = health.fast(made.prefix)
    assert problem.code == "unreadable-record"
    assert "conda-meta/numpy-1.0-0.json" in problem.message
    assert problem.packages == ["numpy"]


def test_two_records_of_one_package_are_named(made):
    made.conda("numpy", "1.0").conda("numpy", "2.0")
    assert codes(made) == ["recorded-twice"]


def test_an_environment_that_was_never_finished_says_so(tmp_path):
    (tmp_path / "conda-meta").mkdir()
    assert [problem.code for problem in health.fast(tmp_path)] == ["half-made"]


def test_a_conda_meta_that_is_no_folder_is_named(tmp_path):
    (tmp_path / "conda-meta").write_text("")
    problem = health.fast(tmp_path)[0]
    assert (problem.code, problem.severity) == ("unreadable-record", "error")
    assert problem.message.startswith("conda-meta cannot be read: ")


def test_what_a_crash_left_of_a_change_is_named(made):
    stage = made.prefix.parent / ".envmgr/stages/0123abcd"
    stage.mkdir(parents=True)
    (stage / "place").write_text(made.prefix.name)
    assert codes(made) == ["interrupted-change"]
    (stage / "place").write_text("another")
    assert codes(made) == []


def test_a_change_under_way_is_not_an_interrupted_one(made):
    stage = made.prefix.parent / ".envmgr/stages/0123abcd"
    stage.mkdir(parents=True)
    (stage / "place").write_text(made.prefix.name)
    with held_if_free(Beside(made.prefix)) as free:
        assert free
        assert codes(made) == []
    assert codes(made) == ["interrupted-change"]


def test_what_a_killed_pip_left_is_named(made):
    (made.prefix / SITE / "~umpy-1.0.dist-info").mkdir()
    assert codes(made) == ["interrupted-pip"]


def asked(made, conda=(), pip=(), history=None):
    write_spec(made.prefix, Spec(packages=list(conda), pip=list(pip), channels=["conda-forge"]))
    for specs in [conda] if history is None else history:
        append_history(made.prefix, "conda install", added=[], specs=specs)
    return [problem for problem in health.fast(made.prefix) if problem.code == "drift"]


def test_what_was_asked_for_and_is_there_is_no_drift(made):
    made.conda("numpy", "1.26").pip("humanize", "4.1")
    assert asked(made, ["numpy <2", "python=3.12"], ["humanize>=4", "humanize", "./own"]) == []


@pytest.mark.parametrize(
    ("conda", "pip", "message", "repair"),
    [
        (
            ["numpy <1"],
            [],
            "numpy <1 was asked for, and numpy 1.26 is installed.",
            ChangeRequest(install=["numpy <1"]),
        ),
        (
            ["scipy"],
            [],
            "scipy was asked for, and it is not installed.",
            ChangeRequest(install=["scipy"]),
        ),
        (
            [],
            ["humanize>=5"],
            "humanize>=5 was asked for, and humanize 4.1 is installed.",
            ChangeRequest(pip=["humanize>=5"]),
        ),
        (
            [],
            ["cowsay"],
            "cowsay was asked for, and it is not installed.",
            ChangeRequest(pip=["cowsay"]),
        ),
    ],
)
def test_what_was_asked_for_and_is_not_so_is_drift(made, conda, pip, message, repair):
    made.conda("numpy", "1.26").pip("humanize", "4.1")
    (problem,) = asked(made, conda, pip)
    assert problem.message == message
    assert problem.repair == repair


def test_what_conda_was_told_later_has_the_last_word(made):
    made.conda("numpy", "2.0")
    assert asked(made, ["numpy <2"], history=[["numpy <2"], ["numpy >=2"]]) == []


def test_what_conda_was_told_to_remove_is_not_missed(made):
    made.write(
        "conda-meta/history",
        "==> 2026-01-01 00:00:00 <==\n# cmd: conda create numpy\n# update specs: ['numpy']\n"
        "==> 2026-01-02 00:00:00 <==\n# cmd: conda remove numpy\n# remove specs: ['numpy']\n",
    )
    assert asked(made, ["numpy"], history=[]) == []


def test_what_moved_into_conda_is_not_missed_in_pip(made):
    made.conda("humanize", "4.1")
    assert asked(made, [], ["humanize"]) == []


def test_altered_files_are_named_by_a_deep_check(made):
    made.conda("library", files={f"{SITE}/library/a.py": "a", f"{SITE}/library/b.py": "b"})
    made.pip("on-top", files={f"{SITE}/on_top/c.py": "c"})
    made.write(f"{SITE}/library/b.py", "another")
    made.write(f"{SITE}/on_top/c.py", "another")
    assert health.fast(made.prefix) == []
    conda, pip = health.deep(made.prefix)
    assert conda.code == pip.code == "altered-files"
    assert conda.message == (
        f"library 1.0 of conda has files that somebody has changed since: {SITE}/library/b.py."
    )
    assert conda.repair == ChangeRequest(reinstall=["library"])
    assert pip.repair == ChangeRequest(reinstall=["on-top"])


def test_short_paths_of_conda_are_checked_as_well(made):
    files = {f"{SITE}/library.py": "a", "bin/library": "a"}
    made.conda("library", files=files, short=True)
    for path in files:
        made.write(path, "b")
    (problem,) = health.deep(made.prefix)
    assert sorted(problem.details["files"]) == sorted(files)


def test_settings_may_be_edited(made):
    made.conda("library", files={"etc/library.conf": "a"})
    made.write("etc/library.conf", "b")
    assert [problem.severity for problem in health.deep(made.prefix)] == ["info"]


def test_an_environment_that_was_unpacked_elsewhere_is_not_altered(made):
    made.conda("library", files={"bin/tool": "#!/placeholder/bin/sh\n"})
    path = next(made.prefix.glob("conda-meta/library-*.json"))
    record = json.loads(path.read_text())
    entry = record["paths_data"]["paths"][0]
    entry |= {"prefix_placeholder": "/placeholder", "file_mode": "text"}
    entry["sha256_in_prefix"] = "0" * 64
    path.write_text(json.dumps(record))
    made.write("bin/tool", f"#!{made.prefix}/bin/sh\n")
    assert health.deep(made.prefix) == []
    made.write("bin/tool", "rm -rf /\n")
    assert len(health.deep(made.prefix)) == 1


def test_a_deep_check_reports_and_stops_when_told(made):
    made.conda("library", files={f"lib/{n}": str(n) for n in range(30)})
    reports = []
    health.deep(made.prefix, lambda done, total: reports.append((done, total)))
    assert reports[-1] == (31, 31)
    with pytest.raises(CancelledError):
        health.deep(made.prefix, cancelled=lambda: True)
