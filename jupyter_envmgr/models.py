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
JobAction = Literal["create", "clone", "remove", "change", "rename", "restore", "check"]
Phase = Literal["wait", "solve", "fetch", "link", "pip", "finish", "copy", "remove", "check"]
Unit = Literal["bytes", "packages", "files", ""]
ExportVariant = Literal["requested", "no-builds", "exact"]
ChangeAction = Literal["install", "remove", "upgrade", "downgrade", "rebuild", "reinstall"]
"""``rebuild``: the same version, another build or channel; ``reinstall``: put back as it was."""
EnvironmentAction = Literal["created", "removed", "changed"]
Severity = Literal["info", "warning", "error"]
Door = Literal["panel", "magic", "cli", "rest", "outside"]
"""By which way a change came; ``outside``: conda or pip in a terminal, or whatever it was."""


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
    """The state that it is in; None in lists, and where no change was recorded yet."""
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
    folder: str | None = None
    """Folder on the server that relative paths in it start from; without one they are refused.

    A relative one, as JupyterLab's file browser knows it, starts from the server's own folder.
    """


class CreateRequest(Model, frozen=True, kw_only=True):
    """Body of ``POST /environments``: packages, a file, or an environment to clone."""

    name: str
    prefix: str | None = None
    """Its folder, an absolute path whose last part is the name; else it goes where others are."""
    packages: list[str] = field(default_factory=list)
    pip: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    python: str | None = None
    kernel: bool = True
    """Add what Jupyter needs to run notebooks in it."""
    file: SpecFile | None = None
    clone: str | None = None
    layers: dict[str, Layer] = field(default_factory=dict)
    """Where a person wants a package by its name, against the rules' own choice."""


class ChangeRequest(Model, frozen=True, kw_only=True):
    """Body of ``PATCH /environments/{name}``: what shall be different."""

    install: list[str] = field(default_factory=list)
    """Packages by name or MatchSpec; what no channel has is looked for on pip's index."""
    pip: list[str] = field(default_factory=list)
    """Requirements as pip reads them; what a channel has comes from there."""
    remove: list[str] = field(default_factory=list)
    """Names, of whichever layer."""
    update: list[str] | Literal["all"] = field(default_factory=list)
    reinstall: list[str] = field(default_factory=list)
    """Names of packages to be put back as their channel or index has them."""
    channels: list[str] = field(default_factory=list)
    """Asked before the environment's own."""
    file: SpecFile | None = None
    """Its packages join those that are there, as with ``conda env update``."""
    layers: dict[str, Layer] = field(default_factory=dict)
    """Where a person wants a package by its name, against the rules' own choice."""
    rename: str | None = None


class PlanRequest(Model, frozen=True, kw_only=True):
    """Body of ``POST /plans``: that of a creation or of a change, and the environment's name.

    It is a change where an environment of that name exists. ``prefix``, ``packages``, ``python``
    and ``kernel`` are for creations; ``install``, ``remove``, ``update``, ``reinstall`` and
    ``rename`` for changes.
    """

    environment: str
    prefix: str | None = None
    packages: list[str] = field(default_factory=list)
    python: str | None = None
    kernel: bool = True
    install: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    update: list[str] | Literal["all"] = field(default_factory=list)
    reinstall: list[str] = field(default_factory=list)
    rename: str | None = None
    pip: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    file: SpecFile | None = None
    layers: dict[str, Layer] = field(default_factory=dict)


class Change(Model, frozen=True, kw_only=True):
    """What happens to one package."""

    name: str
    layer: Layer
    action: ChangeAction
    before: str | None = None
    """Version, None where it is not installed."""
    after: str | None = None
    build_before: str = ""
    build_after: str = ""
    channel: str = ""
    """Where the new one comes from."""
    requested: bool = False
    """Whether somebody asked for it by name."""
    size: int | None = None
    """Bytes of its archive, where known."""
    fetch: bool = False
    """Whether it has to be downloaded."""


class Alternative(Model, frozen=True, kw_only=True):
    """Another choice that a person has: the plan is made again with these ``layers``."""

    title: str
    layers: dict[str, Layer]


class Notice(Model, frozen=True, kw_only=True):
    """What a rule has to say about a plan; every code is a section of docs/rules.md."""

    code: str
    severity: Severity
    message: str
    packages: list[str] = field(default_factory=list)
    alternatives: list[Alternative] = field(default_factory=list)


