"""Something that is to be done to an environment, from the request to the plan that people see."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from msgspec.structs import asdict, fields

from jupyter_envmgr.creations import Creation
from jupyter_envmgr.errors import BadRequestError
from jupyter_envmgr.models import (
    ChangeRequest,
    CreateRequest,
    Door,
    Environment,
    Notice,
    Plan,
    PlanRequest,
)
from jupyter_envmgr.planner.draft import Draft
from jupyter_envmgr.planner.wish import Request
from jupyter_envmgr.transaction.history import Cause, known_door

Action = Literal["create", "change", "rename"]
Body = TypeVar("Body", ChangeRequest, CreateRequest)

ONLY_CREATE = ("prefix", "packages", "python")
ONLY_CHANGE = ("install", "remove", "update", "reinstall", "rename")
_SHOWN = 3
_LONGEST = 60


@dataclass(frozen=True)
class Prepared:
    """Checked as far as that takes no channel; with a plan, decided."""

    action: Action
    cause: Cause
    prefix: Path
    environment: Environment | None = None
    """None for what is to be created."""
    request: Request | None = None
    creation: Creation | None = None
    """For creations, and for the new place of what is renamed."""
    draft: Draft | None = None
    made: Plan | None = None

    @property
    def door(self) -> Door:
        """By which way it came."""
        return known_door(self.cause.door)

    @property
    def title(self) -> str:
        """What it does, in a few words."""
        return self.cause.title

    @property
    def reads(self) -> list[Path]:
        """Other prefixes that must not change meanwhile."""
        others = (self.creation.source, self.creation.prefix) if self.creation else ()
        return [each for each in others if each and each != self.prefix]

    @property
    def plan(self) -> Plan:
        """What people see; there is one once it is decided."""
        if self.made is None:
            raise AssertionError(self.title)
        return self.made


def shown(prepared: Prepared, draft: Draft | None, request: PlanRequest) -> Plan:
    """The plan as people see it."""
    return Plan(
        id=uuid.uuid4().hex[:12],
        environment=request.environment,
        action=prepared.action,
        title=prepared.title,
        conda=list(draft.conda) if draft else [],
        pip=list(draft.pip) if draft else [],
        notices=list(draft.notices) if draft else _of_renaming(prepared),
        download_bytes=draft.download_bytes if draft else 0,
        disk_bytes=draft.disk_bytes if draft else 0,
        request=request,
    )


def given(request: PlanRequest, names: Sequence[str]) -> bool:
    """Whether a request has one of these fields."""
    return any(getattr(request, name) for name in names)


def part(request: PlanRequest, kind: type[Body], **more: Any) -> Body:
    """Of a plan's request, what a creation or a change has too."""
    wanted = {each.name for each in fields(kind)}
    known = {key: value for key, value in asdict(request).items() if key in wanted}
    return kind(**{**known, **more})


def refuse_mixture(request: ChangeRequest) -> None:
    """Raise BadRequestError for a rename together with other changes."""
    others = (name for name in ChangeRequest.__struct_fields__ if name != "rename")
    if any(getattr(request, name) for name in others):
        raise BadRequestError(
            "An environment is renamed by itself, without other changes.",
            hint="Rename it first, then change it.",
        )


def title_of(name: str, request: ChangeRequest) -> str:
    """What a change does, in a few words."""
    if request.file:
        return f"Update {name} from {request.file.name}"
    updates = ["everything"] if request.update == "all" else request.update
    parts = [
        ("Install", [*request.install, *request.pip]),
        ("Update", updates),
        ("Reinstall", request.reinstall),
        ("Remove", request.remove),
    ]
    said = [f"{verb} {few}" for verb, packages in parts if (few := _few(packages))]
    return f"{'; '.join(said) or 'Change nothing'} in {name}"


def _few(names: Sequence[str]) -> str:
    packages = [_short(name) for name in names if not name.lstrip().startswith("--")]
    more = f" and {len(packages) - _SHOWN} more" if len(packages) > _SHOWN else ""
    return ", ".join(packages[:_SHOWN]) + more


def _short(text: str) -> str:
    """A package as a title has it: of an address, only the name that stands before it."""
    name, at, _ = text.partition("@")
    if "://" in text or "${" in text:
        return name.strip() if at and "://" not in name and "${" not in name else "an address"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _of_renaming(prepared: Prepared) -> list[Notice]:
    """Notebooks remember kernels by name."""
    kernels = prepared.environment.kernels if prepared.environment else []
    if not kernels:
        return []
    return [
        Notice(
            code="kernel-renamed",
            severity="warning",
            message=f"Notebooks that use {', '.join(kernels)} will ask for a kernel once, "
            "since its name changes with the environment's.",
        )
    ]
