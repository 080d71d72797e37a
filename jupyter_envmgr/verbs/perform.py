"""Performing a verb: from words to an answer, a problem or an interrupt, and an exit code."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Callable

from . import guide
from .backend import BackendError
from .definition import parse
from .display import Answer
from .silent import Silent
from .unforeseen import DEBUG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .backend import Data
    from .context import Context

INTERRUPTED = 130
FAILED = 1
CODES = {
    2: ("usage", "unconfirmed", "bad-request", "bad-name", "bad-spec", "bad-file", "contradiction"),
    3: ("not-found",),
    4: ("protected", "not-writable", "channel-not-allowed", "forbidden"),
    5: ("exists", "busy", "stale-plan"),
    6: (
        "unsolvable", "unknown-package", "unknown-version", "pip-conflict", "needed", "clobber",
    ),
    INTERRUPTED: ("cancelled",),
}  # fmt: skip
"""The problems that have an exit code of their own; `FAILED` is that of all others."""


def perform(words: Sequence[str], context: Context, then: Callable[[], None] | None = None) -> int:
    """Do what somebody has typed, show the answer or the problem, and give the exit code.

    ``then`` shows what belongs below an answer. Exceptions pass only where `DEBUG` asks for that,
    and BrokenPipeError, which says that nobody reads any more.
    """
    display = context.display
    ours = words[: words.index("--")] if "--" in words else words
    as_json = "--json" in ours
    try:
        answer = _answer(words, context.showing(Silent(display)) if as_json else context)
        if as_json:
            display.document(answer.data)
        else:
            answer.shown(display)
        if then:
            then()
    except BackendError as error:
        return _failed(error.problem, context, as_json)
    except KeyboardInterrupt:
        return _failed(interrupted().problem, context, as_json)
    except BrokenPipeError:
        raise
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        return _failed(context.unforeseen(error).problem, context, as_json)
    return answer.code


def interrupted() -> BackendError:
    """Somebody has pressed Ctrl-C."""
    return BackendError.of("cancelled", "Interrupted.")


def exit_code(problem: Data) -> int:
    """The exit code of a Problem."""
    code = problem.get("code")
    return next((number for number, codes in CODES.items() if code in codes), FAILED)


def _answer(words: Sequence[str], context: Context) -> Answer:
    verb, options = parse(words, context.door)
    if options.help:
        title = f"{context.command} {verb.name}"
        return Answer("text", {"title": title, "text": guide.page(verb, context.door)})
    do = verb.do or context.own[verb.name]
    if not getattr(options, "offline", False):
        return do(options, context)
    context.backend.offline()
    try:
        return do(options, context)
    except BackendError as error:
        raise _missing(error) from error


def _missing(error: BackendError) -> BackendError:
    """The same; where a channel is not on this machine, with a hint that says so."""
    if error.problem["code"] != "channel":
        return error
    hint = "It is not on this machine: leave --offline out, so that it can be asked."
    return BackendError({**error.problem, "hint": hint}, error.status)


def _failed(problem: Data, context: Context, as_json: bool) -> int:  # noqa: FBT001 - it is private
    if as_json:
        context.display.document(problem)
    else:
        context.display.problem(problem)
    return exit_code(problem)
