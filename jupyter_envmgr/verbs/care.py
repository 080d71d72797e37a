"""Verbs that look after an environment, or take one up: doctor, freeze, use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import flow
from .display import Answer
from .options import ALWAYS, ASKS, OFFLINE, WHICH
from .verb import Example, Option, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from .backend import Data
    from .context import Context

_LISTS = ("install", "pip", "remove", "reinstall")
UNHEALTHY = 1
"""Exit code where something is wrong and was not mended."""


def _doctor(options: Namespace, context: Context) -> Answer:
    environment = context.environment(options.name or options.environment, options.prefix)
    name = environment["name"]
    if options.deep:
        flow.follow(context, lambda: context.backend.check(name))
    health = context.backend.health(name)
    mended = _mending(health["problems"]) if options.repair else {}
    if mended:
        context.display.health(health, environment=name)
        return flow.change(options, context, environment, mended)
    wrong = any(each["severity"] == "error" for each in health["problems"])
    return Answer("health", health, {"environment": name}, UNHEALTHY if wrong else 0)


def _mending(problems: list[Data]) -> Data:
    """One change that does what the repairs of all problems do, each thing once."""
    repairs = [each["repair"] for each in problems if each.get("repair")]
    merged = {
        key: list(dict.fromkeys(word for repair in repairs for word in repair.get(key, ())))
        for key in _LISTS
    }
    merged["reinstall"] = [name for name in merged["reinstall"] if name not in merged["remove"]]
    return flow.body(**merged)


def _freeze(options: Namespace, context: Context) -> Answer:
    environment = context.environment(options.name or options.environment, options.prefix)
    body = {"frozen": not options.undo, **flow.body(message=options.message)}
    return Answer("environment", context.backend.freeze(environment["name"], body))


def _use(options: Namespace, context: Context) -> Answer:
    environment = context.environment(options.name or options.environment, options.prefix)
    switch = context.use or (lambda chosen: _how(chosen, context))
    text = switch(environment)
    return Answer("text", {"title": f"Use {environment['name']}", "text": text})


def _how(environment: Data, context: Context) -> str:
    """How to use an environment from a terminal."""
    name = environment["name"]
    kernels = environment["kernels"]
    notebook = (
        f"In a notebook, choose the kernel {kernels[0]}."
        if kernels
        else f"It has no kernel for notebooks: {context.command} install -n {name} ipykernel"
    )
    return f"Run a command in it:  {context.command} run -n {name} -- COMMAND\n{notebook}"


DOCTOR = Verb(
    "doctor",
    "find out what is wrong with an environment, and mend it",
    "Looks for packages that pip has replaced under conda, files that are missing, needs that are "
    "not met and more, and says what mends each. With --repair it plans the repair of all that can "
    "be mended, shows it, asks, and makes it.\n"
    f"The exit code is {UNHEALTHY} where an error is found and not mended.",
    (
        *WHICH,
        Option(("--deep",), "Compare the checksums of all files too; this takes a while.",
               takes="flag"),
        Option(("--repair",), "Mend what can be mended.", takes="flag"),
        *ASKS,
        OFFLINE,
        *ALWAYS,
    ),
    (
        Example("doctor", "Here"),
        Example("doctor analysis --deep", "Every file of another one"),
        Example("doctor --repair", "See what mends it, and do that"),
    ),
    _doctor,
)  # fmt: skip

FREEZE = Verb(
    "freeze",
    "protect an environment from changes",
    "Marks an environment as frozen (CEP 22: conda-meta/frozen). Nothing here changes or removes "
    "it then, nor does conda; it can still be cloned, exported and used.",
    (
        *WHICH,
        Option(("--message",), "Why, for those who want to change it.", "TEXT"),
        Option(("--undo",), "Take the protection away again.", takes="flag"),
        *ALWAYS,
    ),
    (
        Example("freeze analysis --message 'As published'", "Protect it, and say why"),
        Example("freeze analysis --undo", "Let it be changed again"),
    ),
    _freeze,
)

USE = Verb(
    "use",
    "use an environment in this notebook",
    "Switches this notebook's kernel to the environment. In a terminal, it says how to run "
    "something in it.",
    (*WHICH, *ALWAYS),
    (Example("use analysis", "Switch to it"),),
    _use,
)

VERBS = (DOCTOR, FREEZE, USE)
