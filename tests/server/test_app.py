import asyncio
import json
import subprocess
import sys

import pytest

from jupyter_envmgr.models import Job
from jupyter_envmgr.server.news import ENVIRONMENT, JOB
from tests.conftest import folders_in


@pytest.fixture
def extension(machine, jp_serverapp):
    return jp_serverapp.extension_manager.extension_apps["jupyter_envmgr"].copy().pop()


@pytest.fixture
def heard(machine, jp_serverapp):
    """The events that are emitted, as (kind, data)."""
    events = []

    async def listen(logger, schema_id, data):
        events.append((schema_id, data))

    for schema in (JOB, ENVIRONMENT):
        jp_serverapp.event_logger.add_listener(schema_id=schema, listener=listen)
    return events


async def test_a_job_is_told_from_beginning_to_end(rest, finished, heard):
    body = {"name": "tool", "packages": ["envmgr-tool"], "kernel": False}
    await finished(await rest("POST", "environments", body=body))
    await asyncio.sleep(0.01)
    states = [data["state"] for kind, data in heard if kind == JOB]
    assert states[0] == "queued"
    assert states[-1] == "done"
    assert (ENVIRONMENT, {"action": "created", "name": "tool"}) in heard
    await finished(await rest("DELETE", "environments", "tool"))
    await asyncio.sleep(0.01)
    assert (ENVIRONMENT, {"action": "removed", "name": "tool"}) in heard


async def test_a_failed_job_tells_its_problem_and_no_new_environment(rest, finished, heard):
    await finished(await rest("POST", "environments", body={"name": "a", "packages": ["pandsa"]}))
    await asyncio.sleep(0.01)
    jobs = [data for kind, data in heard if kind == JOB]
    assert jobs[-1]["problem"]["code"] == "unknown-package"
    assert ENVIRONMENT not in [kind for kind, _ in heard]


async def test_no_more_than_five_events_a_second_for_a_job(extension, heard):
    from datetime import datetime, timezone

    from jupyter_envmgr.models import Progress

    def job(done):
        progress = Progress(phase="link", done=done, total=100, unit="packages")
        return Job(
            id="a", title="t", action="create", environment="e", state="running",
            progress=progress, created=datetime.now(tz=timezone.utc),
            log=[str(n) for n in range(done)],
        )  # fmt: skip

    for done in range(60):
        extension.news.job(job(done))
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.25)
    jobs = [data for kind, data in heard if kind == JOB]
    assert 2 <= len(jobs) <= 6
    assert jobs[-1]["progress"]["done"] == 59
    assert len(jobs[-1]["log"]) == 20
    extension.news.job(job(60))
    extension.news.job(job(61))
    extension.news.close()


async def test_stopping_the_extension_ends_its_jobs(rest, extension, machine):
    body = {"name": "a", "packages": ["python", "pandas"]}
    _, job = await rest("POST", "environments", body=body)
    await extension.stop_extension()
    assert extension.jobs.get(job["id"]).state == "cancelled"
    assert folders_in(machine.envs) == []


def test_loading_the_extension_does_not_load_rattler():
    code = (
        "import sys, json, jupyter_envmgr; jupyter_envmgr._jupyter_server_extension_points();"
        "print(json.dumps([n for n in ('rattler', 'yaml', 'uv') if n in sys.modules]))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert "rattler" not in json.loads(answer.stdout)
