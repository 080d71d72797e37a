"""The two layers: what pip did to conda's packages, what is missing, what does not fit."""

import shutil

import pytest

from jupyter_envmgr import health
from jupyter_envmgr.models import ChangeRequest
from tests.health.made import SITE, Made


@pytest.fixture
def made(tmp_path):
    return Made(tmp_path / "env")


def only(made, code):
    """The one problem there is."""
    (problem,) = health.fast(made.prefix)
    assert problem.code == code, problem
    return problem


def test_a_made_environment_is_healthy(made):
    made.conda("numpy", "2.0", project="numpy", files={f"{SITE}/numpy.py": ""})
    made.conda("pandas", depends=["numpy >=2", "python >=3.12,<3.13.0a0", "__glibc >=99"])
    made.conda("noarch", project="noarch", files={f"{SITE}/noarch.py": ""}, short=True)
    made.pip("on-top", requires=["numpy>=2", "gone; extra == 'test'", "gone; python_version<'3'"])
    assert health.fast(made.prefix) == []
    assert health.deep(made.prefix) == []


def test_what_pip_has_installed_over_conda_is_named(made):
    made.conda("numpy", "2.0", project="numpy", files={f"{SITE}/numpy.py": "two"})
    shutil.rmtree(made.prefix / f"{SITE}/numpy-2.0.dist-info")
    made.pip("numpy", "1.26.4")
    problem = only(made, "replaced-by-pip")
    assert problem.message == "pip has installed numpy 1.26.4 over conda's numpy 2.0."
    assert problem.repair == ChangeRequest(reinstall=["numpy"])
    assert problem.severity == "error"


def test_the_same_version_from_pip_is_named_too(made):
    made.conda("numpy", "2.0", project="numpy", files={f"{SITE}/numpy.py": "two"})
    made.pip("numpy", "2.0", installer="uv")
    assert only(made, "replaced-by-pip").message == (
        "uv has installed numpy 2.0 over conda's numpy 2.0."
    )


def test_a_project_is_told_by_what_the_package_brings_not_by_its_name(made):
    made.conda("pytorch", "2.1", project="torch").pip("torch", "2.0")
    assert only(made, "replaced-by-pip").repair == ChangeRequest(reinstall=["pytorch"])


def test_what_an_upgrade_of_conda_left_behind_is_told_apart(made):
    made.conda("numpy", "2.0", project="numpy").pip("numpy", "1.0", installer="conda")
    assert only(made, "left-behind").repair == ChangeRequest(reinstall=["numpy"])


def test_two_versions_from_pip_are_named(made):
    made.pip("twice", "1.0").pip("twice", "2.0")
    problem = only(made, "installed-twice")
    assert problem.repair == ChangeRequest(reinstall=["twice"])
    assert "1.0 and 2.0" in problem.message


def test_a_file_that_pip_has_overwritten_is_named(made):
    made.conda("library", project="library", files={f"{SITE}/library/a.py": "conda's"})
    made.pip("other", files={f"{SITE}/library/a.py": "pip's"})
    problem = only(made, "overwritten-by-pip")
    assert f"{SITE}/library/a.py" in problem.message
    assert problem.repair == ChangeRequest(reinstall=["library"], remove=["other"])


def test_a_file_of_both_layers_that_is_the_same_is_no_problem(made):
    made.conda("library", files={f"{SITE}/tests/__init__.py": ""})
    made.pip("other", files={f"{SITE}/tests/__init__.py": ""})
    assert health.fast(made.prefix) == []


def test_missing_files_of_conda_are_named(made):
    made.conda("library", "3.1", files={f"lib/part{n}.so": "" for n in range(6)})
    for number in range(5):
        (made.prefix / f"lib/part{number}.so").unlink()
    problem = only(made, "missing-files")
    assert problem.message == (
        "library 3.1 of conda lacks 5 of 6 files: lib/part0.so, lib/part1.so, lib/part2.so and "
        "2 others."
    )
    assert problem.repair == ChangeRequest(reinstall=["library"])
    assert problem.severity == "error"


def test_what_small_images_leave_out_is_no_error(made):
    made.conda(
        "library", files={"lib/library.a": "", "share/doc/library/README": "", "lib/l.so": ""}
    )
    (made.prefix / "lib/library.a").unlink()
    shutil.rmtree(made.prefix / "share")
    assert only(made, "missing-files").severity == "info"


def test_compiled_modules_come_and_go(made):
    made.conda("library", files={f"{SITE}/__pycache__/library.cpython-312.pyc": "", "lib/l.so": ""})
    shutil.rmtree(made.prefix / f"{SITE}/__pycache__")
    assert health.fast(made.prefix) == []


def test_missing_files_of_pip_are_named(made):
    made.pip("on-top", files={f"{SITE}/on_top/deep/a.py": "", "bin/on-top": ""})
    shutil.rmtree(made.prefix / f"{SITE}/on_top")
    problem = only(made, "missing-files")
    assert "on-top 1.0 of pip lacks 1 of" in problem.message
    assert problem.repair == ChangeRequest(reinstall=["on-top"])


