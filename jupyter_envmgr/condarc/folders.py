"""Folders as conda's settings name them, and those it adds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

_VARIABLE = re.compile(r"\$(\w+)|\$\{([^}]*)\}")
_PERCENT = re.compile(r"%(\w+)%")


class Folders(Struct, frozen=True):
    """Where this person's and the installation's folders are."""

    environ: Mapping[str, str]
    home: Path
    root: Path | None
    mamba_root: Path | None
    windows: bool

    def expand(self, text: str) -> str:
        """The text with its variables replaced; those that are not set stay as they are."""
        text = _VARIABLE.sub(self._value, text)
        return _PERCENT.sub(self._value, text) if self.windows else text

    def absolute(self, text: str) -> Path:
        """The folder that a setting means: variables and ``~`` replaced."""
        text = self.expand(text)
        if text == "~" or text.startswith(("~/", "~\\")):
            return self.home / text[2:]
        return Path(os.path.abspath(os.path.expanduser(text)))  # noqa: PTH100, PTH111 - `..` goes too, as conda has it

    def envs_dirs(self, configured: Iterable[str]) -> tuple[Path, ...]:
        """Those configured, then base's, then the person's own; a base that is read-only is last.

        ``_default_envs_dirs`` in conda's user guide, "Specify environment directories".
        """
        base = [root / "envs" for root in (self.root, self.mamba_root) if root is not None]
        own = [self.home / ".conda" / "envs"]
        fixed = [*base, *own] if self._root_is_writable() else [*own, *base]
        named = map(self.absolute, configured)
        return tuple(dict.fromkeys([*named, *fixed, *self._application_data()]))

    def environments_txt(self) -> Path:
        return self.home / ".conda" / "environments.txt"

    def other_environments_txt(self) -> tuple[Path, ...]:
        """The lists of all other accounts if we are the superuser in our own home, else none."""
        if not self._is_superuser_at_home():
            return ()
        import pwd

        homes = {account.pw_dir for account in pwd.getpwall()} - {str(self.home)}
        files = (Path(home, ".conda", "environments.txt") for home in sorted(homes))
        return tuple(file for file in files if os.access(file, os.R_OK))

    def _value(self, match: re.Match[str]) -> str:
        name = next(group for group in match.groups() if group is not None)
        return self.environ.get(name, match.group())

    def _application_data(self) -> Iterator[Path]:
        if self.windows and self.environ.get("LOCALAPPDATA"):
            yield Path(self.environ["LOCALAPPDATA"], "conda", "conda", "envs")

    def _root_is_writable(self) -> bool:
        """As conda tells: by opening base's history for writing."""
        if self.root is None:
            return True
        try:
            with (self.root / "conda-meta" / "history").open("r+b"):
                return True
        except OSError:
            return False

    def _is_superuser_at_home(self) -> bool:
        if self.windows or os.getuid() != 0:
            return False
        import pwd

        return Path(pwd.getpwuid(0).pw_dir) == self.home
