"""Health over REST: looked at, looked at deeply, and mended by a job."""

import asyncio

import pytest


@pytest.fixture
def broken(machine):
    """An environment with a file edited, and one that is gone."""
    asyncio.run(machine.create("broken", "envmgr-tool", "envmgr-versions=2", kernel=False))
    prefix = machine.envs / "broken"
    about = prefix / "share/envmgr-tool/about.txt"
    text = about.read_text()
    about.unlink()  # the file in the package cache is another name of it
    about.write_text(f"{text}edited\n")
    (prefix / "share/envmgr-versions.txt").unlink()
    return prefix


async def codes(rest):
    status, health = await rest("GET", "environments", "broken", "health")
    assert status == 200
    return [problem["code"] for problem in health["problems"]], health["deep"]


async def test_what_is_wrong_is_told_and_mended(rest, finished, broken):
    assert await codes(rest) == (["missing-files"], False)
    job = await finished(await rest("POST", "environments", "broken", "health"))
    assert (job["state"], job["action"], job["title"]) == ("done", "check", "Check broken")
    found, deep = await codes(rest)
    assert (sorted(found), deep) == (["altered-files", "missing-files"], True)
    job = await finished(
        await rest("POST", "environments", "broken", "repair", body={"codes": ["missing-files"]})
    )
    assert (job["state"], job["action"]) == ("done", "change")
    assert (broken / "share/envmgr-versions.txt").read_text() == "2.0\n"
    await finished(await rest("POST", "environments", "broken", "health"))
    job = await finished(await rest("POST", "environments", "broken", "repair", body={}))
    assert job["state"] == "done", job["problem"]
    await finished(await rest("POST", "environments", "broken", "health"))
    assert await codes(rest) == ([], True)
    assert "edited" not in (broken / "share/envmgr-tool/about.txt").read_text()


async def test_a_repair_of_what_is_not_wrong_is_a_problem(rest, broken):
    body = {"codes": ["nonsense"]}
    status, problem = await rest("POST", "environments", "broken", "repair", body=body)
    assert (status, problem["code"]) == (404, "not-found")
    status, problem = await rest("GET", "environments", "gone", "health")
    assert (status, problem["code"]) == (404, "not-found")


async def test_two_checks_at_once_are_none_of_each_others_business(rest, finished, broken):
    one = await rest("POST", "environments", "broken", "health")
    two = await rest("POST", "environments", "broken", "health")
    assert [(await finished(each))["state"] for each in (one, two)] == ["done", "done"]
