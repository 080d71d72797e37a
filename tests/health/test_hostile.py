"""Environments that somebody has filled with traps: told about, and survived."""

import os
import sys

import pytest

from jupyter_envmgr import health
from tests.health.made import SITE, Made

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="there are no pipes among files"),
    pytest.mark.timeout(60),
]


@pytest.fixture
def made(tmp_path):
    made = Made(tmp_path / "env")
    made.conda("library", project="library", files={f"{SITE}/library.py": "x"})
    return made.pip("on-top", requires=["library"])


def places(made):
    conda = f"{SITE}/library-1.0.dist-info"
    pip = f"{SITE}/on_top-1.0.dist-info"
    yield from (f"{info}/{name}" for info in (conda, pip) for name in ("METADATA", "INSTALLER"))
    yield f"{pip}/RECORD"
    yield f"{SITE}/library.py"
    yield "conda-meta/library-1.0-0.json"
    yield from ("conda-meta/pinned", "conda-meta/history", "conda-meta/envmgr/environment.yml")
    yield "share/jupyter/kernels/odd/kernel.json"


def put(made, place, trap):
    file = made.prefix / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    if trap == "pipe":
        os.mkfifo(file)
    elif trap == "zero":
        file.symlink_to("/dev/zero")
    elif trap == "loop":
        file.symlink_to(file)
    elif trap == "folder":
        file.mkdir()
    elif trap == "noise":
        file.write_bytes(bytes(range(256)) * 300)
    else:
        with file.open("wb") as large:
            large.truncate(1 << 31)


@pytest.mark.parametrize("trap", ["pipe", "zero", "loop", "folder", "noise", "huge"])
def test_no_trap_hangs_or_breaks_a_check(made, trap):
    for place in places(made):
        put(made, place, trap)
        health.fast(made.prefix)
        if trap != "huge":
            health.deep(made.prefix)
    assert "unreadable-record" in [problem.code for problem in health.fast(made.prefix)]


@pytest.mark.parametrize(
    "path", ["../outside", "/etc/passwd", "a/../../outside", "nul\0", "x" * 5000, "", "/", "\ud800"]
)
def test_paths_of_records_lead_nowhere_else(made, path, tmp_path):
    (tmp_path / "outside").write_text("secret")
    made.write("conda-meta/odd-1.0-0.json", record(path))
    made.write(f"{SITE}/on_top-1.0.dist-info/RECORD", f'"../../../{path}",sha256=x,1\n'.encode(
        "utf-8", "surrogatepass").decode("utf-8", "replace"))  # fmt: skip
    problems = [*health.fast(made.prefix), *health.deep(made.prefix)]
    assert not any("outside" in problem.message for problem in problems)


def record(path):
    import json

    entry = {"_path": path, "path_type": "hardlink", "sha256": "0" * 64}
    content = {"name": "odd", "version": "1.0", "build": "0", "files": [path]}
    return json.dumps({**content, "paths_data": {"paths": [entry]}})


@pytest.mark.parametrize(
    "lines",
    [
        ["Requires-Dist: ((((", "Requires-Dist: a; b", "Requires-Dist: x>=1.*.2", "Requires-Dist:"],
        ["Requires-Dist: x[a]; extra == 'a'", "Requires-Dist: on-top[b]; extra == 'a'"],
        ["Requires-Dist: on-top[a]", "Requires-Dist: on-top[b]; extra == 'a'"],
        ["Requires-Dist: library==" + "9" * 5000],
        ["Requires-Dist: library; python_version < 'x'"],
    ],
)
def test_requirements_that_make_no_sense_are_passed_over(made, lines):
    text = "\n".join(["Name: on-top", "Version: 1.0", *lines, "", ""])
    made.write(f"{SITE}/on_top-1.0.dist-info/METADATA", text)
    for problem in health.fast(made.prefix):
        assert problem.code == "unmet-pip"


@pytest.mark.parametrize("version", ["not a version!", "", "9" * 5000, "1.0\n", "é"])
def test_versions_that_make_no_sense_are_passed_over(made, version):
    import json

    content = {"name": "odd", "version": version, "build": "0", "depends": ["odd >=1", "<>!"]}
    made.write("conda-meta/odd-1.0-0.json", json.dumps(content))
    made.write("conda-meta/envmgr/environment.yml", "dependencies: [odd >=2]\n")
    health.fast(made.prefix)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems want names in Unicode")
def test_names_that_are_no_text_are_no_trouble(made):
    for name in (b"\xff-1.0.dist-info", b"~\xff"):
        (made.prefix / SITE / os.fsdecode(name)).mkdir()
    problems = health.fast(made.prefix)
    assert all(problem.message.encode("utf-8", "strict") for problem in problems)


def test_an_environment_that_is_not_there_has_no_records(tmp_path):
    assert [problem.code for problem in health.fast(tmp_path / "gone")] == ["half-made"]