def test_a_missing_dependency_of_conda_names_both(made):
    made.conda("pandas", "3.1", depends=["numpy >=1.26"])
    problem = only(made, "unmet-conda")
    assert problem.message == "pandas 3.1 needs numpy >=1.26, which is not installed."
    assert problem.packages == ["numpy", "pandas"]
    assert problem.repair == ChangeRequest(reinstall=["pandas"])


def test_a_dependency_that_many_miss_is_told_once(made):
    for number in range(9):
        made.conda(f"needs{number}", depends=[f"numpy >={number}"])
    problem = only(made, "unmet-conda")
    assert problem.message == (
        "needs0 1.0 needs numpy >=0, which is not installed; needed by needs1, needs2, needs3, "
        "needs4, needs5 and 3 others too."
    )
    assert problem.repair == ChangeRequest(reinstall=["needs0"])


@pytest.mark.parametrize(
    ("needs", "message"),
    [
        ({"depends": ["numpy >=2"]}, "pandas 1.0 needs numpy >=2, and numpy 1.20 is installed."),
        ({"constrains": ["numpy >=2"]}, "pandas 1.0 goes only with numpy >=2, and numpy 1.20"),
        ({"depends": ["numpy * *_mkl"]}, "pandas 1.0 needs numpy * *_mkl, and numpy 1.20"),
    ],
)
def test_a_version_that_does_not_fit_names_both(made, needs, message):
    made.conda("numpy", "1.20").conda("pandas", **needs)
    assert message in only(made, "unmet-conda").message


def test_a_package_that_another_goes_only_with_may_be_missing(made):
    made.conda("pandas", constrains=["numpy >=2"])
    assert health.fast(made.prefix) == []


def test_a_missing_requirement_of_pip_names_both(made):
    made.pip("on-top", requires=["humanize >=4 ; python_version >= '3.12'"])
    problem = only(made, "unmet-pip")
    assert problem.message == "on-top 1.0 needs humanize>=4, which is not installed."
    assert problem.repair == ChangeRequest(pip=["humanize>=4"])


def test_a_pip_package_that_does_not_fit_condas_names_both_and_the_layer(made):
    made.conda("numpy", "2.0", project="numpy").pip("on-top", requires=["numpy (<2)"])
    assert only(made, "unmet-pip").message == (
        "on-top 1.0 needs numpy<2, and numpy 2.0 of conda is installed."
    )


def test_a_conda_package_that_does_not_fit_pips_is_named(made):
    made.conda("pandas", project="pandas", requires=["six>=2"]).pip("six", "1.0")
    assert "pandas 1.0 needs six>=2, and six 1.0 is installed" in only(made, "unmet-pip").message


def test_what_condas_packages_need_of_each_other_their_channel_knows_better(made):
    made.conda("pandas", project="pandas", requires=["numpy>=9", "renamed"])
    made.conda("numpy", project="numpy").pip("on-top")
    assert health.fast(made.prefix) == []


def test_extras_count_where_they_are_asked_for(made):
    made.pip("server", requires=["loop>=1; extra == 'fast'", "gone; extra == 'slow'"])
    assert health.fast(made.prefix) == []
    made.pip("app", requires=["server[fast]>=1"])
    assert only(made, "unmet-pip").message == "server 1.0 needs loop>=1, which is not installed."


def test_what_an_upgrade_of_python_leaves_behind_is_named(made):
    old = made.prefix / "lib/python3.11/site-packages/On_top-1.0.dist-info"
    old.mkdir(parents=True)
    problem = only(made, "for-another-python")
    assert problem.repair == ChangeRequest(pip=["on-top"])
    made.pip("on-top")
    assert health.fast(made.prefix) == []


def test_a_pin_that_does_not_hold_is_named(made):
    made.conda("numpy", "2.1")
    made.write("conda-meta/pinned", "numpy 2.0.*\nscipy <1\n# numpy 3\n")
    problem = only(made, "pin-not-kept")
    assert problem.message == "conda-meta/pinned asks for numpy 2.0.*, and numpy 2.1 is installed."
    assert problem.repair == ChangeRequest(reinstall=["numpy"])


def test_a_pin_that_nobody_can_read_is_named(made):
    made.write("conda-meta/pinned", "numpy >1 <2\n")
    assert "numpy >1 <2" in only(made, "bad-pin").message


def test_channels_that_are_built_apart_are_told(made):
    made.conda("numpy").conda("scipy", channel="pkgs/main").conda("six", channel="own")
    problem = only(made, "mixed-channels")
    assert problem.severity == "info"
    assert problem.packages == ["scipy"]


def test_packages_for_every_platform_go_with_either_channel(made):
    made.conda("six", channel="pkgs/main", subdir="noarch")
    assert health.fast(made.prefix) == []


def test_many_problems_of_a_kind_are_told_as_one(made):
    for number in range(40):
        made.conda(f"needs{number}", depends=[f"gone{number}"])
    problem = only(made, "unmet-conda")
    assert "And 35 more." in problem.message
    assert len(problem.repair.reinstall) == 40
    assert len(problem.details["messages"]) == 40


def test_the_worst_comes_first(made):
    made.conda("numpy").conda("scipy", channel="pkgs/main", depends=["gone"])
    made.write("conda-meta/pinned", "numpy 2\n")
    severities = [problem.severity for problem in health.fast(made.prefix)]
    assert severities == ["error", "warning", "info"]
