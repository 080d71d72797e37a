"""Every verb's page in docs/verbs: ``python -m jupyter_envmgr.verbs.pages docs/verbs``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from . import guide
from .definition import VERBS

if TYPE_CHECKING:
    from .verb import Verb


def pages() -> dict[str, str]:
    """The text of each file, by its name."""
    found = {f"{name}.md": _page(verb) for name, verb in VERBS.items()}
    return {"README.md": _index(list(VERBS.values())), **found}


def main(folder: str) -> None:
    os.makedirs(folder, exist_ok=True)
    for name, text in pages().items():
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)


def _page(verb: Verb) -> str:
    """A verb's page for docs/verbs; generated, so that it says what the programs say."""
    doors = [verb.door] if verb.door else ["magic", "cli"]
    lines = [f"# {verb.name}", "", f"{_capital(verb.summary)}.", "", "```"]
    lines += [guide.synopsis(verb, door) for door in doors]
    lines += ["```", ""]
    for paragraph in verb.description.split("\n"):
        lines += [paragraph, ""]
    lines += ["| option | |", "| --- | --- |"]
    for option in verb.options:
        only = {"cli": " (In a terminal.)", "magic": " (In a notebook.)"}.get(option.door, "")
        lines.append(f"| `{guide.spelt(option)}` | {option.help}{only} |")
    lines += ["", "Examples, with `%` in a notebook and `jupyter` in a terminal:", "", "```"]
    for example in verb.examples:
        lines.append(f"envmgr {example.line}    # {example.says}")
    return "\n".join([*lines, "```", ""])


def _index(verbs: list[Verb]) -> str:
    """The page that lists the verbs."""
    lines = [
        "# Verbs",
        "",
        "The same in a notebook (`%envmgr VERB`) and in a terminal (`jupyter envmgr VERB`).",
        "",
        "| verb | |",
        "| --- | --- |",
    ]
    where = {"cli": " (in a terminal)", "magic": " (in a notebook)", "": ""}
    lines += [
        f"| [{verb.name}]({verb.name}.md) | {_capital(verb.summary)}{where[verb.door]} |"
        for verb in verbs
    ]
    lines += [
        "",
        "[In a terminal](../terminal.md) tells of exit codes, `--json`, Tab and Dockerfiles.",
    ]
    return "\n".join([*lines, ""])


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


if __name__ == "__main__":  # pragma: no cover - a process of its own
    main(sys.argv[1])
