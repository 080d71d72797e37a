"""environment.yml: what is read, what is refused and how, what is written."""

import string

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_envmgr import formats
from jupyter_envmgr.errors import BadFileError, EnvmgrError, NotFoundError
from jupyter_envmgr.formats import Snapshot
from jupyter_envmgr.models import Package, Spec, SpecFile


def read(text):
    return formats.read(SpecFile(name="environment.yml", text=text))


def refusal(text):
    with pytest.raises(BadFileError) as caught:
        read(text)
    assert caught.value.code == "bad-file"
    assert caught.value.message.endswith(".")
    assert caught.value.hint
    return caught.value.message


def package(name, version="1.0", **more):
    defaults = {"build": "py_0", "channel": "conda-forge", "layer": "conda", "requested": True}
    return Package(name=name, version=version, **{**defaults, **more})


def pip_package(name, version="1.0", **more):
    return package(name, version, build="", channel="pypi", layer="pip", **more)


def write(*packages, variant="requested", **more):
    snapshot = Snapshot(
        **{"name": "analysis", "channels": ["conda-forge"], **more}, packages=list(packages)
    )
    return formats.write(snapshot, variant=variant)


def test_a_whole_file_is_read_as_it_is_written():
    text = """\
name: analysis
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python=3.10
  - conda-forge::numpy >=1.20,<2
  - pip
  - pip:
    - requests==2.31.0 ; python_version < "3.13"
    - torch @ https://example.org/torch.whl
  - "pandas[version='>=2']"
  - pip: [six]
variables:
  THREADS: 04
  DEBUG: yes
  EMPTY:
prefix: /home/me/envs/analysis
platforms: [linux-64]
category: main
"""
    assert read(text) == Spec(
        name="analysis",
        channels=["conda-forge"],
        only_channels=True,
        packages=["python=3.10", "conda-forge::numpy >=1.20,<2", "pip", "pandas[version='>=2']"],
        pip=[
            'requests==2.31.0 ; python_version < "3.13"',
            "torch @ https://example.org/torch.whl",
            "six",
        ],
        variables={"THREADS": "04", "DEBUG": "yes", "EMPTY": ""},
    )


@pytest.mark.parametrize(
    "text",
    ["dependencies:\n", "dependencies:\n- pip:\n", "dependencies: []\n", "{dependencies: ~}"],
)
def test_an_environment_may_be_empty(text):
    assert read(text) == Spec()


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter():
    assert read("\ufeffname: x\r\ndependencies:\r\n  - python\r\n") == Spec(
        name="x", packages=["python"]
    )


def test_a_numeric_name_keeps_its_digits():
    assert read("name: 3.10\ndependencies: []").name == "3.10"


def test_one_channel_may_stand_without_a_list():
    assert read("channels: conda-forge\ndependencies: []").channels == ["conda-forge"]


@pytest.mark.parametrize("channels", ["nodefaults", "[nodefaults, a]", "[a, nodefaults, b]"])
def test_nodefaults_is_no_channel_but_keeps_others_out(channels):
    spec = read(f"channels: {channels}\ndependencies: []")
    assert spec.only_channels
    assert "nodefaults" not in spec.channels
    assert not read("channels: [defaults]\ndependencies: []").only_channels


