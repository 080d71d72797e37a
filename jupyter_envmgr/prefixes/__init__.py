"""The conda environments of this machine, read straight from disk."""

from jupyter_envmgr.prefixes.catalog import Prefixes
from jupyter_envmgr.prefixes.environments_txt import (
    add_to_environments_txt,
    read_environments_txt,
    remove_from_environments_txt,
)
from jupyter_envmgr.prefixes.history import read_history
from jupyter_envmgr.prefixes.naming import kernel_name
from jupyter_envmgr.prefixes.packages import read_packages
from jupyter_envmgr.prefixes.search import STAGING
from jupyter_envmgr.prefixes.site_folders import site_packages
from jupyter_envmgr.prefixes.variables import read_variables

__all__ = [
    "STAGING",
    "Prefixes",
    "add_to_environments_txt",
    "kernel_name",
    "read_environments_txt",
    "read_history",
    "read_packages",
    "read_variables",
    "remove_from_environments_txt",
    "site_packages",
]
