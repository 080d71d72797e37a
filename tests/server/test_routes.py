"""Claims over every route at once."""

import ast
import json
import re
from pathlib import Path

import pytest
from jupyter_server.auth.authorizer import Authorizer
from tornado.httpclient import HTTPClientError

import jupyter_envmgr
from jupyter_envmgr import errors
from jupyter_envmgr.server.base import CODES, STATUS, EnvmgrHandler, status_of
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


def test_the_openapi_document_says_which_questions_a_search_needs():
    search = json.loads(document())["paths"]["/search"]["get"]["parameters"]
    q, limit = search
    assert (q["name"], q["required"], q["schema"]) == ("q", True, {"type": "string"})
    assert (limit["name"], limit["required"]) == ("limit", False)
    assert limit["schema"] == {"type": "integer", "minimum": 1, "maximum": 100}


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


def literal_codes(tree):
    """Strings that the source gives to something called `code`; notices are in docs/rules.md."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(kind), keywords=words) if kind != "Notice":
                given = [word.value for word in words if word.arg == "code"]
                yield from (each.value for each in given if isinstance(each, ast.Constant))
            case ast.Assign(targets=[ast.Name("code")], value=ast.Constant(str(code))):
                yield code


def every_code():
    """The codes of all Problems that the package makes."""
    found = set(CODES.values())
    for path in Path(jupyter_envmgr.__file__).parent.rglob("*.py"):
        if "health" not in path.parts:  # those are in docs/health.md
            found |= set(literal_codes(ast.parse(path.read_text(encoding="utf-8"))))
    return found


def test_every_code_is_explained_in_the_docs_and_no_other():
    page = (OPENAPI.parent / "problems.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    explained = {code for row in rows for code in re.findall(r"`(.+?)`", row)}
    assert explained == every_code()
