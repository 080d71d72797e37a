import asyncio
import json
from pathlib import Path

import pytest

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.engine import Engine
from jupyter_envmgr.errors import (
    BadSpecError,
    ChannelError,
    ChecksumError,
    EngineError,
    ForbiddenChannelError,
    UnknownPackageError,
    UnknownVersionError,
    UnsolvableError,
)
from jupyter_envmgr.prefixes import read_history


@pytest.fixture
def engine(machine, tmp_path):
    return Engine(Condarc.load, cache=tmp_path / "cache")


async def build(engine, channel, *specs, stage, prefix=Path("/a/b")):
    reports = []
    solution = await engine.solve(specs, [channel])
    await engine.install(solution, stage, prefix, reports.append)
    await asyncio.sleep(0)
    return reports


async def test_an_installed_package_knows_where_it_will_live(engine, small, tmp_path):
    stage, home = tmp_path / "stage", Path("/somewhere/else/entirely")
    await build(engine, small.as_uri(), "envmgr-tool", "envmgr-binary", stage=stage, prefix=home)
    about = (stage / "share/envmgr-tool/about.txt").read_text()
    assert about.startswith(f"prefix={home}\n")
    assert str(stage) not in about


async def test_the_records_are_what_conda_expects(engine, small, tmp_path):
    stage = tmp_path / "stage"
    await build(engine, small.as_uri(), "envmgr-needs-old >=1", stage=stage)
    records = [json.loads(path.read_text()) for path in stage.glob("conda-meta/*.json")]
    asked = {record["name"]: record.get("requested_specs") for record in records}
    assert asked["envmgr-needs-old"] == ["envmgr-needs-old >=1"]
    assert not asked["envmgr-versions"]
    assert not (stage / "CACHEDIR.TAG").exists()


async def test_history_tells_what_was_asked_for_and_linked(engine, small, tmp_path):
    stage = tmp_path / "stage"
    await build(engine, small.as_uri(), "envmgr-versions=3", stage=stage)
    lines = (stage / "conda-meta/history").read_text().splitlines()
    assert lines[0].startswith("==> 20") and lines[0].endswith(" <==")
    assert lines[1] == "# cmd: jupyter envmgr create"
    assert lines[2].startswith("+small/noarch::envmgr-versions-3.0-")
    assert lines[3] == "# update specs: ['envmgr-versions 3.*']"
    assert "envmgr-versions" in read_history(stage)


async def test_progress_is_told_by_phase_and_ends_complete(engine, small, tmp_path):
    reports = await build(engine, small.as_uri(), "envmgr-needs-new", stage=tmp_path / "stage")
    assert reports[0].phase == "fetch"
    last = reports[-1]
    assert (last.phase, last.done, last.total, last.unit) == ("link", 2, 2, "packages")


async def test_a_channel_over_http_reports_bytes(engine, served, tmp_path):
    reports = await build(engine, served, "envmgr-tool", stage=tmp_path / "stage")
    assert any(r.phase == "fetch" and r.unit == "bytes" and 0 < r.done <= r.total for r in reports)


async def test_a_misspelt_package_gets_a_suggestion(engine, small):
    with pytest.raises(UnknownPackageError) as unknown:
        await engine.solve(["envmgr-tol"], [small.as_uri()])
    assert unknown.value.hint.startswith("Did you mean envmgr-tool")
    assert "small" in unknown.value.message


async def test_a_package_unlike_any_other_gets_no_suggestion(engine, small):
    with pytest.raises(UnknownPackageError) as unknown:
        await engine.solve(["qqqqqqqq"], [small.as_uri()])
    assert "spelling" in unknown.value.hint


async def test_a_conflict_names_both_sides(engine, small):
    with pytest.raises(UnsolvableError) as conflict:
        await engine.solve(["envmgr-needs-old", "envmgr-needs-new"], [small.as_uri()])
    text = "\n".join(conflict.value.details["explanation"])
    assert "envmgr-versions <3" in text
    assert "envmgr-versions >=4" in text


