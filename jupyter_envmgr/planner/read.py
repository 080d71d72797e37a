"""Requests as they come in, read for the planner."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_envmgr import formats
from jupyter_envmgr.channel_url import public_url
from jupyter_envmgr.errors import BadRequestError
from jupyter_envmgr.models import ChangeRequest, CreateRequest, Spec, SpecFile
from jupyter_envmgr.planner.typed import split_typed
from jupyter_envmgr.planner.wish import Request
from jupyter_envmgr.requirements import PipLines, Requirement, read_lines

_AUTHORED = "environment-yaml"
"""The format in whose ``pip:`` section an author has put what is to come from pip."""
_PACKAGES = 5000
_CHANNELS = 100
_LONGEST = 10_000  # characters
_EDITABLE = ("-e", "--editable")
_FIRST = ("--index-url", "--no-index")


def creation(request: CreateRequest, spec: Spec) -> Request:
    """What a new environment asks for; ``spec`` is all of it, its file's content included.

    Raises BadSpecError, BadFileError, ContradictionError.
    """
    conda, only_pip = split_typed(spec.packages)
    lines = read_lines(spec.pip, constraints=spec.constraints)
    authored = _authored(request.file)
    return Request(
        conda=conda,
        pip=[*only_pip, *_others(lines.requirements, authored)],
        authored=authored,
        constraints=[each.line for each in lines.constraints],
        options=lines.options,
        written=_kept(lines, spec),
        channels=spec.channels,
        layers=request.layers,
        variables=spec.variables,
    )


def refuse_too_many(request: ChangeRequest | CreateRequest) -> None:
    """Raise BadRequestError for lists that no person can have meant."""
    for key in request.__struct_fields__:
        value = getattr(request, key)
        most = _CHANNELS if key == "channels" else _PACKAGES
        if isinstance(value, list | dict) and len(value) > most:
            raise BadRequestError(
                f"{key} has {len(value)} entries; {most} are the most.",
                hint="Send a file, or several requests.",
            )
        if isinstance(value, list) and any("\0" in each or len(each) > _LONGEST for each in value):
            raise BadRequestError(f"An entry of {key} is too long, or has a zero in it.", hint="")
    file = getattr(request, "file", None)
    if file and "\0" in f"{file.name}{file.folder}":
        raise BadRequestError("The file's name or folder has a zero in it.", hint="")


def change(request: ChangeRequest, stored: Spec) -> Request:
    """What a change asks for; options and constraints ``stored`` once hold until a file has others.

    Raises BadSpecError, BadFileError, ContradictionError.
    """
    refuse_too_many(request)
    spec = formats.read(request.file) if request.file else Spec()
    conda, only_pip = split_typed([*spec.packages, *request.install])
    lines = read_lines([*spec.pip, *request.pip], constraints=spec.constraints)
    kept = _kept(lines, spec, stored)
    held = read_lines(kept.pip, constraints=kept.constraints)
    authored = _authored(request.file)
    return Request(
        conda=conda,
        pip=[*only_pip, *_others(lines.requirements, authored)],
        authored=authored,
        constraints=[each.line for each in held.constraints],
        options=held.options,
        written=kept,
        channels=[*request.channels, *spec.channels],
        remove=request.remove,
        update=request.update,
        reinstall=request.reinstall,
        layers=request.layers,
        variables=spec.variables,
    )


def _authored(file: SpecFile | None) -> list[Requirement]:
    if file is None or formats.recognise(file).FORMAT.id != _AUTHORED:
        return []
    return list(read_lines(formats.read(file).pip).requirements)


def _others(all_: Sequence[Requirement], authored: Sequence[Requirement]) -> list[Requirement]:
    return [each for each in all_ if each not in authored]


def _kept(lines: PipLines, spec: Spec, stored: Spec | None = None) -> Spec:
    """What is stored besides packages and requirements: options and constraints, as written.

    Those of a file (``spec``) replace what is stored; options that are typed join it.
    """
    earlier = stored or Spec()
    given = _options(lines.lines)
    options = [] if _options(spec.pip) else _options(earlier.pip)
    constraints = spec.constraints or earlier.constraints
    return Spec(
        pip=list(dict.fromkeys([*_not_replaced(options, given), *given])),
        constraints=list(dict.fromkeys(constraints)),
    )


def _not_replaced(stored: Sequence[str], given: Sequence[str]) -> list[str]:
    """Stored options but for those given again, with a login or without, and another first index.

    There is one ``--index-url`` or ``--no-index``: the one that is given.
    """
    same = {public_url(option) for option in given}
    other = any(option.startswith(_FIRST) for option in given)
    return [
        option
        for option in stored
        if public_url(option) not in same and not (other and option.startswith(_FIRST))
    ]


def _options(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line.startswith("-") and not line.startswith(_EDITABLE)]