def test_small_anchors_and_merge_keys_are_followed():
    text = """\
x-common: &common
  channels: [conda-forge]
  name: other
<<: *common
name: analysis
dependencies: &list [numpy]
later: *list
"""
    assert read(text) == Spec(name="analysis", channels=["conda-forge"], packages=["numpy"])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty."),
        ("# nothing\n", "The file is empty."),
        ("~", "The file is empty."),
        ("- numpy\n", "The file is not a mapping."),
        ("numpy", "The file is not a mapping."),
        ("name: x\n", "The file has no list named dependencies."),
        ("dependencies: numpy", "“dependencies” on line 1 is not a list."),
        ("\ndependencies: {numpy: 1}", "“dependencies” on line 2 is not a list."),
        ("dependencies:\n  - 3.10\n", "“3.10” on line 2 is a number, not a package."),
        ("dependencies:\n  -\n", "A package on line 2 is empty."),
        ("dependencies:\n  - ''\n", "A package on line 2 is empty."),
        ("dependencies:\n- [a]\n", "A package on line 2 is not text."),
        ('dependencies:\n- "a\\nb"\n', "A package on line 2 has a line break"),
        ("dependencies:\n- numpy: 1.2\n", "“numpy:” on line 2 is not a package"),
        ("dependencies:\n- pip: six\n", "“pip” on line 2 is not a list."),
        ("dependencies:\n- --channel=x\n", "A package cannot begin with a dash: --channel=x"),
        ("channels: [--override]\ndependencies: []", "A channel cannot begin with a dash"),
        ("channels: {a: b}\ndependencies: []", "“channels” on line 1 is not a list."),
        (
            "dependencies:\n- pip:\n  - -r other.txt\n",
            "-r other.txt on line 3 cannot be read: it is not known in which folder",
        ),
        ("dependencies:\n- pip:\n  - -e .\n", "Line 3: . is relative to a folder that is not"),
        ("dependencies:\n- pip:\n  - ./mine\n", "Line 3: ./mine is relative to a folder"),
        ("name: [x]\ndependencies: []", "The name on line 1 is not text."),
        ("variables: [A]\ndependencies: []", "“variables” on line 1 is not a mapping."),
        ("variables: {A: [1]}\ndependencies: []", "The variable A on line 1 is"),
        ('variables: {A: "\\0"}\ndependencies: []', "The variable A on line 1 is not text."),
        ("variables: {A=B: 1}\ndependencies: []", "“A=B” on line 1 cannot be the name"),
        ("name: a\nname: b\ndependencies: []", "“name” stands twice: on line 1 and on line 2."),
        ("dependencies: []\n---\nname: x\n", "A second document begins on line 2."),
        ("dependencies:\n\t- numpy\n", "Line 2 is indented with a tab."),
        ("dependencies: [numpy\n", "Line 2 is not YAML"),
        ("dependencies: []\nname: \x07", "The file is not YAML"),
        ('dependencies: ["\\UFFFFFFFF"]', "The file is not YAML"),
        ("dependencies: []\0", "The file is binary"),
        ("dependencies: ['\ud800']", "The file is not YAML"),
        ("? [a]\n: b\n", "The key on line 1 is not a word."),
        ("dependencies: [*gone]", "Line 1 refers to “gone”"),
        ("dependencies: &a [*a]", "Line 1 refers to “a”"),
        ("name: !!python/object:os.system ls\ndependencies: []", "Line 1 has the tag"),
        ("dependencies: !mine [a]", "Line 1 has the tag !mine"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text, sentence):
    assert refusal(text).startswith(sentence)


def test_anchors_that_explode_are_refused_without_being_expanded():
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert "holds more than" in refusal("\n".join([*levels, "dependencies: *a11"]))


def test_merge_keys_that_explode_are_refused():
    levels = ["a0: &a0 {k: x}"]
    levels += [f"a{n}: &a{n} {{l: *a{n - 1}, r: *a{n - 1}}}" for n in range(1, 30)]
    assert "holds more than" in refusal("\n".join([*levels, "<<: *a29", "dependencies: []"]))


def test_a_file_of_50_mb_is_refused_before_it_is_parsed():
    assert "larger than 1 MiB" in refusal("dependencies: [" + "a," * 25_000_000)


def test_size_is_counted_in_bytes():
    assert "larger than 1 MiB" in refusal("# " + "é" * 600_000)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_nesting_is_refused_however_deep(opening):
    assert "levels deep" in refusal("dependencies: []\nx:\n  " + opening * 10_000)


def test_a_hundred_thousand_entries_are_refused():
    assert "holds more than" in refusal("dependencies:\n" + "- a\n" * 100_000)


@pytest.mark.parametrize("name", ["environment.yml", "ENV.YAML", "environment", "dir/environment"])
def test_an_environment_file_is_recognised(name):
    file = SpecFile(name=name, text="name: x\ndependencies: [python]\n")
    assert formats.read(file).packages == ["python"]


@pytest.mark.parametrize("name", ["notebook.ipynb", "numpy.md", ""])
def test_a_file_of_no_known_format_is_refused_with_what_can_be_read(name):
    with pytest.raises(BadFileError) as caught:
        formats.read(SpecFile(name=name, text="numpy\n"))
    assert "environment.yml or requirements.txt" in caught.value.hint


def test_asked_for_packages_are_written_with_their_installed_versions():
    export = write(
        package("python", "3.12.1"),
        package("openssl", "3.0", requested=False),
        package("numpy", "2.1.0"),
        pip_package("six", "1.16"),
        pip_package("idna", "3.4", requested=False),
        package("pip", "24.0", requested=False),
        variables={"DEBUG": "yes", "THREADS": "04"},
    )
    assert export.text == (
        "name: analysis\n"
        "channels:\n"
        "  - conda-forge\n"
        "dependencies:\n"
        "  - numpy=2.1.0\n"
        "  - pip=24.0\n"
        "  - python=3.12.1\n"
        "  - pip:\n"
        "      - six==1.16\n"
        "variables:\n"
        "  DEBUG: 'yes'\n"
        "  THREADS: '04'\n"
    )
    assert (export.format, export.filename) == ("environment-yaml", "environment.yml")
    assert export.notices == []


