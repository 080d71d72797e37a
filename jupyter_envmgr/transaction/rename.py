"""An environment gets another name: a copy takes its place elsewhere, and it is taken away."""

from __future__ import annotations

from pathlib import Path

from jupyter_envmgr.errors import EnvmgrError, StalePlanError
from jupyter_envmgr.transaction.copy import foreign
from jupyter_envmgr.transaction.meanwhile import Meanwhile
from jupyter_envmgr.transaction.stage import Stage
from jupyter_envmgr.transaction.state import fingerprint


class Rename:
    """One under way, begun before the environment is copied to ``stage``."""

    def __init__(self, old: Path, new: Path, stage: Stage, away: Stage) -> None:
        self._old, self._new = old, new
        self._stage, self._away = stage, away
        self._state = fingerprint(old)
        self._meanwhile = Meanwhile(old, stage.path)

        self.message = f"Giving {old.name} its new name"
        if old.is_symlink():
            self.message = f"{old.name} is a link: {old.resolve()}, where it leads, stays"

    def bring_over(self) -> None:
        """Do in the copy what was done in the environment since.

        Raises
        ------
        StalePlanError
            conda or pip in a terminal has changed it.
        ClobberError, UnreadableError, NotWritableError, DiskFullError

        """
        self._meanwhile.bring_over(tie=False)
        if fingerprint(self._old) != self._state:
            raise StalePlanError(
                f"{self._old.name} has been changed by another program meanwhile.",
                hint="Try it again. Nothing was changed.",
            )

    def finish(self) -> None:
        """Put the copy in its place and take the environment away: both, or nothing."""
        self._stage.commit(self._new)
        try:
            self._away.take(self._old)
        except (EnvmgrError, OSError):
            if self._meanwhile.is_as_seen():  # else some of it is deleted
                self._stage.take(self._new)
            raise
        self._meanwhile.look_back(self._away.path, self._new)


def not_its_own(prefix: Path) -> list[str]:
    """Give what a copy leaves out, and a rename would delete."""
    return list(foreign(prefix, prefix.parent))
