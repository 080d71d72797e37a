"""Answers as HTML, for a notebook's outputs: one function for each kind that a Display shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from . import html_changes, measures
from .backend import ENDED
from .markup import (
    FEW,
    Cell,
    bar,
    block,
    box,
    code,
    dim,
    folded,
    line,
    number,
    page,
    plain,
    strong,
    table,
    title,
    wide,
)
from .text import PHASES

if TYPE_CHECKING:
    from .display import Data

_KINDS = {"error": "bad", "warning": "warning", "info": "info"}
_DETAILS = {
    "explanation": "What the solver says",
    "reason": "The reason, in the library's words",
    "files": "The files",
    "error": "The error, in the system's words",
}
"""Details that tell a person more than the message has; the others are for programs."""
_NEXT = {
    "create": ("%envmgr use {name}", "switches this notebook to it"),
    "clone": ("%envmgr use {name}", "switches this notebook to it"),
    "remove": ("%envmgr restore {name}", "brings it back"),
}
"""By a job's action: what one may type now, and what that does."""

plan = html_changes.plan
diff = html_changes.diff


def where(data: Data) -> str:
    """Where one is."""
    environment, kernel = data["environment"], data["kernel"]
    if environment is None:
        first = "This notebook's Python is in no conda environment that is known here."
        return page(
            line(plain(first), "info"), line(f"{code('%envmgr list')} shows all there are.")
        )
    parts = [title(environment["name"], f" {dim(_layers(environment))}")]
    parts += [line(code(environment["prefix"]), "dim"), *_state(environment)]
    if kernel and kernel["outdated"]:
        said = (
            "Its packages have changed since this kernel started; what is loaded stays as it was."
        )
        parts.append(line(f"{plain(said)} Restart the kernel to use what is there now.", "warning"))
    parts += _findings((data["health"] or {}).get("problems", []))
    return page(*parts)


def environments(data: Data, here: str = "") -> str:
    """Every environment, the one that one is in marked."""
    head = ("", "Environment", "Python", "conda", "pip", "Kernel", "", "Folder")
    body = [
        (
            Cell('<span title="You are here">●</span>' if each["name"] == here else ""),
            Cell(strong(each["name"]) if each["name"] == here else plain(each["name"])),
            each["python"] or "",
            number(each["conda_packages"]),
            number(each["pip_packages"] or ""),
            "yes" if each["kernels"] else "",
            _word(each),
            Cell(dim(each["prefix"]), "wide"),
        )
        for each in data["environments"]
    ]
    return _listed(head, body, "There are no environments; %envmgr create makes one.")


def removed(data: Data) -> str:
    """Environments that can be brought back."""
    head = ("Environment", "Removed", "Size", "Folder")
    body = [
        (
            each["name"],
            measures.moment(each["removed"]),
            number(measures.size(each["size"])),
            Cell(dim(each["prefix"]), "wide"),
        )
        for each in data["environments"]
    ]
    back = line(f"{code('%envmgr restore NAME')} brings one back.", "dim") if body else ""
    return _listed(head, body, "Nothing was removed that could be brought back.", back)


def packages(data: Data, environment: str = "") -> str:
    """What is installed, what was asked for in bold."""
    head = ("Package", "Version", "Build", "Channel", "Layer")
    ordered = sorted(data["packages"], key=lambda each: (not each["requested"], each["name"]))
    body = [
        (
            Cell(strong(each["name"]) if each["requested"] else plain(each["name"])),
            each["version"],
            Cell(dim(each["build"])),
            Cell(dim(each["channel"])),
            each["layer"],
        )
        for each in ordered
    ]
    problems = "".join(_problem(each) for each in data["problems"])
    first = title(environment, f" {dim(measures.count(len(body), 'package'))}")
    shown = table(head, body, FEW) if body else line(plain("It has no packages."), "dim")
    return page(first, shown, problems)


def hits(data: Data, query: str = "") -> str:
    """Packages that were found."""
    head = ("Package", "Version", "Channel", "Summary")
    body = [
        (each["name"], each["version"], Cell(dim(each["channel"])), wide(each["summary"]))
        for each in data["packages"]
    ]
    return _listed(head, body, f"No channel has a package with {query!r} in its name.")


def versions(data: Data) -> str:
    """Every build of a package."""
    head = ("Version", "Build", "Python", "Size", "Channel")
    body = [
        (
            each["version"],
            Cell(dim(each["build"])),
            each["python"] or "",
            number(measures.size(each["size"])),
            Cell(dim(each["channel"])),
        )
        for each in data["versions"]
    ]
    return _listed(head, body, f"No channel has a package named {data['name']}.")


def export(data: Data, path: str = "") -> str:
    """An environment written down, or where it was written."""
    first = line(f"Written to {code(path)}.", "good") if path else block(data["text"])
    return page(first, *(line(plain(each), "info") for each in data["notices"]))


