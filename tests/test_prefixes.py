"""Environments found and read, in folders made as conda, rattler, pip and setuptools make them."""

import errno
import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.errors import BadNameError, ExistsError, NotFoundError, UnreadableError
from jupyter_envmgr.models import Environment, Package
from jupyter_envmgr.prefixes import (
    Prefixes,
    add_to_environments_txt,
    kernel_name,
    read_history,
    read_packages,
    read_variables,
    remove_from_environments_txt,
    site_packages,
)

CHANNEL = "https://channels.example/conda-forge"
NOT_FOR_ROOT = pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="the superuser may read and write everything"
)
POSIX = pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")


class Computer:
    """A home, a base and a folder of environments, of nobody else's interest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.base = folder / "base"
        self.envs = self.base / "envs"
        self.mine = folder / "mine"
        self.environ = {
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "CONDA_ROOT": str(self.base),
            "CONDA_ENVS_DIRS": str(self.mine),
        }
        for each in (self.home, self.envs, self.mine):
            each.mkdir(parents=True)
        make(self.base)
        self.list = self.home / ".conda" / "environments.txt"

    def load(self) -> Condarc:
        return Condarc.load(self.environ)

    @property
    def prefixes(self) -> Prefixes:
        return Prefixes(self.load, str(self.folder / "server"))

    @property
    def names(self) -> list[str]:
        return [environment.name for environment in self.prefixes.list()]

    def listed(self, *prefixes: Path) -> None:
        self.list.parent.mkdir(exist_ok=True)
        self.list.write_text("".join(f"{prefix}\n" for prefix in prefixes))


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path)


def make(prefix: Path, *records: str, history: str = "") -> Path:
    meta = prefix / "conda-meta"
    meta.mkdir(parents=True)
    (meta / "history").write_text(history, encoding="utf-8")
    for record in records:
        add_record(prefix, record)
    return prefix


def add_record(prefix: Path, stem: str, *files: str, **more: object) -> Path:
    name, version, build = stem.rsplit("-", 2)
    record = {
        "build": build,
        "build_number": 0,
        "channel": f"{CHANNEL}/linux-64",
        "depends": [],
        "files": list(files),
        "name": name,
        "paths_data": {"paths": [{"_path": each} for each in files], "paths_version": 1},
        "size": 1000,
        "version": version,
        **more,
    }
    path = prefix / "conda-meta" / f"{stem}.json"
    path.write_text(json.dumps(record, indent=2))
    return path


def make_site(prefix: Path, lib: str = "lib/python3.12") -> Path:
    folder = prefix / lib / "site-packages"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def add_distribution(
    site: Path,
    stem: str,
    *,
    installer: str = "pip",
    name: str = "",
    requested: bool = False,
    record: str | None = None,
) -> Path:
    info = site / f"{stem}.dist-info"
    info.mkdir()
    project, _, version = stem.partition("-")
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name or project}\nVersion: {version}\n\nName: Nobody\n"
    )
    if installer:
        (info / "INSTALLER").write_text(f"{installer}\n")
    if requested:
        (info / "REQUESTED").touch()
    if record is not None:
        (info / "RECORD").write_text(record)
    return info


def only(packages: list[Package], layer: str) -> list[Package]:
    return [package for package in packages if package.layer == layer]


def test_a_machine_without_environments_has_an_empty_list(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    listed = Prefixes(lambda: Condarc.load(environ), str(tmp_path)).list()
    assert not [each for each in listed if each.prefix.startswith(str(tmp_path))]


def test_environments_are_found_in_every_place_and_base_comes_first(computer: Computer) -> None:
    make(computer.envs / "b")
    make(computer.envs / "a")
    make(computer.mine / "c")
    make(computer.home / ".conda" / "envs" / "d")
    make(computer.folder / "server")
    elsewhere = make(computer.folder / "project" / "e")
    computer.listed(elsewhere, computer.envs / "a", computer.base)
    assert computer.names == ["base", "a", "b", "c", "d", "e", "server"]


def test_what_is_no_environment_is_not_listed(computer: Computer) -> None:
    (computer.envs / "empty").mkdir()
    (computer.envs / "file").write_text("")
    make(computer.envs / ".envmgr")
    staged = make(computer.mine / ".envmgr" / "one" / "staged")
    built = make(computer.base / "conda-bld" / "x" / "_build_env")
    plain = computer.folder / "plain"
    plain.mkdir()
    computer.listed(computer.folder / "gone", staged, built, plain)
    assert computer.names == ["base"]


def test_two_paths_of_one_environment_are_one(computer: Computer) -> None:
    make(computer.envs / "one")
    computer.listed(computer.envs / "one", computer.envs / ".." / "envs" / "one")
    assert computer.names == ["base", "one"]


@POSIX
def test_a_link_to_an_environment_that_is_listed_is_the_same_one(computer: Computer) -> None:
    real = make(computer.folder / "elsewhere" / "real")
    (computer.mine / "short").symlink_to(real)
    computer.listed(real)
    assert computer.names == ["base", "short"]


def test_where_names_clash_they_get_the_parent_of_envs_and_then_a_number(
    computer: Computer,
) -> None:
    make(computer.envs / "same")
    make(computer.mine / "same")
    first = make(computer.folder / "p1" / "envs" / "same")
    second = make(computer.folder / "p2" / "p1" / "envs" / "same")
    third = make(computer.folder / "z" / "same")
    computer.listed(third, second, first)
    names = {name: str(computer.prefixes.prefix_of(name)) for name in computer.names}
    assert names == {
        "base": str(computer.base),
        "same": str(computer.envs / "same"),
        "same-2": str(computer.mine / "same"),
        "p1-same": str(first),
        "p1-same-2": str(second),
        "same-3": str(third),
    }


def test_an_environment_called_base_is_not_taken_for_base(computer: Computer) -> None:
    make(computer.envs / "base")
    assert computer.names == ["base", "base-base"]


def test_an_environment_tells_its_python_and_counts_its_packages(computer: Computer) -> None:
    prefix = make(
        computer.envs / "a",
        "python-3.12.4-h_0_cpython",
        "python-dateutil-2.9.0-pyh_1",
        "python_abi-3.12-5_cp312",
    )
    (prefix / "conda-meta" / "state").write_text("{}")
    environment = computer.prefixes.get("a")
    assert environment.python == "3.12.4"
    assert environment.conda_packages == 3
    assert environment.kind == "environment"
    assert environment.state == "ready"
    assert environment.problem is None
    assert environment.modified is not None
    assert environment.modified.tzinfo is not None


def test_without_python_there_is_none_and_nothing_from_pip(computer: Computer) -> None:
    make(computer.envs / "r", "r-base-4.4.1-h_0", "python-dateutil-2.9.0-pyh_1")
    environment = computer.prefixes.get("r")
    assert environment.python is None
    assert environment.pip_packages == 0


def test_base_the_servers_own_and_frozen_ones_are_protected(computer: Computer) -> None:
    make(computer.envs / "free")
    make(computer.envs / "cold")
    (computer.envs / "cold" / "conda-meta" / "frozen").touch()
    make(computer.folder / "server")
    protected = {each.name: each.protected for each in computer.prefixes.list()}
    assert protected == {"base": True, "cold": True, "free": False, "server": True}
    assert [each.name for each in computer.prefixes.list() if each.own_server] == ["server"]


def test_another_installation_of_conda_is_protected(computer: Computer) -> None:
    second = make(computer.folder / "miniconda")
    (second / "condabin").mkdir()
    computer.listed(second)
    assert computer.prefixes.get("miniconda").protected
    assert computer.prefixes.why_protected("miniconda") == "conda itself lives in it"


def test_an_environment_with_others_in_its_own_envs_is_protected(computer: Computer) -> None:
    outer = make(computer.mine / "outer")
    (outer / "envs" / "none").mkdir(parents=True)
    assert not computer.prefixes.get("outer").protected
    make(outer / "envs" / "inner")
    assert computer.names == ["base", "outer"]
    assert computer.prefixes.why_protected("outer") == "other environments are inside it"


def test_a_file_called_envs_protects_nothing(computer: Computer) -> None:
    (make(computer.mine / "plain") / "envs").write_text("")
    assert computer.prefixes.why_protected("plain") == ""


def test_an_environment_around_another_that_is_listed_is_protected(computer: Computer) -> None:
    outer = make(computer.mine / "outer")
    make(computer.mine / "outer-not")
    computer.listed(make(outer / "work" / "deep" / "inner"))
    protected = {each.name: each.protected for each in computer.prefixes.list()}
    assert protected == {"base": True, "inner": False, "outer": True, "outer-not": False}


@POSIX
def test_an_environment_around_another_is_protected_whatever_links_lead_there(
    computer: Computer,
) -> None:
    inner = make(make(computer.mine / "outer") / "work" / "inner")
    make(make(computer.mine / "other") / "work" / "deep")
    (computer.folder / "folder").symlink_to(computer.mine / "other" / "work")
    (computer.folder / "link").symlink_to(inner)
    computer.listed(computer.folder / "link", computer.folder / "folder" / "deep")
    protected = {each.name for each in computer.prefixes.list() if each.protected}
    assert protected == {"base", "other", "outer"}


def test_the_python_of_a_servers_virtual_environment_is_protected(computer: Computer) -> None:
    python = make(computer.mine / "python")
    around = make(computer.mine / "around")
    venv = around / "venv"
    venv.mkdir()
    prefixes = Prefixes(computer.load, str(venv), str(python))
    reasons = {each.name: prefixes.why_protected(each.name) for each in prefixes.list()}
    assert reasons == {
        "base": "conda itself lives in it",
        "around": "this Jupyter server runs in it",
        "python": "this Jupyter server runs in it",
    }
    assert not [each for each in prefixes.list() if each.own_server]


def test_the_reason_for_protection_is_told(computer: Computer) -> None:
    make(computer.envs / "free")
    make(computer.envs / "cold")
    (computer.envs / "cold" / "conda-meta" / "frozen").touch()
    make(computer.folder / "server")
    assert computer.prefixes.why_protected("cold") == "it is frozen"
    assert computer.prefixes.why_protected("server") == "this Jupyter server runs in it"
    assert computer.prefixes.why_protected("free") == ""
    with pytest.raises(NotFoundError):
        computer.prefixes.why_protected("fre")


@NOT_FOR_ROOT
def test_an_environment_that_may_not_be_written_says_so(computer: Computer) -> None:
    prefix = make(computer.envs / "a")
    assert computer.prefixes.get("a").writable
    (prefix / "conda-meta").chmod(0o555)
    assert not computer.prefixes.get("a").writable


def test_kernels_are_called_as_nb_conda_kernels_calls_them(computer: Computer) -> None:
    prefix = make(computer.envs / "a")
    kernels = prefix / "share" / "jupyter" / "kernels"
    for name in ("python3", "ir", "My Kernel"):
        (kernels / name).mkdir(parents=True)
        (kernels / name / "kernel.json").write_text("{}")
    (kernels / "unfinished").mkdir()
    assert computer.prefixes.get("a").kernels == [
        "conda-env-a-My_Kernel",
        "conda-env-a-py",
        "conda-env-a-r",
    ]


@pytest.mark.parametrize(
    ("environment", "kernel", "name"),
    [
        ("base", "python3", "conda-base-py"),
        ("work", "python2", "conda-env-work-py"),
        ("work", "bash", "conda-env-work-bash"),
        ("été 1", "ir", "conda-env-ete_1-r"),
        ("日本", "python3", "conda-env-__-py"),
    ],
)
def test_a_kernels_name_is_made_of_letters_that_jupyter_takes(
    environment: str, kernel: str, name: str
) -> None:
    assert kernel_name(environment, kernel) == name


@POSIX
def test_a_broken_link_among_environments_is_shown(computer: Computer) -> None:
    (computer.mine / "lost").symlink_to(computer.folder / "gone")
    (computer.mine / "loop").symlink_to(computer.mine / "loop")
    for name in ("lost", "loop"):
        environment = computer.prefixes.get(name)
        assert environment.state == "unreadable"
        assert environment.problem is not None
        assert environment.problem.code == "broken-link"
        assert environment.problem.hint
        assert environment.size == 0
        assert environment.modified is None
    with pytest.raises(UnreadableError):
        computer.prefixes.packages("lost")


@POSIX
def test_a_listed_link_that_leads_nowhere_has_gone(computer: Computer) -> None:
    (computer.folder / "lost").symlink_to(computer.folder / "gone")
    computer.listed(computer.folder / "lost")
    assert computer.names == ["base"]


@NOT_FOR_ROOT
def test_a_folder_that_may_not_be_read_is_shown(computer: Computer) -> None:
    prefix = make(computer.mine / "secret")
    (prefix / "conda-meta").chmod(0)
    environment = computer.prefixes.get("secret")
    (prefix / "conda-meta").chmod(0o755)
    assert environment.state == "unreadable"
    assert environment.problem is not None
    assert "Permission denied" in environment.problem.message


@POSIX
def test_records_that_cannot_be_listed_are_a_problem_of_the_environment(
    computer: Computer,
) -> None:
    prefix = computer.mine / "odd"
    prefix.mkdir()
    (prefix / "conda-meta").symlink_to(prefix / "conda-meta")
    environment = computer.prefixes.get("odd")
    assert environment.state == "unreadable"
    assert environment.problem is not None
    assert environment.problem.code == "unreadable"
    assert os.strerror(errno.ELOOP) in environment.problem.message


def test_an_empty_conda_meta_is_an_environment_that_was_never_finished(
    computer: Computer,
) -> None:
    (computer.mine / "half" / "conda-meta").mkdir(parents=True)
    environment = computer.prefixes.get("half")
    assert environment.state == "unreadable"
    assert environment.problem is not None
    assert environment.problem.code == "half-made"


def test_an_environment_without_a_history_is_known_by_its_records(computer: Computer) -> None:
    prefix = make(computer.mine / "a", "zlib-1.3-h_0")
    (prefix / "conda-meta" / "history").unlink()
    environment = computer.prefixes.get("a")
    assert environment.state == "ready"
    assert environment.modified is not None


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_text_is_left_out(computer: Computer) -> None:
    make(computer.mine / os.fsdecode(b"\xff\xfe"))
    odd = make(computer.folder / os.fsdecode(b"odd\xff"))
    add_to_environments_txt(computer.list, odd)
    assert computer.names == ["base"]
    assert msgspec.json.encode(computer.prefixes.list())


def test_a_date_that_makes_no_sense_is_no_date(computer: Computer) -> None:
    prefix = make(computer.mine / "a")
    try:
        os.utime(prefix / "conda-meta" / "history", (2**40, 2**40))
        os.utime(prefix / "conda-meta", (2**40, 2**40))
    except (OSError, OverflowError):
        pytest.skip("this file system has no such dates")
    assert computer.prefixes.get("a").modified in {None, _date_of(prefix)}


def _date_of(prefix: Path) -> object:
    """What the file system made of the date, where it cannot hold it."""
    from datetime import datetime, timezone

    seconds = (prefix / "conda-meta" / "history").stat().st_mtime
    return None if seconds >= 2**39 else datetime.fromtimestamp(seconds, timezone.utc)


def test_a_name_that_nobody_has_comes_with_a_guess(computer: Computer) -> None:
    make(computer.envs / "analysis")
    with pytest.raises(NotFoundError, match="anlysis") as caught:
        computer.prefixes.get("anlysis")
    assert caught.value.hint == "Did you mean analysis?"
    with pytest.raises(NotFoundError) as caught:
        computer.prefixes.prefix_of("xyz")
    assert caught.value.hint


@POSIX
def test_size_counts_what_the_disk_holds_and_hard_links_once(computer: Computer) -> None:
    prefix = make(computer.envs / "a")
    before = computer.prefixes.get("a").size
    (prefix / "data").mkdir()
    (prefix / "data" / "one").write_bytes(b"x" * 100_000)
    os.link(prefix / "data" / "one", prefix / "two")
    (prefix / "three").symlink_to(prefix / "data" / "one")
    (prefix / "base").symlink_to(computer.base)
    after = computer.prefixes.get("a").size
    assert before is not None
    assert after is not None
    assert 100_000 <= after - before < 130_000


def test_size_is_measured_on_demand_only(computer: Computer) -> None:
    assert computer.prefixes.get("base", size=False).size is None
    assert {each.size for each in computer.prefixes.list()} == {None}


def test_new_environments_go_where_conda_would_make_them(computer: Computer) -> None:
    assert computer.prefixes.main_folder == computer.mine
    del computer.environ["CONDA_ENVS_DIRS"]
    assert computer.prefixes.main_folder == computer.envs


def test_without_base_new_environments_go_to_the_first_folder(tmp_path: Path) -> None:
    condarc = Condarc.load(
        {"HOME": str(tmp_path), "CONDA_ENVS_DIRS": str(tmp_path / "new" / "envs")}, tmp_path
    )
    without = msgspec.structs.replace(condarc, root_prefix=None)
    assert Prefixes(lambda: without).main_folder == tmp_path / "new" / "envs"


@NOT_FOR_ROOT
def test_where_a_folder_is_read_only_new_environments_go_to_the_next(
    computer: Computer,
) -> None:
    computer.mine.chmod(0o555)
    assert computer.prefixes.main_folder == computer.envs


@pytest.mark.parametrize("name", ["analysis", "py3.12", "A_b-c.d", "0", "x" * 100, "console"])
def test_a_good_name_is_taken(computer: Computer, name: str) -> None:
    computer.prefixes.check_new_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a/b",
        "a\\b",
        "../up",
        "a b",
        "a:b",
        "a#b",
        "-rf",
        ".hidden",
        "_x",
        "..",
        "base",
        "Base",
        "root",
        "x" * 101,
        "x" * 300,
        "é",
        "日本",
        "con",
        "NUL",
        "aux.txt",
        "COM1",
        "lpt9",
        "end.",
        "a\nb",
        "a\0b",
        "a\n",
        "$HOME",
        "*",
    ],
)
def test_a_bad_name_is_refused_with_a_reason(computer: Computer, name: str) -> None:
    with pytest.raises(BadNameError, match="cannot be named") as caught:
        computer.prefixes.check_new_name(name)
    assert caught.value.hint
    assert len(caught.value.message) < 250


def test_the_name_of_an_environment_anywhere_is_taken(computer: Computer) -> None:
    make(computer.mine / "here")
    with pytest.raises(ExistsError, match="an environment named here"):
        computer.prefixes.check_new_name("here")


def test_a_folder_in_the_way_takes_the_name_too(computer: Computer) -> None:
    (computer.mine / "data").mkdir()
    with pytest.raises(ExistsError, match="no environment") as caught:
        computer.prefixes.check_new_name("data")
    assert "folder" in caught.value.hint


@pytest.mark.skipif(sys.platform != "linux", reason="it needs a system where case matters")
def test_where_case_does_not_matter_a_name_in_other_case_is_taken(computer: Computer) -> None:
    make(computer.envs / "Here")
    computer.prefixes.check_new_name("here")
    (computer.folder / "MINE").symlink_to(computer.mine)
    with pytest.raises(ExistsError):
        computer.prefixes.check_new_name("here")


def test_a_name_can_be_checked_before_the_main_folder_is_made(tmp_path: Path) -> None:
    condarc = Condarc.load({"CONDA_ENVS_DIRS": str(tmp_path / "1" / "2")}, tmp_path)
    without = msgspec.structs.replace(condarc, root_prefix=None)
    Prefixes(lambda: without).check_new_name("fine")
    nowhere = msgspec.structs.replace(without, envs_dirs=(Path("/"),))
    Prefixes(lambda: nowhere).check_new_name("a-name-that-nobody-has")


def test_a_table_shows_condas_packages_as_their_records_tell(tmp_path: Path) -> None:
    make(tmp_path / "e")
    add_record(tmp_path / "e", "zlib-1.3-h_0", size=77)
    add_record(tmp_path / "e", "abc-2.0-py_1", requested_spec="abc >=2", size=None)
    packages, problems = read_packages(tmp_path / "e")
    assert problems == []
    assert [msgspec.structs.astuple(package) for package in packages] == [
        ("abc", "2.0", "py_1", "conda-forge", "conda", True, None),
        ("zlib", "1.3", "h_0", "conda-forge", "conda", False, 77),
    ]


@pytest.mark.parametrize(
    ("more", "requested"),
    [
        ({}, False),
        ({"requested_spec": "None"}, False),
        ({"requested_spec": ""}, False),
        ({"requested_spec": None, "requested_specs": []}, False),
        ({"requested_spec": "a"}, True),
        ({"requested_specs": ["a >=1"]}, True),
    ],
)
def test_a_record_tells_whether_it_was_asked_for(
    tmp_path: Path, more: dict[str, object], requested: bool
) -> None:
    make(tmp_path / "e")
    add_record(tmp_path / "e", "a-1.0-0", **more)
    assert read_packages(tmp_path / "e")[0][0].requested is requested


def test_what_the_history_names_was_asked_for(tmp_path: Path) -> None:
    history = "==> 2026-01-01 00:00:00 <==\n# cmd: conda create\n# update specs: ['a=1']\n"
    make(tmp_path / "e", "a-1.0-0", "b-1.0-0", history=history)
    packages, _ = read_packages(tmp_path / "e")
    assert {package.name: package.requested for package in packages} == {"a": True, "b": False}


@pytest.mark.parametrize(
    ("channel", "shown"),
    [
        ("conda-forge", "conda-forge"),
        ("conda-forge/linux-64", "conda-forge"),
        ("https://host.example/conda-forge/linux-aarch64", "conda-forge"),
        ("https://host.example/conda-forge/noarch/", "conda-forge"),
        ("https://host.example/linux-tools/win-64", "linux-tools"),
        ("https://host.example/t/abc-123/private/osx-arm64", "private"),
        ("https://me:pa/ss@host.example/conda/private", "private"),
        ("https://me:pass@host.example", "host.example"),
        ("me:pass@host.example/x", "host.example/x"),
        ("https://host.example/conda-forge/label/dev/linux-64", "conda-forge/label/dev"),
        ("https://host.example/pkgs/main/linux-64", "pkgs/main"),
        ("pkgs/main", "pkgs/main"),
        ("file:///srv/channel/noarch", "channel"),
        ("/srv/channel", "channel"),
        ("", ""),
    ],
)
def test_a_channel_is_shown_without_host_platform_and_secrets(
    tmp_path: Path, channel: str, shown: str
) -> None:
    make(tmp_path / "e")
    add_record(tmp_path / "e", "a-1.0-0", channel=channel)
    assert read_packages(tmp_path / "e")[0][0].channel == shown


def test_a_record_without_a_channel_shows_that_of_its_url(tmp_path: Path) -> None:
    make(tmp_path / "e")
    url = "https://me:pass@host.example/t/abc/team/noarch/a-1.0-0.conda"
    add_record(tmp_path / "e", "a-1.0-0", channel=None, url=url)
    assert read_packages(tmp_path / "e")[0][0].channel == "team"


@pytest.mark.parametrize(
    "content",
    [b"", b'{"name": "a", "vers', b"[]", b'{"name": "a"}', b"\xff\xfe", b"[" * 100_000, b"null"],
)
def test_a_record_that_is_cut_off_is_shown_by_its_file_name(
    computer: Computer, content: bytes
) -> None:
    prefix = make(computer.envs / "e", "b-2.0-0")
    (prefix / "conda-meta" / "half-made-1.0-h_0.json").write_bytes(content)
    packages = computer.prefixes.packages("e")
    assert [(p.name, p.version, p.build, p.layer) for p in packages] == [
        ("b", "2.0", "0", "conda"),
        ("half-made", "1.0", "h_0", "conda"),
    ]
    (problem,) = computer.prefixes.problems("e")
    assert problem.code == "unreadable"
    assert "half-made-1.0-h_0.json" in problem.message
    assert computer.prefixes.get("e").problem == problem
    assert computer.prefixes.get("e").state == "ready"


def test_several_bad_records_are_one_problem_of_the_environment(computer: Computer) -> None:
    prefix = make(computer.envs / "e")
    for name in ("a-1-0", "b-1-0", "odd"):
        (prefix / "conda-meta" / f"{name}.json").touch()
    problem = computer.prefixes.get("e").problem
    assert problem is not None
    assert problem.message.startswith("3 package records cannot be read.")
    assert len(problem.details["files"]) == 3


@POSIX
def test_a_record_that_cannot_be_opened_is_a_problem_and_one_that_went_is_none(
    tmp_path: Path,
) -> None:
    meta = make(tmp_path / "e") / "conda-meta"
    (meta / "folder-1.0-0.json").mkdir()
    (meta / "gone-1.0-0.json").symlink_to(meta / "nothing")
    packages, problems = read_packages(tmp_path / "e")
    assert [package.name for package in packages] == ["folder"]
    assert len(problems) == 1


def test_other_programs_notes_are_no_packages(tmp_path: Path) -> None:
    meta = make(tmp_path / "e", "a-1.0-0") / "conda-meta"
    (meta / "._a-1.0-0.json").write_bytes(b"\0")
    assert len(read_packages(tmp_path / "e")[0]) == 1


@pytest.mark.parametrize(
    "path", ["lib/python3.12/site-packages/", "site-packages/", "Lib/site-packages/"]
)
def test_a_distribution_that_a_record_owns_is_condas(computer: Computer, path: str) -> None:
    prefix = make(computer.envs / "e", "python-3.12.4-0")
    lib = "Lib" if path.startswith("Lib") else "lib/python3.12"
    add_distribution(make_site(prefix, lib), "Foo_Bar-1.0", installer="")
    add_record(prefix, "foo-bar-1.0-py_0", f"{path}Foo_Bar-1.0.dist-info/METADATA")
    packages = computer.prefixes.packages("e")
    assert {package.name for package in packages} == {"python", "foo-bar"}
    assert computer.prefixes.get("e").pip_packages == 0


@pytest.mark.parametrize("lib", ["lib/python3.12", "lib/python3.12t", "lib/pypy3.12", "Lib"])
def test_what_no_record_owns_is_from_pip(computer: Computer, lib: str) -> None:
    prefix = make(computer.envs / "e", "python-3.12.4-0")
    site = make_site(prefix, lib)
    add_distribution(
        site,
        "Some_Thing-1.5",
        name="Some.Thing",
        requested=True,
        record='some/a.py,sha256=x,100\n"some/b,c.py",,20\nSome_Thing-1.5.dist-info/RECORD,,\n',
    )
    (pip,) = only(computer.prefixes.packages("e"), "pip")
    assert msgspec.structs.astuple(pip) == (
        "some-thing",
        "1.5",
        "",
        "pypi",
        "pip",
        True,
        120,
    )
    assert computer.prefixes.get("e").pip_packages == 1


def test_a_dependency_from_pip_was_not_asked_for_and_may_tell_no_size(tmp_path: Path) -> None:
    prefix = make(tmp_path / "e", "python-3.12.4-0")
    add_distribution(make_site(prefix), "dep-1.0")
    (pip,) = only(read_packages(prefix)[0], "pip")
    assert not pip.requested
    assert pip.size is None


def test_a_distribution_without_metadata_is_shown_by_its_folders_name(tmp_path: Path) -> None:
    prefix = make(tmp_path / "e", "python-3.12.4-0")
    (make_site(prefix) / "Bare_Bones-3.0.dist-info").mkdir()
    (pip,) = only(read_packages(prefix)[0], "pip")
    assert (pip.name, pip.version) == ("bare-bones", "3.0")


def test_a_metadata_file_that_is_no_such_thing_is_passed_over(tmp_path: Path) -> None:
    prefix = make(tmp_path / "e", "python-3.12.4-0")
    info = add_distribution(make_site(prefix), "odd-3.0")
    (info / "METADATA").write_text("nonsense\nName: other\n")
    (pip,) = only(read_packages(prefix)[0], "pip")
    assert (pip.name, pip.version) == ("odd", "3.0")


def test_two_distributions_of_one_name_are_both_shown(computer: Computer) -> None:
    prefix = make(computer.envs / "e", "python-3.12.4-0")
    site = make_site(prefix)
    add_distribution(site, "six-1.16.0")
    add_distribution(site, "six-1.17.0")
    versions = [package.version for package in only(computer.prefixes.packages("e"), "pip")]
    assert versions == ["1.16.0", "1.17.0"]
    assert computer.prefixes.get("e").pip_packages == 2


def test_what_pip_put_over_condas_version_is_in_both_layers(computer: Computer) -> None:
    prefix = make(computer.envs / "e", "python-3.12.4-0")
    add_record(prefix, "six-1.16.0-py_0", "site-packages/six-1.16.0.dist-info/METADATA")
    add_distribution(make_site(prefix), "six-1.17.0")
    found = [(p.version, p.layer) for p in computer.prefixes.packages("e") if p.name == "six"]
    assert found == [("1.16.0", "conda"), ("1.17.0", "pip")]
    assert computer.prefixes.get("e").pip_packages == 1


def test_leftovers_of_pip_and_hidden_folders_are_no_packages(computer: Computer) -> None:
    prefix = make(computer.envs / "e", "python-3.12.4-0")
    for name in ("~ix-1.0.dist-info", ".six-1.0.dist-info"):
        (make_site(prefix) / name).mkdir()
    assert only(computer.prefixes.packages("e"), "pip") == []
    assert computer.prefixes.get("e").pip_packages == 0


def test_eggs_are_told_apart_as_well(computer: Computer) -> None:
    prefix = make(computer.envs / "e", "python-3.12.4-0")
    site = make_site(prefix)
    (site / "old-1.0-py3.12.egg-info").mkdir()
    (site / "old-1.0-py3.12.egg-info" / "PKG-INFO").write_text("Name: Old\nVersion: 1.0\n")
    (site / "older-0.9-py3.12.egg-info").write_text("Name: older\nVersion: 0.9\n")
    (site / "condas-2.0-py3.12.egg-info").write_text("Name: condas\nVersion: 2.0\n")
    (site / "condas_too-2.0-py3.12.egg-info").mkdir()
    lib = "lib/python3.12/site-packages"
    add_record(prefix, "condas-2.0-0", f"{lib}/condas-2.0-py3.12.egg-info")
    add_record(prefix, "other-2.0-0", f"{lib}/condas_too-2.0-py3.12.egg-info/PKG-INFO")
    pip = only(computer.prefixes.packages("e"), "pip")
    assert [(p.name, p.version, p.size) for p in pip] == [
        ("old", "1.0", None),
        ("older", "0.9", None),
    ]
    assert computer.prefixes.get("e").pip_packages == 2


def test_a_development_install_was_asked_for_and_takes_its_version_from_its_source(
    computer: Computer, tmp_path: Path
) -> None:
    prefix = make(computer.envs / "e", "python-3.12.4-0")
    source = tmp_path / "source"
    (source / "my_tool.egg-info").mkdir(parents=True)
    (source / "my_tool.egg-info" / "PKG-INFO").write_text("Name: my-tool\nVersion: 0.1.dev0\n")
    (make_site(prefix) / "my-tool.egg-link").write_text(f"{source}\n.")
    (pip,) = only(computer.prefixes.packages("e"), "pip")
    assert (pip.name, pip.version, pip.requested) == ("my-tool", "0.1.dev0", True)
    assert computer.prefixes.get("e").pip_packages == 1


@pytest.mark.parametrize(
    ("stem", "installer", "record", "count"),
    [
        ("torch-2.5.1", "conda", "pytorch-2.5.0-0", 0),
        ("torch-2.5.1", "", "pytorch-2.5.1-0", 0),
        ("torch-2.5.1", "poetry", "pytorch-2.5.1-0", 0),
        ("ruamel_yaml-0.18", "", "ruamel.yaml-0.18-0", 0),
        ("Other-1.0", "", "pytorch-1.0-0", 1),
        ("torch-2.5.1", "", "pytorch-1.0-0", 1),
        ("torch-2.5.1", "uv", "pytorch-1.0-0", 1),
    ],
)
def test_the_list_knows_condas_distributions_by_other_names(
    computer: Computer, stem: str, installer: str, record: str, count: int
) -> None:
    prefix = make(computer.envs / "e", "python-3.12.4-0")
    add_distribution(make_site(prefix), stem, installer=installer)
    owned = "elsewhere" if count else f"site-packages/{stem}.dist-info/METADATA"
    add_record(prefix, record, owned)
    assert computer.prefixes.get("e", size=False).pip_packages == count
    assert len(only(computer.prefixes.packages("e"), "pip")) == count


@POSIX
def test_a_record_that_went_away_meanwhile_owns_nothing(computer: Computer) -> None:
    prefix = make(computer.envs / "e", "python-3.12.4-0")
    add_distribution(make_site(prefix), "torch-2.5.1", installer="")
    gone = prefix / "conda-meta" / "pytorch-2.5.1-0.json"
    gone.symlink_to(prefix / "nothing")
    assert computer.prefixes.get("e", size=False).pip_packages == 1


def test_the_packages_of_a_prefix_that_is_gone_are_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_packages(tmp_path / "gone")


def history(tmp_path: Path, text: str, *installed: str) -> dict[str, str]:
    records = [f"{name}-1.0-0" for name in installed]
    return read_history(make(tmp_path / "e", *records, history=text))


def test_history_gives_what_was_asked_for_and_is_installed(tmp_path: Path) -> None:
    text = """
