"""History, undo and what was removed, over REST; and which kernels are outdated."""

import asyncio
import json
import subprocess
import sys

import pytest

from tests.test_revisions import HOLD


@pytest.fixture
def tool(machine):
    asyncio.run(machine.create("tool", "envmgr-tool", kernel=False))


async def install(rest, finished, *packages):
    answer = await rest("PATCH", "environments", "tool", body={"install": list(packages)})
    assert (await finished(answer))["state"] == "done"


async def test_the_history_is_told_and_undone(rest, finished, tool):
    await install(rest, finished, "envmgr-versions=3")
    status, history = await rest("GET", "environments", "tool", "revisions")
    assert status == 200
    assert [each["state"] for each in history["revisions"]] == ["current", "kept"]
    assert history["undo"] == history["revisions"][1]["id"]
    newest = history["revisions"][0]["id"]
    status, diff = await rest("GET", "environments", "tool", "revisions", history["undo"])
    assert (status, diff["before"]) == (200, newest)
    assert [(each["name"], each["action"]) for each in diff["changes"]] == [
        ("envmgr-versions", "remove")
    ]
    job = await finished(await rest("POST", "environments", "tool", "restore", body={}))
    assert (job["state"], job["action"]) == ("done", "restore")
    _, packages = await rest("GET", "environments", "tool", "packages")
    assert [each["name"] for each in packages["packages"]] == ["envmgr-tool"]
    body = {"revision": newest}
    await finished(await rest("POST", "environments", "tool", "restore", body=body))
    _, back = await rest(
        "GET", "environments", "tool", "revisions", newest, against=history["undo"]
    )
    assert [each["action"] for each in back["changes"]] == ["install"]
    _, environment = await rest("GET", "environments", "tool")
    assert environment["revision"] == newest


async def test_kept_states_are_deleted_by_hand(rest, finished, tool):
    await install(rest, finished, "envmgr-versions=3")
    await install(rest, finished, "envmgr-versions=4")
    _, history = await rest("GET", "environments", "tool", "revisions")
    one = history["revisions"][2]["id"]
    status, history = await rest("DELETE", "environments", "tool", "revisions", one)
    assert status == 200
    assert [each["state"] for each in history["revisions"]] == ["current", "kept", "gone"]
    _, history = await rest("DELETE", "environments", "tool", "revisions")
    assert [each["state"] for each in history["revisions"]] == ["current", "gone", "gone"]
    assert (history["undo"], history["size"]) == (None, 0)
    status, problem = await rest("POST", "environments", "tool", "restore", body={})
    assert (status, problem["code"]) == (404, "not-found")
    assert problem["hint"]


async def test_a_removed_environment_is_listed_and_brought_back(rest, finished, tool):
    await finished(await rest("DELETE", "environments", "tool"))
    _, removed = await rest("GET", "removed")
    assert [each["name"] for each in removed["environments"]] == ["tool"]
    await finished(await rest("POST", "environments", "tool", "restore", body={}))
    assert await rest("GET", "removed") == (200, {"environments": []})
    status, environment = await rest("GET", "environments", "tool")
    assert (status, environment["state"]) == (200, "ready")


@pytest.mark.parametrize(
    ("door", "told"), [("panel", "panel"), ("magic", "magic"), ("outside", "rest"), ("x", "rest")]
)
async def test_the_door_is_told_by_a_header(jp_fetch, rest, finished, tool, door, told):
    body = json.dumps({"install": ["envmgr-versions"]})
    answer = await jp_fetch(
        "envmgr", "environments", "tool", method="PATCH", body=body,
        headers={"X-Envmgr-Door": door},
    )  # fmt: skip
    await finished((answer.code, json.loads(answer.body)))
    _, history = await rest("GET", "environments", "tool", "revisions")
    assert history["revisions"][0]["door"] == told


@pytest.mark.parametrize("body", ["", "[]", '{"revision": 3}', '{"other": "x"}'])
async def test_a_request_that_cannot_be_read_is_said_so(rest, tool, body):
    status, problem = await rest("POST", "environments", "tool", "restore", body=body)
    assert (status, problem["code"]) == (400, "bad-request")


@pytest.mark.parametrize("revision", ["nope", "..", "%2e%2e", "history.json", "outside"])
async def test_what_is_no_state_is_not_found(rest, machine, tool, revision):
    for method in ("GET", "DELETE"):
        status, _ = await rest(method, "environments", "tool", "revisions", revision)
        assert status in {404, 405}
    body = {"revision": revision}
    status, problem = await rest("POST", "environments", "tool", "restore", body=body)
    assert (status, problem["code"]) == (404, "not-found")
    assert (machine.envs / "tool/conda-meta").is_dir()


async def test_a_change_by_another_process_is_refused_at_once(rest, machine, tool):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(machine.envs / "tool")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout.readline() == b"held\n"
        for method, path, body in (
            ("PATCH", [], {"install": ["envmgr-versions"]}),
            ("DELETE", [], None),
        ):
            status, problem = await rest(method, "environments", "tool", *path, body=body)
            assert (status, problem["code"]) == (409, "busy")
        _, listed = await rest("GET", "environments")
        assert [each["state"] for each in listed["environments"]] == ["changing"]
        process.kill()


async def test_a_kernel_that_is_older_than_its_environment_is_told(
    rest, finished, machine, jp_fetch
):
    await machine.create("work", "python=3.11")
    body = json.dumps({"name": "conda-env-work-py"})
    started = json.loads((await jp_fetch("api", "kernels", method="POST", body=body)).body)
    kernel = started["id"]
    try:
        status, found = await rest("GET", "kernels")
        assert status == 200
        assert [(k["id"], k["environment"], k["outdated"]) for k in found["kernels"]] == [
            (kernel, "work", False)
        ]
        body = {"install": ["envmgr-versions"]}
        await finished(await rest("PATCH", "environments", "work", body=body))
        _, found = await rest("GET", "kernels")
        assert [k["outdated"] for k in found["kernels"]] == [True]
        await jp_fetch("api", "kernels", kernel, "restart", method="POST", body="")
        _, found = await rest("GET", "kernels")
        assert [k["outdated"] for k in found["kernels"]] == [False]
        await finished(await rest("POST", "environments", "work", "restore", body={}))
        _, found = await rest("GET", "kernels")
        assert [k["outdated"] for k in found["kernels"]] == [True]
    finally:
        await jp_fetch("api", "kernels", kernel, method="DELETE")


async def test_a_page_of_another_origin_may_say_who_it_is(jp_fetch, machine):
    answer = await jp_fetch("envmgr", "environments", method="OPTIONS")
    assert "x-envmgr-door" in answer.headers["Access-Control-Allow-Headers"]
