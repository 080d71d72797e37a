"""Verbs that look and change nothing: show, list, packages, search, export."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from . import flow
from .backend import BackendError
from .display import Answer
from .options import ALWAYS, OFFLINE, WHICH, YES
from .verb import Example, Option, Verb

if TYPE_CHECKING:
    from argparse import Namespace

    from .backend import Data
    from .context import Context

_FEW = 20


def _show(options: Namespace, context: Context) -> Answer:
    name = options.name or options.environment
    asked = name or options.prefix
    environment = context.environment(name, options.prefix) if asked else context.here()
    if environment and options.size:
        environment = context.backend.environment(environment["name"])
    health = context.backend.health(environment["name"]) if environment else None
    kernel = None if asked or not context.kernel else _kernel(context)
    return Answer("where", {"environment": environment, "health": health, "kernel": kernel})


def _kernel(context: Context) -> Data | None:
    kernels = context.backend.kernels()
    return next((each for each in kernels if each["id"] == context.kernel), None)


def _list(options: Namespace, context: Context) -> Answer:
    if options.removed:
        return Answer("removed", {"environments": context.backend.removed()})
    found = context.backend.environments()
    here = context.at(context.prefix, found) if context.prefix else None
    about = {"here": here["name"]} if here else {}
    return Answer("environments", {"environments": found}, about)


def _packages(options: Namespace, context: Context) -> Answer:
    name = context.environment(options.name or options.environment, options.prefix)["name"]
    return Answer("packages", context.backend.packages(name), {"environment": name})


def _search(options: Namespace, context: Context) -> Answer:
    if not options.query:
        raise flow.usage("Nothing says what to look for.", "Give a part of a package's name.")
    if options.versions:
        return Answer("versions", context.backend.versions(options.query))
    if not (options.limit.isdecimal() and int(options.limit[:5]) > 0):
        raise flow.usage(f"--limit is a number from 1, not {options.limit!r}.")
    hits = context.backend.search(options.query, min(int(options.limit[:5]), 100))
    return Answer("hits", {"packages": hits}, {"query": options.query})


def _export(options: Namespace, context: Context) -> Answer:
    name = context.environment(options.name or options.environment, options.prefix)["name"]
    export = context.backend.export(name, options.format, options.variant)
    if options.file is None:
        return Answer("export", export)
    path = context.path(options.file)
    if os.path.exists(path):
        flow.agree(options, context, [], f"{path} is there already. Replace it?", destroys=True)
    try:
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(export["text"])
    except OSError as error:
        raise BackendError.of(
            "not-writable", f"{path} cannot be written: {error.strerror}.", "Choose another place."
        ) from None
    return Answer("export", export, {"path": path})


SHOW = Verb(
    "show",
    "tell where you are: the environment, its layers, what is wrong with it",
    "Shows the environment that you are in, or another: its folder, Python, how many packages "
    "conda and pip have put there, its kernels, and what is wrong with it.\n"
    "In a notebook this is the environment of its kernel, and a kernel that is older than its "
    "environment's last change is named; in a terminal it is the one that is active.",
    (
        *WHICH,
        Option(("--size",), "Measure what it takes on disk; this takes a moment.", takes="flag"),
        *ALWAYS,
    ),
    (
        Example("show", "Where am I?"),
        Example("show analysis --size", "About another one, its size measured"),
    ),
    _show,
)

LIST = Verb(
    "list",
    "list the environments of this machine",
    "Lists every conda environment that there is, whoever made it, read from disk: the one that "
    "you are in is marked with *. Base, frozen ones and the one that Jupyter itself runs in are "
    "protected; those can be cloned and exported, not changed or removed.",
    (
        Option(
            ("--removed",), "List those that were removed and can be brought back.", takes="flag"
        ),
        *ALWAYS,
    ),
    (
        Example("list", "All environments"),
        Example("list --removed", "What restore can bring back"),
        Example("list --json", "The same for a program"),
    ),
    _list,
)

PACKAGES_ = Verb(
    "packages",
    "list the packages of an environment",
    "Lists what is installed, of both layers: conda's, and pip's on top of it. What somebody asked "
    "for by name is marked with *.",
    (*WHICH, *ALWAYS),
    (
        Example("packages", "Of where you are"),
        Example("packages -n analysis --json", "Of another one, for a program"),
    ),
    _packages,
)

SEARCH = Verb(
    "search",
    "find packages that the channels have",
    "Finds packages by a part of their name, with their latest versions; or lists every version of "
    "one.",
    (
        Option(
            ("query",), "A part of a name; with --versions the name.", "QUERY", "word",
            completes="package",
        ),
        Option(("--versions",), "List every build of that package, newest first.", takes="flag"),
        Option(("--limit",), f"How many packages at the most; {_FEW} without it.", "N",
               default=str(_FEW)),
        OFFLINE,
        *ALWAYS,
    ),
    (
        Example("search xarray", "Packages whose name has xarray in it"),
        Example("search python --versions", "Every Python there is"),
    ),
    _search,
)  # fmt: skip

EXPORT = Verb(
    "export",
    "write an environment down as a file",
    "Prints an environment.yml from which the environment can be built again, pip packages "
    "included; or writes it to a file.",
    (
        *WHICH,
        Option(("--format",), "The file's format; environment-yaml without it.", "FORMAT",
               completes="format", default="environment-yaml"),
        Option(
            ("--variant",),
            "What it lists: requested, what was asked for; no-builds, everything with versions; "
            "exact, everything with versions and builds.",
            "VARIANT",
            choices=("requested", "no-builds", "exact"),
            default="requested",
        ),
        Option(("-f", "--file"), "Write it there.", "FILE", completes="file"),
        YES,
        *ALWAYS,
    ),
    (
        Example("export", "What was asked for, here"),
        Example("export analysis --variant exact -f environment.yml", "Everything, to a file"),
    ),
    _export,
)  # fmt: skip

VERBS = (SHOW, LIST, PACKAGES_, SEARCH, EXPORT)
