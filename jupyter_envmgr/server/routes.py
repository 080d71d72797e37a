"""Every path and verb: the one list that the handlers and the OpenAPI document are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from msgspec import Meta

from jupyter_envmgr import models
from jupyter_envmgr.server.about import ConfigHandler, FormatsHandler, OpenApiHandler
from jupyter_envmgr.server.base import EnvmgrHandler
from jupyter_envmgr.server.environments import (
    EnvironmentHandler,
    EnvironmentsHandler,
    ExportHandler,
    PackagesHandler,
)
from jupyter_envmgr.server.freezing import FreezeHandler
from jupyter_envmgr.server.health import HealthHandler, RepairHandler
from jupyter_envmgr.server.jobs import JobHandler, JobsHandler
from jupyter_envmgr.server.plans import ApplyHandler, PlanHandler, PlansHandler
from jupyter_envmgr.server.revisions import (
    RemovedHandler,
    RestoreHandler,
    RevisionHandler,
    RevisionsHandler,
)
from jupyter_envmgr.server.running import KernelsHandler
from jupyter_envmgr.server.search import FEW, MOST, SearchHandler, VersionsHandler


@dataclass(frozen=True)
class Query:
    """A parameter after the question mark. ``kind`` is a type as msgspec knows them."""

    description: str
    required: bool = False
    kind: Any = str


@dataclass(frozen=True)
class Verb:
    """One thing that can be done at a path."""

    summary: str
    answer: type[models.Model] | None
    body: type[models.Model] | None = None
    status: int = 200
    query: dict[str, Query] = field(default_factory=dict)


@dataclass(frozen=True)
class Route:
    """A path under ``/envmgr``, a parameter in braces, with its handler and verbs."""

    path: str
    handler: type[EnvmgrHandler]
    verbs: dict[str, Verb]


ROUTES: Sequence[Route] = (
    Route("/environments", EnvironmentsHandler, {
        "get": Verb("List the environments", models.EnvironmentList),
        "post": Verb("Create or clone an environment", models.Job, models.CreateRequest, 202),
    }),
    Route("/environments/{name}", EnvironmentHandler, {
        "get": Verb("Show an environment, with its size", models.Environment),
        "patch": Verb("Change an environment", models.Job, models.ChangeRequest, 202),
        "delete": Verb("Remove an environment", models.Job, status=202),
    }),
    Route("/environments/{name}/packages", PackagesHandler, {
        "get": Verb("List the packages of an environment", models.PackageList),
    }),
    Route("/environments/{name}/export", ExportHandler, {
        "get": Verb("Write an environment down", models.Export, query={
            "format": Query("One of /formats; environment-yaml by default"),
            "variant": Query("One of the format's variants; its first by default"),
            "download": Query("1 sends the file itself"),
        }),
    }),
    Route("/environments/{name}/health", HealthHandler, {
        "get": Verb("Tell what is wrong with an environment", models.Health),
        "post": Verb("Compare the checksums of all files too", models.Job, status=202),
    }),
    Route("/environments/{name}/repair", RepairHandler, {
        "post": Verb("Mend what is wrong", models.Job, models.RepairRequest, 202),
    }),
    Route("/environments/{name}/revisions", RevisionsHandler, {
        "get": Verb("List the states that an environment was in", models.RevisionList),
        "delete": Verb("Delete what is kept of them", models.RevisionList),
    }),
    Route("/environments/{name}/revisions/{revision}", RevisionHandler, {
        "get": Verb("Tell what two states do not have in common", models.RevisionDiff, query={
            "against": Query("The state to start from; the present one by default"),
        }),
        "delete": Verb("Delete what is kept of a state", models.RevisionList),
    }),
    Route("/environments/{name}/restore", RestoreHandler, {
        "post": Verb("Go back to a state", models.Job, models.RestoreRequest, 202),
    }),
    Route("/environments/{name}/freeze", FreezeHandler, {
        "post": Verb(
            "Protect an environment, or let it be changed again",
            models.Environment,
            models.FreezeRequest,
        ),
    }),
    Route("/removed", RemovedHandler, {
        "get": Verb("List what was removed and can be brought back", models.RemovedList),
    }),
    Route("/kernels", KernelsHandler, {
        "get": Verb("List the running kernels, and which are outdated", models.RunningKernelList),
    }),
    Route("/plans", PlansHandler, {
        "post": Verb("Tell what a request would do", models.Plan, models.PlanRequest),
    }),
    Route("/plans/{plan_id}", PlanHandler, {"get": Verb("Show a plan again", models.Plan)}),
    Route("/plans/{plan_id}/apply", ApplyHandler, {
        "post": Verb("Do what a plan says", models.Job, status=202),
    }),
    Route("/search", SearchHandler, {
        "get": Verb("Find packages by a part of their name", models.SearchResult, query={
            "q": Query("What the name contains", required=True),
            "limit": Query(
                f"How many at the most; {FEW} by default", kind=Annotated[int, Meta(ge=1, le=MOST)]
            ),
        }),
    }),
    Route("/search/{package}", VersionsHandler, {
        "get": Verb("List every build of a package, newest first", models.PackageVersions),
    }),
    Route("/jobs", JobsHandler, {"get": Verb("List the jobs", models.JobList)}),
    Route("/jobs/{job_id}", JobHandler, {
        "get": Verb("Show a job", models.Job),
        "delete": Verb("Cancel a job", models.Job, status=202),
    }),
    Route("/formats", FormatsHandler, {
        "get": Verb("List the file formats", models.FormatList),
    }),
    Route("/config", ConfigHandler, {
        "get": Verb("Show the settings in force", models.Config),
    }),
    Route("/openapi.json", OpenApiHandler, {"get": Verb("This document", None)}),
)  # fmt: skip