class Plan(Model, frozen=True, kw_only=True):
    """What a request will do, exactly; tied to the state of the environment it was made from."""

    id: str
    environment: str
    action: Literal["create", "change", "rename"]
    title: str
    conda: list[Change]
    pip: list[Change]
    notices: list[Notice] = field(default_factory=list)
    download_bytes: int = 0
    """Archives that are not in the package cache yet, as far as their sizes are known."""
    disk_bytes: int = 0
    """About how much the environment grows, negative where it shrinks: an estimate."""
    request: PlanRequest
    """What it was made for, to be sent again with another choice."""


class Revision(Model, frozen=True, kw_only=True):
    """A state that an environment is in, or was in."""

    id: str
    when: datetime
    """When it came to be."""
    title: str
    """What made it: ``Install pandas in analysis``."""
    door: Door
    state: Literal["current", "kept", "gone"]
    """``kept``: one can go back to it; ``gone``: only this description is left."""
    parent: str | None = None
    """The state that it was made from."""
    changes: list[Change] = field(default_factory=list)
    """What it has other than its parent; of the first, what was created."""
    request: dict[str, Any] | None = None
    """What was asked for, without file contents and logins."""
    size: int | None = None
    """Bytes that deleting it alone would free; None of those that are not kept."""


class RevisionList(Model, frozen=True, kw_only=True):
    """The history of an environment."""

    environment: str
    revisions: list[Revision]
    """Newest first."""
    undo: str | None = None
    """The one that an undo brings back: the nearest kept one that the present state comes from."""
    size: int = 0
    """Bytes that deleting all that are kept would free; what they share counts once."""


class RevisionDiff(Model, frozen=True, kw_only=True):
    """What two states of an environment do not have in common."""

    before: str
    after: str
    changes: list[Change]


class RestoreRequest(Model, frozen=True, kw_only=True):
    """Body of ``POST /environments/{name}/restore``."""

    revision: str | None = None
    """None: the one that an undo brings back."""


class RemovedEnvironment(Model, frozen=True, kw_only=True):
    """An environment that is gone and can be brought back."""

    name: str
    prefix: str
    removed: datetime
    revision: str
    """Its last state."""
    size: int
    """Bytes that deleting all that is kept of it would free."""


class RemovedList(Model, frozen=True, kw_only=True):
    environments: list[RemovedEnvironment]
    """Last removed first."""


class RunningKernel(Model, frozen=True, kw_only=True):
    """A kernel that runs in an environment."""

    id: str
    name: str
    """Of its kernelspec."""
    environment: str
    started: datetime
    outdated: bool
    """Whether the environment has changed since it was started."""


class RunningKernelList(Model, frozen=True, kw_only=True):
    kernels: list[RunningKernel]


class FreezeRequest(Model, frozen=True, kw_only=True):
    """Body of ``POST /environments/{name}/freeze``."""

    frozen: bool = True
    """False: it may be changed again."""
    message: str = ""
    """Why, for people who want to change it."""


class HealthProblem(Model, frozen=True, kw_only=True):
    """Something that is wrong with an environment; every code is a section of docs/health.md."""

    code: str
    severity: Severity
    message: str
    hint: str = ""
    packages: list[str] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    repair: ChangeRequest | None = None
    """The change that mends it, None where only a person can."""


class RepairRequest(Model, frozen=True, kw_only=True):
    """Body of ``POST /environments/{name}/repair``."""

    codes: list[str] = field(default_factory=list)
    """Of the problems to mend; empty: all that can be."""


class Health(Model, frozen=True, kw_only=True):
    """What is wrong with an environment, worst first."""

    problems: list[HealthProblem]
    deep: bool = False
    """Whether checksums were compared too, since the last change."""


class Spec(Model, frozen=True, kw_only=True):
    """What was asked for: the text that an environment is built from."""

    name: str | None = None
    channels: list[str] = field(default_factory=list)
    only_channels: bool = False
    """No other channels than these (conda's ``nodefaults``)."""
    packages: list[str] = field(default_factory=list)
    pip: list[str] = field(default_factory=list)
    """Lines as pip's requirement files have them: requirements and options for indexes."""
    constraints: list[str] = field(default_factory=list)
    """Requirements that hold for what is installed anyway (pip's ``-c``)."""
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
    revisions_kept: int = 3
    """States of an environment that one can go back to."""
    revisions_disk: int = 0
    """Bytes that these may take, for all environments of a folder together."""
    condarc_files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """Settings that were left out, and why."""


class EnvironmentEvent(Model, frozen=True, kw_only=True):
    """Pushed when the list of environments is no longer what it was."""

    action: EnvironmentAction
    name: str