async def test_a_conflict_with_a_version_that_was_asked_for_names_its_culprit(engine, small):
    with pytest.raises(UnsolvableError) as conflict:
        await engine.solve(["envmgr-needs-old", "envmgr-versions=5"], [small.as_uri()])
    text = "\n".join(conflict.value.details["explanation"])
    assert "envmgr-needs-old" in text
    assert "envmgr-versions" in text


async def test_a_version_that_nobody_has_is_told_with_those_that_there_are(engine, small):
    with pytest.raises(UnknownVersionError) as missing:
        await engine.solve(["envmgr-tool", "envmgr-versions=9"], [small.as_uri()])
    assert missing.value.message == (
        "The channel small has no envmgr-versions 9.*; it has 5.0, 4.0, 3.0, 2.0, 1.0."
    )


async def test_all_misspelt_packages_are_named_at_once(engine, small):
    with pytest.raises(UnknownPackageError) as unknown:
        await engine.solve(["envmgr-tol", "envmgr-binari"], [small.as_uri()])
    assert "envmgr-tol or envmgr-binari" in unknown.value.message
    assert "envmgr-binary for envmgr-binari" in unknown.value.hint


async def test_a_package_for_a_newer_platform_says_what_it_lacks(engine, small):
    with pytest.raises(UnsolvableError) as missing:
        await engine.solve(["envmgr-future"], [small.as_uri()])
    assert "__" in "\n".join(missing.value.details["explanation"])


async def test_pins_of_the_condarc_are_obeyed(machine, small):
    machine.configure("pinned_packages: [envmgr-versions=2]\n")
    solution = await Engine(Condarc.load).solve(["envmgr-versions"], [small.as_uri()])
    assert [str(record.version) for record in solution.records] == ["2.0"]


@pytest.mark.parametrize("priority", ["strict", "flexible", "disabled"])
async def test_the_first_channel_wins_unless_it_cannot(machine, small, channel, priority):
    machine.configure(f"channel_priority: {priority}\n")
    engine = Engine(Condarc.load)
    sources = [small.as_uri(), channel.as_uri()]
    solution = await engine.solve(["envmgr-versions"], sources)
    assert solution.records[0].channel.rstrip("/").endswith("small") or priority == "disabled"
    other = await engine.solve(["envmgr-tool", "traitlets", "python"], sources)
    assert {"python", "traitlets"} <= {record.name.normalized for record in other.records}


@pytest.mark.parametrize("address", ["file:///no/such/channel", "http://127.0.0.1:9/none"])
async def test_a_channel_that_cannot_be_read_is_named(engine, address):
    with pytest.raises(ChannelError) as down:
        await engine.solve(["a"], [address])
    assert address in down.value.message


async def test_a_folder_that_is_no_channel_is_a_channel_problem(engine, tmp_path):
    with pytest.raises(ChannelError):
        await engine.solve(["a"], [tmp_path.as_uri()])


async def test_offline_uses_what_is_there_and_says_what_is_not(machine, served, tmp_path):
    online = Engine(Condarc.load, cache=tmp_path / "cache")
    await build(online, served, "envmgr-tool", stage=tmp_path / "one")
    machine.configure("offline: true\n")
    offline = Engine(Condarc.load, cache=tmp_path / "cache")
    await build(offline, served, "envmgr-tool", stage=tmp_path / "two")
    with pytest.raises(ChannelError):
        await offline.solve(["a"], ["http://127.0.0.1:9/never-seen"])


def tampered(data: bytes) -> bytes:
    return data[:-40] + bytes([data[-40] ^ 1]) + data[-39:]


def truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


@pytest.mark.parametrize("damage", [tampered, truncated])
@pytest.mark.parametrize("over", ["file", "http"])
async def test_a_damaged_package_is_refused(engine, small, served, tmp_path, damage, over):
    archive = next(small.glob("noarch/envmgr-tool-*"))
    address = small.as_uri() if over == "file" else served
    archive.write_bytes(damage(archive.read_bytes()))
    with pytest.raises(ChecksumError):
        await build(engine, address, "envmgr-tool", stage=tmp_path / "stage")


