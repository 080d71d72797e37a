"""Verbs that change what is in an environment: install, update, remove, rename."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import flow
from .make import delete
from .options import (
    ALWAYS,
    ASKS,
    CHANNEL,
    ENVIRONMENT,
    FILE,
    NAME,
    OFFLINE,
    PACKAGES,
    PIP,
    PREFIX,
    PYTHON,
)
from .verb import Example, Option, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from .context import Context
    from .display import Answer


def _install(options: Namespace, context: Context) -> Answer:
    file = flow.spec_file(options, context)
    python = [f"python={options.python}"] if options.python else []
    if not (options.packages or options.pip or python or file):
        raise flow.usage("Nothing says what to install.", "Name packages, or a file with -f.")
    asked = flow.body(
        install=[*options.packages, *python],
        pip=options.pip,
        channels=options.channel,
        file=file,
    )
    environment = context.environment(options.name, options.prefix)
    return flow.change(options, context, environment, asked)


def _update(options: Namespace, context: Context) -> Answer:
    file = flow.spec_file(options, context)
    if options.all and options.packages:
        raise flow.usage("--all and names exclude each other.", "Leave one of them out.")
    if not (options.packages or options.all or file):
        raise flow.usage("Nothing says what to update.", "Name packages, or say --all.")
    asked = flow.body(
        update="all" if options.all else list(options.packages),
        channels=options.channel,
        file=file,
    )
    environment = context.environment(options.name, options.prefix)
    return flow.change(options, context, environment, asked)


def _remove(options: Namespace, context: Context) -> Answer:
    if options.all:
        if options.packages:
            raise flow.usage("--all and names exclude each other.", "Leave one of them out.")
        return delete(options, context)
    if not options.packages:
        raise flow.usage(
            "Nothing says what to remove.",
            "Name packages; delete NAME removes an environment as a whole.",
        )
    environment = context.environment(options.name, options.prefix)
    return flow.change(options, context, environment, {"remove": list(options.packages)})


def _rename(options: Namespace, context: Context) -> Answer:
    words = list(options.names)
    old = options.name or (words.pop(0) if len(words) > 1 else "")
    if len(words) != 1:
        raise flow.usage("A rename takes the new name.", f"{context.command} rename OLD NEW")
    environment = context.environment(old, options.prefix)
    return flow.change(options, context, environment, {"rename": words[0]})


INSTALL = Verb(
    "install",
    "add packages to an environment, or other versions of them",
    "Plans the change for both layers, shows it, asks, and makes it: all of it, or nothing. What a "
    "channel has comes from conda; pip's packages go on top and never replace one of conda's. With "
    "a file, what it lists joins what is there.",
    (PACKAGES, NAME, PREFIX, FILE, CHANNEL, PIP, PYTHON, *ASKS, OFFLINE, *ALWAYS),
    (
        Example("install pandas rich", "Here"),
        Example("install -n analysis 'numpy>=1.26,<2' -c conda-forge", "Elsewhere, with a bound"),
        Example("install --pip git+https://example.org/tool.git", "What only pip can install"),
        Example("install -f requirements.txt --dry-run", "See what a file would do"),
    ),
    _install,
)

UPDATE = Verb(
    "update",
    "bring packages up to date",
    "Updates the packages that are named, or all of both layers, as far as everything that was "
    "asked for allows. Python keeps its minor version; install --python asks for another.",
    (
        PACKAGES._replace(help="Names of packages.", completes="installed"),
        NAME,
        PREFIX,
        Option(("--all",), "Everything, of both layers.", takes="flag"),
        FILE,
        CHANNEL,
        *ASKS,
        OFFLINE,
        *ALWAYS,
    ),
    (
        Example("update pandas", "One package, here"),
        Example("update -n analysis --all --yes", "Everything, in a script"),
        Example("update -f environment.yml", "As the file has it"),
    ),
    _update,
)

REMOVE = Verb(
    "remove",
    "take packages out of an environment",
    "Removes packages of either layer, and what only they needed. With --all and -n or -p it "
    "removes the environment itself, as delete does.",
    (
        PACKAGES._replace(help="Names of packages.", completes="installed"),
        NAME,
        PREFIX,
        Option(("--all",), "The whole environment, which has to be named.", takes="flag"),
        *ASKS,
        OFFLINE,
        *ALWAYS,
    ),
    (
        Example("remove pandas", "One package, here"),
        Example("remove -n analysis --all", "The environment itself"),
    ),
    _remove,
)

RENAME = Verb(
    "rename",
    "give an environment another name",
    "Gives an environment, its folder and its kernels another name. With one name, it renames the "
    "environment that you are in.",
    (
        ENVIRONMENT._replace(
            flags=("names",), help="The old name, and the new one.", metavar="NAME", takes="words"
        ),
        NAME,
        PREFIX,
        *ASKS,
        *ALWAYS,
    ),
    (Example("rename analysis analysis-2026", "The old name, then the new one"),),
    _rename,
)

VERBS = (INSTALL, UPDATE, REMOVE, RENAME)
