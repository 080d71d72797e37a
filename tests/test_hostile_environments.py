"""What somebody put into one environment, or a folder of them, is no trouble for the others."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from jupyter_envmgr.errors import ExistsError
from jupyter_envmgr.prefixes import (
    add_to_environments_txt,
    read_environments_txt,
    read_history,
    read_packages,
    read_variables,
    remove_from_environments_txt,
)
from tests.conftest import folders_in
from tests.test_prefixes import Computer, add_distribution, add_record, make, make_site

pytestmark = pytest.mark.timeout(60)
POSIX = pytest.mark.skipif(os.name == "nt", reason="there are no pipes or devices among files")
BLOCKING = pytest.mark.parametrize("put", ["pipe", "device"])


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that everybody may read, whoever runs the tests."""
    with TemporaryDirectory(prefix="envmgr-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def block(path: Path, put: str) -> Path:
    """Put something in a file's place that whoever reads it waits for, or never gets enough of."""
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    if put == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    return path


@POSIX
@BLOCKING
def test_a_record_that_is_no_file_is_a_problem_and_shown_by_its_name(
    computer: Computer, put: str
) -> None:
    prefix = make(computer.envs / "a", "good-1-0")
    record = block(prefix / "conda-meta" / "bad-2-0.json", put)
    packages, problems = read_packages(prefix)
    assert [(each.name, each.version) for each in packages] == [("bad", "2"), ("good", "1")]
    assert [problem.details for problem in problems] == [{"file": str(record)}]
    assert "not an ordinary file" in problems[0].message
    assert computer.prefixes.get("a").problem == problems[0]


@POSIX
@BLOCKING
def test_a_distribution_whose_files_are_none_is_shown_by_its_name(
    computer: Computer, put: str
) -> None:
    prefix = make(computer.envs / "a", "python-3.12.4-0", "thing-1.5-0")
    info = add_distribution(make_site(prefix), "thing-1.5.0", name="other", record="a,,1\n")
    for name in ("METADATA", "RECORD", "INSTALLER"):
        block(info / name, put)
    package = next(each for each in read_packages(prefix)[0] if each.layer == "pip")
    assert (package.name, package.version, package.size) == ("thing", "1.5.0", None)
    block(prefix / "conda-meta" / "thing-1.6-0.json", put)
    assert [each.pip_packages for each in computer.prefixes.list() if each.name == "a"] == [1]


@POSIX
@BLOCKING
def test_a_history_and_variables_that_are_no_files_count_as_none(
    computer: Computer, put: str
) -> None:
    prefix = make(computer.envs / "a", "good-1-0")
    block(prefix / "conda-meta" / "history", put)
    block(prefix / "conda-meta" / "state", put)
    assert read_history(prefix) == {}
    assert read_variables(prefix) == {}
    assert [each.name for each in read_packages(prefix)[0]] == ["good"]


@POSIX
@BLOCKING
def test_a_kernel_that_is_no_file_is_not_listed(computer: Computer, put: str) -> None:
    prefix = make(computer.envs / "a")
    block(prefix / "share" / "jupyter" / "kernels" / "python3" / "kernel.json", put)
    assert computer.prefixes.get("a").kernels == []


@POSIX
@BLOCKING
def test_a_list_of_environments_that_is_no_file_is_passed_over_and_not_written(
    computer: Computer, put: str
) -> None:
    make(computer.envs / "a")
    block(computer.list, put)
    assert read_environments_txt(computer.list) == []
    assert computer.names == ["base", "a"]
    for change in (add_to_environments_txt, remove_from_environments_txt):
        with pytest.raises(OSError, match="not an ordinary file"):
            change(computer.list, computer.envs / "a")


@pytest.mark.parametrize("size", ["²", "1" * 30, "1" * 6000, "-1", "1_0", "x"])
def test_a_size_that_is_no_number_of_bytes_does_not_count(computer: Computer, size: str) -> None:
    prefix = make(computer.envs / "a", "python-3.12.4-0")
    info = add_distribution(make_site(prefix), "thing-1.0", record="")
    (info / "RECORD").write_text(f"a.py,,100\nb.py,,{size}\nc.py,,\n", encoding="utf-8")
    assert [each.size for each in read_packages(prefix)[0] if each.layer == "pip"] == [100]


@pytest.mark.parametrize(
    "content",
    [b'{"name": "\xff", "version": "1", "build": "0"}', b"[" * 20_000, b'{"name": "\\ud800"}'],
)
def test_a_record_that_nobody_can_decode_is_a_problem(computer: Computer, content: bytes) -> None:
    prefix = make(computer.envs / "a")
    add_record(prefix, "bad-2-0").write_bytes(content)
    packages, problems = read_packages(prefix)
    assert [(each.name, each.version) for each in packages] == [("bad", "2")]
    assert [problem.code for problem in problems] == ["unreadable"]


@pytest.mark.parametrize(
    "content", [b'{"env_vars": {"\xff": 1}}', b'{"env_vars": {"a": ' + b"[" * 20_000]
)
def test_variables_that_nobody_can_decode_count_as_none(tmp_path: Path, content: bytes) -> None:
    (make(tmp_path / "a") / "conda-meta" / "state").write_bytes(content)
    assert read_variables(tmp_path / "a") == {}


@POSIX
def test_a_distribution_that_may_not_be_looked_into_is_shown_by_its_name(shared: Path) -> None:
    prefix = make(shared / "a", "python-3.12.4-0")
    site = make_site(prefix)
    closed = [add_distribution(site, f"thing-1.{number}") for number in range(2)]
    (site / "egg-2.0.egg-info").mkdir()
    closed.append(site / "egg-2.0.egg-info")
    for folder in closed:
        folder.chmod(0)
    code = (
        "from jupyter_envmgr.prefixes import read_packages\n"
        f"print([each.name for each in read_packages({str(prefix)!r})[0]])"
    )
    shown = as_somebody_else(code)
    for folder in closed:
        folder.chmod(0o700)
    assert shown == "['egg', 'python', 'thing', 'thing']"


@POSIX
def test_folders_that_may_not_be_looked_into_are_no_trouble(shared: Path) -> None:
    closed = shared / "closed"
    closed.mkdir()
    home = shared / "home"
    home.mkdir()
    make(home / "envs" / "mine")
    (home / "envs").chmod(0o777)
    closed.chmod(0)
    code = (
        "from jupyter_envmgr.condarc import Condarc\n"
        "from jupyter_envmgr.prefixes import Prefixes\n"
        "prefixes = Prefixes(Condarc.load, '/no/server')\n"
        "print([each.name for each in prefixes.list()], prefixes.main_folder)\n"
        "prefixes.check_new_name('new')\n"
    )
    environ = {
        "HOME": str(home),
        "PATH": os.pathsep.join([str(closed), str(closed / "bin"), os.environ["PATH"]]),
        "CONDA_EXE": str(closed / "conda" / "bin" / "conda"),
        "CONDA_PREFIX": str(closed / "envs" / "active"),
        "MAMBA_ROOT_PREFIX": str(closed / "mamba"),
        "CONDA_ENVS_DIRS": os.pathsep.join([str(closed / "envs"), str(home / "envs")]),
    }
    shown = as_somebody_else(code, **environ)
    closed.chmod(0o700)
    assert "'mine'" in shown
    assert shown.endswith(str(home / "envs"))


@POSIX
def test_a_folder_that_may_be_written_but_not_entered_is_not_where_environments_go(
    shared: Path,
) -> None:
    (shared / "closed").mkdir()
    (shared / "open").mkdir()
    (shared / "closed").chmod(0o666)
    (shared / "open").chmod(0o777)
    code = (
        "from jupyter_envmgr.condarc import Condarc\n"
        "from jupyter_envmgr.prefixes import Prefixes\n"
        "print(Prefixes(Condarc.load).main_folder)\n"
    )
    folders = os.pathsep.join([str(shared / "closed" / "envs"), str(shared / "open" / "envs")])
    shown = as_somebody_else(code, HOME=str(shared), CONDA_ENVS_DIRS=folders)
    (shared / "closed").chmod(0o700)
    assert shown == str(shared / "open" / "envs")


@POSIX
def test_a_name_can_be_checked_where_nothing_may_be_looked_into_or_written(shared: Path) -> None:
    closed = shared / "closed"
    closed.mkdir()
    closed.chmod(0)
    code = (
        "from jupyter_envmgr.condarc import Condarc\n"
        "from jupyter_envmgr.prefixes import Prefixes\n"
        "Prefixes(Condarc.load, '/no/server').check_new_name('new')\n"
        "print(Prefixes(Condarc.load).main_folder)"
    )
    folder = str(closed / "envs")
    shown = as_somebody_else(code, HOME=str(closed / "home"), CONDA_ENVS_DIRS=folder)
    closed.chmod(0o700)
    assert shown == folder


@POSIX
def test_a_link_hides_no_environment_that_is_in_the_folder_itself(computer: Computer) -> None:
    make(computer.envs / "q")
    make(computer.mine / "r")
    (computer.envs / "aa").symlink_to("q")
    (computer.envs / "ab").symlink_to(computer.mine / "r")
    (computer.mine / "zz").symlink_to(computer.envs / "q")
    assert computer.names == ["base", "q", "r"]
    with pytest.raises(ExistsError, match="an environment named q"):
        computer.prefixes.check_new_name("q")


@POSIX
def test_a_name_that_is_a_link_to_an_environment_is_taken(computer: Computer) -> None:
    make(computer.mine / "q")
    (computer.prefixes.main_folder / "aa").symlink_to("q")
    with pytest.raises(ExistsError, match="no environment goes by that"):
        computer.prefixes.check_new_name("aa")


@POSIX
def test_a_link_that_leads_nowhere_may_go_where_its_folder_may_be_written(shared: Path) -> None:
    for folder, mode in (("ours", 0o777), ("theirs", 0o555)):
        (shared / folder).mkdir()
        (shared / folder / f"in-{folder}").symlink_to("gone")
        (shared / folder).chmod(mode)
    code = (
        "from jupyter_envmgr.condarc import Condarc\n"
        "from jupyter_envmgr.prefixes import Prefixes\n"
        "print({each.name: each.writable for each in Prefixes(Condarc.load, '/no').list()\n"
        "       if each.problem and each.problem.code == 'broken-link'})\n"
    )
    folders = os.pathsep.join([str(shared / "ours"), str(shared / "theirs")])
    shown = as_somebody_else(code, HOME=str(shared), CONDA_ENVS_DIRS=folders)
    assert shown == str({"in-ours": True, "in-theirs": False})


@POSIX
@pytest.mark.parametrize("target", ["gone", "loop"])
async def test_a_link_that_leads_nowhere_can_be_removed(machine, target: str) -> None:
    (machine.envs / "loop").symlink_to(target)
    make(machine.envs / "other")
    environments = machine.environments
    environment = environments.prepare_removal("loop")
    await environments.remove(environment, lambda _progress: None)
    assert folders_in(machine.envs) == ["other"]


@POSIX
async def test_removing_a_link_to_an_environment_leaves_the_environment(machine, tmp_path) -> None:
    elsewhere = make(tmp_path / "elsewhere", "good-1-0")
    (machine.envs / "link").symlink_to(elsewhere)
    environments = machine.environments
    await environments.remove(environments.prepare_removal("link"), lambda _progress: None)
    assert folders_in(machine.envs) == []
    assert [each.name for each in read_packages(elsewhere)[0]] == ["good"]


def as_somebody_else(code: str, **environ: str) -> str:
    """Run Python without the superuser's rights; gives what it printed."""
    drop = "import os\nif os.geteuid() == 0: os.setgroups([]), os.setgid(65534), os.setuid(65534)\n"
    inherited = {name: value for name, value in os.environ.items() if "CONDA" not in name}
    warm = "import jupyter_envmgr.prefixes, jupyter_envmgr.condarc\n"
    done = subprocess.run(
        [sys.executable, "-c", warm + drop + code],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=inherited | environ,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
