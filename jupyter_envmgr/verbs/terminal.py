"""Verbs that only a terminal has: run, recover. The command line has what does them."""

from __future__ import annotations

from .options import HELP, JSON, NAME, PREFIX
from .verb import Example, Option, Verb

RUN = Verb(
    "run",
    "run a command in an environment",
    "Activates an environment as conda would, with its variables and activation scripts, and runs "
    "a command in it. Signals reach the command, and its exit code is the answer. No conda is "
    "needed.",
    (
        NAME,
        PREFIX,
        HELP,
        Option(("command",), "The command, and what follows it.", "COMMAND", "rest"),
    ),
    (
        Example("run -n analysis -- python script.py --fast", "A script"),
        Example("run -p /opt/env -- jupyter lab", "A program of a container"),
    ),
    door="cli",
)

RECOVER = Verb(
    "recover",
    "end changes that were cut off",
    "Looks for changes that a crash, a kill or a power cut has interrupted, and finishes each or "
    "puts back what was there before. A Jupyter server does this when it starts, and so does the "
    "next change of the same environment.",
    (JSON, HELP),
    (Example("recover", "After the machine went down"),),
    door="cli",
)

VERBS = (RUN, RECOVER)
