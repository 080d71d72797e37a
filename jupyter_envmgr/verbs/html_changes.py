"""Changes of packages as HTML: of a plan, and between two states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import measures
from .markup import FEW, Cell, code, dim, line, number, page, plain, strong, table, title

if TYPE_CHECKING:
    from .display import Data

_DONE = {
    "install": "new",
    "remove": "removed",
    "upgrade": "upgraded",
    "downgrade": "downgraded",
    "rebuild": "rebuilt",
    "reinstall": "put back",
}
_SIGNS = {
    "install": ("+", "plus"),
    "remove": ("−", "minus"),  # noqa: RUF001 - a minus that is as wide as the plus
    "upgrade": ("↑", "plus"),
    "downgrade": ("↓", "minus"),
    "rebuild": ("↻", "other"),
    "reinstall": ("↻", "other"),
}
_LITTLE = 1_000_000
"""Bytes more or less on disk that are not worth telling."""
_KINDS = {"error": "bad", "warning": "warning", "info": "info"}


def plan(data: Data) -> str:
    """What will be done, what the rules say, and what it takes."""
    changes = [*data["conda"], *data["pip"]]
    if not changes and data["action"] == "change":
        return page(
            line(f"{plain(data['title'])}: there is nothing to do.", "good"), *_notices(data)
        )
    parts = [title(data["title"]), line(_totals(data, changes), "dim"), *_notices(data)]
    return page(*parts, _changes(changes))


def diff(data: Data) -> str:
    """What going from one state to another changes."""
    states = f"From {code(data['before'])} to {code(data['after'])}"
    if not data["changes"]:
        return page(line(f"{states}: the packages are the same.", "good"))
    return page(
        line(states), line(plain(_counts(data["changes"])), "dim"), _changes(data["changes"])
    )


def _changes(changes: list[Data]) -> str:
    """A table, with what was asked for by name first, and in bold."""
    ordered = sorted(changes, key=lambda each: (not each["requested"], each["name"]))
    after = "After" if any(each["before"] for each in changes) else "Version"
    head = ("", "Package", "Before", after, "Layer", "Size", "Channel")
    return table(head, list(map(_row, ordered)), FEW) if changes else ""


def _row(change: Data) -> tuple[Cell | str, ...]:
    name = strong(change["name"]) if change["requested"] else plain(change["name"])
    same = change["before"] == change["after"]
    builds = same and change["build_before"] != change["build_after"]
    what = _DONE[change["action"]]
    sign, kind = _SIGNS[change["action"]]
    return (
        Cell(f'<span class="{kind}" title="{what}">{sign}</span>'),
        Cell(name),
        Cell(_version(change["before"], change["build_before"] if builds else "")),
        Cell(_version(change["after"], change["build_after"] if builds else "") or dim(what)),
        change["layer"],
        number(measures.size(change["size"]) if change["fetch"] else ""),
        Cell(dim(change["channel"])),
    )


def _version(version: str | None, build: str) -> str:
    return f"{plain(version)} {dim(build)}" if build else plain(version)


def _counts(changes: list[Data]) -> str:
    """``3 new, 1 upgraded``."""
    counts: dict[str, int] = {}
    for change in changes:
        counts[change["action"]] = counts.get(change["action"], 0) + 1
    return ", ".join(f"{counts[each]} {_DONE[each]}" for each in _DONE if each in counts)


def _totals(data: Data, changes: list[Data]) -> str:
    download, disk = data["download_bytes"], data["disk_bytes"]
    parts = [_counts(changes)] if changes else []
    parts.append(f"{measures.size(download)} to download" if download else "nothing to download")
    if abs(disk) >= _LITTLE:
        parts.append(f"about {measures.size(abs(disk))} {'more' if disk > 0 else 'less'} on disk")
    return plain(" · ".join(parts))


def _notices(data: Data) -> list[str]:
    return [line(plain(each["message"]), _KINDS[each["severity"]]) for each in data["notices"]]
