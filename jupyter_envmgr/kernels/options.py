"""What can be configured about the kernels, in nb_conda_kernels' words.

The class has the name of nb_conda_kernels' own, so that both read the configuration section
``CondaKernelSpecManager`` and a person's settings hold with and without that package. The names
and meanings of the traits are those of its 2.5 release; `publish_kernels` is ours.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from traitlets import Bool, TraitError, Unicode, validate


class CondaKernelSpecManager(KernelSpecManager):
    """A kernel list with the settings that people know from nb_conda_kernels."""

    base_name = Unicode("base", help="What base is called in the names of its kernels.").tag(
        config=True
    )
    conda_only = Bool(
        default_value=False,
        help="Offer the kernels of conda environments only. True where kernelspec_path is set.",
    ).tag(config=True)
    env_filter = Unicode(
        None,
        allow_none=True,
        help="Regular expression; environments whose path it matches offer no kernels.",
    ).tag(config=True)
    name_format = Unicode(
        "{language} [conda env:{environment}]",
        help="How kernels are called on screen. Fields: {language} or {0}, {environment} or {1}, "
        "{kernel}, {conda_kernel} and {display_name}.",
    ).tag(config=True)
    enable_debugger = Bool(
        None,
        allow_none=True,
        help="Say that every kernel has a debugger, or that none has; None: what each one says.",
    ).tag(config=True)
    kernelspec_path = Unicode(
        None,
        allow_none=True,
        help='Where kernels are written down for other programs: "" for all users, "--user", '
        '"--sys-prefix" or a prefix.',
    ).tag(config=True)
    publish_kernels = Bool(
        default_value=True,
        help="Write the kernels down for nbconvert, papermill and jupyter kernelspec: at "
        "kernelspec_path, or beside this server's own kernels where that is not set.",
    ).tag(config=True)

    @validate("env_filter")
    def _a_regular_expression(self, proposal: Any) -> str | None:
        pattern: str | None = proposal["value"]
        try:
            re.compile(pattern or "")
        except re.error as error:
            message = f"CondaKernelSpecManager.env_filter is no regular expression ({error})."
            raise TraitError(message) from None
        return pattern

    @validate("name_format")
    def _a_format_of_known_fields(self, proposal: Any) -> str:
        text: str = proposal["value"]
        names = dict.fromkeys(
            ("conda_kernel", "display_name", "environment", "kernel", "language"), ""
        )
        try:
            text.format("", "", **names)
        except (IndexError, KeyError, ValueError, AttributeError) as error:
            message = f"CondaKernelSpecManager.name_format cannot be filled in ({error!r})."
            raise TraitError(message) from None
        return text

    @validate("kernelspec_path")
    def _validate_kernelspec_path(self, proposal: Any) -> str | None:
        """Named as in nb_conda_kernels, whose own check it replaces."""
        path: str | None = proposal["value"]
        if path is None:
            return None
        if path not in ("", "--user", "--sys-prefix") and not Path(path).is_dir():
            message = f"CondaKernelSpecManager.kernelspec_path: {path} is not a folder."
            raise TraitError(message)
        self.conda_only = True
        return path
