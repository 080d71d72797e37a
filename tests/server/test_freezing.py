import json

from tests.conftest import folders_in

TOOL = {"name": "tool", "packages": ["envmgr-tool"], "kernel": False}


async def test_a_frozen_environment_is_protected_until_it_is_thawed(rest, finished, machine):
    await finished(await rest("POST", "environments", body=TOOL))
    body = {"frozen": True, "message": "As published"}
    status, frozen = await rest("POST", "environments", "tool", "freeze", body=body)
    assert (status, frozen["protected"]) == (200, True)
    mark = machine.envs / "tool/conda-meta/frozen"
    assert json.loads(mark.read_text()) == {"message": "As published"}
    status, problem = await rest("PATCH", "environments", "tool", body={"install": ["a"]})
    assert (status, problem["code"]) == (403, "protected")
    status, free = await rest("POST", "environments", "tool", "freeze", body={"frozen": False})
    assert (status, free["protected"], mark.exists()) == (200, False, False)
    assert (await finished(await rest("DELETE", "environments", "tool")))["state"] == "done"


async def test_freezing_twice_keeps_the_newer_reason(rest, finished, machine):
    await finished(await rest("POST", "environments", body=TOOL))
    for message in ("one", "two"):
        await rest("POST", "environments", "tool", "freeze", body={"message": message})
    mark = machine.envs / "tool/conda-meta/frozen"
    assert json.loads(mark.read_text()) == {"message": "two"}


async def test_what_is_protected_anyway_is_not_frozen_and_stays_protected(rest, machine):
    base = machine.envs / "installation"
    for folder in ("conda-meta", "condabin"):
        (base / folder).mkdir(parents=True)
    (base / "conda-meta/history").touch()
    for frozen in (True, False):
        status, problem = await rest(
            "POST", "environments", "installation", "freeze", body={"frozen": frozen}
        )
        assert (status, problem["code"]) == (403, "protected")
    assert not (base / "conda-meta/frozen").exists()


async def test_the_mark_that_an_administrator_gave_base_stays(rest, machine):
    base = machine.envs / "installation"
    for folder in ("conda-meta", "condabin"):
        (base / folder).mkdir(parents=True)
    mark = base / "conda-meta/frozen"
    mark.write_text('{"message": "Managed by IT."}', encoding="utf-8")
    for body in ({"frozen": False}, {"frozen": True, "message": "Mine"}):
        status, problem = await rest("POST", "environments", "installation", "freeze", body=body)
        assert (status, problem["code"]) == (403, "protected")
        assert "conda itself lives in it" in problem["message"]
        assert str(mark) in problem["hint"]
    assert mark.read_text(encoding="utf-8") == '{"message": "Managed by IT."}'


async def test_an_environment_can_be_made_in_a_folder_that_is_named(rest, finished, tmp_path):
    place = tmp_path / "far" / "away" / "here"
    job = await finished(
        await rest("POST", "environments", body={**TOOL, "name": "here", "prefix": str(place)})
    )
    assert job["state"] == "done"
    status, found = await rest("GET", "environments", "here")
    assert (status, found["prefix"]) == (200, str(place))
    assert folders_in(place.parent) == ["here"]


async def test_a_plan_in_a_folder_is_a_creation_though_the_name_is_taken(rest, finished, tmp_path):
    await finished(await rest("POST", "environments", body=TOOL))
    place = tmp_path / "elsewhere" / "tool"
    body = {"environment": "tool", "prefix": str(place), "packages": ["envmgr-tool"]}
    status, plan = await rest("POST", "plans", body={**body, "kernel": False})
    assert (status, plan["action"]) == (200, "create")
    await finished(await rest("POST", "plans", plan["id"], "apply"))
    assert (place / "conda-meta").is_dir()


async def test_a_folder_that_will_not_do_is_refused(rest, machine, tmp_path):
    (machine.envs / "outer/conda-meta").mkdir(parents=True)
    (tmp_path / "taken").mkdir()
    (tmp_path / "file").touch()
    refused = {
        "here": (400, "bad-request"),
        str(tmp_path / "other"): (400, "bad-request"),
        str(machine.envs / "outer/in/here"): (400, "bad-request"),
        str(tmp_path / "file/here"): (400, "bad-request"),
        str(tmp_path / "a:b/here"): (400, "bad-name"),
    }
    for prefix, expected in refused.items():
        body = {**TOOL, "name": "here", "prefix": prefix}
        status, problem = await rest("POST", "environments", body=body)
        assert ((status, problem["code"]), prefix) == (expected, prefix)
    body = {**TOOL, "name": "taken", "prefix": str(tmp_path / "taken")}
    status, problem = await rest("POST", "environments", body=body)
    assert (status, problem["code"]) == (409, "exists")
