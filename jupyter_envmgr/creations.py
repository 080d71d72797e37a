"""What is to be created, checked as far as that takes no channel."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from jupyter_envmgr.asked import shown_request, spec_of, stored_spec
from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.engine import Engine
from jupyter_envmgr.errors import BadRequestError, ExistsError
from jupyter_envmgr.models import CreateRequest, Door, Spec
from jupyter_envmgr.planner import read
from jupyter_envmgr.planner.wish import Request
from jupyter_envmgr.prefixes import Prefixes, new_place
from jupyter_envmgr.transaction.history import Cause
from jupyter_envmgr.transaction.rename import not_its_own


@dataclass(frozen=True)
class Creation:
    """A creation that has passed the checks."""

    name: str
    prefix: Path
    spec: Spec
    cause: Cause
    request: Request = field(default_factory=Request)
    source: Path | None = None


class Creations:
    """Checks requests for new environments."""

    def __init__(self, load: Callable[[], Condarc], prefixes: Prefixes, engine: Engine) -> None:
        self._load = load
        self._prefixes = prefixes
        self._engine = engine

    def prepare(self, request: CreateRequest, door: Door = "rest") -> Creation:
        """Check a request to create an environment.

        Raises
        ------
        BadNameError, ExistsError, BadSpecError, BadFileError, BadRequestError, NotFoundError,
        NotWritableError

        """
        read.refuse_too_many(request)
        prefix = self._new_place(request)
        if request.clone is not None:
            return self._prepare_clone(request, prefix, door)
        condarc = self._load()
        spec = spec_of(request, condarc)
        asked = read.creation(request, spec)
        channels = self._engine.check(asked.conda, spec.channels)
        spec = msgspec.structs.replace(spec, name=request.name, channels=channels)
        return Creation(request.name, prefix, spec, _cause(request, door), asked)

    def prepare_rename(self, name: str, new: str, door: Door = "rest") -> Creation:
        """Check a request to give an environment another name; raises what `prepare` does.

        It stays in its folder.
        """
        old = self._prefixes.prefix_of(name)
        creation = self.prepare(CreateRequest(name=new, clone=name))
        if os.path.lexists(old.parent / new):
            raise ExistsError(f"{old.parent / new} exists.")
        if left := not_its_own(old):
            raise BadRequestError(
                f"{name} has {', '.join(left)} in it, which would not come along.",
                hint="Clone it, move what you need, then remove it.",
            )
        cause = Cause(title=f"Rename {name} to {new}", door=door, request={"rename": new})
        return replace(creation, prefix=old.parent / new, cause=cause)

    def _new_place(self, request: CreateRequest) -> Path:
        if request.prefix is not None:
            return new_place(request.prefix, request.name, self._load().envs_dirs)
        self._prefixes.check_new_name(request.name)
        return self._prefixes.main_folder / request.name

    def _prepare_clone(self, request: CreateRequest, prefix: Path, door: Door) -> Creation:
        if request.packages or request.pip or request.file or request.channels or request.python:
            raise BadRequestError(
                "A clone takes its packages from the environment that it copies.",
                hint="Clone first, then change the clone.",
            )
        source = self._prefixes.prefix_of(request.clone or "")
        spec = msgspec.structs.replace(stored_spec(source), name=request.name)
        return Creation(request.name, prefix, spec, _cause(request, door), source=source)


def _cause(request: CreateRequest, door: Door) -> Cause:
    title = f"Create {request.name}"
    if request.clone is not None:
        title = f"Clone {request.clone} as {request.name}"
    return Cause(title=title, door=door, request=shown_request(request))
