"""The conda environments of this machine, read straight from disk."""

from jupyter_envmgr.prefixes.catalog import Prefixes
from jupyter_envmgr.prefixes.environments_txt import (
    add_to_environments_txt,
    remove_from_environments_txt,
)
from jupyter_envmgr.prefixes.history import read_history
from jupyter_envmgr.prefixes.naming import kernel_name
from jupyter_envmgr.prefixes.packages import read_packages

__all__ = [
    "Prefixes",
    "add_to_environments_txt",
    "kernel_name",
    "read_history",
    "read_packages",
    "remove_from_environments_txt",
]
