"""The demo for Binder: what repo2docker reads, what its image does, and the tour itself."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
import urllib.request
from pathlib import Path
from venv import EnvBuilder

import nbformat
import pytest
import yaml

from tests.magic.server import jupyter_server

ROOT = Path(__file__).parents[2]
BINDER = ROOT / "binder"
TOUR = nbformat.read(BINDER / "tour.ipynb", as_version=4)
WITH_JUPYTERLAB = {"jupyter_core", "jupyter_server", "tornado", "traitlets"}
"""What jupyterlab itself requires."""


def test_repo2docker_takes_the_repository_for_one_with_a_conda_environment(monkeypatch):
    buildpacks = pytest.importorskip("repo2docker.buildpacks")
    monkeypatch.chdir(ROOT)
    app = pytest.importorskip("repo2docker.app").Repo2Docker()
    picked = next(
        found for found in (pack(app.base_image) for pack in app.buildpacks) if found.detect()
    )
    assert type(picked) is buildpacks.CondaBuildPack
    assert picked.python_version == "3.12"
    assert picked.get_post_build_scripts() == ["binder/postBuild"]
    assert picked.get_start_script().endswith("binder/start")


def test_conda_brings_everything_that_the_extension_requires():
    """As postBuild installs it without dependencies."""
    environment = yaml.safe_load((BINDER / "environment.yml").read_text(encoding="utf-8"))
    listed = {re.split(r"[=<>]", each)[0] for each in environment["dependencies"]}
    tomllib = pytest.importorskip("tomllib")  # Python 3.11
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = {re.split(r"[=<>]", each)[0] for each in project["dependencies"]}
    assert required - WITH_JUPYTERLAB <= listed
    assert "nb_conda_kernels" in listed


@pytest.mark.parametrize("script", ["postBuild", "start"])
def test_the_scripts_can_be_run(script):
    assert os.access(BINDER / script, os.X_OK)
    subprocess.run(["bash", "-n", str(BINDER / script)], check=True)


@pytest.fixture
def image(tmp_path, settings):
    """Variables of what stands for the image: its own Python, home and checkout."""
    home, prefix = tmp_path / "home", tmp_path / "image"
    files = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    for file in filter(None, files):
        if (ROOT / file).is_file() and not file.startswith(("tests/", "docs/images/")):
            (home / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, home / file)
    built = Path("jupyter_envmgr", "labextension")
    shutil.copytree(ROOT / built, home / built, symlinks=False)
    EnvBuilder(with_pip=True, symlinks=True).create(prefix)
    site = next(prefix.glob("lib/python3*/site-packages"))
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    for program, module in (
        ("jupyter", "jupyter_core.command"),
        ("jupyter-lab", "jupyterlab.labapp"),
    ):
        text = f"#!{prefix}/bin/python\nimport {module} as it\ngetattr(it, 'main')()\n"
        (prefix / "bin" / program).write_text(text, encoding="utf-8")
        (prefix / "bin" / program).chmod(0o755)
    envs = tmp_path / "envs"
    envs.mkdir()
    condarc = Path(settings["CONDARC"]).read_text(encoding="utf-8").partition("envs_dirs")[0]
    (tmp_path / "condarc").write_text(f"{condarc}envs_dirs:\n  - {envs}\n", encoding="utf-8")
    kept = {key: text for key, text in os.environ.items() if not key.startswith(("JUPYTER", "J"))}
    path = f"{prefix / 'bin'}:{os.environ['PATH']}"
    own = {"HOME": str(home), "PATH": path, "CONDARC": str(tmp_path / "condarc")}
    return kept | {name: settings[name] for name in settings if not name.startswith("PIP")} | own


@pytest.mark.skipif(os.name == "nt", reason="an image is Linux")
@pytest.mark.skipif(
    not (ROOT / "jupyter_envmgr" / "labextension" / "package.json").is_file(),
    reason="the panel is not built",
)
def test_the_image_is_made_and_has_the_tours_environment_when_it_starts(image, tmp_path):
    home = Path(image["HOME"])
    subprocess.run(["./binder/postBuild"], cwd=home, env=image, check=True, timeout=250)
    assert (tmp_path / "image" / "etc" / "jupyter" / "jupyter_config.json").is_file()
    assert (tmp_path / "image" / "share" / "jupyter" / "labextensions" / "jupyter-envmgr").is_dir()
    assert list(home.glob(".jupyter/lab/workspaces/*.jupyterlab-workspace"))
    assert not (tmp_path / "envs" / "tour").exists()
    command = [str(home / "binder" / "start"), "echo", "Jupyter", "starts"]
    done = subprocess.run(
        command, cwd=tmp_path, env=image, check=True, capture_output=True, text=True
    )
    assert done.stdout.endswith("Jupyter starts\n")
    assert (tmp_path / "envs" / "tour" / "conda-meta").is_dir()
    again = subprocess.run(
        command, cwd=tmp_path, env=image, check=True, capture_output=True, text=True
    )
    assert again.stdout == "Jupyter starts\n"


@pytest.fixture
def demo(tmp_path, settings):
    """A server with the tour's environment, configured as the image is."""
    config = tmp_path / "config"
    config.mkdir()
    shutil.copy(BINDER / "jupyter_config.json", config)
    with jupyter_server(tmp_path, settings) as server:
        text = (BINDER / "tour.yml").read_text(encoding="utf-8")
        with server.environment("tour", file={"name": "tour.yml", "text": text}):
            yield server


def test_the_demo_opens_on_the_tour(demo):
    address = demo.address
    url = f"http://{address.host}:{address.port}/?token={address.token}"
    with urllib.request.urlopen(url, timeout=60) as page:
        assert page.url.partition("?")[0].endswith("/lab/tree/binder/tour.ipynb")
    workspace = json.loads((BINDER / "tour.jupyterlab-workspace").read_text(encoding="utf-8"))
    layout = workspace["data"]["layout-restorer:data"]
    assert layout["left"]["current"] == "jupyter-envmgr:panel"


def test_the_tour_runs_from_top_to_bottom(demo):
    name = TOUR.metadata["kernelspec"]["name"]
    assert name in demo.connection.ask("GET", "api/kernelspecs")["kernelspecs"]
    said = {}
    with demo.kernel(name, "binder/tour.ipynb") as kernel:
        for cell in TOUR.cells:
            if cell.cell_type == "code":
                answer = kernel.run(cell.source)
                assert answer.error == "", (cell.source, answer)
                assert 'role="alert"' not in answer.html, (cell.source, answer)
                said.setdefault(cell.source, answer)
    by_line = {source.partition("\n")[0]: answer for source, answer in said.items()}
    assert "pandas cannot be imported" in by_line["try:"].text
    assert "numpy" in by_line["%envmgr doctor --repair"].plain
    assert by_line["import pandas"].plain == "np.float64(2.0)"
    assert by_line["import importlib.metadata"].plain.startswith("'4.")
    assert "humanize" in by_line["%envmgr export small"].plain
    assert "small" not in demo.names()


def test_the_tour_is_kept_without_what_it_shows():
    assert [cell for cell in TOUR.cells if cell.cell_type == "code" and cell.outputs] == []
