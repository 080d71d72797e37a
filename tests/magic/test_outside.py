"""With ENVMGR_WATCH: a line below each cell that ran pip or conda, however it did."""

from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def watched(jupyter):
    """A kernel that watches, in an environment that pip has changed beside us."""
    state = '{"env_vars": {"ENVMGR_WATCH": "1"}}'
    with jupyter.environment("watching", "python=3.12", "pip") as environment:
        Path(environment["prefix"], "conda-meta", "state").write_text(state, encoding="utf-8")
        with jupyter.kernel("conda-env-watching-py", "watching.ipynb") as kernel:
            kernel.run("import subprocess, sys\n!pip install --quiet humanize")
            yield kernel


@pytest.mark.parametrize(
    "source",
    [
        "!pip3 install --quiet humanize",
        "!pip --quiet install humanize",
        "!{sys.executable} -m pip install --quiet humanize",
        "%pip --quiet install humanize",
        "pip install --quiet humanize",
        "%%bash\npip install --quiet humanize",
        "!cd / && pip \\\n  install --quiet humanize",
        "_ = subprocess.run([sys.executable, '-m', 'pip', 'install', '--quiet', 'humanize'])",
    ],
)
def test_pip_is_noticed_however_a_cell_runs_it(watched, source):
    assert "humanize 4.17.0 added" in watched.run(source).plain


@pytest.mark.parametrize("source", ["1 + 1", "import pip", "installed = 'by conda'", "!pip list"])
def test_below_other_cells_nothing_is_said(watched, source):
    assert "humanize 4.17.0 added" not in watched.run(source).plain
