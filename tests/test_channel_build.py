"""Building the channel: once, whole or not at all, and with dependencies that say the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.channel import convert, made_wheels, pythons
from tests.channel.requirements import (
    conda_dependency,
    conda_versions,
    platform_dependencies,
    python_dependency,
)
from tests.channel.wheel import Wheel
from tests.channel.write import Package

ROOT = Path(__file__).parents[1]


def test_a_finished_channel_is_found_again_within_a_second(channel):
    code = f"""
import time
started = time.monotonic()
from pathlib import Path
from tests.channel.build import build
build(Path({str(channel)!r}), print)
print(time.monotonic() - started)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, text=True
    )
    told, seconds = done.stdout.splitlines()
    assert told.endswith("is up to date")
    assert float(seconds) < 1


def test_a_killed_build_leaves_no_channel_and_two_later_ones_make_one(channel, tmp_path):
    folder = tmp_path / "channel"
    killed = start(folder)
    killed.stdout.readline()  # it has begun
    killed.kill()
    killed.communicate()
    assert not folder.exists()

    both = [start(folder), start(folder)]
    outputs = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    assert sum("indexed" in output for output in outputs) == 1
    assert packages(folder) == packages(channel)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["channel"]


def start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.channel", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )


def packages(folder: Path) -> set[str]:
    """Names with their build strings, which hold a digest of the content."""
    return {path.relative_to(folder).as_posix() for path in folder.glob("*/*.conda")}


@pytest.mark.parametrize(
    ("pep440", "conda"),
    [
        ("", ""),
        (">=1.2,<2", ">=1.2,<2"),
        ("~=2.3", ">=2.3,2.*"),
        ("~=1.4.2", ">=1.4.2,1.4.*"),
        ("==1.2", "==1.2"),
        ("==1.2.*", "1.2.*"),
        ("!=1.5,>=1", ">=1,!=1.5"),
        ("===1.0", "==1.0"),
    ],
)
def test_a_version_range_means_the_same_to_conda(pep440, conda):
    assert conda_versions(SpecifierSet(pep440)) == conda


def test_dependencies_get_the_names_that_conda_forge_gives_them():
    assert conda_dependency(Requirement("Typing.Extensions>=4.6")) == "typing_extensions >=4.6"
    assert conda_dependency(Requirement("tzdata; python_version > '3'")) == "python-tzdata"
    assert python_dependency(">=3.10") == "python >=3.10"
    assert python_dependency(None) == "python"


def test_the_oldest_platform_tag_decides_what_platform_is_needed():
    tags = {"manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"}
    assert platform_dependencies(tags) == ["__glibc >=2.17,<3.0.a0"]
    assert platform_dependencies({"macosx_11_0_arm64"}) == ["__osx >=11.0"]
    assert platform_dependencies({"win_amd64"}) == []


def test_only_the_extras_that_somebody_needs_are_followed(tmp_path):
    top = made_wheels.write(tmp_path, "top", requires=("middle[fast]", "gone; os_name == 'none'"))
    needs = ("quick>=2; extra == 'fast'", "slow; extra == 'small'", "always")
    middle = made_wheels.write(tmp_path, "middle", requires=needs)
    assert depends(top, middle) == {
        "top": {"python", "middle"},
        "middle": {"python", "quick >=2", "always"},
    }


def test_a_noarch_package_needs_what_any_of_its_pythons_needs(tmp_path):
    short = pythons.find()[0].short
    requires = (f"old; python_version < '{short}'", f"here; python_version == '{short}'")
    assert depends(made_wheels.write(tmp_path, "some", requires=requires)) == {
        "some": {"python", "here"}
    }


def depends(*wheels: Path) -> dict[str, set[str]]:
    sources = [convert.Source(Wheel(path), pythons.find()[:1]) for path in wheels]
    extras = convert.wanted_extras(sources)
    made: list[Package] = []
    for source in sources:
        made += convert.packages(source, extras[source.wheel.name], "linux-64", wheels[0].parent)
    return {package.name: set(package.depends) for package in made}
