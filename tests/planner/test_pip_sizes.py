"""What the pip layer of a plan costs."""

import pytest

from jupyter_envmgr.models import PlanRequest
from tests.channel.made_wheels import write
from tests.engine.package_index import serve

KIND = {"sized": True, "simple": False}


@pytest.mark.parametrize("kind", KIND)
async def test_a_plan_counts_what_pip_fetches_where_the_index_tells(
    machine, tmp_path, monkeypatch, kind
):
    wheel = write(tmp_path, "envmgr-fetched", code="X = 1\n" * 99)
    size = wheel.stat().st_size if KIND[kind] else None
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    monkeypatch.delenv("UV_FIND_LINKS")
    monkeypatch.delenv("UV_NO_INDEX")
    await machine.create("a", "python", "pip", kernel=False)
    with serve(tmp_path) as index:
        monkeypatch.setenv("UV_DEFAULT_INDEX", index.simple(kind))
        plan = await machine.changes.plan(PlanRequest(environment="a", pip=["envmgr-fetched"]))
    (new,) = plan.pip
    assert (new.size, new.fetch) == (size, True)
    assert plan.download_bytes == (size or 0)
    assert (plan.disk_bytes > 0) == KIND[kind]


async def test_a_wheel_of_this_machine_is_measured_and_not_fetched(machine):
    await machine.create("a", "python", "pip", kernel=False)
    plan = await machine.changes.plan(PlanRequest(environment="a", pip=["envmgr-hello"]))
    (new,) = plan.pip
    assert (new.size is not None, new.fetch) == (True, False)
    assert plan.download_bytes == 0
    assert plan.disk_bytes >= new.size
