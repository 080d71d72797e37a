from __future__ import annotations

import asyncio
import json

import pytest
from tornado.httpclient import HTTPClientError


@pytest.fixture
def jp_server_config():
    return {
        "ServerApp": {
            "jpserver_extensions": {"jupyter_envmgr": True},
            "allow_unauthenticated_access": False,
        }
    }


@pytest.fixture
def jp_environ(jp_environ, machine):
    """The test's own machine, on top of pytest-jupyter's own folders."""
    return jp_environ


@pytest.fixture
def rest(machine, jp_fetch):
    """Call a path under /envmgr; gives the status and the decoded answer."""

    async def call(method, *path, body=None, **query):
        data = None if body is None else body if isinstance(body, str) else json.dumps(body)
        if method == "POST" and data is None:
            data = ""
        try:
            answer = await jp_fetch("envmgr", *path, method=method, body=data, params=query)
        except HTTPClientError as error:
            answer = error.response
        call.headers = answer.headers
        return answer.code, json.loads(answer.body)

    return call


@pytest.fixture
def finished(rest):
    """Wait for the job of a 202 answer; gives the ended job."""

    async def wait(answer):
        status, job = answer
        assert status == 202, job
        for _ in range(2000):
            _, job = await rest("GET", "jobs", job["id"])
            if job["ended"]:
                return job
            await asyncio.sleep(0.01)
        raise AssertionError(job)

    return wait
