"""IPython configuration that gives a kernel ``%envmgr``; `magic_argument.py` says who gets it.

A kernel reads this file when it starts, with its own Python, which may be an old one and has
nothing of ours installed. So as little as can be is done here: no import that costs time, no syntax
newer than that Python; what the magic is made of is loaded when it is first used.

The IPython extension is a module that is nowhere on disk. It is also a package whose folder is
ours, so that ``_jupyter_envmgr.magic`` can be imported, and what that imports relatively. The name
is not ours, because the environment may have a jupyter_envmgr of another version.
"""

# Python 2 reads it too, and IPython defines what it calls:
# ruff: noqa: ANN001, ANN201, ANN202, F821, UP036
# mypy: ignore-errors

import os
import sys

NAME = "_jupyter_envmgr"
GONE = "What %envmgr is made of has been removed or replaced: restart the kernel."


def load_ipython_extension(shell):
    """Register the magic and its completion; IPython calls this."""

    def envmgr(line, cell=None):
        """Manage conda environments; ``%envmgr help`` tells how."""
        try:
            from _jupyter_envmgr import magic
        except ImportError:  # the server's environment has changed while this kernel lives
            print(GONE)  # noqa: T201 - that needs nothing of ours
            return
        magic.run(shell, line, cell)

    def complete(_shell, event):
        try:
            from _jupyter_envmgr import magic
        except ImportError:
            return []
        return magic.complete(shell, event)

    def warn(result):
        try:
            from _jupyter_envmgr import magic
        except ImportError:
            return
        magic.warn_after_cell(shell, result.info.raw_cell)

    shell.register_magic_function(envmgr, "line_cell", "envmgr")
    shell.set_hook("complete_command", complete, re_key="%%?envmgr")
    if os.environ.get("ENVMGR_WATCH"):
        shell.events.register("post_run_cell", warn)


def load_what_ours_replaced():
    """Read the file that the kernel's own command named: ipykernel takes only one."""
    for word in sys.argv:
        if word.startswith("--Envmgr.replaced="):
            load_subconfig(word.partition("=")[2])


load_what_ours_replaced()
if sys.version_info >= (3, 8):
    package = type(sys)(NAME, "What gives this kernel %envmgr.")
    package.__path__ = [__file__.rpartition("kernels")[0]]
    package.load_ipython_extension = load_ipython_extension
    sys.modules[NAME] = package
    get_config().IPKernelApp.extensions.append(NAME)  # beside what the person configured
