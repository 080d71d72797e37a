"""Where a new environment may be, when a person names the folder."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from jupyter_envmgr.errors import BadNameError, BadRequestError, ExistsError, NotWritableError
from jupyter_envmgr.prefixes.new_name import check_spelling

_OUTSIDE = "Choose a folder outside of it."


def new_place(prefix: str, name: str, envs_dirs: Collection[Path]) -> Path:
    """The folder of an environment that is to be made there; its name is the folder's.

    Raises
    ------
    BadRequestError
        The path is relative, has another name, or is inside an environment.
    BadNameError, ExistsError, NotWritableError

    """
    place = Path(os.path.normpath(prefix))
    if not place.is_absolute():
        raise BadRequestError(f"{prefix} is no absolute path.", hint="Begin it at the root.")
    if place.name != name:
        raise BadRequestError(
            f"The environment in {place} is called {place.name or 'nothing'}, not {name}.",
            hint="An environment is called as its folder.",
        )
    check_spelling(name)
    if os.pathsep in str(place.parent).removeprefix(place.drive) or not str(place).isprintable():
        raise BadNameError(f"PATH cannot have {place} in it.", hint="Choose another folder.")
    if os.path.lexists(place):
        raise ExistsError(f"{place} is there already.", hint="Choose a folder that is not there.")
    _check_around(place, envs_dirs)
    return place


def _check_around(place: Path, envs_dirs: Collection[Path]) -> None:
    """Raise where the folders around it do not let it be."""
    for folder in place.parents:
        if folder in envs_dirs:
            break  # an installation's own folder for environments
        if (folder / "conda-meta").is_dir():
            raise BadRequestError(f"{place} is inside the environment {folder}.", hint=_OUTSIDE)
    nearest = next(folder for folder in place.parents if os.path.lexists(folder))
    if not nearest.is_dir():
        raise BadRequestError(f"{nearest} is no folder.", hint="Choose another place.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise NotWritableError(f"{nearest} does not let us write.", hint="Choose another place.")