def revisions(data: Data) -> str:
    """The states of an environment, the present one in bold."""
    head = ("State", "When", "What", "By", "Size", "")
    body = [
        (
            Cell(code(each["id"])),
            measures.moment(each["when"]),
            Cell(
                strong(each["title"]) if each["state"] == "current" else plain(each["title"]),
                "wide",
            ),
            each["door"],
            number(measures.size(each["size"])),
            _standing(each, data["undo"]),
        )
        for each in data["revisions"]
    ]
    hint = line(f"{code('%envmgr undo')} goes back one step.", "dim") if data["undo"] else ""
    return _listed(head, body, f"{data['environment']} has no history yet.", hint)


def health(data: Data, environment: str = "") -> str:
    """What is wrong with an environment."""
    first = [title(environment)] if environment else []
    return page(*first, *_findings(data["problems"]))


def environment(data: Data) -> str:
    """An environment after something was done to it."""
    said = _state(data) or [line(plain("It may be changed."), "good")]
    return page(title(data["name"]), *said)


def text(data: Data) -> str:
    """Prose with line ends of its own."""
    return page(block(data["text"]))


def document(data: Data) -> str:
    """Any answer as JSON."""
    return page(block(json.dumps(data, indent=2)))


def job(data: Data) -> str:
    """A job that is done."""
    took = measures.duration(data["started"], data["ended"])
    hint = _after(data["action"], data["environment"])
    return page(line(f"{plain(data['title'])} {dim(took)}", "good"), hint)


def progress(data: Data) -> str:
    """A job under way."""
    at = data["progress"]
    said = at["message"] or PHASES.get(at["phase"], at["phase"])
    if data["state"] in ENDED:
        return page(line(plain(data["title"]), "dim"))
    amount = ""
    if at["total"]:
        measure = measures.size if at["unit"] == "bytes" else str
        amount = f"{measure(at['done'])} of {measure(at['total'])}"
    shown = bar(at["done"], at["total"], data["title"])
    return page(line(strong(data["title"])), line(f"{shown}{plain(said)} {dim(amount)}"))


def note(message: str) -> str:
    """A sentence beside the answer."""
    return page(line(plain(message), "info"))


def problem(data: Data) -> str:
    """Why there is no answer."""
    return page(_problem(data))


def _after(action: str, name: str) -> str:
    """What one may want to do after a job."""
    if action not in _NEXT:
        return ""
    command, does = _NEXT[action]
    return line(f"{code(command.format(name=name))} {does}.", "dim")


def _problem(data: Data) -> str:
    """Message, hint, and what the solver said."""
    hint = [line(plain(data["hint"]))] if data.get("hint") else []
    details = [
        folded(_DETAILS[key], block(_readable(value)))
        for key, value in (data.get("details") or {}).items()
        if key in _DETAILS and value
    ]
    return box("bad", strong(data["message"]), *hint, *details)


def _readable(value: Any) -> str:
    """A detail as people read it: a list in lines."""
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, indent=2)


def _findings(problems: list[Data]) -> list[str]:
    """What is wrong, worst first; that nothing is, too."""
    if not problems:
        return [line(plain("Nothing is wrong with it."), "good")]
    parts = []
    for each in problems:
        hint = f"<br>{dim(each['hint'])}" if each["hint"] else ""
        kind = _KINDS[each["severity"]]
        parts.append(line(f"{plain(each['message'])} {dim(each['code'])}{hint}", kind))
    if any(each["repair"] is not None for each in problems):
        parts.append(line(f"{code('%envmgr doctor --repair')} mends what can be mended.", "dim"))
    return parts


def _layers(data: Data) -> str:
    """Python, and how many packages each layer has."""
    parts = [
        f"Python {data['python']}" if data["python"] else "no Python",
        f"{data['conda_packages']} conda + {data['pip_packages']} pip packages",
        measures.size(data["size"]),
    ]
    return " · ".join(part for part in parts if part)


def _state(data: Data) -> list[str]:
    """What there is to say of an environment that is not simply there."""
    said = {
        "changing": ("info", "It is being changed."),
        "interrupted": ("warning", "A change of it was cut off; the next change puts that right."),
        "unreadable": ("bad", "It cannot be read."),
    }
    found = [said[data["state"]]] if data["state"] in said else []
    if data["protected"]:
        found.append(("info", "It is protected: clone it to change something."))
    elif not data["writable"]:
        found.append(("info", "Its folder may only be read."))
    if data["problem"]:
        found.append(("bad", data["problem"]["message"]))
    return [line(plain(words), kind) for kind, words in found]


def _word(data: Data) -> str:
    """The same in a word."""
    if data["state"] != "ready":
        return str(data["state"])
    if data["protected"]:
        return "protected"
    return "" if data["writable"] else "read-only"


def _standing(revision: Data, undo: str | None) -> str:
    """What a state is to the person."""
    return "← undo" if revision["id"] == undo else str(revision["state"])


def _listed(head: tuple[str, ...], body: list[Any], otherwise: str, below: str = "") -> str:
    """A table, or why there is none."""
    return page(table(head, body, FEW * 2) + below if body else line(plain(otherwise), "dim"))
