"""What may stand where the cursor is: for Tab in a notebook and in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from .definition import verbs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .verb import Option, Verb

    Source = Callable[[str, str], Sequence[str]]


def candidates(words: Sequence[str], door: str, source: Source) -> list[str]:
    """What the last of ``words`` may become; it is empty where a new word begins.

    ``source`` gives the values of a kind (``environment``, ``package`` …, as `verb.Option` names
    them) that begin with a text; it may give none.
    """
    *before, text = words or [""]
    verbs = verbs_of(door)
    if not before:
        return _beginning(text, list(verbs))
    verb = verbs.get(before[0])
    return _after(verb, list(before[1:]), text, door, source) if verb else []


def _after(verb: Verb, before: list[str], text: str, door: str, source: Source) -> list[str]:
    options = verb.options_of(door)
    waiting = _waiting(options, before)
    if waiting:
        return _values(waiting, text, door, source)
    if text.startswith("-"):
        flags = [flag for each in options if not each.positional for flag in each.flags]
        return _beginning(text, [flag for flag in flags if flag not in before])
    positions = [each for each in options if each.positional]
    found = [value for each in positions for value in _values(each, text, door, source)]
    return list(dict.fromkeys(found))


def _waiting(options: Sequence[Option], before: list[str]) -> Option | None:
    """The option whose value comes next, if the word before is one that takes any."""
    last = before[-1] if before else ""
    taking = (each for each in options if not each.positional and each.takes != "flag")
    return next((each for each in taking if last in each.flags), None)


def _values(option: Option, text: str, door: str, source: Source) -> list[str]:
    if option.choices:
        return _beginning(text, option.choices)
    if option.completes == "verb":
        return _beginning(text, list(verbs_of(door)))
    return _beginning(text, source(option.completes, text)) if option.completes else []


def _beginning(text: str, words: Sequence[str]) -> list[str]:
    return [word for word in words if word.startswith(text)]
