"""What the verbs have in common: planning, asking, doing, following."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any, Callable

from .backend import BackendError, SubmittedError
from .display import Answer

if TYPE_CHECKING:
    from argparse import Namespace

    from .backend import Data
    from .context import Context

_LARGEST = 1 << 20
"""Characters of a file that describes an environment."""
_YAML = re.compile(r"^(name|channels|dependencies|prefix|variables)\s*:", re.MULTILINE)


def change(options: Namespace, context: Context, environment: Data, asked: Data) -> Answer:
    """Plan a change of an environment, show it, ask, and make it."""
    plan = context.backend.plan(body(environment=environment["name"], **asked))
    empty = not (plan["conda"] or plan["pip"]) and plan["action"] == "change"
    if options.dry_run or empty:
        return Answer("plan", plan)
    context.display.plan(plan)
    agree(options, context)
    answer = follow(context, lambda: context.backend.apply(plan["id"]))
    told(context, environment, plan)
    return answer


def agree(
    options: Namespace,
    context: Context,
    consequences: list[str] | None = None,
    question: str = "Proceed?",
    *,
    destroys: bool = False,
) -> None:
    """Go on if the person wants that, else raise BackendError."""
    if options.yes or context.display.confirm(question, consequences or [], destroys=destroys):
        return
    raise BackendError.of("cancelled", "Nothing was changed.")


def follow(context: Context, start: Callable[[], Data]) -> Answer:
    """Start a job and show its progress until it has ended; an interrupt cancels it.

    Raises BackendError where it failed or was cancelled.
    """
    job: Data | None = None
    try:
        job = start()
        job = context.backend.wait(job, context.display.progress)
    except SubmittedError as interrupt:
        job = _cancelled(context, interrupt.job)
    except KeyboardInterrupt:
        if job is None:
            raise
        job = _cancelled(context, job)
    if job["state"] == "failed":
        raise BackendError(job["problem"])
    if job["state"] != "done":
        raise BackendError.of("cancelled", f"{job['title']}: cancelled.", "Nothing was changed.")
    return Answer("job", job)


def _cancelled(context: Context, job: Data) -> Data:
    """Cancel a job and give it when it has ended.

    Raises BackendError where somebody does not want to wait for that.
    """
    backend, display = context.backend, context.display
    try:
        display.note("Cancelling…")
        try:
            backend.cancel(job["id"])
        except KeyboardInterrupt:
            backend.cancel(job["id"])  # that it was asked twice does no harm
        job = backend.wait(job, display.progress)
    except KeyboardInterrupt:
        raise BackendError.of(
            "cancelled",
            f"{job['title']}: asked to stop, and not waited for.",
            f"{context.command} history shows whether it came too late.",
        ) from None
    if job["state"] == "done":
        display.note("It was too late to cancel.")
    return job


def told(context: Context, environment: Data, change: Data) -> None:
    """Say what the person has to do after a change, if anything."""
    advice = context.after(environment, change)
    if advice:
        context.display.note(advice)


def spec_file(options: Namespace, context: Context) -> Data | None:
    """The SpecFile that a person has named, or the text of a cell; None for neither.

    Raises BackendError where the file cannot be read.
    """
    if context.cell is not None and context.cell.strip():
        return _unnamed(context.cell, context)
    if options.file is None:
        return None
    if options.file == "-":
        return _unnamed(sys.stdin.read(_LARGEST + 1), context)
    path = context.path(options.file)
    text = _read(path)
    return {"name": os.path.basename(path), "text": text, "folder": os.path.dirname(path)}


def body(**parts: Any) -> Data:
    """A request's body, without what is empty and says nothing by that."""
    return {key: value for key, value in parts.items() if value or value is False}


def usage(message: str, hint: str = "") -> BackendError:
    """What was typed makes no sense."""
    return BackendError.of("usage", message, hint)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise BackendError.of("not-found", f"There is no file {path}.", "See -f.") from None
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise BackendError.of("bad-file", f"{path} cannot be read: {reason}.") from None
    if len(text) > _LARGEST:
        raise BackendError.of("bad-file", f"{path} is larger than an environment's file can be.")
    return text


def _unnamed(text: str, context: Context) -> Data:
    """A file without a name; what it is shows in its lines."""
    name = "environment.yml" if _YAML.search(text) else "requirements.txt"
    return {"name": name, "text": text, "folder": context.folder}
