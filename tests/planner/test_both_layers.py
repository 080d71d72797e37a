"""How the layers negotiate: what each gives way to, and what is said where neither can."""

import asyncio
import json

import pytest
from rattler.index import index_fs

from jupyter_envmgr.errors import PipConflictError
from jupyter_envmgr.models import PlanRequest, SpecFile
from tests.channel.made_wheels import write
from tests.channel.write import Package
from tests.engine.package_index import serve

PYTHON = "python=3.11"
CHANNEL_ONLY = ["certifi", "charset-normalizer", "idna", "jedi", "parso", "pexpect", "psutil"]
CHANNEL_ONLY += ["ptyprocess", "pygments", "requests", "traitlets", "urllib3", "wcwidth"]


@pytest.fixture
def wheels(machine, tmp_path, monkeypatch):
    """A folder for more wheels, which uv finds there."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("UV_FIND_LINKS", f"{machine.wheels},{folder}")
    return folder


@pytest.fixture
def clashing(machine, tmp_path):
    """A channel more, with a package for Python that needs an old version of another."""
    folder = tmp_path / "more"
    depends = ("python", "envmgr-versions <3")
    package = Package(
        name="clashing", version="2.0", subdir="noarch", files=(), depends=depends, noarch="python"
    )
    package.write(folder)
    asyncio.run(index_fs(folder))
    channels = [folder.as_uri(), machine.channel.as_uri()]
    machine.configure(f"channels: {channels}\nenvs_dirs: [{machine.envs}]\n")
    return "clashing"


def new(**request):
    return PlanRequest(environment="new", kernel=False, **request)


def said(plan):
    return {notice.code: notice for notice in plan.notices}


def names(changes):
    return {change.name for change in changes}


async def test_what_an_extra_needs_is_found_before_its_package_is_there(machine, wheels):
    write(wheels, "pysocks", "1.7.1")
    write(wheels, "pysocks", "1.5.7")
    plan = await machine.changes.plan(new(packages=[PYTHON, "requests[socks]"]))
    assert "extras-on-pip" in said(plan)
    assert "requests" in names(plan.conda)
    assert [(c.name, c.after) for c in plan.pip] == [("pysocks", "1.7.1")]


async def test_what_an_extra_needs_is_found_in_the_cache_too(machine, wheels):
    await machine.create("a", PYTHON, "requests", kernel=False)
    write(wheels, "pysocks", "1.7.1")
    write(wheels, "pysocks", "1.5.7")
    plan = await machine.changes.plan(new(packages=[PYTHON, "requests[socks]"]))
    assert [(c.name, c.after) for c in plan.pip] == [("pysocks", "1.7.1")]


async def test_extras_that_pip_packages_need_of_condas_are_not_lost(machine, wheels):
    extras = ('pysocks; extra == "socks"',)
    write(wheels, "requests", "2.34.2", requires=extras, extras=("socks",))
    write(wheels, "pysocks", "1.7.1")
    write(wheels, "wants-socks", requires=("requests[socks]",))
    plan = await machine.changes.plan(new(packages=[PYTHON], pip=["wants-socks"]))
    assert "requests" in names(plan.conda)
    assert names(plan.pip) == {"pysocks", "wants-socks"}


async def test_what_a_pip_package_needs_with_an_extra_may_be_condas_alone(machine, wheels):
    write(wheels, "pysocks", "1.7.1")
    write(wheels, "wants-socks", requires=("requests[socks]",))
    plan = await machine.changes.plan(new(packages=[PYTHON], pip=["wants-socks"]))
    assert "requests" in names(plan.conda)
    assert names(plan.pip) == {"pysocks", "wants-socks"}


async def test_an_extra_that_there_is_not_is_said(machine):
    request = new(packages=[PYTHON, "requests[nonsense]"], pip=["humanize[more]"])
    plan = await machine.changes.plan(request)
    assert names(plan.pip) == {"humanize"}
    assert sorted(n.message for n in plan.notices if n.code == "no-such-extra") == [
        "humanize has no extra named more: nothing is installed for it.",
        "requests has no extra named nonsense: nothing is installed for it.",
    ]


async def test_an_extra_of_a_package_that_cannot_be_read_is_said(
    machine, small, tmp_path, monkeypatch
):
    monkeypatch.setenv("RATTLER_CACHE_DIR", str(tmp_path / "cache"))  # others may have it in theirs
    channels = [small.as_uri(), machine.channel.as_uri()]
    machine.configure(f"channels: {channels}\nenvs_dirs: [{machine.envs}]\n")
    for path in small.glob("noarch/envmgr-library-*"):
        path.unlink()
    plan = await machine.changes.plan(new(packages=[PYTHON, "envmgr-library[more]"]))
    assert said(plan)["extra-unread"].message == (
        "What envmgr-library[more] needs is not known: conda's package could not be read. "
        "Ask for what you need of it by name."
    )


async def test_any_number_of_dependencies_can_be_condas_alone(machine, wheels):
    write(wheels, "company-app", requires=tuple(CHANNEL_ONLY))
    plan = await machine.changes.plan(new(packages=[PYTHON], pip=["company-app"]))
    assert set(CHANNEL_ONLY) <= names(plan.conda)
    assert names(plan.pip) == {"company-app"}


async def test_a_dependency_that_clashes_stays_with_pip_and_no_other_does(
    machine, wheels, clashing
):
    await machine.create("a", PYTHON, "envmgr-versions=5", kernel=False)
    for name in (clashing, "stack-data", "jedi"):
        write(wheels, name)
    write(wheels, "many-sides", requires=("idna", clashing, "stack-data", "jedi"))
    plan = await machine.changes.plan(PlanRequest(environment="a", pip=["many-sides"]))
    assert names(plan.pip) == {"many-sides", clashing}
    assert {"idna", "stack_data", "jedi"} <= names(plan.conda)
    assert "envmgr-versions" not in names(plan.conda)


async def test_a_dependency_that_only_conda_has_and_cannot_give_is_said(machine, wheels, clashing):
    await machine.create("a", PYTHON, "envmgr-versions=5", kernel=False)
    write(wheels, "wants-old", requires=(clashing,))
    with pytest.raises(PipConflictError) as caught:
        await machine.changes.plan(PlanRequest(environment="a", pip=["wants-old"]))
    assert caught.value.message == (
        "The pip packages need clashing, which no index has, but that does not go with "
        "envmgr-versions=5, which was asked for earlier."
    )


async def test_a_version_that_no_channel_has_is_not_blamed_on_other_packages(machine):
    await machine.create("a", PYTHON, "numpy", "pandas", kernel=False)
    with pytest.raises(PipConflictError) as caught:
        await machine.changes.plan(PlanRequest(environment="a", pip=["needs-old-numpy"]))
    assert caught.value.message == (
        "needs-old-numpy needs numpy<2.3.5, but channel has only numpy 2.5.5, 2.4.6, 2.3.5."
    )


async def test_a_version_that_somebody_asks_for_is_named_as_the_other_side(machine):
    text = "numpy==2.4.6\npandas==3.1.1\nneeds-older-numpy"
    file = SpecFile(name="requirements.txt", text=text)
    with pytest.raises(PipConflictError) as caught:
        await machine.changes.plan(new(packages=[PYTHON], file=file))
    assert caught.value.message == (
        "needs-older-numpy needs numpy<2.4.6, but numpy==2.4.6 is asked for."
    )


async def test_a_version_that_was_asked_for_earlier_is_named_as_the_other_side(machine):
    await machine.create("a", PYTHON, "numpy=2.4.6", "scipy", kernel=False)
    with pytest.raises(PipConflictError, match=r"but numpy=2\.4\.6 was asked for earlier\.$"):
        await machine.changes.plan(PlanRequest(environment="a", pip=["needs-older-numpy"]))


async def test_another_package_that_is_in_the_way_is_named(machine, wheels):
    write(wheels, "needs-newest-numpy", requires=("numpy>=2.5",))
    with pytest.raises(PipConflictError) as caught:
        await machine.changes.plan(new(packages=[PYTHON, "idna"], pip=["needs-newest-numpy"]))
    assert caught.value.message == (
        "needs-newest-numpy needs numpy>=2.5, but that does not go with python=3.11, which is "
        "asked for."
    )
    await machine.create("a", "python<3.12", "numpy", kernel=False)
    with pytest.raises(PipConflictError, match=r"does not go with python<3\.12, which was asked"):
        await machine.changes.plan(PlanRequest(environment="a", pip=["needs-newest-numpy"]))


async def test_the_python_that_stays_is_named_where_it_is_in_the_way(machine, wheels):
    write(wheels, "needs-newest-numpy", requires=("numpy>=2.5",))
    await machine.create("a", PYTHON, "numpy", kernel=False)
    history = machine.envs / "a/conda-meta/history"
    history.write_text(history.read_text().replace(PYTHON, "python"))
    with pytest.raises(PipConflictError, match=r"but conda cannot give that to Python 3\.11\.$"):
        await machine.changes.plan(PlanRequest(environment="a", pip=["needs-newest-numpy"]))


async def test_a_pin_that_is_in_the_way_is_named(machine):
    await machine.create("a", PYTHON, "numpy", kernel=False)
    (machine.envs / "a/conda-meta/pinned").write_text("numpy 2.4.*\n")
    with pytest.raises(PipConflictError, match=r"needs numpy<2\.4\.6, but numpy 2\.4\.\* is pinn"):
        await machine.changes.plan(PlanRequest(environment="a", pip=["needs-older-numpy"]))


async def test_two_pip_packages_that_exclude_each_other_are_both_named(machine, wheels):
    write(wheels, "needs-newer-numpy", requires=("numpy>=2.4.6",))
    await machine.create("a", PYTHON, "numpy", "idna", kernel=False)
    request = PlanRequest(environment="a", pip=["needs-older-numpy", "needs-newer-numpy"])
    with pytest.raises(PipConflictError) as caught:
        await machine.changes.plan(request)
    for side in ("needs-older-numpy needs numpy<2.4.6", "needs-newer-numpy needs numpy>=2.4.6"):
        assert side in caught.value.message


async def test_pip_packages_keep_their_versions_when_python_changes(machine, wheels):
    await machine.create("a", "python<3.12", kernel=False, pip=["cowsay", "humanize"])
    write(wheels, "cowsay", "99.0")
    plan = await machine.changes.plan(PlanRequest(environment="a", install=["python=3.12"]))
    assert [(c.name, c.before == c.after) for c in plan.pip] == [
        ("cowsay", True),
        ("humanize", True),
    ]
    message = said(plan)["python-changes"].message
    assert message.endswith("The pip layer's 2 packages will be installed anew.")


async def test_pip_packages_change_their_versions_where_they_must_for_another_python(
    machine, wheels
):
    needs_old = ("python-of-old; python_version >= '3.12'",)
    write(wheels, "for-some", "1.0", requires=needs_old)
    await machine.create("a", "python<3.12", kernel=False, pip=["for-some"])
    write(wheels, "for-some", "2.0")
    plan = await machine.changes.plan(PlanRequest(environment="a", install=["python=3.12"]))
    assert [(c.name, c.before, c.after) for c in plan.pip] == [("for-some", "1.0", "2.0")]


async def test_a_link_to_sources_stays_one_when_python_changes(machine, tmp_path):
    await machine.create("a", "python<3.12", kernel=False)
    source = tmp_path / "source"
    source.mkdir()
    project = '[project]\nname = "linked"\nversion = "1.0"\n'
    (source / "pyproject.toml").write_text(project)
    info = machine.envs / "a/lib/python3.11/site-packages/linked-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: linked\nVersion: 1.0\n")
    (info / "REQUESTED").touch()
    (info / "RECORD").write_text("linked-1.0.dist-info/METADATA,,\n")
    origin = {"url": source.as_uri(), "dir_info": {"editable": True}}
    (info / "direct_url.json").write_text(json.dumps(origin))
    plan = await machine.changes.plan(PlanRequest(environment="a", install=["python=3.12"]))
    assert [(c.name, c.action, c.channel) for c in plan.pip] == [
        ("linked", "reinstall", "editable")
    ]
    assert "removed-too" not in said(plan)
    assert said(plan)["python-changes"].message.endswith("1 package will be installed anew.")


async def test_a_version_that_its_authors_have_withdrawn_is_said(machine, monkeypatch):
    monkeypatch.delenv("UV_NO_INDEX")
    monkeypatch.delenv("UV_FIND_LINKS")
    with serve(machine.wheels) as index:
        monkeypatch.setenv("UV_DEFAULT_INDEX", index.simple("yanked"))
        plan = await machine.changes.plan(new(packages=[PYTHON], pip=["cowsay==6.1"]))
    assert (
        said(plan)["yanked"].message
        == "cowsay 6.1 has been withdrawn by its authors: it eats data."
    )
