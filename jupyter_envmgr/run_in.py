"""The verb ``run``: a command in an activated environment, in place of this process."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import NoReturn

from jupyter_envmgr.verbs.backend import BackendError
from jupyter_envmgr.verbs.context import Context

_RUNNER = Path(__file__).parent / "kernels" / "runner.py"
"""Which activates as kernels are; it is run, not imported."""
NOT_FOUND = 127
"""What a shell says of a command that is not there."""


def run(options: Namespace, context: Context) -> NoReturn:
    """Become the command; BackendError where there is no such environment or no command."""
    if not options.command:
        raise BackendError.of(
            "usage", "Nothing says what to run.", f"{context.command} run -n NAME -- COMMAND"
        )
    prefix = context.environment(options.name, options.prefix)["prefix"]
    _refuse_missing(options.command[0], prefix)
    command = [sys.executable, "-I", "-S", str(_RUNNER), prefix, *options.command]
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606 - the person's own command
    signal.signal(signal.SIGINT, lambda *_: None)  # the command gets it too, and decides
    sys.exit(subprocess.Popen(command).wait())  # noqa: S603 - as above


def _refuse_missing(command: str, prefix: str) -> None:
    """Exit as a shell does where neither the environment nor the machine has a command."""
    inner = ["bin"] if os.name == "posix" else ["", "Scripts", r"Library\bin", "bin"]
    folders = [str(Path(prefix, each)) for each in inner]
    path = os.pathsep.join([*folders, os.environ.get("PATH", os.defpath)])
    scripts = Path(prefix, "etc", "conda", "activate.d")
    if shutil.which(command, path=path) or scripts.is_dir():  # which may put it on PATH
        return
    sys.stderr.write(f"There is no command {command} in {prefix}, nor elsewhere.\n")
    sys.exit(NOT_FOUND)
