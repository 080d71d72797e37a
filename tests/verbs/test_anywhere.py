"""The verbs are loaded by kernels of any age, in environments that have nothing of ours."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jupyter_envmgr import verbs
from jupyter_envmgr.verbs import pages

FOLDER = Path(verbs.__file__).parent
FILES = sorted(FOLDER.glob("*.py"))
DOCS = Path(__file__).parents[2] / "docs" / "verbs"
NEWER = {"removeprefix", "removesuffix", "with_stem", "is_relative_to", "pairwise", "batched"}
"""Methods that Python 3.8 does not have."""
HERE = Path(__file__).parent


def pythons():
    """The running one, and others that are installed side by side, from 3.8 on."""
    folders = sorted(Path.home().glob(".pyenv/versions/3.*/bin"))
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    named = (shutil.which(f"python3.{minor}", path=path) for minor in range(8, 20))
    return [sys.executable, *filter(None, named)]


PYTHONS = pythons()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_is_written_for_python_3_8(file):
    tree = ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 8))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert used & NEWER == set()
    zips = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "zip" and node.keywords
    ]
    assert zips == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_imports_the_standard_library_and_its_neighbours_only(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert {each.name.split(".")[0] for each in node.names} <= sys.stdlib_module_names
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 1 or node.module.split(".")[0] in sys.stdlib_module_names


@pytest.mark.parametrize("python", PYTHONS)
def test_every_verb_can_be_done_by_every_python_of_this_machine(python):
    """Where nothing is installed: isolated, without site-packages."""
    command = [python, "-I", "-S", "-W", "error", str(HERE / "exercise.py")]
    done = subprocess.run(
        [*command, str(FOLDER), str(HERE / "memory.py")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def test_annotations_that_are_evaluated_suit_python_3_8():
    """Aliases and base classes are values: ``dict[str, Any]`` there is an error in 3.8."""
    for file in FILES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript):
                name = getattr(node.value.value, "id", "")
                assert name not in {"dict", "list", "tuple", "set"}, f"{file.name}: {name}[...]"
            assert not (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.BinOp)
                and isinstance(node.value.op, ast.BitOr)
            ), file.name


def test_the_pages_of_the_verbs_are_fresh():
    made = pages.pages()
    assert {file.name for file in DOCS.glob("*.md")} == set(made)
    for name, text in made.items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, "make api"


def test_pages_are_written_where_one_says(tmp_path):
    pages.main(str(tmp_path / "verbs"))
    assert "# install" in (tmp_path / "verbs" / "install.md").read_text(encoding="utf-8")
