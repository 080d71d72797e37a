"""Other programs hear of a change: conda by its list of environments, Jupyter by its kernels."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.models import Progress
from jupyter_envmgr.prefixes import add_to_environments_txt, remove_from_environments_txt

Report = Callable[[Progress], None]
Note = Callable[[Path, Path], None]

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

    async def there(self, prefix: Path, report: Report) -> None:
        """An environment is new, or has other packages."""
        await self._tell(add_to_environments_txt, prefix, report)

    async def gone(self, prefix: Path, report: Report) -> None:
        await self._tell(remove_from_environments_txt, prefix, report)

    def note(self, prefix: Path) -> None:
        """Say whether an environment is there, after a change of it was cut off."""
        listed = self._load().environments_txt
        try:
            if os.path.lexists(prefix):
                add_to_environments_txt(listed, prefix)
            else:
                remove_from_environments_txt(listed, prefix)
            self._changed()
        except (OSError, ValueError) as error:
            _log.warning("other programs could not be told of %s: %s", prefix, error)

    async def _tell(self, note: Note, prefix: Path, report: Report) -> None:
        try:
            await asyncio.to_thread(note, self._load().environments_txt, prefix)
            await asyncio.to_thread(self._changed)
        except (OSError, ValueError) as error:
            _log.warning("other programs could not be told of %s: %s", prefix, error)
            message = f"Other programs could not be told of it: {error}"
            report(Progress(phase="finish", message=message))
