"""The vocabulary: what REST, the command line, the panel and the events speak of.

Every struct is frozen. `labextension/src/api.ts` and `docs/openapi.json` are generated from here
(``make api``); a test fails when they are stale. Sizes are bytes, times are UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct, field

Layer = Literal["conda", "pip"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]
JobAction = Literal["create", "clone", "remove"]
Phase = Literal["wait", "solve", "fetch", "link", "pip", "finish", "copy", "remove"]
Unit = Literal["bytes", "packages", "files", ""]
ExportVariant = Literal["requested", "no-builds", "exact"]


class Model(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of everything that crosses an edge: immutable, no unknown fields."""


class Problem(Model, frozen=True, kw_only=True):
    """An error as people see it: a stable code, a sentence, and what to do next."""

    code: str
    message: str
    hint: str = ""
    details: dict[str, Any] = field(default_factory=dict)


class Environment(Model, frozen=True, kw_only=True):
    """A conda prefix with a name, as far as it can be told without opening package records."""

    name: str
    prefix: str
    kind: Literal["base", "environment"]
    state: Literal["ready", "changing", "interrupted", "unreadable"]
    protected: bool
    """Conda installations, what the server runs in, frozen ones: not changed or removed here."""
    writable: bool
    own_server: bool
    python: str | None
    """Version of the Python inside, None where there is none."""
    conda_packages: int
    pip_packages: int
    kernels: list[str]
    """Names under which Jupyter offers its kernels; empty: it cannot run notebooks."""
    revision: str | None = None
    modified: datetime | None = None
    size: int | None = None
    """Bytes on disk, hard links counted once; None in lists, where it is not measured."""
    problem: Problem | None = None
    """What is wrong with an environment that can be seen but not read."""


class EnvironmentList(Model, frozen=True, kw_only=True):
    environments: list[Environment]


class Package(Model, frozen=True, kw_only=True):
    """An installed package."""

    name: str
    version: str
    build: str
    channel: str
    layer: Layer
    requested: bool
    size: int | None = None
    """Bytes of its archive (conda) or of its files (pip), where known."""


class PackageList(Model, frozen=True, kw_only=True):
    packages: list[Package]
    problems: list[Problem] = field(default_factory=list)
    """Records that could not be read; what their file names tell is among the packages."""


class SpecFile(Model, frozen=True, kw_only=True):
    """A file that describes an environment, as the person has it."""

    name: str
    text: str


class CreateRequest(Model, frozen=True, kw_only=True):
    """Body of ``POST /environments``: packages, a file, or an environment to clone."""

    name: str
    packages: list[str] = field(default_factory=list)
    pip: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    python: str | None = None
    kernel: bool = True
    """Add what Jupyter needs to run notebooks in it."""
    file: SpecFile | None = None
    clone: str | None = None


class Spec(Model, frozen=True, kw_only=True):
    """What was asked for: the text that an environment is built from."""

    name: str | None = None
    channels: list[str] = field(default_factory=list)
    only_channels: bool = False
    """No other channels than these (conda's ``nodefaults``)."""
    packages: list[str] = field(default_factory=list)
    pip: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)


class Export(Model, frozen=True, kw_only=True):
    """An environment written down."""

    format: str
    filename: str
    text: str
    notices: list[str] = field(default_factory=list)


class Progress(Model, frozen=True, kw_only=True):
    """Where a job is. ``total`` is 0 while it is not known."""

    phase: Phase
    done: int = 0
    total: int = 0
    unit: Unit = ""
    message: str = ""


class Job(Model, frozen=True, kw_only=True):
    """A change under way, or one that has ended."""

    id: str
    title: str
    action: JobAction
    environment: str
    state: JobState
    progress: Progress
    problem: Problem | None = None
    log: list[str] = field(default_factory=list)
    created: datetime
    started: datetime | None = None
    ended: datetime | None = None


class JobList(Model, frozen=True, kw_only=True):
    jobs: list[Job]


class SearchHit(Model, frozen=True, kw_only=True):
    """A package that a channel has, with its latest version."""

    name: str
    version: str
    summary: str = ""
    channel: str = ""


class SearchResult(Model, frozen=True, kw_only=True):
    packages: list[SearchHit]


class PackageVersion(Model, frozen=True, kw_only=True):
    version: str
    build: str
    channel: str
    size: int | None = None
    python: str | None = None
    """Its condition on Python as a version range, ``>=3.12,<3.13.0a0``; None where it has none."""


class PackageVersions(Model, frozen=True, kw_only=True):
    name: str
    versions: list[PackageVersion]
    """Newest first."""


class Variant(Model, frozen=True, kw_only=True):
    id: str
    title: str
    description: str


class Format(Model, frozen=True, kw_only=True):
    """A file format that can be read or written."""

    id: str
    title: str
    filename: str
    reads: bool
    writes: bool
    variants: list[Variant] = field(default_factory=list)


class FormatList(Model, frozen=True, kw_only=True):
    formats: list[Format]


class Config(Model, frozen=True, kw_only=True):
    """The settings in force, as the panel and a bug report need them."""

    version: str
    platform: str
    channels: list[str]
    channel_priority: Literal["strict", "flexible", "disabled"]
    main_folder: str
    """New environments are made here."""
    envs_dirs: list[str]
    base: str | None
    kernel_provider: Literal["nb_conda_kernels", "jupyter_envmgr", "other"]
    condarc_files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """Settings that were left out, and why."""


class EnvironmentEvent(Model, frozen=True, kw_only=True):
    """Pushed when the list of environments is no longer what it was."""

    action: Literal["created", "removed", "changed"]
    name: str
