"""Layers stay layers, whatever is asked for in whatever order."""

import asyncio
import hashlib
import json
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_envmgr.errors import EnvmgrError
from jupyter_envmgr.models import PlanRequest
from jupyter_envmgr.transaction.ownership import read_ownership
from jupyter_envmgr.transaction.state import fingerprint

CONDA = ["envmgr-versions", "envmgr-versions=2", "envmgr-library", "envmgr-library=1", "pytorch"]
CONDA += ["envmgr-tool", "envmgr-needs-old", "envmgr-needs-new", "python=3.12", "python=3.11"]
PIP = ["humanize", "cowsay", "envmgr-hello", "needs-old-library", "envmgr-extras[more]", "torch"]
PIP += ["envmgr-overwrites", "envmgr-stray-a", "envmgr-stray-b", "envmgr-stray-c", "stack-data"]
PIP += ["envmgr-library>=3", "envmgr-library<2"]
NAMES = ["envmgr-versions", "envmgr-library", "pytorch", "humanize", "cowsay", "envmgr-hello"]
NAMES += ["needs-old-library", "envmgr-extras", "python", "pip", "envmgr-overwrites"]


def some(values, most=2):
    return st.lists(st.sampled_from(values), max_size=most, unique=True)


REQUESTS = st.one_of(
    st.fixed_dictionaries({"install": some(CONDA), "pip": some(PIP)}),
    st.fixed_dictionaries({"pip": some(PIP, 3), "layers": st.just({"envmgr-library": "pip"})}),
    st.fixed_dictionaries({"install": some([*CONDA, *NAMES]), "remove": some(NAMES)}),
    st.fixed_dictionaries({"update": st.one_of(st.just("all"), some(NAMES))}),
    st.fixed_dictionaries({"remove": some(NAMES, 3)}),
    st.fixed_dictionaries({"reinstall": some(NAMES)}),
)


def owners(prefix):
    """How many packages own each file."""
    found = Counter()
    for record in (prefix / "conda-meta").glob("*.json"):
        found.update(set(json.loads(record.read_text())["files"]))
    for path in read_ownership(prefix).pip:
        if not path.endswith(".pyc"):
            found[path] += 1
    return found


def altered(prefix):
    """Files of conda's that are not what its records say."""
    for record in (prefix / "conda-meta").glob("*.json"):
        for entry in json.loads(record.read_text())["paths_data"]["paths"]:
            digest = entry.get("sha256_in_prefix") or entry.get("sha256")
            path = prefix / entry["_path"]
            if digest and entry["path_type"] != "softlink" and not path.name.endswith(".pyc"):
                content = path.read_bytes() if path.is_file() else b"gone"
                if hashlib.sha256(content).hexdigest() != digest:
                    yield entry["_path"]


def versions(machine, name):
    return {(p.layer, p.name): p.version for p in machine.environments.packages(name).packages}


async def step(machine, name, request):
    """One change; its invariants."""
    prefix = machine.envs / name
    before, state = versions(machine, name), fingerprint(prefix)
    here = {package for _, package in before}
    for key in ("remove", "update", "reinstall"):
        if isinstance(request.get(key), list):
            request[key] = [each for each in request[key] if each in here]
    try:
        plan = await machine.changes.plan(PlanRequest(environment=name, **request))
        prepared = await machine.changes.current(plan.id)
        await machine.changes.apply(prepared, lambda _progress: None)
    except EnvmgrError:
        assert fingerprint(prefix) == state
        return
    expected = dict(before)
    for change in (*plan.conda, *plan.pip):
        assert expected.pop((change.layer, change.name), None) == change.before
        if change.after:
            expected[change.layer, change.name] = change.after
    assert versions(machine, name) == expected
    assert [path for path, count in owners(prefix).items() if count > 1] == []
    assert list(altered(prefix)) == []
    assert machine.checks.health(name).problems == []
    assert machine.left_behind() == []


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(requests=st.lists(REQUESTS, min_size=2, max_size=5))
def test_after_any_sequence_of_changes_no_layer_has_touched_the_other(machine, requests):
    async def run():
        if not (machine.envs / "start").exists():
            await machine.create("start", "python=3.11", "pip", kernel=False)
        environments = machine.environments
        await machine.create("a", clone="start")
        for request in requests:
            await step(machine, "a", request)
        await environments.remove(environments.prepare_removal("a"), lambda _progress: None)
        await asyncio.sleep(0.05)

    asyncio.run(run())
