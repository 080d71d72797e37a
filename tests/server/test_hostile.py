"""What somebody put into an environment, or sends, is answered in full."""

import asyncio
import os
import sys
from datetime import datetime, timezone

import pytest
from jupyter_events import EventLogger

from jupyter_envmgr.models import Job, Progress
from jupyter_envmgr.server.news import JOB, News
from tests.conftest import folders_in
from tests.test_prefixes import add_distribution, make, make_site

pytestmark = pytest.mark.timeout(120)
BYTES = pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode elsewhere")
ODD = os.fsdecode(b"odd-\xff")
SHOWN = "odd-\N{REPLACEMENT CHARACTER}"


@pytest.fixture
def odd(machine):
    """An environment with every name that can be no UTF-8."""
    prefix = make(machine.envs / "odd", "python-3.12.4-0", "good-1-0")
    (prefix / "conda-meta" / f"{ODD}-1-0.json").write_text("{")
    (make_site(prefix) / f"{ODD}-1.0.dist-info").mkdir()
    (prefix / "share" / "jupyter" / "kernels" / ODD).mkdir(parents=True)
    (prefix / "share" / "jupyter" / "kernels" / ODD / "kernel.json").write_text(
        '{"argv": ["x"], "display_name": "Odd"}'
    )
    return prefix


@BYTES
async def test_names_that_are_no_unicode_are_shown_as_far_as_they_are(rest, odd):
    (odd / "share" / "jupyter" / "kernels" / ODD / "logo.svg").write_text("")
    status, shown = await rest("GET", "environments", "odd")
    assert (status, shown["python"]) == (200, "3.12.4")
    assert SHOWN in shown["problem"]["message"]
    status, packages = await rest("GET", "environments", "odd", "packages")
    assert status == 200
    assert [p["name"] for p in packages["packages"] if p["layer"] == "conda"] == [
        "good",
        SHOWN,
        "python",
    ]
    assert SHOWN in packages["problems"][0]["message"]


@BYTES
async def test_a_python_whose_version_is_no_unicode_is_listed(rest, machine):
    prefix = make(machine.envs / "odd")
    (prefix / "conda-meta" / os.fsdecode(b"python-3.\xff-0.json")).write_text("{}")
    status, found = await rest("GET", "environments")
    assert (status, found["environments"][0]["python"]) == (200, "3.\N{REPLACEMENT CHARACTER}")


@BYTES
async def test_a_link_to_what_is_no_unicode_is_listed_and_can_be_removed(rest, finished, machine):
    (machine.envs / "lost").symlink_to(ODD)
    status, found = await rest("GET", "environments")
    assert (status, [each["name"] for each in found["environments"]]) == (200, ["lost"])
    assert SHOWN in found["environments"][0]["problem"]["message"]
    assert found["environments"][0]["writable"]
    assert (await finished(await rest("DELETE", "environments", "lost")))["state"] == "done"
    assert folders_in(machine.envs) == []


@BYTES
async def test_kernels_in_folders_that_are_no_unicode_are_offered(jp_fetch, odd):
    answer = await jp_fetch("api", "kernelspecs")
    assert b"conda-env-odd-odd-_" in answer.body


@BYTES
async def test_an_export_of_names_that_are_no_unicode_can_be_downloaded(rest, odd, jp_fetch):
    (odd / "conda-meta" / f"{ODD}-1-0.json").unlink()
    status, export = await rest("GET", "environments", "odd", "export", variant="exact")
    assert (status, "- odd" in export["text"]) == (200, True)
    query = {"download": "1", "variant": "exact"}
    file = await jp_fetch("envmgr", "environments", "odd", "export", params=query)
    assert file.body.decode() == export["text"]


@BYTES
async def test_a_clone_tells_of_a_pipe_whose_name_is_no_unicode(rest, finished, machine):
    os.mkfifo(make(machine.envs / "a", "good-1-0") / ODD)
    body = {"name": "b", "clone": "a"}
    job = await finished(await rest("POST", "environments", body=body))
    assert job["state"] == "done"
    assert any(SHOWN in line for line in job["log"])
    status, jobs = await rest("GET", "jobs")
    assert (status, jobs["jobs"]) == (200, [job])


async def test_events_are_unicode():
    heard = []

    async def listen(logger, schema_id, data):
        heard.append(data)

    logger = EventLogger()
    news = News(logger)
    logger.add_listener(schema_id=JOB, listener=listen)
    now = datetime.now(tz=timezone.utc)
    news.job(
        Job(
            id="a", title="t", action="clone", environment="e", state="running",
            progress=Progress(phase="copy", message=ODD), log=[ODD], created=now,
        )
    )  # fmt: skip
    await asyncio.sleep(0.01)
    assert (heard[0]["log"], heard[0]["progress"]["message"]) == ([SHOWN], SHOWN)


@pytest.mark.parametrize(
    "text",
    [
        '{"\\ud800": 1, "dependencies": []}',
        '{"dependencies": [{"\\ud800": 1}]}',
        '{"dependencies": ["\\ud800"]}',
        '{"dependencies": [], "variables": {"\\ud800": "1"}}',
        '{"dependencies": [], "variables": {"A": "\\ud800"}}',
        '{"dependencies": [], "name": "\\ud800"}',
        '{"dependencies": [], "channels": ["\\udfff"]}',
        '{"dependencies": []} # \\ud800\n--- !<%ED%A0%80> x',
    ],
)
async def test_half_a_character_in_a_file_is_a_problem(rest, machine, text):
    body = {"name": "a", "file": {"name": "environment.yml", "text": text}}
    status, problem = await rest("POST", "environments", body=body)
    assert (status, problem["code"]) == (400, "bad-file")
    assert problem["hint"]
    assert folders_in(machine.envs) == []


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes among files")
async def test_pipes_in_an_environment_hold_up_no_request(rest, finished, machine, jp_fetch):
    prefix = make(machine.envs / "a", "good-1-0")
    for path in ("conda-meta/a-1-0.json", "share/jupyter/kernels/python3/kernel.json"):
        (prefix / path).parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(prefix / path)
    (prefix / "conda-meta" / "envmgr").mkdir()
    os.mkfifo(prefix / "conda-meta" / "envmgr" / "environment.yml")
    info = add_distribution(make_site(prefix), "thing-1.0")
    os.mkfifo(info / "direct_url.json")
    asked = [rest("GET", "environments", "a", "packages") for _ in range(50)]
    answers = await asyncio.gather(*asked)
    assert {status for status, _ in answers} == {200}
    assert (await rest("GET", "environments"))[0] == 200
    assert (await rest("GET", "environments", "a", "export"))[0] == 200
    assert (await jp_fetch("api", "kernelspecs")).code == 200
    job = await finished(await rest("POST", "environments", body={"name": "b", "clone": "a"}))
    assert (job["state"], job["problem"]["code"]) == ("failed", "unreadable")