def test_what_was_asked_for_is_also_told_by_the_stored_specs():
    export = write(
        package("numpy", "2.1.0", requested=False),
        package("zlib", requested=True),
        requested=["bioconda::numpy >=2", "gone==1"],
    )
    assert read(export.text).packages == ["bioconda::numpy=2.1.0", "zlib=1.0"]
    assert export.notices == ["gone was asked for but is not installed; it was left out."]


def test_all_packages_are_listed_where_nobody_knows_what_was_asked_for():
    export = write(package("zlib", requested=False), package("numpy", requested=False))
    assert read(export.text).packages == ["numpy=1.0", "zlib=1.0"]
    assert "not recorded" in export.notices[0]


def test_no_builds_lists_both_layers_whole():
    spec = read(
        write(
            package("numpy", "2.1.0"),
            package("zlib", requested=False),
            pip_package("six"),
            pip_package("idna", requested=False),
            variant="no-builds",
        ).text
    )
    assert spec.packages == ["numpy=2.1.0", "zlib=1.0", "pip"]
    assert spec.pip == ["idna==1.0", "six==1.0"]


def test_exact_names_the_builds():
    export = write(package("numpy", "2.1.0", build="py312h_0"), variant="exact")
    assert read(export.text).packages == ["numpy=2.1.0=py312h_0"]


def test_the_channels_that_packages_came_from_are_listed_once():
    export = write(
        package("numpy", channel="https://example.org/conda-forge/linux-64"),
        package("samtools", channel="bioconda"),
        package("mine", channel="file:///srv/mine"),
    )
    assert read(export.text).channels == ["conda-forge", "bioconda", "file:///srv/mine"]
    assert export.notices == ["The channel file:///srv/mine exists only on this machine."]


@pytest.mark.parametrize("variant", ["requested", "no-builds", "exact"])
def test_nodefaults_is_exported_where_it_was_asked_for_and_only_there(variant):
    numpy = package("numpy", channel="bioconda")
    only = write(numpy, variant=variant, only_channels=True)
    assert "  - conda-forge\n  - bioconda\n  - nodefaults\ndependencies:" in only.text
    assert only.notices == []
    assert "nodefaults" not in write(numpy, variant=variant).text


def test_no_secret_of_a_channel_or_an_address_is_written():
    export = write(
        pip_package("mine"),
        package("numpy", channel="b"),
        channels=["https://me:secret@example.org/a", "https://example.org/t/secret/b"],
        requested=["https://example.org/t/secret/b::numpy"],
        pip_sources={"mine": "git+https://me:secret@example.org/mine@abc"},
    )
    assert "secret" not in export.text + " ".join(export.notices)
    assert read(export.text).channels == ["https://example.org/a", "https://example.org/b"]
    assert len(export.notices) == 3


def test_pip_packages_from_a_folder_or_an_address_keep_it_and_say_so():
    export = write(
        pip_package("mine"),
        pip_package("My.Fork"),
        pip_package("torch", "2.1+cu118"),
        pip_package("old", "no version"),
        pip_sources={
            "mine": "file:///home/me/my%20code#subdirectory=x",
            "my-fork": "git+ssh://git@example.org/fork@abc",
        },
    )
    assert read(export.text).pip == [
        "mine @ file:///home/me/my%20code#subdirectory=x",
        "My.Fork @ git+ssh://git@example.org/fork@abc",
        "old",
        "torch==2.1+cu118",
    ]
    assert [notice.split()[0] for notice in export.notices] == ["mine", "My.Fork", "old", "torch"]


@pytest.mark.parametrize(("name", "only_channels"), [("analysis", True), (None, False)])
def test_what_was_asked_for_can_be_stored_and_read_again(name, only_channels):
    spec = Spec(
        name=name,
        channels=["conda-forge"],
        only_channels=only_channels,
        packages=["python >=3.10,<3.13", "numpy[version='>=2']", "pip"],
        pip=[
            "--extra-index-url https://${USER_1}:${TOKEN}@example.org/simple",
            "--pre",
            "six ; python_version > '3'",
            "a @ file:///b",
            f"b==1 --hash=sha256:{'0' * 64} --hash=sha256:{'1' * 64}",
            "-e git+https://example.org/c#egg=c",
            "-e file:///d%20e[f]",
        ],
        constraints=["numpy<3", "g==1 ; os_name == 'nt'"],
        variables={"NO": "no"},
    )
    assert read(formats.write_spec(spec)) == spec


def test_constraints_are_stored_and_not_exported():
    assert "x-envmgr-constraints:\n  - numpy<3\n" in formats.write_spec(
        Spec(constraints=["numpy<3"])
    )
    assert "x-envmgr" not in write(package("numpy")).text


