"""Changes of packages as plain text: of a plan, and between two states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from . import measures
from .table import clean, rows

if TYPE_CHECKING:
    from .display import Data

    Paint = Callable[[str, str], str]

_SIGNS = {
    "install": "+",
    "remove": "-",
    "upgrade": "↑",
    "downgrade": "↓",
    "rebuild": "~",
    "reinstall": "~",
}
_STYLES = {"install": "good", "remove": "bad", "downgrade": "warning"}


def plan(data: Data, paint: Paint) -> list[str]:
    """What will be done, layer by layer; what the rules say; what it takes."""
    changes = [*data["conda"], *data["pip"]]
    lines = [paint(clean(data["title"]), "strong")]
    if not changes and data["action"] == "change":
        lines.append("There is nothing to do.")
    for layer in ("conda", "pip"):
        lines += _layer(layer, data[layer], paint)
    for notice in data["notices"]:
        style = {"error": "bad", "warning": "warning"}.get(notice["severity"], "dim")
        lines.append(f"{paint(notice['severity'], style)}: {clean(notice['message'])}")
    if changes:
        lines.append(_totals(data, changes))
    return lines


def diff(data: Data, paint: Paint) -> list[str]:
    """What going from one state to another changes."""
    title = f"From {data['before'] or 'nothing'} to {data['after']}"
    lines = [paint(title, "strong")]
    if not data["changes"]:
        lines.append("The packages are the same.")
    for layer in ("conda", "pip"):
        lines += _layer(layer, [each for each in data["changes"] if each["layer"] == layer], paint)
    return lines


def _layer(layer: str, changes: list[Data], paint: Paint) -> list[str]:
    if not changes:
        return []
    ordered = sorted(changes, key=lambda each: (not each["requested"], each["name"]))
    head = ("", layer, "before", "after", "size", "channel")
    first, *rest = rows(head, [_row(each) for each in ordered])
    painted = [
        paint(line, _STYLES[each["action"]]) if each["action"] in _STYLES else line
        for each, line in zip(ordered, rest)
    ]
    return [paint(first, "dim"), *painted]


def _row(change: Data) -> tuple[str, ...]:
    same = change["before"] == change["after"]
    builds = same and change["build_before"] != change["build_after"]
    before = change["before"] or ""
    after = change["after"] or ""
    return (
        _SIGNS.get(change["action"], " ") + ("*" if change["requested"] else ""),
        change["name"],
        f"{before} {change['build_before']}" if builds else before,
        f"{after} {change['build_after']}" if builds else after,
        measures.size(change["size"]) if change["fetch"] else "",
        change["channel"],
    )


def _totals(data: Data, changes: list[Data]) -> str:
    counts: dict[str, int] = {}
    for change in changes:
        counts[change["action"]] = counts.get(change["action"], 0) + 1
    parts = [f"{number} to {action}" for action, number in counts.items()]
    download, grows = data["download_bytes"], data["disk_bytes"]
    if download:
        parts.append(f"{measures.size(download)} to download")
    if grows:
        parts.append(f"about {measures.size(abs(grows))} {'more' if grows > 0 else 'less'} on disk")
    return f"{measures.count(len(changes), 'package')}: {', '.join(parts)}."
