"""An environment gets another name: a copy takes its place elsewhere, and it is taken away."""

from __future__ import annotations

from pathlib import Path

from jupyter_envmgr.errors import EnvmgrError, StalePlanError
from jupyter_envmgr.transaction.beside import Beside
from jupyter_envmgr.transaction.copy import foreign
from jupyter_envmgr.transaction.copy_file import Stop, never
from jupyter_envmgr.transaction.history import Cause, Entry, made, read_history
from jupyter_envmgr.transaction.journal import number
from jupyter_envmgr.transaction.meanwhile import Meanwhile
from jupyter_envmgr.transaction.stage import Stage
from jupyter_envmgr.transaction.state import fingerprint


class Rename:
    """One under way, begun before the environment at ``away.place`` is copied to ``stage``."""

    def __init__(self, stage: Stage, away: Stage, cause: Cause) -> None:
        self._old = away.place
        self._stage, self._away = stage, away
        self._cause = cause
        self._state = fingerprint(self._old)
        self._meanwhile = Meanwhile(self._old, stage.path)

        self.message = f"Giving {self._old.name} its new name"
        if self._old.is_symlink():
            led = self._old.resolve()
            self.message = f"{self._old.name} is a link: {led}, where it leads, stays"

    def bring_over(self, stop: Stop = never) -> None:
        """Do in the copy what was done in the environment since.

        Raises
        ------
        StalePlanError
            conda or pip in a terminal has changed it.
        ClobberError, UnreadableError, NotWritableError, DiskFullError, CancelledError

        """
        self._meanwhile.bring_over(tie=False, stop=stop)
        if fingerprint(self._old) != self._state:
            raise StalePlanError(
                f"{self._old.name} has been changed by another program meanwhile.",
                hint="Try it again. Nothing was changed.",
            )

    def finish(self) -> None:
        """Put the copy in its place and take the environment away: both, or nothing."""
        before = self._described()
        self._away.take_after(before, self._stage)
        self._stage.commit(made(self._stage.path, before, self._cause))
        new = self._stage.place
        try:
            self._away.take(before)
        except (EnvmgrError, OSError):
            if self._meanwhile.is_as_seen() and number(new):  # else some of it is deleted
                new.rename(self._stage.path)
            raise
        self._meanwhile.look_back(self._away.path, new)

    def _described(self) -> Entry | None:
        """What the environment is, to be kept; of a link, only what it leads to is one."""
        if self._old.is_symlink():
            return None
        return read_history(Beside(self._old).history).present(self._old)


def not_its_own(prefix: Path) -> list[str]:
    """Give what a copy leaves out, and a rename would delete."""
    return list(foreign(prefix, prefix.parent))
