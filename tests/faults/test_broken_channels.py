"""What a channel, the network or the cache does wrong is said, and changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.broken_channel import BrokenChannel, served
from tests.faults.conftest import MakeWorld
from tests.faults.world import World

PROMISED = 3.0  # seconds until a cancelled change has ended, on a busy machine
NEW = "envmgr-tool"


@pytest.fixture
def channel_http(small: Path) -> Iterator[BrokenChannel]:
    with served(small) as channel:
        yield channel


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    world = make_world("conda")
    world.reset()
    return world


def install(world: World, url: str, cache: Path, **order: object) -> dict:
    wish = {"install": [NEW], "channels": [url]}
    return world.run("change", wish=wish, cache=str(cache), **order)


def untouched(world: World) -> None:
    assert world.verdict(world.before) == "before"


@pytest.mark.parametrize("manner", ["dies", "is gone"])
def test_a_channel_that_dies_in_mid_download_changes_nothing(
    world: World, channel_http: BrokenChannel, tmp_path: Path, manner, count: Counter[str]
):
    channel_http.manner = manner

    said = install(world, channel_http.url, tmp_path / "cache")

    count["broken channels and caches"] += 1
    assert said["ended"] == "channel", said
    untouched(world)
    channel_http.manner = "well"
    assert install(world, channel_http.url, tmp_path / "cache")["ended"] == "done"


@pytest.mark.parametrize("manner", ["stalls", "stalls in its index"])
def test_a_change_that_waits_for_a_channel_can_be_cancelled(
    world: World, channel_http: BrokenChannel, tmp_path: Path, manner, count: Counter[str]
):
    channel_http.manner = manner

    said = install(world, channel_http.url, tmp_path / "cache", cancel_after=1.0)

    count["broken channels and caches"] += 1
    assert channel_http.asked
    assert said["ended"] == "cancelled", said
    assert said["cancelled_for"] < PROMISED
    untouched(world)


@pytest.mark.parametrize("harm", ["truncated", "tampered"])
@pytest.mark.parametrize("road", ["http", "file"])
def test_a_package_that_is_not_what_its_channel_lists_is_refused(
    world: World,
    channel_http: BrokenChannel,
    small: Path,
    tmp_path: Path,
    harm: str,
    road: str,
    count: Counter[str],
):
    package = next(small.glob(f"noarch/{NEW}-*.conda"))
    content = package.read_bytes()
    middle = len(content) // 2
    other = bytes([content[middle] ^ 255]) + content[middle + 1 :]
    package.write_bytes(content[:middle] + (b"" if harm == "truncated" else other))

    said = install(
        world, channel_http.url if road == "http" else small.as_uri(), tmp_path / "cache"
    )

    count["broken channels and caches"] += 1
    assert said["ended"] == "checksum", said
    untouched(world)


@pytest.mark.parametrize("lost", ["package", "file", "package and channel"])
def test_a_cache_that_loses_a_package_after_the_plan_is_filled_again_or_nothing_changes(
    world: World, small: Path, tmp_path: Path, lost: str, count: Counter[str]
):
    cache, url = tmp_path / "cache", small.as_uri()
    assert install(world, url, cache)["ended"] == "done"  # fills the cache
    world.reset()
    [package] = (path for path in (cache / "pkgs").glob(f"{NEW}-*") if path.is_dir())
    lose = [str(package / "share/envmgr-tool/about.txt" if lost == "file" else package)]
    if lost == "package and channel":
        lose += [str(path) for path in small.glob(f"noarch/{NEW}-*.conda")]
    wish = {"install": [NEW], "channels": [url], "lose": lose}

    said = world.run("plan-and-apply", wish=wish, cache=str(cache))

    count["broken channels and caches"] += 1
    if lost == "package":
        assert said["ended"] == "done", said
        assert (world.envs / "a/share/envmgr-tool/about.txt").read_text()
    else:
        assert not said["ended"].startswith("unforeseen"), said
        if said["ended"] != "done":
            untouched(world)
