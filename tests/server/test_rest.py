import asyncio
import json

import pytest

from tests.conftest import folders_in

TOOL = {"name": "tool", "packages": ["envmgr-tool"], "kernel": False}


async def test_an_environment_lives_from_post_to_delete(rest, finished, machine):
    assert await rest("GET", "environments") == (200, {"environments": []})
    job = await finished(await rest("POST", "environments", body=TOOL))
    assert (job["state"], job["action"], job["environment"]) == ("done", "create", "tool")
    status, listed = await rest("GET", "environments")
    assert [environment["name"] for environment in listed["environments"]] == ["tool"]
    status, shown = await rest("GET", "environments", "tool")
    assert shown["size"] > 0
    status, packages = await rest("GET", "environments", "tool", "packages")
    assert [package["name"] for package in packages["packages"]] == ["envmgr-tool"]
    assert (await finished(await rest("DELETE", "environments", "tool")))["action"] == "remove"
    assert await rest("GET", "environments") == (200, {"environments": []})


async def test_an_accepted_job_says_where_to_look(rest, finished):
    answer = await rest("POST", "environments", body=TOOL)
    location = rest.headers["Location"]
    assert location.endswith(f"/envmgr/jobs/{answer[1]['id']}")
    await finished(answer)
    status, jobs = await rest("GET", "jobs")
    assert [job["id"] for job in jobs["jobs"]] == [answer[1]["id"]]


async def test_an_environment_can_be_cloned_and_exported(rest, finished, jp_fetch):
    await finished(await rest("POST", "environments", body=TOOL))
    job = await finished(await rest("POST", "environments", body={"name": "twin", "clone": "tool"}))
    assert (job["action"], job["title"]) == ("clone", "Clone tool as twin")
    status, export = await rest("GET", "environments", "twin", "export")
    assert (status, export["filename"]) == (200, "environment.yml")
    assert "envmgr-tool=1.0" in export["text"]
    file = await jp_fetch("envmgr", "environments", "twin", "export", params={"download": "1"})
    assert file.body.decode() == export["text"]
    assert "environment.yml" in file.headers["Content-Disposition"]
    assert file.headers["Content-Type"] == "application/octet-stream"


async def test_the_new_kernel_is_there_when_the_job_says_done(rest, finished, jp_fetch):
    body = {"name": "analysis", "packages": ["python=3.11"]}
    await finished(await rest("POST", "environments", body=body))
    specs = json.loads((await jp_fetch("api", "kernelspecs")).body)["kernelspecs"]
    assert specs["conda-env-analysis-py"]["spec"]["display_name"] == "Python [conda env:analysis]"
    await finished(await rest("DELETE", "environments", "analysis"))
    specs = json.loads((await jp_fetch("api", "kernelspecs")).body)["kernelspecs"]
    assert "conda-env-analysis-py" not in specs


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "bad-request"),
        ("{", "bad-request"),
        ("[]", "bad-request"),
        ("null", "bad-request"),
        ("[" * 100_000, "bad-request"),
        ({}, "bad-request"),
        ({"name": 3}, "bad-request"),
        ({"name": "a", "surprise": 1}, "bad-request"),
        ({"name": "a", "packages": "numpy"}, "bad-request"),
        ({"name": "a/b"}, "bad-name"),
        ({"name": "base"}, "bad-name"),
        ({"name": "a" * 300}, "bad-name"),
        ({"name": "a", "packages": ["panda s=="]}, "bad-spec"),
        ({"name": "a", "channels": ["-c"]}, "bad-spec"),
        ({"name": "a", "file": {"name": "environment.yml", "text": "- 1"}}, "bad-file"),
        (
            {"name": "a", "file": {"name": "environment.yml", "text": "x" * (3 << 20)}},
            "bad-request",
        ),
    ],
)
async def test_a_bad_creation_is_400_with_a_problem(rest, machine, body, code):
    status, problem = await rest("POST", "environments", body=body)
    assert (status, problem["code"]) == (400, code)
    assert problem["message"]
    assert folders_in(machine.envs) == []


