"""``%envmgr`` and ``%%envmgr``: the verbs, in a notebook.

Standard library and IPython only, for Python 3.8 and newer: kernels load this folder and `verbs`
by their path (`kernels/ipython_kernel_config.py`), in environments that have nothing of ours.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from ..verbs.backend import BackendError
from ..verbs.definition import split
from ..verbs.perform import interrupted, perform
from ..verbs.unforeseen import DEBUG
from .completion import complete
from .door import display_of, installed, opened
from .outside import WATCH, tell_outside, warn_after_cell
from .unforeseen import of_ours

__all__ = ["complete", "load_ipython_extension", "run", "warn_after_cell"]


def run(shell: Any, line: str, cell: str | None = None) -> None:
    """Do what a line says, and show the answer or the problem; never raises.

    Only ``ENVMGR_DEBUG`` in the kernel's environment shows what nobody foresaw as a traceback.
    """
    try:
        package = installed(shell)
        if package is not None:
            package.run(shell, line, cell)
            return
        with opened(shell, cell) as context:
            words = split(line)
            then = (lambda: tell_outside(context)) if words in ([], ["show"]) else None
            perform(words, context, then)
    except BackendError as error:
        display_of(shell).problem(error.problem)
    except KeyboardInterrupt:
        display_of(shell).problem(interrupted().problem)
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        display_of(shell).problem(of_ours(error).problem)


def load_ipython_extension(shell: Any) -> None:
    """Register the magic and its completion: ``%load_ext jupyter_envmgr``."""

    def envmgr(line: str, cell: str | None = None) -> None:
        """Manage conda environments; ``%envmgr help`` tells how."""
        run(shell, line, cell)

    def completed(_shell: Any, event: Any) -> list[str]:
        return complete(shell, event)

    def warn(result: Any) -> None:
        warn_after_cell(shell, result.info.raw_cell)

    shell.register_magic_function(envmgr, "line_cell", "envmgr")
    shell.set_hook("complete_command", completed, re_key="%%?envmgr")
    if os.environ.get(WATCH) and "_jupyter_envmgr" not in sys.modules:  # else it is there already
        shell.events.register("post_run_cell", warn)
