import ast
import re
from pathlib import Path

from jupyter_envmgr import health

DOCS = Path(__file__).parents[2] / "docs" / "health.md"


def test_every_code_is_a_section_of_the_docs_and_no_other():
    sources = Path(health.__file__).parent.glob("*.py")
    nodes = [node for path in sources for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    codes = {
        node.value.value
        for node in nodes
        if isinstance(node, ast.keyword)
        and node.arg == "code"
        and isinstance(node.value, ast.Constant)
    }
    sections = re.findall(r"^## (.+)$", DOCS.read_text("utf-8"), re.MULTILINE)
    assert len(codes) > 15
    assert sorted(sections) == sorted(codes)
