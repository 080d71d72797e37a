"""The files that describe environments, one module per format.

A new format is one new module that has what `FileFormat` names, and its name in `_READABLE` below;
one that can be written has what `WritableFormat` names, and is in `_WRITABLE` too.
"""

from __future__ import annotations

from typing import Protocol

from jupyter_envmgr.errors import BadFileError, NotFoundError
from jupyter_envmgr.formats import environment_yaml, requirements_txt
from jupyter_envmgr.formats.direct_url import is_editable, requirement_url
from jupyter_envmgr.formats.environment_yaml_text import write_spec
from jupyter_envmgr.formats.snapshot import Snapshot
from jupyter_envmgr.models import Export, ExportVariant, Format, Spec, SpecFile

__all__ = [
    "FORMATS",
    "FileFormat",
    "Snapshot",
    "WritableFormat",
    "formats",
    "is_editable",
    "read",
    "recognise",
    "requirement_url",
    "write",
    "write_spec",
]


class FileFormat(Protocol):
    """What a module of this package offers."""

    FORMAT: Format

    def recognises(self, file: SpecFile) -> bool:
        """Tell by name and content whether the file is of this format."""

    def read(self, file: SpecFile) -> Spec:
        """Give what the file asks for; raises BadFileError, BadSpecError, ContradictionError."""


class WritableFormat(FileFormat, Protocol):
    """What a module offers whose format can be written."""

    def write(self, snapshot: Snapshot, variant: ExportVariant) -> Export:
        """Write an environment down."""


_READABLE: tuple[FileFormat, ...] = (environment_yaml, requirements_txt)
_WRITABLE: tuple[WritableFormat, ...] = (environment_yaml,)
FORMATS = {module.FORMAT.id: module for module in _READABLE}
_WRITERS = {module.FORMAT.id: module for module in _WRITABLE}


def formats() -> list[Format]:
    return [module.FORMAT for module in FORMATS.values()]


def read(file: SpecFile) -> Spec:
    """Give what a file asks for. Raises BadFileError, BadSpecError, ContradictionError."""
    return recognise(file).read(file)


def recognise(file: SpecFile) -> FileFormat:
    """Give the format that a file has. Raises BadFileError where it is none of ours."""
    for module in FORMATS.values():
        if module.FORMAT.reads and module.recognises(file):
            return module
    known = " or ".join(form.filename for form in formats() if form.reads)
    raise BadFileError(f"“{file.name}” is not a file that can be read here.", f"Choose {known}.")


def write(
    snapshot: Snapshot, *, form: str = "environment-yaml", variant: ExportVariant = "requested"
) -> Export:
    """Write an environment down. Raises NotFoundError for an unknown format or variant."""
    module = _WRITERS.get(form)
    if module is None:
        known = ", ".join(form.id for form in formats() if form.writes)
        raise NotFoundError(f"There is no format “{form}”.", f"Choose one of: {known}.")
    variants = [known.id for known in module.FORMAT.variants]
    if variants and variant not in variants:
        raise NotFoundError(
            f"The format {form} has no variant “{variant}”.",
            f"Choose one of: {', '.join(variants)}.",
        )
    return module.write(snapshot, variant)