def test_the_pip_section_may_hold_what_a_requirements_file_holds(tmp_path):
    (tmp_path / "more.txt").write_text("six # why\n-r again.txt\n-c bounds.txt\n")
    (tmp_path / "again.txt").write_text("--pre\n./wheels\n")
    (tmp_path / "bounds.txt").write_text("idna==3\n")
    text = (
        "dependencies:\n- pip:\n  - -r more.txt\n  - -e .\n  - --extra-index-url=https://h.example\n"
        "- pip: ['-c bounds.txt', requests]\nx-envmgr-constraints: [numpy<3]\n"
    )
    spec = formats.read(SpecFile(name="environment.yml", text=text, folder=str(tmp_path)))
    assert spec.pip == [
        "six",
        "--pre",
        str(tmp_path / "wheels"),
        f"-e {tmp_path}",
        "--extra-index-url https://h.example",
        "requests",
    ]
    assert spec.constraints == ["numpy<3", "idna==3"]
    assert read(formats.write_spec(spec)) == spec


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("--bogus", "Line 3: --bogus is not an option"),
        ("numpy=1.2", "Line 3: numpy=1.2 is not a pip requirement"),
        ("-r gone.txt", "The file "),
        ("-r environment.yml", "Line 1 of environment.yml: dependencies:"),
    ],
)
def test_what_is_wrong_in_the_pip_section_is_named_with_its_line(entry, sentence, tmp_path):
    (tmp_path / "environment.yml").write_text("dependencies: []\n")
    text = f"dependencies:\n- pip:\n  - {entry}\n"
    with pytest.raises(BadFileError) as caught:
        formats.read(SpecFile(name="environment.yml", text=text, folder=str(tmp_path)))
    assert caught.value.message.startswith(sentence)


def test_an_unknown_format_or_variant_is_refused_with_the_known_ones():
    with pytest.raises(NotFoundError) as caught:
        formats.write(Snapshot(name="x", packages=[]), form="docker")
    assert "environment-yaml" in caught.value.hint
    with pytest.raises(NotFoundError) as caught:
        write(variant="everything")
    assert "no-builds" in caught.value.hint


def test_every_format_tells_what_it_can():
    assert {form.id for form in formats.formats()} == set(formats.FORMATS)
    assert [variant.id for variant in formats.formats()[0].variants] == [
        "requested",
        "no-builds",
        "exact",
    ]


NAMES = st.text(string.ascii_lowercase + string.digits + "_-.", min_size=1, max_size=12).filter(
    lambda name: name[0].isalpha()
)
PIP_NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=12)
VERSIONS = st.from_regex(r"\A[0-9]{1,3}(\.[0-9]{1,3}){0,3}\Z")
VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=30)


@settings(deadline=None)
@given(
    st.dictionaries(NAMES, st.tuples(VERSIONS, st.booleans()), max_size=8),
    st.dictionaries(PIP_NAMES, VERSIONS, max_size=5),
    st.dictionaries(NAMES, VALUES, max_size=4),
    st.sampled_from(["requested", "no-builds", "exact"]),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1).filter(
        lambda name: not name.startswith("-")
    ),
)
def test_what_is_written_is_read_back(conda, pip, variables, variant, name):
    packages = [package(n, v, requested=asked) for n, (v, asked) in conda.items()]
    packages += [pip_package(n, v) for n, v in pip.items()]
    spec = read(write(*packages, variant=variant, variables=variables, name=name).text)
    some_asked = any(asked for _, asked in conda.values())
    build = "=py_0" if variant == "exact" else ""
    expected = {
        f"{n}={v}{build}"
        for n, (v, asked) in conda.items()
        if asked or variant != "requested" or not some_asked or (pip and n == "pip")
    }
    if pip and "pip" not in conda:
        expected.add("pip")
    assert (spec.name, set(spec.packages)) == (name, expected)
    assert set(spec.pip) == {f"{n}=={v}" for n, v in pip.items()}
    assert spec.variables == variables


@settings(deadline=None)
@given(st.text())
def test_no_text_brings_the_reader_down(text):
    outcome(text)


@settings(deadline=None)
@given(st.text("ab:-?[]{},&*!|>'\"%#\n\t =<.0~\\UxN"))
def test_no_punctuation_brings_the_reader_down(text):
    outcome("dependencies:\n" + text)


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5) | st.just("pip"), inner)
    ),
    max_leaves=20,
)
KEYS = st.sampled_from(["name", "channels", "dependencies", "variables", "prefix", "other"])


@settings(deadline=None)
@given(st.dictionaries(KEYS, TREES) | TREES)
def test_no_structure_brings_the_reader_down(tree):
    outcome(yaml.safe_dump(tree, allow_unicode=True))


def outcome(text):
    """Either a spec of plain words or an error that says something."""
    try:
        spec = read(text)
    except EnvmgrError as error:
        said = [error.message, error.hint]
    else:
        said = [*spec.channels, *spec.packages]
        assert all(line.isprintable() for line in spec.pip)
        assert not [word for word in said if word.startswith("-") or not word.isprintable()]
    assert all(said)