async def test_a_package_that_vanished_is_the_channels_problem(engine, small, tmp_path):
    next(small.glob("noarch/envmgr-tool-*")).unlink()
    with pytest.raises(ChannelError):
        await build(engine, small.as_uri(), "envmgr-tool", stage=tmp_path / "stage")


async def test_what_is_in_the_cache_needs_no_channel(engine, small, tmp_path):
    await build(engine, small.as_uri(), "envmgr-tool", stage=tmp_path / "one")
    solution = await engine.solve(["envmgr-tool"], [small.as_uri()])
    next(small.glob("noarch/envmgr-tool-*")).unlink()
    await engine.install(solution, tmp_path / "two", Path("/a"), print)
    assert (tmp_path / "two/share/envmgr-tool/about.txt").exists()


async def test_a_file_in_the_way_is_a_problem_and_not_a_traceback(engine, small, tmp_path):
    (tmp_path / "stage").write_text("")
    with pytest.raises(EngineError):
        await build(engine, small.as_uri(), "envmgr-tool", stage=tmp_path / "stage")


async def test_search_finds_parts_of_names_nearest_first(machine):
    hits = await Engine(Condarc.load).search("envmgr-v", 10)
    assert [(hit.name, hit.version) for hit in hits] == [("envmgr-versions", "5.0")]
    names = [hit.name for hit in await Engine(Condarc.load).search("PYTHON", 50)]
    assert names[0] == "python"
    assert "ipython" in names


async def test_versions_are_newest_first(machine):
    found = await Engine(Condarc.load).versions("envmgr-versions")
    assert [build.version for build in found] == ["5.0", "4.0", "3.0", "2.0", "1.0"]
    numpy = await Engine(Condarc.load).versions("numpy")
    assert all(build.python and build.size for build in numpy)


async def test_versions_of_an_unknown_package_suggest_another(machine):
    with pytest.raises(UnknownPackageError) as unknown:
        await Engine(Condarc.load).versions("pandsa")
    assert "pandas" in unknown.value.hint


@pytest.mark.parametrize("name", ["", "a b", "é", "numpy=1", "../x"])
async def test_what_is_no_name_has_no_versions(machine, name):
    with pytest.raises(BadSpecError):
        await Engine(Condarc.load).versions(name)


def test_forbidden_channels_are_refused_before_anything_is_read(machine, small, channel):
    machine.configure(f"denylist_channels: ['{small.as_uri()}']\n")
    with pytest.raises(ForbiddenChannelError):
        Engine(Condarc.load).check(["a"], [small.as_uri()])
    machine.configure(f"allowlist_channels: ['{channel.as_uri()}']\n")
    Engine(Condarc.load).check(["a"], [str(channel)])
    with pytest.raises(ForbiddenChannelError):
        Engine(Condarc.load).check(["a"], ["conda-forge"])


async def test_custom_channels_and_aliases_lead_where_they_say(machine, small):
    machine.configure(f"custom_channels: {{small: '{small.parent.as_uri()}'}}\n")
    assert (await Engine(Condarc.load).solve(["envmgr-tool"], ["small"])).records
    machine.configure(f"channel_alias: '{small.parent.as_uri()}'\n")
    assert (await Engine(Condarc.load).solve(["envmgr-tool"], ["small"])).records


@pytest.mark.parametrize("name", ["", "  ", "--channel=x", "-c", "a b", "http://[", "a\nb"])
def test_what_is_no_channel_is_refused(machine, name):
    with pytest.raises(BadSpecError):
        Engine(Condarc.load).check([], [name])


def test_proxies_and_certificates_of_the_condarc_are_accepted(machine):
    machine.configure(
        "ssl_verify: false\nproxy_servers: {http: 'http://u:p@127.0.0.1:9', https: ''}\n"
    )
    Engine(Condarc.load).check(["a"], ["conda-forge"])


async def test_a_home_that_cannot_be_used_is_no_trouble(engine, small, tmp_path, monkeypatch):
    (tmp_path / "no-home").write_text("")
    monkeypatch.setenv("HOME", str(tmp_path / "no-home"))
    stage = tmp_path / "stage"
    await build(engine, small.as_uri(), "envmgr-tool", stage=stage)
    assert (stage / "conda-meta").is_dir()
