"""The pip layer, resolved with the real uv over a conda layer that is only described."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile

import pytest
from packaging.specifiers import SpecifierSet
from uv import find_uv_bin

from jupyter_envmgr.engine.pip import Demand, OnTop, PipRequest, Provided, resolve
from jupyter_envmgr.errors import (
    BadSpecError,
    ChannelError,
    NeededError,
    PipConflictError,
    UnknownPackageError,
    UnknownVersionError,
)
from tests.channel.made_wheels import write
from tests.engine.package_index import serve

CONDA = [Provided("numpy", "2.4.6", "numpy"), Provided("six", "1.16", "six")]


@pytest.fixture
def wheels(machine, tmp_path, monkeypatch):
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("UV_FIND_LINKS", str(folder))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv-cache"))
    for version in ("1.0", "2.0", "3.0"):
        write(folder, "lib", version)
    write(folder, "app", requires=("lib<3",))
    return folder


@pytest.fixture
def index(wheels, monkeypatch):
    """Where wheels are only to be had from an index."""
    monkeypatch.delenv("UV_FIND_LINKS")
    monkeypatch.delenv("UV_NO_INDEX")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    with serve(wheels) as served:
        monkeypatch.setenv("UV_DEFAULT_INDEX", served.simple())
        yield served


async def ask(*requirements, conda=CONDA, present=(), python="3.12.1", settings=None, **more):
    request = PipRequest(requirements, **more)
    return await resolve(
        request, provided=conda, present=present, python=python, settings=settings or {}
    )


def there(name, version="1.0", *requires, requested=False, url=None):
    needs = "".join(f"Requires-Dist: {each}\n" for each in requires)
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}\nA text\n"
    direct = json.dumps({"url": url, "dir_info": {"editable": True}}).encode() if url else b""
    return OnTop(name, version, text.encode(), requested, direct)


def lines(resolution):
    return [pin.line for pin in resolution.install]


async def test_only_what_is_missing_is_installed_in_exact_versions(wheels):
    write(wheels, "science", requires=("numpy>=2", "six", "app"))
    resolution = await ask("science")
    assert lines(resolution) == ["app==1.0", "lib==2.0", "science==1.0"]
    assert [pin.name for pin in resolution.install if pin.requested] == ["science"]
    assert (resolution.uninstall, resolution.keep) == ([], [])


async def test_what_conda_provides_is_not_installed_though_it_is_asked_for(wheels):
    assert (await ask("numpy", "six>=1.10")).install == []


async def test_markers_are_those_of_the_environments_python(wheels):
    needs = ("lib<2; python_version>='3.13'", "app; python_full_version>='3.12.5'")
    write(wheels, "marked", requires=needs)
    assert lines(await ask("marked", python="3.12.4")) == ["marked==1.0"]
    assert lines(await ask("marked", python="3.12.6")) == ["app==1.0", "lib==2.0", "marked==1.0"]
    assert lines(await ask("marked", python="3.13.0")) == ["app==1.0", "lib==1.0", "marked==1.0"]


async def test_wheels_are_those_of_the_environments_python(wheels):
    wheel = write(wheels, "compiled")
    wheel.rename(wheels / "compiled-1.0-cp313-none-any.whl")
    assert lines(await ask("compiled", python="3.13.0")) == ["compiled==1.0"]
    with pytest.raises(PipConflictError, match="compiled has no wheel for this Python"):
        await ask("compiled")


async def test_a_wheel_for_another_platform_is_a_clear_conflict(wheels):
    wheel = write(wheels, "elsewhere")
    system, tag = (
        ("Linux", "manylinux_2_17_x86_64") if os.name == "nt" else ("Windows", "win_amd64")
    )
    wheel = wheel.rename(wheels / f"elsewhere-1.0-cp312-cp312-{tag}.whl")
    with pytest.raises(PipConflictError, match=f"^elsewhere is only for {system}[.]"):
        await ask("elsewhere")
    write(wheels, "goes-there", requires=("elsewhere",))
    with pytest.raises(
        PipConflictError, match=f"^goes-there needs elsewhere, .* only for {system}"
    ):
        await ask("goes-there")
    with pytest.raises(PipConflictError, match=f"{tag}[.]whl is for another"):
        await ask(f"elsewhere @ {wheel.as_uri()}")


async def test_the_newest_wheels_say_what_is_in_the_way(wheels):
    """As pywin32: those for an old Python do not matter where the new ones fit it."""
    there = "manylinux_2_17_x86_64" if os.name == "nt" else "win_amd64"
    for name, old, new in (("gone", f"cp38-cp38-{there}", f"cp312-cp312-{there}"),
                           ("old", f"cp312-cp312-{there}", "cp38-cp38-any")):  # fmt: skip
        for version, tag in (("9.0", old), ("10.0", new)):
            write(wheels, name, version).rename(wheels / f"{name}-{version}-{tag}.whl")
    with pytest.raises(PipConflictError, match=r"^gone is only for (Windows|Linux)[.]"):
        await ask("gone")
    with pytest.raises(PipConflictError, match=r"^old has no wheel for this Python[.]"):
        await ask("old")


@pytest.mark.skipif(sys.platform != "linux", reason="tags of Linux")
async def test_a_wheel_for_a_newer_system_is_told_by_its_tag(wheels):
    write(wheels, "leg").rename(wheels / "leg-1.0-cp312-cp312-manylinux_2_99_x86_64.whl")
    with pytest.raises(PipConflictError, match=r"platform, only for manylinux_2_99_x86_64[.]"):
        await ask("leg")


CONFLICTS = {
    "one": (("numpy<2",), [Demand("one", "numpy", "<2")]),
    "both-ends": (("numpy>=1.0,<2.1",), [Demand("both-ends", "numpy", ">=1.0,<2.1")]),
    "exact": (("six==1.15",), [Demand("exact", "six", "==1.15")]),
    "compatible": (("numpy~=1.26.0",), [Demand("compatible", "numpy", ">=1.26.0,<1.27.dev0")]),
    "excludes": (("numpy!=2.4.6,!=2.4.5,<3",), [Demand("excludes", "numpy", "!=2.4.5,!=2.4.6,<3")]),
    "extra": (("numpy[fast]<2",), [Demand("extra", "numpy", "<2")]),
    "dotted.name_x": (("numpy<2",), [Demand("dotted-name-x", "numpy", "<2")]),
}


@pytest.mark.parametrize("name", CONFLICTS)
async def test_a_conflict_says_what_conda_would_have_to_give(wheels, name):
    requires, demands = CONFLICTS[name]
    write(wheels, name, requires=requires)
    with pytest.raises(PipConflictError) as refused:
        await ask(name)
    assert refused.value.details["demands"] == demands
    by = f"{demands[0].by} needs {demands[0].package}"
    assert refused.value.message.startswith(by)
    assert f"and conda provides {demands[0].package} " in refused.value.message
    assert any("depend" in line for line in refused.value.details["explanation"])


async def test_of_several_versions_the_newest_says_what_it_needs(wheels):
    write(wheels, "many", "1.0", requires=("numpy<2",))
    write(wheels, "many", "2.0", requires=("numpy>=1,<2.1",))
    with pytest.raises(PipConflictError) as refused:
        await ask("many")
    assert refused.value.details["demands"] == [Demand("many", "numpy", ">=1,<2.1")]


async def test_a_demand_is_found_though_it_is_deep_in_the_tree(wheels):
    write(wheels, "top", requires=("middle[x]",))
    write(wheels, "middle", requires=("bottom",))
    write(wheels, "bottom", requires=("numpy<2",))
    with pytest.raises(PipConflictError) as refused:
        await ask("top")
    assert refused.value.details["demands"] == [Demand("bottom", "numpy", "<2")]


async def test_a_direct_request_for_another_version_of_condas_is_a_demand(wheels):
    with pytest.raises(PipConflictError) as refused:
        await ask("numpy<2", "app")
    assert refused.value.details["demands"] == [Demand("", "numpy", "<2")]


async def test_pip_packages_that_exclude_each_other_demand_nothing_of_conda(wheels):
    write(wheels, "new-lib", requires=("lib>3",))
    write(wheels, "lib", "4.0")
    with pytest.raises(
        PipConflictError, match=r"^(app needs lib<3, and new-lib|new-lib .* app)"
    ) as refused:
        await ask("app", "new-lib")
    assert refused.value.details["demands"] == []
    assert "app" in "".join(refused.value.details["explanation"])


async def test_an_older_version_that_fits_is_taken_rather_than_a_conflict(wheels):
    write(wheels, "many", "1.0", requires=("numpy>2",))
    write(wheels, "many", "2.0", requires=("numpy>3",))
    assert lines(await ask("many")) == ["many==1.0"]


async def test_condas_own_package_cannot_be_replaced_from_an_address(wheels):
    for name, version in (("six", "1.16"), ("numpy", "1.9")):
        wheel = write(wheels, name, version)
        for line in (f"{name} @ {wheel.as_uri()}", wheel.as_uri()):
            with pytest.raises(PipConflictError, match=name):
                await ask(line)


async def test_versions_that_pep_440_does_not_know_are_no_trouble(wheels):
    conda = [*CONDA, Provided("openssl", "1.1.1w", "openssl")]
    assert lines(await ask("app", conda=conda)) == ["app==1.0", "lib==2.0"]


async def test_what_an_extra_of_condas_package_needs_is_installed(wheels):
    metadata = b"Name: numpy\nProvides-Extra: plot\nRequires-Dist: lib; extra == 'plot'\nRequires-Dist: absent\n\n"  # noqa: E501 - a file's content
    conda = [Provided("numpy", "2.4.6", "numpy", metadata)]
    assert lines(await ask("numpy[plot]", conda=conda)) == ["lib==3.0"]
    assert lines(await ask("numpy", conda=conda)) == []


async def test_an_extra_that_there_is_not_is_a_warning(wheels):
    resolution = await ask("lib[nothing]")
    assert lines(resolution) == ["lib==3.0"]
    assert "nothing" in resolution.warnings[0]


# the layer that is there


async def test_what_is_there_stays_while_it_does(wheels):
    resolution = await ask(
        "app", "lib", present=[there("lib", "1.0"), there("app", "1.0", "lib<3")]
    )
    assert (resolution.install, resolution.uninstall) == ([], [])
    assert resolution.keep == ["app", "lib"]


async def test_what_is_there_moves_when_it_may(wheels):
    layer = [there("lib", "1.0"), there("app", "1.0", "lib<3", requested=True)]
    for upgrade in (["lib"], "all"):
        resolution = await ask("app", present=layer, upgrade=upgrade)
        assert lines(resolution) == ["lib==2.0"]
        assert resolution.uninstall == ["lib"]
        assert resolution.keep == ["app"]
        assert not resolution.install[0].requested


async def test_an_update_of_everything_lets_condas_packages_be(wheels):
    write(wheels, "numpy", "9.0")
    assert (await ask("numpy", upgrade="all")).install == []


async def test_what_no_longer_fits_on_conda_is_replaced_by_what_does(wheels):
    write(wheels, "grown", "2.0", requires=("numpy>=2",))
    layer = [there("grown", "1.0", "numpy<2", requested=True)]
    resolution = await ask("grown", present=layer)
    assert lines(resolution) == ["grown==2.0"]
    assert resolution.uninstall == ["grown"]
    assert resolution.install[0].requested


async def test_what_moved_to_conda_leaves_pip(wheels):
    layer = [there("six", "1.10", requested=True), there("app", "1.0", "six")]
    resolution = await ask("app", present=layer)
    assert resolution.uninstall == ["six"]
    assert resolution.keep == ["app"]


async def test_a_removed_package_takes_along_what_only_it_needed(wheels):
    layer = [
        there("a", "1.0", "shared", "own[x]; python_version>='3'", requested=True),
        there("own", "1.0", "deep; extra=='x'", "not-this; extra=='y'"),
        there("deep", "1.0", "own"),
        there("shared"),
        there("b", "1.0", "shared"),
        there("not-this"),
        there("wanted", requested=True),
    ]
    resolution = await ask("b", present=layer, remove=["A"])
    assert resolution.uninstall == ["a", "deep", "own"]
    assert resolution.keep == ["b", "not-this", "shared", "wanted"]


async def test_what_a_new_package_needs_is_not_taken_away(wheels):
    write(wheels, "successor", requires=("lib",))
    layer = [there("old", "1.0", "lib", "junk", requested=True), there("lib", "2.0"), there("junk")]
    resolution = await ask("successor", present=layer, remove=["old"])
    assert lines(resolution) == ["successor==1.0"]
    assert resolution.uninstall == ["junk", "old"]
    assert resolution.keep == ["lib"]


async def test_a_package_that_is_needed_cannot_be_removed(wheels):
    layer = [there("lib", "2.0", requested=True), there("app", "1.0", "lib<3", requested=True)]
    with pytest.raises(NeededError, match="lib cannot be removed: app ") as refused:
        await ask("app", present=layer, remove=["lib"])
    assert refused.value.details["by"] == ["app"]


async def test_two_descriptions_of_one_package_are_made_one(wheels):
    layer = [there("lib", "1.0"), there("lib", "2.0")]
    resolution = await ask("lib<3", present=layer)
    assert lines(resolution) == ["lib==2.0"]
    assert resolution.uninstall == ["lib"]


async def test_an_editable_install_stays_when_everything_is_updated(wheels, tmp_path):
    layer = [there("mine", requested=True, url=tmp_path.as_uri()), there("lib", "1.0")]
    resolution = await ask("mine", "lib", present=layer, upgrade="all")
    assert lines(resolution) == ["lib==3.0"]
    assert resolution.keep == ["mine"]


# hashes, addresses, folders, repositories


async def test_hashes_stay_with_their_package(wheels):
    digest = hashlib.sha256((wheels / "lib-2.0-py3-none-any.whl").read_bytes()).hexdigest()
    asked = f"lib==2.0 --hash=sha256:{digest} --hash=sha256:{'1' * 64}"
    assert lines(await ask(asked, "app")) == ["app==1.0", asked]


async def test_a_wheel_by_its_address_stays_that(wheels):
    url = (wheels / "lib-1.0-py3-none-any.whl").as_uri()
    for line in (
        f"lib @ {url}",
        url,
        f"{url}#sha256={'1' * 64}",
        f"lib[x] @ {url} ; python_version>'3'",
    ):
        (pin,) = (await ask(line)).install
        assert (pin.name, pin.version, pin.requested) == ("lib", "1.0", True)
        assert url in pin.line


@pytest.fixture
def project(tmp_path):
    """A folder with a package's source; nothing has to be built to know what it needs."""
    folder = tmp_path / "my project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "none"\nbackend-path = ["."]\n'
        '[project]\nname = "mine"\nversion = "1.5"\ndependencies = ["lib<2"]\n'
    )
    return folder


