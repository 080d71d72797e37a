"""conda's settings: which files count, in which order, and how they become one."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_envmgr.condarc import Condarc
from jupyter_envmgr.condarc.channels import default_channels
from jupyter_envmgr.condarc.folders import Folders
from jupyter_envmgr.condarc.locations import configuration_files
from jupyter_envmgr.condarc.root import find_root

HOUSE = "https://channels.example"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def load(home: Path, **environ: str) -> Condarc:
    return Condarc.load({"HOME": str(home), "USERPROFILE": str(home), **environ})


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def make_base(folder: Path, *more: str) -> Path:
    write(folder / "conda-meta" / "history", "")
    for name in more:
        (folder / name).mkdir()
    return folder


def test_without_any_configuration_the_channel_is_conda_forge(home: Path) -> None:
    condarc = load(home)
    assert condarc.channels == ("conda-forge",)
    assert condarc.channel_priority == "flexible"
    assert condarc.ssl_verify is True
    assert not condarc.offline
    assert condarc.channel_alias is None
    assert home / ".conda" / "envs" in condarc.envs_dirs
    assert condarc.environments_txt == home / ".conda" / "environments.txt"
    assert not condarc.problems


def test_a_home_that_is_given_counts_before_the_variable(home: Path, tmp_path: Path) -> None:
    write(home / ".condarc", "channels: [mine]")
    environ = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    assert Condarc.load(environ, home).channels == ("mine",)


def test_a_home_that_no_variable_names_is_the_accounts_own() -> None:
    assert Condarc.load({}).environments_txt.is_absolute()


def test_files_are_read_in_condas_order(home: Path, tmp_path: Path) -> None:
    base = make_base(tmp_path / "base")
    active = make_base(tmp_path / "active")
    xdg = tmp_path / "xdg"
    files = [
        base / ".condarc",
        base / "condarc",
        base / "condarc.d" / "a.yml",
        base / "condarc.d" / "b.yaml",
        xdg / "conda" / ".condarc",
        home / ".config" / "conda" / "condarc",
        home / ".conda" / ".condarc",
        home / ".condarc",
        active / ".condarc",
        tmp_path / "more.yml",
    ]
    for number, file in enumerate(files):
        write(file, f"channels: [from{number}]")
    write(base / "condarc.d" / "notes.txt", "channels: [not-a-setting]")
    condarc = load(
        home,
        CONDA_ROOT=str(base),
        XDG_CONFIG_HOME=str(xdg),
        CONDA_PREFIX=str(active),
        CONDARC=str(tmp_path / "more.yml"),
    )
    assert [file for file in condarc.files if file in files] == files
    assert condarc.channels[: len(files)] == tuple(f"from{n}" for n in reversed(range(10)))


def test_condarc_may_name_a_file_below_home(home: Path) -> None:
    write(home / "work.yml", "channels: [work]")
    assert load(home, CONDARC="~/work.yml").channels == ("work",)


def test_a_file_of_another_name_is_no_configuration(home: Path) -> None:
    write(home / "notes.txt", "channels: [work]")
    assert load(home, CONDARC=str(home / "notes.txt")).files == load(home).files


def test_a_folder_that_cannot_be_looked_into_is_passed_over(home: Path) -> None:
    assert load(home, CONDARC=str(home / ("x" * 5000) / "a.yml")).channels == ("conda-forge",)


def test_the_search_path_on_windows_begins_in_program_data(tmp_path: Path) -> None:
    file = write(tmp_path / "data" / "conda" / ".condarc", "channels: [site]")
    environ = {"PROGRAMDATA": str(tmp_path / "data")}
    assert configuration_files(environ, tmp_path, None, windows=True) == [file]


def test_of_single_values_the_last_file_wins_and_a_variable_beats_files(home: Path) -> None:
    write(home / ".conda" / ".condarc", "channel_priority: disabled\nssl_verify: false")
    write(home / ".condarc", "channel_priority: strict")
    assert load(home).channel_priority == "strict"
    assert load(home).ssl_verify is False
    assert load(home, CONDA_CHANNEL_PRIORITY="Flexible").channel_priority == "flexible"


@pytest.mark.parametrize(
    ("text", "priority"),
    [("true", "flexible"), ("false", "disabled"), ("strict", "strict")],
)
def test_channel_priority_may_be_a_truth_value(home: Path, text: str, priority: str) -> None:
    write(home / ".condarc", f"channel_priority: {text}")
    assert load(home).channel_priority == priority


def test_lists_are_joined_with_the_last_file_first_and_nothing_twice(home: Path) -> None:
    write(home / ".conda" / ".condarc", "channels: [a, b]")
    write(home / ".condarc", "channels: [b, c]")
    assert load(home, CONDA_CHANNELS="d, a").channels == ("d", "a", "b", "c")


def test_maps_are_joined_key_by_key(home: Path) -> None:
    write(
        home / ".conda" / ".condarc",
        f"custom_channels:\n  one: {HOUSE}/a\n  two: {HOUSE}/b #!final\n",
    )
    write(
        home / ".condarc", f"custom_channels:\n  one: {HOUSE}/c\n  two: {HOUSE}/d\n  three: null\n"
    )
    assert load(home).custom_channels == {"one": f"{HOUSE}/c", "two": f"{HOUSE}/b"}


def test_final_shuts_out_what_comes_later(home: Path) -> None:
    write(
        home / ".conda" / ".condarc",
        "channels: #!final\n  - house\noffline: true #!final\n"
        f"proxy_servers: #!final\n  https: {HOUSE}\n",
    )
    write(
        home / ".condarc",
        "channels: [other]\noffline: false\nproxy_servers: {http: nowhere}",
    )
    condarc = load(home, CONDA_CHANNELS="third", CONDA_OFFLINE="no")
    assert condarc.channels == ("house",)
    assert condarc.offline
    assert condarc.proxy_servers == {"https": HOUSE}


def test_top_and_bottom_lines_keep_their_places(home: Path) -> None:
    write(
        home / ".conda" / ".condarc",
        "channels:\n  - first #!top\n  - middle\n  - last #!bottom\n",
    )
    write(home / ".condarc", "channels:\n  - mine\n  - late #!bottom\n")
    assert load(home).channels == ("first", "mine", "middle", "late", "last")


def test_an_aliased_list_is_read_once_for_all(home: Path) -> None:
    write(home / ".condarc", "channels: &all [a, b]\ndenylist_channels: *all\n")
    assert load(home).denylist_channels == ("a", "b")


def test_defaults_stands_for_the_default_channels(home: Path) -> None:
    write(home / ".condarc", f"channels: [defaults, x]\ndefault_channels: [{HOUSE}/a, {HOUSE}/b]")
    assert load(home).channels == (f"{HOUSE}/a", f"{HOUSE}/b", "x")


@pytest.mark.parametrize("alias", ["", f"channel_alias: {HOUSE}\n"])
def test_defaults_without_more_is_where_conda_has_it_whatever_the_alias(
    home: Path, alias: str
) -> None:
    write(home / ".condarc", f"{alias}channels: [defaults]")
    names = ["main", "r", *(["msys2"] if os.name == "nt" else [])]
    channels = load(home).channels
    assert [channel.rpartition("/pkgs/")[2] for channel in channels] == names
    assert all(channel.startswith("https://") for channel in channels)


def test_windows_has_one_default_channel_more() -> None:
    unix, windows = default_channels(windows=False), default_channels(windows=True)
    assert windows[:2] == unix
    assert windows[2].endswith("/pkgs/msys2")


def test_any_list_of_channels_can_be_expanded(home: Path) -> None:
    write(
        home / ".condarc",
        "custom_multichannels:\n  ours: [a, b]\ndefault_channels: [d]\n",
    )
    condarc = load(home)
    assert condarc.channels == ("conda-forge",)
    assert condarc.expand(["x", "ours", "b", "defaults"]) == ("x", "a", "b", "d")
    assert condarc.expand(each for each in ()) == ()


def test_allow_and_deny_lists_may_name_multichannels(home: Path) -> None:
    write(
        home / ".condarc",
        "custom_multichannels:\n  ours: [a, b]\ndefault_channels: [d, e]\n"
        "allowlist_channels: [defaults, x]\ndenylist_channels: [ours]\n",
    )
    condarc = load(home)
    assert condarc.allowlist_channels == ("d", "e", "x")
    assert condarc.denylist_channels == ("a", "b")


def test_a_multichannel_stands_for_its_members(home: Path) -> None:
    write(
        home / ".condarc",
        "channels: [ours, defaults]\n"
        "custom_multichannels:\n  ours: [$HOUSE/a, b]\n  defaults: [b, c]\n",
    )
    assert load(home, HOUSE=HOUSE).channels == (f"{HOUSE}/a", "b", "c")


def test_variables_are_expanded_in_values_as_far_as_they_are_set(home: Path) -> None:
    write(
        home / ".condarc",
        "envs_dirs:\n  - ${SCRATCH}/envs\n  - $SCRATCH/more\n"
        "channel_alias: https://$TOKEN@host.example\nssl_verify: $NOT_SET/ca.pem\n",
    )
    condarc = load(home, SCRATCH=str(home / "scratch"), TOKEN="abc")
    assert condarc.envs_dirs[:2] == (home / "scratch" / "envs", home / "scratch" / "more")
    assert condarc.channel_alias == "https://abc@host.example"
    assert condarc.ssl_verify == "$NOT_SET/ca.pem"


def test_percent_variables_are_expanded_on_windows_only(home: Path) -> None:
    environ = {"DRIVE": "D:"}
    assert Folders(environ, home, None, None, windows=True).expand("%DRIVE%/x") == "D:/x"
    assert Folders(environ, home, None, None, windows=False).expand("%DRIVE%/x") == "%DRIVE%/x"


def test_folders_are_made_absolute(home: Path) -> None:
    variable = os.pathsep.join(["~/mine", "relative/envs", str(home / "a" / ".." / "b")])
    condarc = load(home, CONDA_ENVS_PATH=variable)
    assert condarc.envs_dirs[:3] == (
        home / "mine",
        Path.cwd() / "relative" / "envs",
        home / "b",
    )


def test_envs_dirs_ends_with_bases_and_the_persons_own(home: Path, tmp_path: Path) -> None:
    base = make_base(tmp_path / "base")
    condarc = load(home, CONDA_ROOT=str(base), CONDA_ENVS_DIRS=str(tmp_path / "mine"))
    assert condarc.envs_dirs[:3] == (tmp_path / "mine", base / "envs", home / ".conda" / "envs")


def test_a_base_that_cannot_be_written_comes_last(home: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    (base / "conda-meta" / "history").mkdir(parents=True)
    condarc = load(home, CONDA_ROOT=str(base))
    assert condarc.envs_dirs == (home / ".conda" / "envs", base / "envs")


def test_on_windows_local_application_data_has_folders_too(home: Path) -> None:
    folders = Folders({"LOCALAPPDATA": str(home)}, home, None, None, windows=True)
    assert folders.envs_dirs([])[-1] == home / "conda" / "conda" / "envs"
    assert folders.other_environments_txt() == ()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no superuser's account")
def test_the_superuser_at_home_sees_what_other_accounts_list(tmp_path: Path) -> None:
    import pwd

    own = Path(pwd.getpwuid(os.getuid()).pw_dir)
    listed = Folders({}, own, None, None, windows=False).other_environments_txt()
    assert all(file.name == "environments.txt" and file.parents[1] != own for file in listed)
    assert Folders({}, tmp_path, None, None, windows=False).other_environments_txt() == ()


def test_the_rest_of_the_settings_are_lists_and_texts(home: Path) -> None:
    write(
        home / ".condarc",
        "allowlist_channels: [a]\npinned_packages: ['numpy 1.*', 'python 3.11.*']\n"
        f"create_default_packages: [ipykernel]\nproxy_servers:\n  http: {HOUSE}\n"
        "verify_ssl: truststore\noffline: yes\n",
    )
    condarc = load(home, CONDA_PINNED_PACKAGES="six & pip<24")
    assert condarc.allowlist_channels == ("a",)
    assert condarc.pinned_packages == ("six", "pip<24", "numpy 1.*", "python 3.11.*")
    assert condarc.create_default_packages == ("ipykernel",)
    assert condarc.proxy_servers == {"http": HOUSE}
    assert condarc.ssl_verify == "truststore"
    assert condarc.offline


def test_the_old_name_of_a_list_works_and_the_new_one_comes_first(home: Path) -> None:
    write(home / ".condarc", "whitelist_channels: [old]")
    assert load(home).allowlist_channels == ("old",)
    write(home / ".condarc", "whitelist_channels: [old]\nallowlist_channels: [new]")
    assert load(home).allowlist_channels == ("new",)


@pytest.mark.parametrize(
    "text",
    [
        "channels: [a",
        "- a\n- list",
        "just a text",
        "a: b: c",
        "channels: *nobody",
        "[" * 5000,
        "\ud7ff\x00",
        "x: y\n" * 100_000,
        "---\na: 1\n---\nb: 2\n",
    ],
)
def test_a_broken_file_is_left_out_and_named(home: Path, text: str) -> None:
    write(home / ".conda" / ".condarc", "channels: [good]")
    broken = write(home / ".condarc", text)
    condarc = load(home)
    assert condarc.channels == ("good",)
    assert broken not in condarc.files
    (problem,) = condarc.problems
    assert problem.code == "bad-condarc"
    assert str(broken) in problem.message
    assert problem.hint
    assert problem.details == {"file": str(broken)}


def test_a_file_that_is_no_text_is_left_out_and_named(home: Path) -> None:
    (home / ".condarc").write_bytes(b"channels: [\xff\xfe]")
    assert len(load(home).problems) == 1


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="the superuser may read everything"
)
def test_a_file_that_may_not_be_read_is_left_out_and_named(home: Path) -> None:
    write(home / ".condarc", "channels: [mine]").chmod(0)
    condarc = load(home)
    assert condarc.channels == ("conda-forge",)
    assert "Permission denied" in condarc.problems[0].message


@pytest.mark.parametrize("text", ["", "# nothing\n", "null\n", "~", "channels:\noffline:\n"])
def test_an_empty_file_sets_nothing_and_is_no_problem(home: Path, text: str) -> None:
    file = write(home / ".condarc", text)
    condarc = load(home)
    assert condarc.channels == ("conda-forge",)
    assert file in condarc.files
    assert not condarc.problems


@pytest.mark.parametrize(
    "text",
    [
        "channels: conda-forge",
        "channels: [[a]]",
        "channels: {a: b}",
        "channel_alias: [a]",
        "channel_priority: sometimes",
        "offline: perhaps",
        "proxy_servers: [a]",
        "proxy_servers: {a: [b]}",
        "custom_multichannels: {a: b}",
        "custom_multichannels: {a: [[[b]]]}",
    ],
)
def test_a_setting_of_the_wrong_shape_is_left_out_and_the_others_count(
    home: Path, text: str
) -> None:
    write(home / ".condarc", f"{text}\ncreate_default_packages: [pip]\n{{}}: 1\n")
    condarc = load(home)
    assert condarc.create_default_packages == ("pip",)
    assert condarc.channels == ("conda-forge",)
    assert condarc.channel_priority == "flexible"
    assert not condarc.offline
    (problem,) = condarc.problems
    assert problem.details["setting"] == text.partition(":")[0]
    assert problem.details["file"] == str(home / ".condarc")


def test_a_list_of_lists_of_lists_does_not_explode(home: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    write(home / ".condarc", "\n".join([*lines, "channels: *a29"]))
    assert len(load(home).problems) == 1


def test_a_list_that_holds_itself_does_not_keep_us_from_the_rest(home: Path) -> None:
    write(home / ".condarc", "other: &it [*it]\nchannels: [mine]\n")
    assert load(home).channels == ("mine",)


YAML_LIKE = st.text("abcdeplsnvir_: -[]{}&*#!\n'\"|>%@~0", max_size=80).map(str.encode)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.binary(max_size=200)
    | st.text("abcdeplsnvir_: -[]{}&*#!\n'\"|>%@~0", max_size=80).map(str.encode)
)
def test_no_file_whatever_stops_us(home: Path, content: bytes) -> None:
    (home / ".condarc").write_bytes(content)
    condarc = load(home)
    assert condarc.channels


def test_base_is_where_the_variables_say(home: Path, tmp_path: Path) -> None:
    base = make_base(tmp_path / "base")
    executable = base / "bin" / "conda"
    assert load(home, CONDA_ROOT=str(base)).root_prefix == base
    assert load(home, CONDA_EXE=str(executable)).root_prefix == base
    assert load(home, CONDA_ROOT=str(tmp_path), CONDA_EXE=str(executable)).root_prefix == base
    assert load(home, MAMBA_ROOT_PREFIX=str(base)).root_prefix == base
    assert load(home, CONDA_PREFIX=str(base / "envs" / "one")).root_prefix == base


def test_the_interpreter_of_conda_is_in_base(home: Path, tmp_path: Path) -> None:
    base = make_base(tmp_path / "base")
    unix = {"CONDA_PYTHON_EXE": str(base / "bin" / "python")}
    windows = {"CONDA_PYTHON_EXE": str(base / "python.exe")}
    assert find_root(unix, home, windows=False) == base
    assert find_root(windows, home, windows=True) == base


def test_an_active_base_is_known_by_its_condabin(home: Path, tmp_path: Path) -> None:
    base = make_base(tmp_path / "base", "condabin")
    assert load(home, CONDA_PREFIX=str(base)).root_prefix == base


def test_base_is_found_through_the_path(home: Path, tmp_path: Path) -> None:
    base = make_base(tmp_path / "base")
    program = "conda.exe" if os.name == "nt" else "conda"
    write(base / "condabin" / program, "")
    path = os.pathsep.join([str(tmp_path / "nothing"), "", str(base / "condabin")])
    assert load(home, PATH=path).root_prefix == base


@pytest.mark.parametrize("windows", [True, False])
def test_base_is_found_in_the_usual_places(home: Path, windows: bool) -> None:
    base = make_base(home / "miniforge3")
    assert find_root({}, home, windows=windows) == base


def test_a_folder_without_conda_meta_is_no_base(home: Path, tmp_path: Path) -> None:
    (home / "miniforge3").mkdir()
    condarc = load(home, CONDA_ROOT=str(tmp_path), CONDA_EXE="conda")
    assert condarc.root_prefix not in {tmp_path, home / "miniforge3"}


def test_micromambas_envs_count_though_its_root_is_no_environment(
    home: Path, tmp_path: Path
) -> None:
    assert (
        tmp_path / "mamba" / "envs"
        in load(home, MAMBA_ROOT_PREFIX=str(tmp_path / "mamba")).envs_dirs
    )
    (home / "micromamba" / "envs").mkdir(parents=True)
    assert home / "micromamba" / "envs" in load(home).envs_dirs
