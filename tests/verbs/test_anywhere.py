"""The verbs are loaded by kernels of any age, in environments that have nothing of ours."""

import ast
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
LOAD = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location(
    "somewhere", sys.argv[1] + "/__init__.py", submodule_search_locations=[sys.argv[1]]
)
package = importlib.util.module_from_spec(spec)
sys.modules["somewhere"] = package
spec.loader.exec_module(package)
from somewhere import perform, definition, text, complete, context, rest, html
assert definition.parse(["install", "x"], "magic")[0].name == "install"
assert "jupyter_envmgr" not in sys.modules
"""


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


def test_it_can_be_loaded_by_its_path_where_nothing_is_installed():
    command = [sys.executable, "-I", "-S", "-W", "error", "-c", LOAD, str(FOLDER)]
    subprocess.run(command, check=True, timeout=60)


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
