"""Options that several verbs have: the field's own words."""

from __future__ import annotations

from .verb import Option

NAME = Option(
    ("-n", "--name"),
    "The environment, by name. Without it, the one that you are in.",
    "NAME",
    completes="environment",
)
PREFIX = Option(("-p", "--prefix"), "The environment, by its folder.", "PREFIX", completes="folder")
ENVIRONMENT = Option(
    ("environment",), "The environment, by name; the same as -n.", "ENVIRONMENT", "word",
    completes="environment",
)  # fmt: skip
WHICH = (ENVIRONMENT, NAME, PREFIX)
CHANNEL = Option(
    ("-c", "--channel"),
    "A channel to ask before the others: a name, an address or a folder. May be repeated.",
    "CHANNEL",
    "values",
)
FILE = Option(
    ("-f", "--file"),
    "An environment.yml or requirements.txt; - reads standard input.",
    "FILE",
    completes="file",
)
PIP = Option(
    ("--pip",),
    "A requirement as pip writes them. What a channel has comes from conda all the same. "
    "May be repeated.",
    "REQUIREMENT",
    "values",
)
PYTHON = Option(("--python",), "The version of Python, such as 3.12.", "VERSION")
PACKAGES = Option(
    ("packages",),
    "Packages, as conda writes them: pandas, python=3.12, 'numpy>=1.26,<2'. Names that no channel "
    "has are looked for on pip's index.",
    "PACKAGE",
    "words",
    completes="package",
)
REVISION = Option(
    ("--revision",), "A state of the environment, as history lists them.", "ID",
    completes="revision",
)  # fmt: skip
DRY_RUN = Option(("--dry-run",), "Show what would be done, and do nothing.", takes="flag")
YES = Option(("-y", "--yes"), "Do it without asking.", takes="flag")
JSON = Option(
    ("--json",), "Print one JSON document, as REST has it; changes need --yes too.", takes="flag"
)
OFFLINE = Option(
    ("--offline",), "Use only what is on this machine already; ask no network.", takes="flag"
)
HELP = Option(("-h", "--help"), "Explain this verb.", takes="flag")
ALWAYS = (JSON, HELP)
ASKS = (YES, DRY_RUN)
