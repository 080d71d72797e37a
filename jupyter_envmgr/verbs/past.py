"""Verbs of an environment's past: history, undo, restore, prune."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import flow
from .backend import BackendError
from .display import Answer
from .options import ALWAYS, ASKS, REVISION, WHICH, YES
from .verb import Example, Option, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from .backend import Data
    from .context import Context


def _history(options: Namespace, context: Context) -> Answer:
    name = _meant(options, context)
    if options.against and not options.revision:
        raise flow.usage("--against compares with a --revision.", "Say which two.")
    if options.revision:
        return Answer("diff", context.backend.diff(name, options.revision, options.against))
    return Answer("revisions", context.backend.revisions(name))


def _undo(options: Namespace, context: Context) -> Answer:
    name = _meant(options, context)
    undo = context.backend.revisions(name)["undo"]
    if undo is None:
        raise BackendError.of(
            "not-found",
            f"There is nothing to undo in {name}.",
            f"{context.command} history -n {name} shows the states that are kept.",
        )
    return _go_back(options, context, name, undo)


def _restore(options: Namespace, context: Context) -> Answer:
    name = _meant(options, context)
    if _environment(context, name) is None:
        return flow.follow(context, lambda: context.backend.restore(name, options.revision))
    if options.revision is None:
        raise flow.usage(
            "Nothing says which state to go back to.",
            f"Name it with --revision; {context.command} history -n {name} lists them.",
        )
    return _go_back(options, context, name, options.revision)


def _go_back(options: Namespace, context: Context, name: str, revision: str) -> Answer:
    environment = _environment(context, name)
    diff = context.backend.diff(name, revision) if environment else None
    if options.dry_run and diff:
        return Answer("diff", diff)
    if diff:
        context.display.diff(diff)
        flow.agree(options, context, [], f"Go back to {revision}?")
    answer = flow.follow(context, lambda: context.backend.restore(name, revision))
    if environment and diff:
        flow.told(context, environment, diff)
    return answer


def _prune(options: Namespace, context: Context) -> Answer:
    name = _meant(options, context)
    kept = context.backend.revisions(name)
    count = sum(each["state"] == "kept" for each in kept["revisions"])
    if not count:
        return Answer("revisions", kept)
    if options.dry_run:
        return Answer("revisions", kept)
    what = options.revision or ("the kept state" if count == 1 else f"all {count} kept states")
    flow.agree(
        options,
        context,
        ["One cannot go back to what is deleted."],
        f"Delete {what} of {name}?",
        destroys=True,
    )
    return Answer("revisions", context.backend.prune(name, options.revision))


def _meant(options: Namespace, context: Context) -> str:
    """The environment's name, also of one that was removed."""
    name = options.name or options.environment
    return str(name or context.environment(None, options.prefix)["name"])


def _environment(context: Context, name: str) -> Data | None:
    return next((each for each in context.backend.environments() if each["name"] == name), None)


HISTORY = Verb(
    "history",
    "show the states that an environment was in",
    "Lists every state of an environment, newest first: when, by which door, what changed, and "
    "whether one can go back to it. What conda or pip did in a terminal is among them. With "
    "--revision it shows what going back would change.",
    (
        *WHICH,
        REVISION,
        Option(("--against",), "Compare with this state instead of the present one.", "ID",
               completes="revision"),
        *ALWAYS,
    ),
    (
        Example("history", "Of where you are"),
        Example("history analysis --revision ID", "What going back would change"),
    ),
    _history,
)  # fmt: skip

UNDO = Verb(
    "undo",
    "take the last change back",
    "Brings back the state before the last change, exactly, in a moment; files that nobody manages "
    "included. The present state is kept, so that an undo can be undone with restore.",
    (*WHICH, *ASKS, *ALWAYS),
    (Example("undo", "Here"), Example("undo analysis --yes", "Elsewhere, without asking")),
    _undo,
)

RESTORE = Verb(
    "restore",
    "go back to an earlier state, or bring back what was removed",
    "Brings back any state that is kept, by the id that history shows; or an environment that was "
    "deleted, by its name.",
    (*WHICH, REVISION, *ASKS, *ALWAYS),
    (
        Example("restore analysis --revision ID", "An earlier state"),
        Example("restore analysis", "After it was deleted"),
    ),
    _restore,
)

PRUNE = Verb(
    "prune",
    "delete kept states, to free their space",
    "Deletes the states that one could go back to, all of an environment or one; also what is kept "
    "of an environment that was deleted. The environment itself stays as it is.",
    (*WHICH, REVISION, YES, ASKS[1], *ALWAYS),
    (
        Example("prune analysis", "All that is kept"),
        Example("prune analysis --revision ID", "One state"),
    ),
    _prune,
)

VERBS = (HISTORY, UNDO, RESTORE, PRUNE)
