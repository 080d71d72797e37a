"""``%envmgr`` and ``%%envmgr``: the verbs, in a notebook.

Standard library and IPython only, for Python 3.8 and newer: kernels load this folder and `verbs`
by their path (`kernels/ipython_kernel_config.py`), in environments that have nothing of ours.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from ..verbs.backend import BackendError
from ..verbs.definition import split
from ..verbs.perform import perform
from .completion import complete
from .door import opened
from .outside import WATCH, tell_outside, warn_after_cell

if TYPE_CHECKING:
    from ..verbs.context import Context

__all__ = ["complete", "load_ipython_extension", "run", "warn_after_cell"]


def run(shell: Any, line: str, cell: str | None = None) -> None:
    """Do what a line says, and show the answer or the problem; never raises."""
    with opened(shell, cell) as context:
        try:
            words = split(line)
        except BackendError as error:
            context.display.problem(error.problem)
            return
        _perform(words, context)


def _perform(words: list[str], context: Context) -> None:
    """Perform a verb; where the server's answers are not what they should be, say that."""
    try:
        perform(words, context)
        if words in ([], ["show"]):
            tell_outside(context)
    except (KeyError, TypeError) as error:
        problem = BackendError.of(
            "server-differs",
            "The Jupyter server answers as another version of jupyter_envmgr does.",
            "Restart JupyterLab (or its Jupyter server), then this kernel.",
            error=repr(error),
        )
        context.display.problem(problem.problem)


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
