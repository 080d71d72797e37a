"""Other programs hear of a change: conda by its list of environments, Jupyter by its kernels."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path

import platformdirs

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.models import Progress
from jupyter_envmgr.prefixes import (
    add_to_environments_txt,
    read_environments_txt,
    remove_from_environments_txt,
)

Report = Callable[[Progress], None]

_log = logging.getLogger(__name__)


class Announcer:
    """Tells them; what cannot be told undoes nothing.

    ``changed`` is called, in a thread, before a change counts as done.
    """

    def __init__(
        self, load: Callable[[], Condarc], changed: Callable[[], None] = lambda: None
    ) -> None:
        self._load = load
        self._changed = changed

    async def tell(self, prefix: Path, report: Report) -> None:
        """Say whether an environment is there, and that it may have other packages."""
        if error := await asyncio.to_thread(self.note, prefix):
            message = f"Other programs could not be told of it: {error}"
            report(Progress(phase="finish", message=message))

    def note(self, prefix: Path) -> Exception | None:
        """Do it at once; what went wrong, if anything.

        conda's list has what is there. A list of ours has what was removed elsewhere than in the
        folders for environments: it can be brought back, and nothing else tells of it.
        """
        condarc = self._load()
        listed, removed = condarc.environments_txt, _removed_txt()
        try:
            if os.path.lexists(prefix):
                add_to_environments_txt(listed, prefix)
                remove_from_environments_txt(removed, prefix)
            else:
                remove_from_environments_txt(listed, prefix)
                if prefix.parent not in condarc.envs_dirs:
                    add_to_environments_txt(removed, prefix)
            self._changed()
        except (OSError, ValueError) as error:
            _log.warning("other programs could not be told of %s: %s", prefix, error)
            return error
        return None

    def folders(self) -> list[Path]:
        """Where environments are, or were."""
        condarc = self._load()
        known = [condarc.environments_txt, _removed_txt()]
        listed = (Path(prefix).parent for file in known for prefix in read_environments_txt(file))
        return list(dict.fromkeys([*condarc.envs_dirs, *listed]))


def _removed_txt() -> Path:
    return platformdirs.user_state_path("jupyter_envmgr") / "removed.txt"
