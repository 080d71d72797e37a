"""``conda-meta/state``: the variables that are set when an environment is activated.

A JSON object with ``version`` and ``env_vars``, which ``conda env config vars`` writes
(``conda.core.prefix_data.PrefixData``); a variable that was unset there keeps its name.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from jupyter_envmgr.regular_file import read_regular

_UNSET = "***unset***"


class _State(msgspec.Struct):
    env_vars: dict[str, Any]


def read_variables(prefix: str | os.PathLike[str]) -> dict[str, str]:
    """The variables by name; none where there is no such file, or it cannot be read."""
    try:
        content = read_regular(Path(prefix, "conda-meta", "state"))
        variables = msgspec.json.decode(content, type=_State).env_vars
    except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError):
        return {}
    return {
        name: str(value)
        for name, value in variables.items()
        if isinstance(value, (str, int, float)) and value != _UNSET
    }
