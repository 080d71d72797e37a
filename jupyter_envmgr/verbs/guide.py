"""The verb help, and the text of every verb, as a page of a manual."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from .display import Answer
from .options import ALWAYS
from .verb import Example, Option, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from .context import Context

_WIDTH = 80
COMMANDS = {"cli": "jupyter envmgr", "magic": "%envmgr"}
CODES = (
    ("0", "done"),
    ("1", "it failed: the engine, the network, pip, the disk"),
    ("2", "what was typed, or a file, makes no sense"),
    ("3", "no such environment, package, state or file"),
    ("4", "refused: protected, not writable, not allowed"),
    ("5", "in the way: another change, a name that is taken, a plan that is old"),
    ("6", "cannot be solved, or a rule says no"),
    ("130", "interrupted or declined; nothing was changed"),
)


def _help(options: Namespace, context: Context) -> Answer:
    from .definition import parse

    if not options.verb:
        return Answer("text", {"title": context.command, "text": overview(context.door)})
    verb, _ = parse([options.verb, "--help"], context.door)
    return Answer(
        "text", {"title": f"{context.command} {verb.name}", "text": page(verb, context.door)}
    )


def overview(door: str) -> str:
    """Every verb in a line."""
    from .definition import verbs_of

    command = COMMANDS[door]
    verbs = verbs_of(door)
    width = max(map(len, verbs)) + 2
    lines = [f"    {name:{width}}{verb.summary}" for name, verb in verbs.items()]
    codes = [f"    {code:{width}}{meaning}" for code, meaning in CODES]
    about = (
        "Manages conda environments and their pip packages. Every change is planned first, made "
        "as a whole or not at all, and can be undone."
    )
    parts = [
        _section("NAME", [f"    {command} - conda environments: conda first, pip last"]),
        _section("SYNOPSIS", [f"    {command} [VERB] [OPTION ...]"]),
        _section("DESCRIPTION", [_paragraph(about)]),
        _section("VERBS", lines),
        *([_section("EXIT CODES", codes)] if door == "cli" else []),
        _section("SEE ALSO", [f"    {command} help VERB"]),
    ]
    return "\n".join(parts)


def page(verb: Verb, door: str) -> str:
    """All about a verb, as a page of a manual."""
    command = f"{COMMANDS[door]} {verb.name}"
    options = verb.options_of(door)
    parts = [
        _section("NAME", [f"    {command} - {verb.summary}"]),
        _section("SYNOPSIS", [_paragraph(synopsis(verb, door), hanging=8)]),
        _section("DESCRIPTION", ["\n\n".join(map(_paragraph, verb.description.split("\n")))]),
        _section("OPTIONS", [_option(each) for each in options]),
        _section("EXAMPLES", [_example(each, door) for each in verb.examples]),
    ]
    return "\n".join(parts)


def synopsis(verb: Verb, door: str) -> str:
    """How it is written, in a line."""
    options = verb.options_of(door)
    ordered = [
        *(each for each in options if not each.positional),
        *(each for each in options if each.positional),
    ]
    return " ".join([COMMANDS[door], verb.name, *map(_usage, ordered)])


def _section(title: str, lines: list[str]) -> str:
    return "\n".join([title, *lines, ""])


def _paragraph(text: str, indent: int = 4, hanging: int = 0) -> str:
    first, rest = " " * indent, " " * (indent + hanging)
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _option(option: Option) -> str:
    return f"    {spelt(option)}\n{_paragraph(option.help, 8)}"


def _example(example: Example, door: str) -> str:
    return f"    {example.says}:\n        {COMMANDS[door]} {example.line}"


def spelt(option: Option) -> str:
    if option.positional:
        return option.metavar
    value = "" if option.takes == "flag" else f" {option.metavar}"
    return ", ".join(f"{flag}{value}" for flag in option.flags)


def _usage(option: Option) -> str:
    if option.positional:
        return {
            "words": f"[{option.metavar} ...]",
            "rest": f"-- {option.metavar} [ARGUMENT ...]",
        }.get(option.takes, f"[{option.metavar}]")
    value = "" if option.takes == "flag" else f" {option.metavar}"
    more = " ..." if option.takes == "values" else ""
    return f"[{option.flags[0]}{value}{more}]"


HELP_ = Verb(
    "help",
    "explain a verb, or list them all",
    "Explains a verb, as --help after it does; without one, lists them all.",
    (
        Option(("verb",), "The verb.", "VERB", "word", completes="verb"),
        *ALWAYS,
    ),
    (Example("help install", "All about install"),),
    _help,
)

VERBS = (HELP_,)
