"""pip packages of which nothing tells the files: they can be neither removed nor replaced.

The list is ``RECORD`` (packaging specification "Recording installed projects"); a pip that was
killed leaves packages without it, and so do some programs.
"""

from __future__ import annotations

from collections.abc import Collection

from jupyter_envmgr.errors import PipError
from jupyter_envmgr.planner.before import Before


def refuse_unrecorded(before: Before, uninstall: Collection[str]) -> None:
    """Raise PipError where a plan would have to remove one of them."""
    for each in before.on_top:
        if each.name in uninstall and not each.recorded:
            raise PipError(
                f"{each.name} {each.version} cannot be removed or replaced: nothing tells which "
                "files it has.",
                hint="Remove it with the program that installed it, or build the environment anew.",
                packages=[each.name],
            )
