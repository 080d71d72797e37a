"""Verbs that make an environment or take one away: create, clone, delete."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from . import flow
from .backend import BackendError
from .display import Answer
from .options import (
    ALWAYS,
    CHANNEL,
    DRY_RUN,
    FILE,
    OFFLINE,
    PACKAGES,
    PIP,
    PREFIX,
    PYTHON,
    WHICH,
    YES,
)
from .verb import Example, Option, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from .backend import Data
    from .context import Context

_NAME = re.compile(r"^name[ \t]*:[ \t]*(['\"]?)([^'\"#\n]*?)\1[ \t]*(#.*)?$", re.MULTILINE)


def _create(options: Namespace, context: Context) -> Answer:
    file = flow.spec_file(options, context)
    name, packages = _named(options, context, file)
    found = [] if options.prefix else context.backend.environments()
    if any(each["name"] == name for each in found):
        raise _taken(name, context)
    plan = context.backend.plan(
        flow.body(
            environment=name,
            prefix=context.path(options.prefix) if options.prefix else "",
            packages=packages,
            pip=options.pip,
            channels=options.channel,
            python=options.python,
            kernel=not options.no_kernel,
            file=file,
        )
    )
    if plan["action"] != "create":  # somebody has made one of that name meanwhile
        raise _taken(name, context)
    if options.dry_run:
        return Answer("plan", plan)
    context.display.plan(plan)
    return flow.follow(context, lambda: context.backend.apply(plan["id"]))


def _taken(name: str, context: Context) -> BackendError:
    hint = f"Change it with {context.command} install -n {name}, or delete it first."
    return BackendError.of("exists", f"There is an environment named {name} already.", hint)


def _named(options: Namespace, context: Context, file: Data | None) -> tuple[str, list[str]]:
    """The new environment's name, and the packages that were typed."""
    words = list(options.packages)
    if options.name and options.prefix:
        raise flow.usage("-n and -p exclude each other.", "The folder's name is the name.")
    if options.name:
        return options.name, words
    if options.prefix:
        return os.path.basename(context.path(options.prefix)), words
    if words and not _is_spec(words[0]):
        return words[0], words[1:]
    named = file and not file["name"].lower().endswith((".txt", ".in"))
    match = _NAME.search(file["text"]) if file and named else None
    if match and match.group(2):
        return match.group(2), words
    raise flow.usage("Nothing says how the environment shall be called.", "Name it with -n NAME.")


def _is_spec(word: str) -> bool:
    """Whether a word has more in it than a name has."""
    return any(sign in word for sign in "=<>!~[: ")


def _clone(options: Namespace, context: Context) -> Answer:
    words = list(options.names)
    source = options.name or (words.pop(0) if len(words) > 1 else "")
    if len(words) != 1:
        raise flow.usage(
            "Nothing says how the clone shall be called."
            if not words
            else f"{' '.join(words)} are more names than a clone has.",
            f"Write {context.command} clone SOURCE NEW.",
        )
    environment = context.environment(source, options.prefix)
    body = {"name": words[0], "clone": environment["name"]}
    return flow.follow(context, lambda: context.backend.create(body))


def delete(options: Namespace, context: Context) -> Answer:
    """Remove an environment as a whole."""
    given = options.name or getattr(options, "environment", "") or ""
    if not (given or options.prefix):
        raise flow.usage("Nothing says which environment shall go.", "Name it with -n NAME.")
    environment = context.environment(given, options.prefix)
    name = environment["name"]
    if not environment["protected"] and not options.dry_run:  # else it is refused anyway
        flow.agree(options, context, _lost(environment, context), f"Remove {name}?", destroys=True)
    if options.dry_run:
        return Answer("text", {"title": f"Remove {name}", "text": _what(environment)})
    return flow.follow(context, lambda: context.backend.remove(name))


def _lost(environment: Data, context: Context) -> list[str]:
    running = [
        each for each in context.backend.kernels() if each["environment"] == environment["name"]
    ]
    kernels = f"{len(running)} running notebook kernel(s) use it." if running else ""
    return [line for line in (_what(environment), kernels) if line]


def _what(environment: Data) -> str:
    count = environment["conda_packages"] + environment["pip_packages"]
    return f"{environment['prefix']} with {count} packages goes; restore can bring it back."


CREATE = Verb(
    "create",
    "make an environment from packages, or from a file",
    "Makes an environment: all of it, or nothing. Packages are solved first and shown; what a "
    "channel has comes from conda, the rest from pip on top of it.\n"
    "The first word is its name, unless -n or -p gives that; a file may have one too. What Jupyter "
    "needs to run notebooks in it is added, unless --no-kernel says otherwise.\n"
    "In a notebook, %%envmgr create takes the environment.yml from the lines below it.",
    (
        PACKAGES._replace(help=f"The name, then packages. {PACKAGES.help}"),
        Option(("-n", "--name"), "How it shall be called.", "NAME"),
        PREFIX._replace(help="Make it in this folder, which must not be there yet."),
        FILE,
        CHANNEL,
        PIP,
        PYTHON,
        Option(("--no-kernel",), "Add no kernel for notebooks.", takes="flag"),
        DRY_RUN,
        YES._replace(help="Accepted for scripts; a creation asks nothing."),
        OFFLINE,
        *ALWAYS,
    ),
    (
        Example("create analysis python=3.12 pandas", "From names"),
        Example("create -f environment.yml", "From a file, under the name that it gives"),
        Example("create -n web -f requirements.txt --python 3.12", "What conda has, from conda"),
        Example("create -p /opt/env -f environment.yml --no-kernel", "In a container"),
    ),
    _create,
)

CLONE = Verb(
    "clone",
    "copy an environment",
    "Makes a copy of an environment, pip packages and files of your own included. Files are shared "
    "on disk as far as that is safe, so it takes little time and space. With one name, it copies "
    "the environment that you are in.",
    (
        Option(("names",), "The source, and how the clone shall be called.", "NAME", "words",
               completes="environment"),
        Option(("-n", "--name"), "The source, by name.", "NAME", completes="environment"),
        PREFIX._replace(help="The source, by its folder."),
        *ALWAYS,
    ),
    (
        Example("clone analysis experiment", "One that may be broken"),
        Example("clone mine", "Of where you are"),
    ),
    _clone,
)  # fmt: skip

DELETE = Verb(
    "delete",
    "remove an environment as a whole",
    "Removes an environment. It is kept aside as long as its states are, so that restore can bring "
    "it back; prune frees the space for good.",
    (*WHICH, YES, DRY_RUN, *ALWAYS),
    (
        Example("delete analysis", "Ask, then remove it"),
        Example("delete -p /opt/env --yes", "In a script"),
    ),
    delete,
)

VERBS = (CREATE, CLONE, DELETE)
