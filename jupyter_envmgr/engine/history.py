"""conda's own diary, ``conda-meta/history``, kept the way conda keeps it.

The format is conda's (``conda/history.py``): a line ``==> time <==``, comments that name the
command and the specs, then one line per package, ``+`` for linked and ``-`` for unlinked. With it
``conda env export --from-history``, ``conda list --revisions`` and conda's solver see what a
person asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path


def append_history(  # noqa: PLR0913 - by keyword, each a line of the format
    prefix: Path, command: str, *, added: Iterable[str], removed: Iterable[str] = (),
    specs: Iterable[str] = (), dropped: Iterable[str] = (), when: datetime | None = None,
) -> None:  # fmt: skip
    """Write one revision, where there is anything to write.

    ``added`` and ``removed`` are distributions as ``channel/subdir::name-version-build``;
    ``specs`` are the MatchSpecs that were asked for, ``dropped`` those that no longer are.
    """
    added, removed, specs, dropped = map(list, (added, removed, specs, dropped))
    if not (added or removed or specs or dropped):
        return
    moment = (when or datetime.now().astimezone()).strftime("%Y-%m-%d %H:%M:%S")
    lines = [f"==> {moment} <==", f"# cmd: {_one_line(command)}"]
    lines += [f"-{dist}" for dist in sorted(removed)]
    lines += [f"+{dist}" for dist in sorted(added)]
    if asked := [_one_line(spec) for spec in specs]:
        lines.append(f"# update specs: {asked!r}")
    if gone := [_one_line(spec) for spec in dropped]:
        lines.append(f"# remove specs: {gone!r}")
    path = prefix / "conda-meta" / "history"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(lines) + "\n")


def _one_line(text: str) -> str:
    return " ".join(text.split())
