"""Claims over every route at once."""

import json
from pathlib import Path

import pytest
from jupyter_server.auth.authorizer import Authorizer
from tornado.httpclient import HTTPClientError

from jupyter_envmgr import errors
from jupyter_envmgr.server.base import STATUS, EnvmgrHandler, status_of
from jupyter_envmgr.server.openapi import document
from jupyter_envmgr.server.routes import ROUTES

OPENAPI = Path(__file__).parents[2] / "docs" / "openapi.json"
VERBS = [(verb.upper(), route) for route in ROUTES for verb in route.verbs]
SUPPORTED = ("get", "post", "put", "patch", "delete")


class Nobody(Authorizer):
    def is_authorized(self, handler, user, action, resource):
        return False


def path_of(route):
    parts = route.path.strip("/").split("/")
    return ["x" if part.startswith("{") else part for part in parts]


async def status(jp_fetch, verb, route, **options):
    body = "{}" if verb in {"POST", "PUT", "PATCH"} else None
    try:
        answer = await jp_fetch("envmgr", *path_of(route), method=verb, body=body, **options)
    except HTTPClientError as error:
        return error.code
    return answer.code


@pytest.mark.parametrize(("verb", "route"), VERBS)
async def test_nobody_gets_in_without_a_token(machine, jp_fetch, verb, route):
    headers = {"Authorization": "token wrong"}
    assert await status(jp_fetch, verb, route, headers=headers) == 403


@pytest.mark.parametrize(("verb", "route"), VERBS)
async def test_nobody_gets_in_whom_the_authorizer_refuses(
    machine, jp_serverapp, jp_fetch, verb, route
):
    jp_serverapp.web_app.settings["authorizer"] = Nobody(parent=jp_serverapp)
    assert await status(jp_fetch, verb, route) == 403


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_the_routes_name_every_verb_of_their_handler(route):
    own = {verb for verb in SUPPORTED if getattr(route.handler, verb) is not None}
    inherited = {
        verb for verb in own
        if getattr(route.handler, verb) is getattr(EnvmgrHandler, verb)
    }  # fmt: skip
    assert set(route.verbs) <= own - inherited


def test_the_openapi_document_is_fresh():
    assert OPENAPI.read_text(encoding="utf-8") == document(), "run: make api"


def test_the_openapi_document_holds_every_path():
    paths = json.loads(document())["paths"]
    assert set(paths) == {route.path for route in ROUTES}


def kinds(kind):
    yield kind
    for child in kind.__subclasses__():
        yield from kinds(child)


def test_every_error_has_a_status_a_code_of_its_own_and_stands_in_the_tree():
    every = [kind for kind in kinds(errors.EnvmgrError) if kind.__module__ == errors.__name__]
    codes = [kind.code for kind in every]
    assert len(set(codes)) == len(codes)
    for kind in every:
        assert status_of(kind("x")) in set(STATUS.values())
        assert kind.__name__ in errors.__doc__


def test_every_code_is_explained_in_the_docs():
    page = (OPENAPI.parent / "problems.md").read_text(encoding="utf-8")
    for kind in kinds(errors.EnvmgrError):
        if kind.__module__ == errors.__name__:
            assert f"`{kind.code}`" in page
