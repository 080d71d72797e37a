"""Every verb's page in docs/verbs: ``python -m jupyter_envmgr.verbs.pages docs/verbs``."""

from __future__ import annotations

import os
import sys

from . import guide
from .definition import VERBS


def pages() -> dict[str, str]:
    """The text of each file, by its name."""
    found = {f"{name}.md": guide.markdown(verb) for name, verb in VERBS.items()}
    return {"README.md": guide.index(list(VERBS.values())), **found}


def main(folder: str) -> None:
    os.makedirs(folder, exist_ok=True)
    for name, text in pages().items():
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)


if __name__ == "__main__":  # pragma: no cover - a process of its own
    main(sys.argv[1])