async def test_statuses_tell_the_kinds_of_problem_apart(rest, finished, machine):
    assert (await rest("GET", "environments", "nobody"))[0] == 404
    assert (await rest("DELETE", "environments", "nobody"))[0] == 404
    assert (await rest("GET", "jobs", "nobody"))[0] == 404
    assert (await rest("DELETE", "jobs", "nobody"))[0] == 404
    assert (await rest("GET", "search", "pandsa"))[0] == 422
    assert (await rest("GET", "search", "a b"))[0] == 400
    await finished(await rest("POST", "environments", body=TOOL))
    assert (await rest("POST", "environments", body=TOOL))[0] == 409
    assert (await rest("GET", "environments", "tool", "export", format="no"))[0] == 404
    assert (await rest("GET", "environments", "tool", "export", variant="no"))[0] == 404
    (machine.envs / "tool/conda-meta/frozen").write_text("{}")
    status, problem = await rest("DELETE", "environments", "tool")
    assert (status, problem["code"]) == (403, "protected")
    assert problem["hint"]


async def test_two_creations_of_one_name_at_once_are_409(rest, finished):
    first, second = await asyncio.gather(
        rest("POST", "environments", body=TOOL), rest("POST", "environments", body=TOOL)
    )
    assert sorted([first[0], second[0]]) == [202, 409]
    won, lost = sorted([first, second], key=lambda answer: answer[0])
    assert lost[1]["code"] in {"busy", "exists"}
    assert (await finished(won))["state"] == "done"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"packages": ["pandsa"]}, "unknown-package"),
        ({"packages": ["envmgr-needs-old", "envmgr-needs-new"]}, "unsolvable"),
        ({"channels": ["http://127.0.0.1:9/none"], "packages": ["a"]}, "channel"),
        ({"channels": ["file:///no/such"], "packages": ["a"]}, "channel"),
        ({"packages": ["python", "numpy"], "pip": ["needs-old-numpy"]}, "pip-conflict"),
    ],
)
async def test_a_job_that_fails_carries_its_problem_and_leaves_nothing(
    rest, finished, machine, more, code
):
    job = await finished(await rest("POST", "environments", body={"name": "a", **more}))
    assert (job["state"], job["problem"]["code"]) == ("failed", code)
    assert job["problem"]["hint"]
    assert folders_in(machine.envs) == []


async def test_a_cancelled_job_says_so_and_leaves_nothing(rest, finished, machine):
    body = {"name": "a", "packages": ["python", "pandas"]}
    answer = await rest("POST", "environments", body=body)
    status, _ = await rest("DELETE", "jobs", answer[1]["id"])
    assert status == 202
    assert (await finished(answer))["state"] == "cancelled"
    assert folders_in(machine.envs) == []


async def test_search_finds_packages_and_their_builds(rest):
    status, found = await rest("GET", "search", q="envmgr-v", limit="5")
    assert (status, found["packages"][0]["version"]) == (200, "5.0")
    status, versions = await rest("GET", "search", "envmgr-versions")
    assert [build["version"] for build in versions["versions"]][:2] == ["5.0", "4.0"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        *({"q": "a", "limit": limit} for limit in ("0", "101", "x", "-1", "1.5", "²", "9" * 5000)),
    ],
)
async def test_a_search_that_makes_no_sense_is_400(rest, query):
    status, problem = await rest("GET", "search", **query)
    assert (status, problem["code"]) == (400, "bad-request")


async def test_the_settings_and_formats_are_shown(rest, machine):
    status, config = await rest("GET", "config")
    assert (status, config["main_folder"]) == (200, str(machine.envs))
    assert config["channels"] == [machine.channel.as_uri()]
    assert config["kernel_provider"] == "jupyter_envmgr"
    status, formats = await rest("GET", "formats")
    assert [form["id"] for form in formats["formats"]] == ["environment-yaml", "requirements-txt"]


async def test_what_nobody_foresaw_is_a_problem_without_its_traceback(rest, jp_serverapp):
    jp_serverapp.web_app.settings["envmgr_config"] = lambda: 1 / 0
    status, problem = await rest("GET", "config")
    assert (status, problem["code"]) == (500, "internal")
    assert "division" not in json.dumps(problem)


async def test_a_name_may_hold_anything_and_is_only_ever_a_name(rest):
    for name in ["..%2F..%2Fetc", "%00", "a%20b", "%F0%9F%90%8D"]:
        status, problem = await rest("GET", "environments", name)
        assert status in {400, 404}
        assert problem["code"]
