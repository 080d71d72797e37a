"""Environments made by hand: enough of one for Jupyter to see its kernels."""

import json
from pathlib import Path

PYTHON = {
    "argv": ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "display_name": "Python 3 (ipykernel)",
    "language": "python",
    "metadata": {"debugger": True},
}
R = {"argv": ["R", "-f", "{connection_file}"], "display_name": "R", "language": "R"}


def make_environment(prefix, **kernels):
    """A prefix with kernels, by the names of their folders; text stands for itself."""
    (prefix / "conda-meta").mkdir(parents=True)
    (prefix / "conda-meta" / "history").touch()
    for name, content in kernels.items():
        add_kernel(prefix, name, content)
    return prefix


def add_kernel(prefix, name, content):
    folder = Path(prefix, "share", "jupyter", "kernels", name)
    folder.mkdir(parents=True)
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / "kernel.json").write_text(text, encoding="utf-8")
    (folder / "logo-64x64.png").write_bytes(b"\x89PNG")
    return folder
