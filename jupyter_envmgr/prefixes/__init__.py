"""The conda environments of this machine, read straight from disk."""

from jupyter_envmgr.prefixes.catalog import Prefixes
from jupyter_envmgr.prefixes.distributions import InstalledDistribution, read_distributions
from jupyter_envmgr.prefixes.environments_txt import (
    add_to_environments_txt,
    read_environments_txt,
    remove_from_environments_txt,
)
from jupyter_envmgr.prefixes.history import read_history
from jupyter_envmgr.prefixes.naming import kernel_name
from jupyter_envmgr.prefixes.new_place import new_place
from jupyter_envmgr.prefixes.packages import read_packages
from jupyter_envmgr.prefixes.pinned import read_pinned
from jupyter_envmgr.prefixes.pip_layer import has_pip_layer
from jupyter_envmgr.prefixes.search import STAGING
from jupyter_envmgr.prefixes.site_folders import site_packages
from jupyter_envmgr.prefixes.variables import read_variables

__all__ = [
    "STAGING",
    "InstalledDistribution",
    "Prefixes",
    "add_to_environments_txt",
    "has_pip_layer",
    "kernel_name",
    "new_place",
    "read_distributions",
    "read_environments_txt",
    "read_history",
    "read_packages",
    "read_pinned",
    "read_variables",
    "remove_from_environments_txt",
    "site_packages",
]
