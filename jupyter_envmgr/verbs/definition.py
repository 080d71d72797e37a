"""Every verb there is, and reading what somebody has typed."""

from __future__ import annotations

import argparse
import difflib
import shlex
from typing import TYPE_CHECKING, NoReturn

from . import care, change, guide, look, make, past, terminal
from .backend import BackendError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .verb import Option, Verb

VERBS = {
    verb.name: verb
    for verb in (
        *look.VERBS,
        *make.VERBS,
        *change.VERBS,
        *past.VERBS,
        *care.VERBS,
        *terminal.VERBS,
        *guide.VERBS,
    )
}
"""By name, in the order in which help lists them."""

ELSEWHERE = {"info": "show", "ls": "list", "env": "list", "rollback": "undo", "repair": "doctor"}
"""Words that other programs have for our verbs, and that are spelt quite differently."""

_LIKE = 0.7
"""How alike two words are, from 0 to 1, of which one may have been meant for the other."""


def verbs_of(door: str) -> dict[str, Verb]:
    """Those that a door has."""
    return {name: verb for name, verb in VERBS.items() if verb.door in ("", door)}


def split(line: str) -> list[str]:
    r"""The words of a magic's line, quotes taken off; a ``\`` is only itself, as in C:\data.

    Raises BackendError where a quote is not closed.
    """
    lexer = shlex.shlex(line, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.commenters = ""
    lexer.escape = ""
    try:
        return list(lexer)
    except ValueError:
        raise _usage("A quote is opened and not closed.", "Close it, or leave it out.") from None


def parse(words: Sequence[str], door: str) -> tuple[Verb, argparse.Namespace]:
    """The verb and its options; without a verb it is ``show``.

    Raises BackendError with code ``usage`` for what makes no sense.
    """
    first = words[0] if words else "show"
    if first.startswith("-"):
        verb, rest = VERBS["show"], list(words)
    else:
        verb, rest = _verb(first, door), list(words[1:])
    options = verb.options_of(door)
    before, after = _divided(rest, options)
    parser = _Parser(prog="", add_help=False, allow_abbrev=False, usage="")
    for option in options:
        if option.takes != "rest":
            add_option(parser, option)
    namespace, extra = parser.parse_known_intermixed_args(before)
    if extra and not namespace.help:
        raise _not_known(extra[0], verb, options, door)
    if after is not None:
        setattr(namespace, options[-1].name, after)
    return verb, namespace


def _verb(word: str, door: str) -> Verb:
    known = verbs_of(door)
    if word in known:
        return known[word]
    near = (
        [ELSEWHERE[word]]
        if word in ELSEWHERE
        else difflib.get_close_matches(word, known, n=2, cutoff=_LIKE)
    )
    if word in VERBS:
        where = "a terminal: jupyter envmgr" if VERBS[word].door == "cli" else "a notebook: %envmgr"
        raise _usage(f"{word} is a verb for {where} {word}.", "See help for those that are here.")
    hint = f"Did you mean {' or '.join(near)}?" if near else "help lists those that there are."
    raise _usage(f"There is no verb {word!r}.", hint)


def _divided(words: list[str], options: Sequence[Option]) -> tuple[list[str], list[str] | None]:
    """Our own words, and those of the command that follows them where a verb takes one."""
    if not (options and options[-1].takes == "rest"):
        return words, None
    taking = {flag for each in options if each.takes == "value" for flag in each.flags}
    at = 0
    while at < len(words) and words[at].startswith("-"):
        if words[at] == "--":
            return words[:at], words[at + 1 :]
        at += 2 if words[at] in taking else 1
    return words[:at], words[at:]


class _Parser(argparse.ArgumentParser):
    """One that raises instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        said = message[len("argument ") :] if message.startswith("argument ") else message
        raise _usage(f"{said[:1].upper()}{said[1:].rstrip('.')}.", "See --help.")


def add_option(parser: argparse.ArgumentParser, option: Option) -> argparse.Action:
    """Let a parser read an option."""
    flags, choices = option.flags, list(option.choices) or None
    if option.takes == "flag":
        return parser.add_argument(*flags, action="store_true")
    if option.takes == "values":
        return parser.add_argument(*flags, action="append", default=[])
    if option.takes == "words":
        return parser.add_argument(*flags, nargs="*", default=[])
    if option.takes == "word":
        return parser.add_argument(*flags, nargs="?", choices=choices)
    if option.takes == "rest":
        return parser.add_argument(*flags, nargs=argparse.REMAINDER)
    return parser.add_argument(*flags, default=option.default, choices=choices)


def _not_known(word: str, verb: Verb, options: Sequence[Option], door: str) -> BackendError:
    if not word.startswith("-"):
        return _usage(f"{verb.name} does not take {word!r}.", f"See help {verb.name}.")
    flags = [flag for each in options if not each.positional for flag in each.flags]
    near = difflib.get_close_matches(word.partition("=")[0], flags, n=1, cutoff=_LIKE)
    where = [
        name
        for name, other in verbs_of(door).items()
        if any(word.partition("=")[0] in each.flags for each in other.options_of(door))
    ]
    hint = f"Did you mean {near[0]}?" if near else f"help {verb.name} lists its options."
    if where and not near:
        hint = f"{', '.join(where)} {'has' if len(where) == 1 else 'have'} it. {hint}"
    return _usage(f"{verb.name} has no option {word}.", hint)


def _usage(message: str, hint: str) -> BackendError:
    return BackendError.of("usage", message, hint)