async def test_a_folder_is_pinned_by_its_address(wheels, project):
    editable = await ask(f"-e {project}")
    assert lines(editable) == ["lib==1.0", f"-e {project.as_uri()}"]
    assert editable.install[1].requested
    plain = await ask(str(project))
    assert lines(plain) == ["lib==1.0", f"mine @ {project.as_uri()}"]
    assert plain.install[1].requested


@pytest.mark.parametrize("form", ["mine @ {}", "{}#egg=mine", "-e {}#egg=mine"])
async def test_a_repository_is_pinned_to_a_commit(wheels, project, form):
    git = ["git", "-C", str(project), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *command], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True)
    resolution = await ask(form.format(f"git+{project.as_uri()}@main"))
    assert resolution.install[1].line.partition("#")[0] == (
        f"mine @ git+{project.as_uri()}@{commit.stdout.strip()}"
    )
    assert resolution.install[1].requested


# indexes


async def test_an_index_of_the_request_beats_the_settings(index, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    option = f"--index-url {index.simple()}"
    assert lines(await ask("app", options=[option])) == ["app==1.0", "lib==2.0"]


async def test_an_extra_index_is_asked_like_the_first(index, wheels, tmp_path, monkeypatch):
    more = tmp_path / "more"
    more.mkdir()
    write(more, "lib", "2.5")
    with serve(more) as second:
        resolution = await ask("app", options=[f"--extra-index-url {second.simple()}"])
    assert lines(resolution) == ["app==1.0", "lib==2.5"]


async def test_options_for_the_command_line_reach_uv(index, wheels):
    write(wheels, "lib", "4.0rc1")
    options = ["--pre", "--trusted-host 127.0.0.1", "--only-binary :all:"]
    assert lines(await ask("lib", options=options)) == ["lib==4.0rc1"]


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/simple", "http://nowhere.invalid/simple"])
async def test_an_index_that_is_down_is_named(index, address):
    with pytest.raises(ChannelError, match="/simple/lib/ could not be read"):
        await ask("lib", options=[f"--index-url {address}"])


async def test_an_index_that_fails_is_named(index):
    with pytest.raises(ChannelError, match="/broken/lib/ could not be read"):
        await ask("lib", options=[f"--index-url {index.simple('broken')}"])


async def test_an_index_that_wants_a_login_says_so_and_keeps_secrets(index):
    url = index.simple("locked").replace("//", "//me:hunter2@")
    with pytest.raises(ChannelError, match="without the right login") as refused:
        await ask("lib", options=[f"--index-url {url}"])
    assert "hunter2" not in str(refused.value.problem)


async def test_a_login_in_an_address_stays_in_the_pin(index):
    url = index.file("lib-1.0-py3-none-any.whl").replace("//", "//me:hunter2@")
    (pin,) = (await ask(f"lib @ {url}")).install
    assert pin.line == f"lib @ {url}"


async def test_without_the_network_only_the_cache_is_asked(index):
    with pytest.raises(ChannelError, match="network is switched off"):
        await ask("lib", settings={"UV_OFFLINE": "1"})


async def test_yanked_versions_are_explained(index):
    with pytest.raises(PipConflictError) as refused:
        await ask("lib", options=[f"--index-url {index.simple('yanked')}"])
    assert "it eats data" in "".join(refused.value.details["explanation"])


async def test_packages_that_no_index_has_are_named(index, wheels):
    write(wheels, "needs-nothing", requires=("nowhere-at-all",))
    for asked in ("No.Such_Package", "needs-nothing"):
        with pytest.raises(UnknownPackageError) as missing:
            await ask(asked)
        name = {"needs-nothing": "nowhere-at-all"}.get(asked, "no-such-package")
        assert missing.value.details["packages"] == [name]
        assert f"{name} is on no package index." in missing.value.message


@pytest.mark.parametrize("asked", ["==9", ">=9", "<1", ">1,<2", "~=9.0", ">1.5,<2.0"])
async def test_a_version_that_no_index_has_is_named_with_what_there_is(wheels, asked):
    with pytest.raises(UnknownVersionError) as missing:
        await ask(f"lib{asked}")
    assert missing.value.message.startswith("No package index has lib")
    assert missing.value.message.endswith("; the newest is lib 3.0.")
    assert missing.value.details["packages"] == ["lib"]


@pytest.mark.parametrize("needed", ["==9", ">=9", "<1", ">1,<2"])
async def test_a_version_that_is_needed_and_on_no_index_is_told_with_who_needs_it(wheels, needed):
    write(wheels, "picky", requires=(f"lib{needed}",))
    with pytest.raises(PipConflictError) as missing:
        await ask("picky", "lib")
    assert missing.value.message == f"picky needs lib{needed}, and no package index has that."
    assert missing.value.details["not_on_index"] == [Demand("picky", "lib", needed)]


async def test_versions_that_there_are_are_not_said_to_be_missing(wheels):
    write(wheels, "newer", requires=("lib>2",))
    write(wheels, "older", requires=("app", "lib<2.5"))
    with pytest.raises(PipConflictError) as refused:
        await ask("newer", "older")
    assert refused.value.details["not_on_index"] == []
    assert "no package index" not in refused.value.message


async def test_a_constraint_holds(wheels, tmp_path):
    assert lines(await ask("lib", constraints=["lib<2"])) == ["lib==1.0"]
    file = tmp_path / "constraints.txt"
    file.write_text("lib<3\n")
    assert lines(await ask("lib", settings={"UV_CONSTRAINT": str(file)})) == ["lib==2.0"]


@pytest.mark.parametrize(
    "line", ["lib ===", "a b c", "-e git", "lib @ file:///nowhere/lib-1.0-py3-none-any.whl"]
)
async def test_what_cannot_be_read_is_a_bad_spec(wheels, line):
    with pytest.raises(BadSpecError):
        await ask(line)


@pytest.mark.parametrize("form", ["-e {}", "{}", "mine @ {}"])
async def test_a_folder_that_is_no_package_is_named(wheels, tmp_path, form):
    folder = tmp_path / "empty"
    folder.mkdir()
    place = folder.as_uri() if "@" in form else folder
    with pytest.raises(BadSpecError, match=r"empty has neither pyproject\.toml nor setup\.py\.$"):
        await ask(form.format(place))


async def test_a_file_that_is_not_there_is_named(wheels, tmp_path):
    url = (tmp_path / "lib-1.0-py3-none-any.whl").as_uri()
    with pytest.raises(BadSpecError, match=f"^{url} is not there[.]$"):
        await ask(f"lib @ {url}")


async def test_hashes_of_everything_can_be_required(wheels):
    with pytest.raises(BadSpecError, match="require-hashes"):
        await ask("lib", options=["--require-hashes"])


async def test_a_folder_above_has_no_say(wheels, tmp_path, monkeypatch):
    shared = tmp_path / "tmp"
    shared.mkdir()
    (shared / "uv.toml").write_text('index-url = "http://127.0.0.1:9/simple"\nthis is no toml\n')
    monkeypatch.setattr("tempfile.tempdir", str(shared))
    assert lines(await ask("lib")) == ["lib==3.0"]
    assert [path.name for path in shared.iterdir()] == ["uv.toml"]


async def test_a_long_list_takes_a_moment(wheels):
    conda = [Provided(f"package-{n}", f"1.{n}", f"package-{n}") for n in range(300)]
    asked = [f"package-{n}>=1" for n in range(300)] * 17
    assert lines(await ask(*asked, "app", conda=conda)) == ["app==1.0", "lib==2.0"]


RANGES = (
    "<2", "<=1.26", ">3", ">=3", "==1.26.*", "==2.0", "!=2.4.*", "!=2.4.6", "~=1.26", "~=2.0.1",
    ">=1.20,<2", ">=1.20,!=1.25,<2", ">1,<2.4.6", ">=2.5.dev0", "<2.0rc1",
    "==1!2.0", "===1.26", "<1!0,!=2.4.6,>=1", ">=1,<2.4,!=2.1.*,!=2.2.1",
)  # fmt: skip
SOME = (
    "0.9", "1.0", "1.1", "1.20", "1.25", "1.25.1", "1.26", "1.26.4", "1.27", "2.0rc1", "2.0",
    "2.0.1", "2.0.9", "2.1", "2.2.1", "2.3", "2.4.5", "2.4.6", "2.4.6.post0", "2.5",
    "3", "3.1", "1!2.0",
)  # fmt: skip


@pytest.mark.parametrize("asked", RANGES)
async def test_a_demand_lets_in_nothing_that_the_package_does_not_take(wheels, asked):
    write(wheels, "picky", requires=(f"numpy{asked}",))
    with pytest.raises(PipConflictError) as refused:
        await ask("picky")
    (demand,) = refused.value.details["demands"]
    assert (demand.by, demand.package) == ("picky", "numpy")
    allowed = {each for each in SOME if SpecifierSet(demand.range).contains(each, prereleases=True)}
    right = {each for each in SOME if SpecifierSet(asked).contains(each, prereleases=True)}
    assert allowed <= right
    assert "2.4.6" not in allowed
    assert allowed or not right


async def test_many_versions_and_an_index_that_has_condas_package_too(index, wheels):
    for version in ("1.26", "2.0", "2.4.6"):
        write(wheels, "numpy", version)
    for number in range(8):
        write(
            wheels, "busy", f"1.{number}", requires=(f"numpy>=1.{number},<2.{number // 2}", "lib")
        )
    with pytest.raises(PipConflictError) as refused:
        await ask("busy", "app")
    assert refused.value.details["demands"] == [Demand("busy", "numpy", ">=1.7,<2.3")]
    older = [Provided("numpy", "2.2", "numpy"), Provided("six", "1.16", "six")]
    assert "busy==1.7" in lines(await ask("busy", "app", conda=older))


async def test_two_packages_that_need_other_versions_are_both_heard(wheels):
    write(wheels, "one", requires=("six<1.10", "lib"))
    write(wheels, "two", requires=("numpy<2",))
    conda = list(CONDA)
    heard = set()
    for _ in range(2):
        with pytest.raises(PipConflictError) as refused:
            await ask("one", "two", conda=conda)
        heard |= {(each.by, each.package) for each in refused.value.details["demands"]}
        fixed = {"numpy": "1.26", "six": "1.9"}
        conda = [
            Provided(each.name, fixed[each.name], each.package)
            if each.name in {package for _, package in heard}
            else each
            for each in conda
        ]
    assert heard == {("one", "six"), ("two", "numpy")}
    assert "two==1.0" in lines(await ask("one", "two", conda=conda))


async def test_a_package_for_a_newer_python_demands_that(wheels):
    wheel = write(wheels, "newer", "2.0")
    with zipfile.ZipFile(wheel) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, data in content.items():
            more = b"Requires-Python: >=3.13\n" if name.endswith("METADATA") else b""
            archive.writestr(name, data + more)
    write(wheels, "wants-newer", requires=("newer>=2",))
    assert lines(await ask("wants-newer", python="3.13.0")) == ["newer==2.0", "wants-newer==1.0"]
    with pytest.raises(PipConflictError, match=r"newer needs python>=3.13, and conda .* 3.12.1"):
        await ask("wants-newer")


async def test_what_is_needed_and_on_no_index_is_not_taken_away(wheels):
    write(wheels, "successor", requires=("rare",))
    layer = [there("old", "1.0", "rare", requested=True), there("rare")]
    resolution = await ask("successor", present=layer, remove=["old"])
    assert resolution.uninstall == ["old"]
    assert resolution.keep == ["rare"]


# what it costs


async def test_sizes_are_those_that_the_index_tells_of_the_wheel_that_fits(index, wheels):
    fits = write(wheels, "compiled", code="X = 1\n" * 500)
    fits = fits.rename(wheels / "compiled-1.0-cp312-none-any.whl")
    write(wheels, "compiled").rename(wheels / "compiled-1.0-cp313-none-any.whl")
    options = [f"--index-url {index.simple('sized')}"]
    pins = (await ask("compiled", "app", options=options)).install
    sizes = {pin.name: pin.size for pin in pins}
    assert sizes == {
        "compiled": fits.stat().st_size,
        "app": (wheels / "app-1.0-py3-none-any.whl").stat().st_size,
        "lib": (wheels / "lib-2.0-py3-none-any.whl").stat().st_size,
    }
    assert all(pin.fetch for pin in pins)


async def test_where_the_index_tells_no_size_there_is_none(index):
    assert [(pin.size, pin.fetch) for pin in (await ask("lib")).install] == [(None, True)]


async def test_wheels_of_this_machine_are_measured_and_not_fetched(wheels):
    (pin,) = (await ask("lib")).install
    assert (pin.size, pin.fetch) == ((wheels / "lib-3.0-py3-none-any.whl").stat().st_size, False)


async def test_what_is_in_uvs_cache_is_not_fetched_again(index, tmp_path):
    options = [f"--index-url {index.simple('sized')}"]
    uv = [find_uv_bin(), "pip", "install", "--quiet", "--no-deps", "--target", str(tmp_path / "x")]
    subprocess.run([*uv, "--default-index", index.simple("sized"), "lib"], check=True)
    (pin,) = (await ask("lib", options=options)).install
    assert (pin.size is not None, pin.fetch) == (True, False)