# cmd: before any section
==> 2026-01-01 10:00:00 <==
# cmd: /opt/conda/bin/conda create -n e numpy
# conda version: 26.7.0
+conda-forge/linux-64::numpy-1.0-0
# update specs: ['numpy', "pandas[version='>=2']", 'gone', 'conda-forge::six', 'it\\'s']
==> 2026-01-02 10:00:00 <==
# cmd: conda install
# update specs: ['numpy>=1.5', 'scipy', '@virtual@']
# neutered specs: ['scipy']
==> 2026-01-03 10:00:00 <==
# cmd: conda remove six
# remove specs: ['six']
"""
    asked = history(tmp_path, text, "numpy", "pandas", "scipy", "six", "dependency")
    assert asked == {"numpy": "numpy>=1.5", "pandas": "pandas[version='>=2']", "scipy": "scipy"}


def test_a_package_that_is_removed_and_asked_for_at_once_is_asked_for(tmp_path: Path) -> None:
    text = "==> x <==\n# cmd: conda\n# update specs: ['a']\n# remove specs: ['a', 'b']\n"
    assert history(tmp_path, text, "a", "b") == {"a": "a"}


def test_history_of_old_condas_separates_specs_by_commas(tmp_path: Path) -> None:
    text = (
        "==> 2017-01-01 00:00:00 <==\n# cmd: conda install\n"
        "# install specs: python>=3.5.1,jupyter >=1.0.0,<2.0,matplotlib >=1.5.1,<2.0\n"
        "==> 2017-01-02 00:00:00 <==\n# cmd: conda create\n# create specs: a,b\n"
        "==> 2017-01-02 00:00:00 <==\n# cmd: conda uninstall\n# uninstall specs: a\n"
    )
    assert history(tmp_path, text, "python", "jupyter", "matplotlib", "a", "b") == {
        "python": "python>=3.5.1",
        "jupyter": "jupyter >=1.0.0,<2.0",
        "matplotlib": "matplotlib >=1.5.1,<2.0",
        "b": "b",
    }


def test_history_of_mamba_is_read(tmp_path: Path) -> None:
    text = '==> x <==\n# cmd: micromamba install\n# update specs: ["python=3.12", "numpy"]\n'
    asked = history(tmp_path, text, "python", "numpy")
    assert asked == {"python": "python=3.12", "numpy": "numpy"}


def test_a_section_without_a_command_does_not_count(tmp_path: Path) -> None:
    text = "==> x <==\n# update specs: ['a']\n==> y <==\n# update specs: ['b']\n"
    assert history(tmp_path, text, "a", "b") == {}


@pytest.mark.parametrize(
    "line",
    [
        "# update specs: [",
        "# update specs: ['unclosed",
        "# update specs:",
        "# update specs: ",
        "# guessed specs: ['a']",
        "# update specs: ['', '*', '>=2']",
        "# remove specs: ['*']",
    ],
)
def test_lines_that_make_no_sense_are_passed_over(tmp_path: Path, line: str) -> None:
    text = f"==> x <==\n# cmd: conda\n{line}\n==> y <==\n# cmd: c\n# update specs: ['a']\n"
    assert history(tmp_path, text, "a") == {"a": "a"}


def test_no_history_asks_for_nothing(tmp_path: Path) -> None:
    assert read_history(tmp_path / "gone") == {}


JUNK = st.text("=>< #cmdupates:specs[]',\"\\\n\t@*-numpy1.0", max_size=300).map(str.encode)
HYPOTHESIS = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@HYPOTHESIS
@given(st.binary(max_size=300) | JUNK)
def test_no_history_whatever_stops_us(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    prefix = make(tmp_path_factory.mktemp("history") / "e", "numpy-1.0-0")
    path = prefix / "conda-meta" / "history"
    path.write_bytes(b"==> x <==\n# cmd: conda\n# update specs: " + content)
    assert set(read_history(prefix)) <= {"numpy"}
    assert len(read_packages(prefix)[0]) == 1


@HYPOTHESIS
@given(st.lists(st.binary(max_size=60) | st.just(b"/tmp")))
def test_no_list_of_environments_whatever_stops_us(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    computer = Computer(tmp_path_factory.mktemp("computer"))
    computer.listed()
    computer.list.write_bytes(b"\n".join(lines))
    assert "base" in computer.names
    new = computer.folder / "new"
    add_to_environments_txt(computer.list, new)
    remove_from_environments_txt(computer.list, new)
    kept = [line for line in computer.list.read_bytes().splitlines() if line.strip()]
    assert kept == [line for line in b"\n".join(lines).splitlines() if line.strip()]


def test_a_prefix_is_listed_once_and_other_lines_stay(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "environments.txt"
    add_to_environments_txt(file, tmp_path / "one")
    file.write_text(f"# a note\n{tmp_path / 'other'}", encoding="utf-8")
    add_to_environments_txt(file, tmp_path / "x" / ".." / "one")
    add_to_environments_txt(file, tmp_path / "one")
    lines = file.read_text().splitlines()
    assert lines == ["# a note", str(tmp_path / "other"), str(tmp_path / "one")]
    remove_from_environments_txt(file, tmp_path / "one")
    remove_from_environments_txt(file, tmp_path / "one")
    assert file.read_text() == f"# a note\n{tmp_path / 'other'}\n"


def test_taking_out_of_a_list_that_is_not_there_makes_none(tmp_path: Path) -> None:
    remove_from_environments_txt(tmp_path / "environments.txt", tmp_path)
    assert not list(tmp_path.iterdir())


@POSIX
def test_the_list_keeps_its_mode_and_its_link(tmp_path: Path) -> None:
    real = tmp_path / "real.txt"
    real.write_text(f"{tmp_path / 'a'}\n{tmp_path / 'b'}\n")
    real.chmod(0o640)
    link = tmp_path / "environments.txt"
    link.symlink_to(real)
    remove_from_environments_txt(link, tmp_path / "a")
    assert link.is_symlink()
    assert real.read_text() == f"{tmp_path / 'b'}\n"
    assert real.stat().st_mode & 0o777 == 0o640


@NOT_FOR_ROOT
def test_a_list_that_cannot_be_replaced_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "environments.txt"
    add_to_environments_txt(file, tmp_path / "a")
    tmp_path.chmod(0o555)
    with pytest.raises(OSError, match="denied"):
        remove_from_environments_txt(file, tmp_path / "a")
    tmp_path.chmod(0o755)
    assert str(tmp_path / "a") in file.read_text()


def test_writers_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "environments.txt"
    prefixes = [tmp_path / f"env{number}" for number in range(40)]

    def work(change: Callable[[Path, Path], None], chosen: list[Path]) -> None:
        for prefix in chosen:
            change(file, prefix)

    work(add_to_environments_txt, prefixes[:20])
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(work, add_to_environments_txt, prefixes[20:30]),
            pool.submit(work, remove_from_environments_txt, prefixes[:10]),
            pool.submit(work, add_to_environments_txt, prefixes[30:]),
            pool.submit(work, remove_from_environments_txt, prefixes[10:20]),
        ]
    for job in jobs:
        job.result()
    assert sorted(file.read_text().split()) == sorted(map(str, prefixes[20:]))


def test_the_answers_can_be_sent(computer: Computer) -> None:
    make(computer.envs / "a", "python-3.12.4-0")
    sent = msgspec.json.encode(computer.prefixes.list())
    assert msgspec.json.decode(sent, type=list[Environment]) == computer.prefixes.list()


def test_site_packages_are_found_for_each_python_once(tmp_path: Path) -> None:
    names = ("python3.12", "python3.13t", "pypy3.10")
    folders = [make_site(tmp_path, f"lib/{name}") for name in names]
    (tmp_path / "lib" / "python3.9").mkdir()
    (tmp_path / "lib" / "python3.8").write_text("")
    assert site_packages(tmp_path) == folders
    assert site_packages(str(tmp_path)) == folders
    assert site_packages(tmp_path / "nothing") == []


@POSIX
def test_a_link_to_another_pythons_folder_has_no_site_packages_of_its_own(tmp_path: Path) -> None:
    real = make_site(tmp_path, "lib/python3.12")
    (tmp_path / "lib" / "python3.1").symlink_to("python3.12")
    assert site_packages(tmp_path) == [real]


def test_windows_has_one_folder_of_site_packages(tmp_path: Path) -> None:
    assert site_packages(tmp_path) == []
    folder = make_site(tmp_path, "Lib")
    assert site_packages(tmp_path) == [folder]


def test_variables_are_those_that_are_set(tmp_path: Path) -> None:
    variables = {"A": "1", "B": "***unset***", "EMPTY": "", "PORT": 80, "ODD": ["x"]}
    state = make(tmp_path / "e") / "conda-meta" / "state"
    assert read_variables(tmp_path / "e") == {}
    state.write_text(json.dumps({"version": 1, "env_vars": variables}))
    assert read_variables(tmp_path / "e") == {"A": "1", "EMPTY": "", "PORT": "80"}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"env_vars": []}', b"\xff", b"[" * 100_000]
)
def test_variables_that_cannot_be_read_are_none(tmp_path: Path, content: bytes) -> None:
    (make(tmp_path / "e") / "conda-meta" / "state").write_bytes(content)
    assert read_variables(tmp_path / "e") == {}


@POSIX
def test_a_list_is_kept_where_no_lock_can_be_had(tmp_path: Path) -> None:
    file = tmp_path / "environments.txt"
    (tmp_path / "environments.txt.lock").mkdir()
    add_to_environments_txt(file, tmp_path / "a")
    add_to_environments_txt(file, tmp_path / "b")
    remove_from_environments_txt(file, tmp_path / "a")
    assert file.read_text() == f"{tmp_path / 'b'}\n"
