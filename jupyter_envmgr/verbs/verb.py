"""What a verb is: its words for people, its options, and what does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, NamedTuple

if TYPE_CHECKING:
    from argparse import Namespace

    from .context import Context
    from .display import Answer


Do = Callable[["Namespace", "Context"], "Answer"]


class Option(NamedTuple):
    """Something that may follow a verb."""

    flags: tuple[str, ...]
    """``-n``, ``--name``; a single word without a dash for what is told by its position."""
    help: str
    metavar: str = ""
    takes: str = "value"
    """``value``: one; ``values``: one each time, any number of times; ``flag``: none;
    of positions ``word``: one or none; ``words``: any number; ``rest``: all that follows."""
    choices: tuple[str, ...] = ()
    completes: str = ""
    """What stands there: environment, package, installed, file, folder, verb, revision, format."""
    default: str | None = None
    door: str = ""
    """``cli`` or ``magic`` where only that has it."""

    @property
    def positional(self) -> bool:
        return not self.flags[0].startswith("-")

    @property
    def name(self) -> str:
        """The attribute that holds it: ``dry_run``."""
        longest = max(self.flags, key=len)
        return longest.lstrip("-").replace("-", "_")


class Example(NamedTuple):
    line: str
    """What follows ``jupyter envmgr`` or ``%envmgr``."""
    says: str


class Verb(NamedTuple):
    """Something that people can do."""

    name: str
    summary: str
    """In half a line, without a full stop."""
    description: str
    """In paragraphs, each one line."""
    options: tuple[Option, ...]
    examples: tuple[Example, ...]
    do: Do | None = None
    """None for what is a matter of the door itself."""
    door: str = ""
    """``cli`` or ``magic`` where only that has it."""

    def options_of(self, door: str) -> tuple[Option, ...]:
        return tuple(each for each in self.options if each.door in ("", door))
