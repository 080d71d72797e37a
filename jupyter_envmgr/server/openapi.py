"""The OpenAPI 3.1 document, generated from the routes and the structs."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from jupyter_envmgr import models
from jupyter_envmgr.server.routes import ROUTES, Query, Route, Verb

_EVENTS = (models.EnvironmentEvent,)
_DESCRIPTION = (
    "Conda environments and their kernels. The address is below the Jupyter server's base URL, "
    "as in http://127.0.0.1:8888/user/ann/envmgr; the server's token is needed."
)
_REF = "#/components/schemas/{name}"


def document() -> str:
    """The document as indented JSON, the same for every server."""
    kinds = {models.Problem, *_EVENTS}
    for route in ROUTES:
        for verb in route.verbs.values():
            kinds |= {kind for kind in (verb.answer, verb.body) if kind}
    _, schemas = msgspec.json.schema_components(
        sorted(kinds, key=lambda kind: kind.__name__), ref_template=_REF
    )
    content = {
        "openapi": "3.1.0",
        "info": {"title": "jupyter_envmgr", "version": "1", "description": _DESCRIPTION},
        "servers": [{"url": "/envmgr"}],
        "paths": {route.path: _path(route) for route in ROUTES},
        "components": {"schemas": dict(sorted(schemas.items()))},
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _path(route: Route) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "{" in route.path:
        name = route.path.partition("{")[2].partition("}")[0]
        found["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        ]
    return found | {name: _operation(verb) for name, verb in route.verbs.items()}


def _operation(verb: Verb) -> dict[str, Any]:
    answer = _json(verb.answer) if verb.answer else {"application/json": {}}
    found: dict[str, Any] = {
        "summary": verb.summary,
        "responses": {
            str(verb.status): {"description": "Done or accepted", "content": answer},
            "default": {"description": "What went wrong", "content": _json(models.Problem)},
        },
    }
    if verb.body:
        found["requestBody"] = {"required": True, "content": _json(verb.body)}
    if verb.query:
        found["parameters"] = [_parameter(name, query) for name, query in verb.query.items()]
    return found


def _parameter(name: str, query: Query) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": query.description,
        "required": query.required,
        "schema": msgspec.json.schema(query.kind),
    }


def _json(kind: type[models.Model]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REF.format(name=kind.__name__)}}}


if __name__ == "__main__":
    print(document(), end="")  # noqa: T201 - `make api` writes it to docs/openapi.json
