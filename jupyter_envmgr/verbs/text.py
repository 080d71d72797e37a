"""Answers as plain text: for terminals, logs, and whatever has no HTML."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from . import changes_text, measures
from .backend import BackendError
from .display import Display
from .table import clean, rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from .display import Data

PHASES = {
    "wait": "Waiting",
    "solve": "Solving",
    "fetch": "Downloading",
    "link": "Linking",
    "pip": "Installing pip's layer",
    "finish": "Finishing",
    "copy": "Copying",
    "remove": "Removing",
    "check": "Comparing checksums",
}
_EXPLAINED = 20
"""Lines of a solver's explanation that are shown."""


class TextDisplay(Display):
    """Answers on one stream; progress, notes and problems on another, a line for each step."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.out = out or sys.stdout
        self.err = err or sys.stderr
        self._last = ""
        self._phase = ""

    def paint(self, text: str, style: str) -> str:  # noqa: ARG002 - plain text has no styles
        """The text in a style: good, bad, warning, dim or strong."""
        return text

    def say(self, *lines: str) -> None:
        """Lines of an answer."""
        for line in lines:
            self.out.write(f"{line}\n")
        self.out.flush()

    def tell(self, *lines: str) -> None:
        """Lines beside it."""
        for line in lines:
            self.err.write(f"{line}\n")
        self.err.flush()

    def where(self, data: Data) -> None:
        environment, kernel = data["environment"], data["kernel"]
        if environment is None:
            self.say("You are in no environment that is known here; list shows all there are.")
            return
        self.say(f"{self.paint(environment['name'], 'strong')}  {clean(environment['prefix'])}")
        self.say(f"  {_summary(environment)}")
        for line in _state(environment):
            self.say(f"  {line}")
        if kernel and kernel["outdated"]:
            self.say("  This kernel is older than its environment's last change: restart it.")
        self.health(data["health"] or {"problems": []})

    def environments(self, data: Data, here: str = "") -> None:
        head = ("", "NAME", "PYTHON", "CONDA", "PIP", "", "FOLDER")
        body = [
            (
                "*" if each["name"] == here else "",
                each["name"],
                each["python"] or "",
                each["conda_packages"],
                each["pip_packages"] or "",
                _word(each),
                each["prefix"],
            )
            for each in data["environments"]
        ]
        self._table(head, body, "There are no environments; create makes one.")

    def removed(self, data: Data) -> None:
        head = ("NAME", "REMOVED", "STATE", "SIZE", "FOLDER")
        body = [
            (
                each["name"],
                measures.moment(each["removed"]),
                each["revision"],
                measures.size(each["size"]),
                each["prefix"],
            )
            for each in data["environments"]
        ]
        self._table(head, body, "Nothing was removed that could be brought back.")

    def packages(self, data: Data, environment: str = "") -> None:
        head = ("", "NAME", "VERSION", "BUILD", "CHANNEL", "LAYER")
        body = [
            (
                "*" if each["requested"] else "",
                *(each[key] for key in ("name", "version", "build", "channel", "layer")),
            )
            for each in data["packages"]
        ]
        self._table(head, body, f"{environment} has no packages.")
        for problem in data["problems"]:
            self.problem(problem)

    def plan(self, data: Data) -> None:
        self.say(*changes_text.plan(data, self.paint))

    def diff(self, data: Data) -> None:
        self.say(*changes_text.diff(data, self.paint))

    def revisions(self, data: Data) -> None:
        head = ("", "STATE", "WHEN", "BY", "SIZE", "", "WHAT")
        body = [
            (
                "*" if each["state"] == "current" else "",
                each["id"],
                measures.moment(each["when"]),
                each["door"],
                measures.size(each["size"]),
                "undo" if each["id"] == data["undo"] else each["state"],
                each["title"],
            )
            for each in data["revisions"]
        ]
        self._table(head, body, f"{data['environment']} has no history yet.")
        if data["size"]:
            self.say(f"Kept states take {measures.size(data['size'])}; prune deletes them.")

    def job(self, data: Data) -> None:
        took = measures.duration(data["started"], data["ended"])
        took = f" in {took}" if took else ""
        self.say(f"{self.paint('Done', 'good')}{took}: {clean(data['title'])}.")

    def hits(self, data: Data, query: str = "") -> None:
        head = ("NAME", "VERSION", "CHANNEL", "SUMMARY")
        body = [
            tuple(each[key] for key in ("name", "version", "channel", "summary"))
            for each in data["packages"]
        ]
        self._table(head, body, f"No channel has a package with {query!r} in its name.")

    def versions(self, data: Data) -> None:
        head = ("VERSION", "BUILD", "PYTHON", "SIZE", "CHANNEL")
        body = [
            (
                each["version"],
                each["build"],
                each["python"] or "",
                measures.size(each["size"]),
                each["channel"],
            )
            for each in data["versions"]
        ]
        self._table(head, body, f"No channel has a package named {data['name']}.")

    def export(self, data: Data, path: str = "") -> None:
        if path:
            self.say(f"Written to {path}.")
        else:
            self.out.write(data["text"])
            self.out.flush()
        for notice in data["notices"]:
            self.note(notice)

    def health(self, data: Data, environment: str = "") -> None:
        if not data["problems"]:
            about = f" with {environment}" if environment else ""
            self.say(self.paint(f"  Nothing is wrong{about}.", "good"))
        for each in data["problems"]:
            style = "bad" if each["severity"] == "error" else "warning"
            label = self.paint(f"{each['severity']} ({each['code']})", style)
            self.say(f"  {label}: {clean(each['message'])}")
            if each["hint"]:
                self.say(f"    {clean(each['hint'])}")
        if any(each["repair"] for each in data["problems"]):
            self.say("  doctor --repair mends what can be mended.")

    def environment(self, data: Data) -> None:
        words = _state(data) or ["It may be changed."]
        self.say(f"{self.paint(data['name'], 'strong')}: {' '.join(words)}")

    def text(self, data: Data) -> None:
        self.say(data["text"])

    def document(self, data: Data) -> None:
        self.say(json.dumps(data, indent=2))

    def progress(self, job: Data) -> None:
        """A line for each phase, and for each message that counts nothing."""
        progress = job["progress"]
        counts = progress["total"] and progress["phase"] == self._phase
        if job["state"] != "running" or progress["phase"] == "wait" or counts:
            return
        self._phase = progress["phase"]
        line = clean(progress["message"] or PHASES.get(self._phase, self._phase))
        if line != self._last:
            self._last = line
            self.tell(line)

    def note(self, message: str) -> None:
        self.tell(clean(message))

    def problem(self, problem: Data) -> None:
        self.tell(f"{self.paint('Problem', 'bad')}: {clean(problem['message'])}")
        self.tell(*(f"  {clean(line)}" for line in _explanation(problem)[:_EXPLAINED]))
        if problem.get("hint"):
            self.tell(clean(problem["hint"]))

    def confirm(self, question: str, consequences: list[str], *, destroys: bool) -> bool:  # noqa: ARG002 - nobody can be asked
        said = [*consequences, "This wants a yes, and there is nobody to ask."]
        raise BackendError.of("unconfirmed", " ".join(said), "Add --yes to do it.")

    def _table(self, head: Sequence[str], body: Sequence[Sequence[object]], otherwise: str) -> None:
        if not body:
            self.tell(otherwise)
            return
        first, *rest = rows(head, body)
        self.say(self.paint(first, "dim"), *rest)


def _explanation(problem: Data) -> list[str]:
    """What a library had to say, in its own words."""
    details = problem.get("details") or {}
    lines = details.get("explanation") or str(details.get("reason") or "").splitlines()
    return list(lines) if isinstance(lines, (list, tuple)) else [str(lines)]


def _summary(environment: Data) -> str:
    """Python, both layers, kernels and size, in a line."""
    python, kernels = environment["python"], environment["kernels"]
    parts = [
        f"Python {python}" if python else "no Python",
        measures.count(environment["conda_packages"], "conda package"),
        measures.count(environment["pip_packages"], "pip package"),
        f"kernel {', '.join(kernels)}" if kernels else "no kernel for notebooks",
        measures.size(environment["size"]),
    ]
    return ", ".join(part for part in parts if part)


def _state(environment: Data) -> list[str]:
    """What there is to say of an environment that is not simply there."""
    said = {
        "changing": "It is being changed.",
        "interrupted": "A change of it was cut off; recover ends that.",
        "unreadable": "It cannot be read.",
    }
    lines = [said[environment["state"]]] if environment["state"] in said else []
    if environment["protected"]:
        lines.append("It is protected: clone it to change something.")
    elif not environment["writable"]:
        lines.append("Its folder does not let us write.")
    if environment["problem"]:
        lines.append(clean(environment["problem"]["message"]))
    return lines


def _word(environment: Data) -> str:
    if environment["state"] != "ready":
        return str(environment["state"])
    if environment["protected"]:
        return "protected"
    return "" if environment["writable"] else "read-only"
