"""Plans over REST: what people see, what is applied, and what is refused."""

import asyncio

import pytest


@pytest.fixture
def tool(machine):
    asyncio.run(machine.create("tool", "envmgr-tool", kernel=False))


async def names(rest):
    _, found = await rest("GET", "environments", "tool", "packages")
    return {package["name"]: package["version"] for package in found["packages"]}


async def test_a_plan_is_looked_at_and_applied(rest, finished, tool):
    body = {"environment": "tool", "install": ["envmgr-versions=3"]}
    status, plan = await rest("POST", "plans", body=body)
    assert (status, plan["title"], plan["action"]) == (
        200,
        "Install envmgr-versions=3 in tool",
        "change",
    )
    assert [(c["name"], c["action"], c["after"]) for c in plan["conda"]] == [
        ("envmgr-versions", "install", "3.0")
    ]
    assert plan["request"]["install"] == ["envmgr-versions=3"]
    assert await rest("GET", "plans", plan["id"]) == (200, plan)
    assert "envmgr-versions" not in await names(rest)
    job = await finished(await rest("POST", "plans", plan["id"], "apply"))
    assert (job["state"], job["action"], job["title"]) == ("done", "change", plan["title"])
    assert await names(rest) == {"envmgr-tool": "1.0", "envmgr-versions": "3.0"}


async def test_a_plan_that_is_stale_comes_back_with_a_new_one(rest, finished, tool):
    body = {"environment": "tool", "install": ["envmgr-versions"]}
    _, plan = await rest("POST", "plans", body=body)
    await finished(await rest("PATCH", "environments", "tool", body={"install": ["envmgr-binary"]}))
    status, problem = await rest("POST", "plans", plan["id"], "apply")
    assert (status, problem["code"]) == (409, "stale-plan")
    new = problem["details"]["plan"]
    job = await finished(await rest("POST", "plans", new["id"], "apply"))
    assert job["state"] == "done"
    assert set(await names(rest)) == {"envmgr-tool", "envmgr-versions", "envmgr-binary"}


async def test_a_patch_plans_and_applies_in_one_job(rest, finished, tool):
    answer = await rest("PATCH", "environments", "tool", body={"install": ["envmgr-binary"]})
    assert rest.headers["Location"].endswith(f"/envmgr/jobs/{answer[1]['id']}")
    assert (await finished(answer))["state"] == "done"
    job = await finished(await rest("PATCH", "environments", "tool", body={"rename": "other"}))
    assert (job["action"], job["title"]) == ("rename", "Rename tool to other")
    _, listed = await rest("GET", "environments")
    assert [each["name"] for each in listed["environments"]] == ["other"]


async def test_a_job_that_fails_says_why(rest, finished, tool):
    job = await finished(await rest("PATCH", "environments", "tool", body={"install": ["nope"]}))
    assert (job["state"], job["problem"]["code"]) == ("failed", "unknown-package")
    assert await names(rest) == {"envmgr-tool": "1.0"}


async def test_a_creation_is_planned_like_a_change(rest, finished, machine, jp_serverapp):
    body = {"environment": "new", "packages": ["envmgr-binary"], "kernel": False}
    _, plan = await rest("POST", "plans", body=body)
    assert plan["action"] == "create"
    job = await finished(await rest("POST", "plans", plan["id"], "apply"))
    assert (job["state"], job["action"]) == ("done", "create")
    status, problem = await rest("POST", "plans", plan["id"], "apply")
    assert (status, problem["code"]) == (409, "exists")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"environment": "tool", "install": ["a"], "remove": ["a"]}, 400, "contradiction"),
        ({"environment": "gone", "install": ["a"]}, 404, "not-found"),
        ({"environment": "tool", "remove": ["nothing"]}, 404, "not-found"),
        ({"environment": "tool", "install": ["envmgr-tol"]}, 422, "unknown-package"),
        ({"environment": "tool", "install": ["envmgr-versions=9"]}, 422, "unknown-version"),
        ({"environment": "tool", "packages": ["envmgr-tool"]}, 409, "exists"),
        ({"environment": "tool", "rename": "a/b"}, 400, "bad-name"),
        ({"environment": "tool", "rename": "b", "update": "all"}, 400, "bad-request"),
        ({"environment": "tool", "update": "some"}, 400, "bad-request"),
        ({"environment": "tool", "layers": {"a": "snap"}}, 400, "bad-request"),
        ({"environment": "tool", "channels": ["-x"], "install": ["a"]}, 400, "bad-spec"),
        ({"install": ["a"]}, 400, "bad-request"),
    ],
)
async def test_what_makes_no_sense_is_a_problem(rest, tool, body, status, code):
    answer, problem = await rest("POST", "plans", body=body)
    assert (answer, problem["code"]) == (status, code), problem
    assert problem["message"].endswith((".", "?"))


async def test_titles_have_no_secrets(rest, tool):
    pip = [
        "--index-url http://user:hunter2@127.0.0.1:9/",
        "x @ http://user:hunter2@127.0.0.1:9/x.whl",
    ]
    status, job = await rest("PATCH", "environments", "tool", body={"pip": [*pip, "${HOME}"]})
    assert (status, job["title"]) == (202, "Install x, an address in tool")
    _, jobs = await rest("GET", "jobs")
    assert "hunter2" not in str(jobs)


@pytest.mark.parametrize(
    "body",
    [
        {"install": [f"p{number}" for number in range(6000)]},
        {"install": ["a"], "channels": [f"c{number}" for number in range(200)]},
        {"install": ["a"], "channels": ["x" * 100_000]},
        {"install": ["a\0b"]},
        {"file": {"name": "\0.txt", "text": "cowsay"}},
        {"file": {"name": "requirements.txt", "text": "cowsay", "folder": "\0"}},
    ],
)
async def test_what_no_person_can_have_meant_is_refused_at_once(rest, tool, body):
    status, problem = await rest("POST", "plans", body={"environment": "tool", **body})
    assert (status, problem["code"]) in {(400, "bad-request"), (400, "bad-spec")}, problem


async def test_a_protected_environment_is_refused_at_every_door(rest, tool, machine):
    (machine.envs / "tool/conda-meta/frozen").write_text("")
    for call in (
        rest("POST", "plans", body={"environment": "tool", "install": ["envmgr-binary"]}),
        rest("PATCH", "environments", "tool", body={"install": ["envmgr-binary"]}),
        rest("PATCH", "environments", "tool", body={"rename": "b"}),
        rest("DELETE", "environments", "tool"),
    ):
        status, problem = await call
        assert (status, problem["code"]) == (403, "protected")


async def test_two_changes_of_one_environment_do_not_run_at_once(rest, finished, tool):
    first = await rest("PATCH", "environments", "tool", body={"install": ["envmgr-binary"]})
    status, problem = await rest("PATCH", "environments", "tool", body={"update": "all"})
    assert (status, problem["code"]) == (409, "busy")
    await finished(first)


async def test_a_file_of_the_file_browser_finds_those_beside_it(rest, tool, jp_root_dir):
    (jp_root_dir / "project").mkdir()
    (jp_root_dir / "project/more.txt").write_text("envmgr-library==1.0\n")
    file = {"name": "requirements.txt", "text": "-r more.txt", "folder": "project"}
    status, plan = await rest("POST", "plans", body={"environment": "tool", "file": file})
    assert status == 200
    assert "envmgr-library" in [change["name"] for change in plan["conda"]]
    status, problem = await rest(
        "POST", "plans", body={"environment": "tool", "file": {**file, "folder": None}}
    )
    assert (status, problem["code"]) == (400, "bad-file")
