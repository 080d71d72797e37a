"""One line for pip, and many: what is asked for, in which words, and what is refused."""

import os
import string
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.markers import default_environment
from packaging.requirements import Requirement as Pep508

from jupyter_envmgr.errors import BadFileError, BadSpecError, ContradictionError, EnvmgrError
from jupyter_envmgr.requirements import PipLines, Requirement, parse, read_lines, read_text

SHA = "a" * 64
SHA_2 = "B" * 64


def refusal(line, folder=None):
    with pytest.raises(BadSpecError) as caught:
        parse(line, folder)
    assert caught.value.message.endswith(".")
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("numpy", Requirement("numpy", "numpy")),
        (
            "Torch_X.y[B,a] >= 1 , <2;python_version>'3'",
            Requirement(
                'Torch_X.y[B,a]<2,>=1; python_version > "3"',
                "torch-x-y",
                extras=("a", "b"),
                specifier="<2,>=1",
                marker='python_version > "3"',
            ),
        ),
        ("numpy (>=1.0)", Requirement("numpy>=1.0", "numpy", specifier=">=1.0")),
        ("a===1.0-weird", Requirement("a===1.0-weird", "a", specifier="===1.0-weird")),
        (
            "a @ https://h.example/a.zip#sha256=1 ; os_name=='nt'",
            Requirement(
                'a @ https://h.example/a.zip#sha256=1 ; os_name == "nt"',
                "a",
                marker='os_name == "nt"',
                url="https://h.example/a.zip#sha256=1",
            ),
        ),
        (
            "a@https://h.example/a.zip",
            Requirement("a @ https://h.example/a.zip", "a", url="https://h.example/a.zip"),
        ),
        (
            "https://h.example/A_b-1.0%2Bcu-py3-none-any.whl",
            Requirement(
                "https://h.example/A_b-1.0%2Bcu-py3-none-any.whl",
                "a-b",
                url="https://h.example/A_b-1.0%2Bcu-py3-none-any.whl",
            ),
        ),
        (
            "https://h.example/archive/v1.zip",
            Requirement(
                "https://h.example/archive/v1.zip", "", url="https://h.example/archive/v1.zip"
            ),
        ),
        (
            "git+https://h.example/a.git@v1#egg=a[x]&subdirectory=b",
            Requirement(
                "a[x] @ git+https://h.example/a.git@v1#subdirectory=b",
                "a",
                extras=("x",),
                url="git+https://h.example/a.git@v1#subdirectory=b",
            ),
        ),
        (
            "git+ssh://git@h.example/a",
            Requirement("git+ssh://git@h.example/a", "", url="git+ssh://git@h.example/a"),
        ),
        (
            "-e git+https://h.example/a#egg=a",
            Requirement(
                "a @ git+https://h.example/a",
                "a",
                url="git+https://h.example/a",
                editable=True,
            ),
        ),
        (
            "hg+https://h.example/a#egg=a",
            Requirement("a @ hg+https://h.example/a", "a", url="hg+https://h.example/a"),
        ),
        (
            "svn+svn://h.example/a#egg=a",
            Requirement("a @ svn+svn://h.example/a", "a", url="svn+svn://h.example/a"),
        ),
        (
            "bzr+lp://h.example/a#egg=a",
            Requirement("a @ bzr+lp://h.example/a", "a", url="bzr+lp://h.example/a"),
        ),
        (
            f"a==1 --hash=sha256:{SHA} --hash sha256:{SHA_2}  --hash=sha256:{SHA}",
            Requirement(
                f"a==1 --hash=sha256:{SHA} --hash=sha256:{SHA_2.lower()}",
                "a",
                specifier="==1",
                hashes=(f"sha256:{SHA}", f"sha256:{SHA_2.lower()}"),
            ),
        ),
    ],
)
def test_a_line_is_read_as_pip_reads_it(line, expected):
    read = parse(line)
    fields = set(Requirement.__struct_fields__) - {"written"}
    assert {name: getattr(read, name) for name in fields} == {
        name: getattr(expected, name) for name in fields
    }


@pytest.mark.parametrize(
    ("line", "in_uv", "name"),
    [
        ("-e .", "-e {}", ""),
        ("--editable=./code[a,b]", "-e {}/code[a,b]", ""),
        ("-e './my code' ; os_name == 'posix'", '-e {}/my%20code ; os_name == "posix"', ""),
        ("./a-1.0-py3-none-any.whl", "{}/a-1.0-py3-none-any.whl", "a"),
        ("wheels/a-1.0-py3-none-any.whl", "{}/wheels/a-1.0-py3-none-any.whl", "a"),
        ("a-1.0-py3-none-any.whl", "{}/a-1.0-py3-none-any.whl", "a"),
        ("code/project[x]", "{}/code/project[x]", ""),
        ("./a#1;os_name=='nt'", '{}/a%231 ; os_name == "nt"', ""),
        ("file:code", "{}/code", ""),
        ("a @ ./code", "a @ {}/code", "a"),
        ("./code#egg=a&subdirectory=b", "a @ {}/code#subdirectory=b", "a"),
        ("other/../code", "{}/code", ""),
    ],
)
def test_a_path_starts_from_the_folder_and_is_asked_of_uv_as_a_url(line, in_uv, name, tmp_path):
    read = parse(line, tmp_path)
    assert read.line == in_uv.replace("{}", tmp_path.as_uri())
    assert (read.name, read.url[:5]) == (name, "file:")
    assert parse(read.written).line == read.line


def test_a_folder_of_odd_characters_does_not_change_what_is_asked_for(tmp_path):
    folder = tmp_path / "a; b #c -e [x]$"
    assert parse("./code", folder).url == (folder / "code").as_uri()
    written = parse("-e ./code[a] ; os_name == 'nt'", folder).written
    assert parse(written) == parse("-e ./code[a] ; os_name == 'nt'", folder)


@pytest.mark.parametrize(
    "line", ["-e .", "./a", "../a-1.0-py3-none-any.whl", "a/b", "a @ ./b", "-e ./a[b]", "-e a"]
)
def test_a_relative_path_without_a_folder_is_refused(line):
    assert "is relative to a folder that is not known here" in refusal(line)


@pytest.mark.parametrize("path", ["{}/a", "-e {}/a", "a @ {}/a", "file:{}/a", "-e file://{}/a[b]"])
def test_a_full_path_needs_no_folder(path, tmp_path):
    line = path.replace("file://{}", tmp_path.as_uri()).replace("{}", str(tmp_path))
    assert parse(line).url == (tmp_path / "a").as_uri()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "Nothing is not a pip requirement."),
        ("-r other.txt", "-r other.txt is not a pip requirement."),
        ("numpy=1.2", "numpy=1.2 is not a pip requirement"),
        ("pip install numpy", "pip install numpy is not a pip requirement"),
        ("a b", "a b is not a pip requirement"),
        ("a see https://h.example/a", "a see https://h.example/a is not a pip requirement"),
        ("a[b", "a[b is not a pip requirement"),
        ("a>=x", "a>=x is not a pip requirement"),
        ("a; b", "a; b is not a pip requirement"),
        ("a; " + "(" * 9_999, "a; ((("),
        ("a==" + "9" * 5_000, "a==999"),
        ("a @ https://h.example/a ; b", "“b” is not a condition"),
        ("a @ https://h.example/a ; " + "(" * 9_999, "“((("),
        ("a\u00a0b", "It has an invisible character in it (U+00A0)."),
        ("a\x07", "It has an invisible character in it (U+0007)."),
        ("a\nb", "It has an invisible character in it (U+000A)."),
        ("-e https://h.example/a.zip", "-e https://h.example/a.zip is neither a folder nor"),
        ("git@h.example:a/b", "git@h.example:a/b is not a URL."),
        ("git+git@h.example:a/b", "git+git@h.example:a/b is not a URL."),
        ("a @ git@h.example:a/b", "git@h.example:a/b is not a URL."),
        ("https://h.example/a b", "The URL https://h.example/a b has a space in it."),
        ("gopher://h.example/a", "Nothing can be fetched from gopher://h.example/a"),
        ("cvs+https://h.example/a", "Nothing can be fetched from cvs+https://h.example/a"),
        ("https://h.example/a#egg=-", "“egg=-” does not name a package."),
        ("a[-] @ https://h.example/a", "“-” is not an extra."),
        ("https://h.example/a.whl", "a.whl is not the name of a wheel."),
        ("a --config-settings x=y", "--config-settings cannot stand behind a requirement."),
        ("a --hash", "--hash cannot stand behind a requirement."),
        ("a --hash=md5:1", "“md5:1” is not a hash that pip checks."),
        ("a --hash=sha256:1", "“sha256:1” is not a hash that pip checks."),
        (f"a --hash=sha256:{SHA} b", "b cannot stand behind a requirement."),
    ],
)
def test_what_is_no_requirement_is_refused_with_a_sentence(line, sentence):
    assert refusal(line).startswith(sentence)


@pytest.mark.skipif(os.name == "nt", reason="there it is a path")
def test_a_path_of_windows_is_refused_elsewhere(tmp_path):
    assert refusal("-e C:\\code", tmp_path) == "C:\\code is not a path on this machine."


def test_a_refusal_keeps_passwords_to_itself():
    for line in ("a @ https://me:secret@h.example/a b", "hg+https://me:secret@h.example/a#egg=-"):
        assert "secret" not in refusal(line)


def test_a_marker_tells_where_a_requirement_applies():
    nt = {**default_environment(), "os_name": "nt"}
    assert parse("a").applies({})
    assert parse("a ; os_name == 'nt'").applies(nt)
    assert not parse("a @ https://h.example/a ; os_name != 'nt'").applies(nt)
    assert not parse("a ; extra == 'test'").applies(nt)
    with pytest.raises(BadSpecError, match="makes no sense"):
        parse("a ; os_name ~= 'n t'").applies(nt)


def test_variables_are_put_in_for_uv_and_kept_for_the_file(monkeypatch, tmp_path):
    monkeypatch.setenv("TOKEN_1", "s3cret")
    monkeypatch.setenv("WHERE", str(tmp_path))
    monkeypatch.setenv("EMPTY", "")
    read = parse("a @ https://${TOKEN_1}@h.example/${EMPTY}${UNSET_X}${lower}")
    assert read.line == "a @ https://s3cret@h.example/${EMPTY}${UNSET_X}${lower}"
    assert read.written == "a @ https://${TOKEN_1}@h.example/${EMPTY}${UNSET_X}${lower}"
    assert parse("-e ${WHERE}/code").line == f"-e {tmp_path.as_uri()}/code"
    lines = read_lines(["--index-url https://${TOKEN_1}@h.example", "-f ${WHERE}"])
    assert lines.options == (
        "--index-url https://s3cret@h.example",
        f"--find-links {tmp_path.as_uri()}",
    )
    assert lines.lines == ("--index-url https://${TOKEN_1}@h.example", "--find-links ${WHERE}")


def test_the_value_of_a_variable_cannot_smuggle_lines_in(monkeypatch):
    monkeypatch.setenv("BAD", "a\n--index-url https://h.example")
    assert "invisible character" in refusal("a${BAD}")


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("-i https://h.example/simple", ["--index-url https://h.example/simple"]),
        ("--pypi-url=https://h.example/simple", ["--index-url https://h.example/simple"]),
        ("--extra-index-url 'https://h.example/a'", ["--extra-index-url https://h.example/a"]),
        ("-fhttps://h.example/links", ["--find-links https://h.example/links"]),
        ("--no-index --pre", ["--no-index", "--pre"]),
        ("--require-hashes", ["--require-hashes"]),
        ("--trusted-host h.example:8080", ["--trusted-host h.example:8080"]),
        ("--no-binary a,b", ["--no-binary a", "--no-binary b"]),
        (
            "--only-binary=:all: --no-binary :none:",
            ["--only-binary :all:", "--no-binary :none:"],
        ),
        ("--prefer-binary --use-feature=fast-deps", []),
    ],
)
def test_options_are_handed_to_uv_one_by_one(line, options):
    read = read_lines([line])
    assert list(read.options) == options
    assert read_lines(read.lines) == read


def test_links_in_a_folder_start_from_there(tmp_path):
    read = read_lines(['-f "./my wheels"'], tmp_path)
    assert read.options == (f"--find-links {(tmp_path / 'my wheels').as_uri()}",)
    assert read_lines(read.lines) == read
    assert read_lines([f'-f "{tmp_path / "my wheels"}"']).options == read.options


def test_backslashes_in_options_are_part_of_a_path():
    assert read_lines(["--find-links https://h.example/a\\b"]).options == (
        "--find-links https://h.example/a\\b",
    )


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("--bogus", "Line 1: --bogus is not an option that a requirements file can have here."),
        ("--target=x", "Line 1: --target is not an option"),
        ("-x", "Line 1: -x is not an option"),
        ("-", "Line 1: - is not an option"),
        ("-i", "Line 1: --index-url has no value."),
        ("--pre=1", "Line 1: --pre takes no value."),
        ("--no-index https://h.example", "Line 1: “https://h.example” belongs to no option."),
        ("-i 'https://h.example", "Line 1: -i 'https://h.example has a quote that does not end."),
        ("-f ./links", "Line 1: ./links is relative to a folder"),
        ("-i gopher://h.example", "Line 1: Nothing can be fetched from"),
        ("--trusted-host https://h.example", "Line 1: “https://h.example” is not a host."),
        ("--no-binary -x", "Line 1: “-x” is not a package."),
        ("a\u200b", "Line 1: It has an invisible character in it (U+200B)."),
        ("hg+https://h.example/a#egg=a", "Line 1: hg+https://h.example/a#egg=a lies in a Mercur"),
        ("a" * 70_000, "Line 1: It has more than"),
    ],
)
def test_a_line_that_makes_no_sense_is_named_with_its_number(line, sentence):
    with pytest.raises(BadSpecError) as caught:
        read_lines([line])
    assert caught.value.message.startswith(sentence)
    assert caught.value.hint
    assert caught.value.details["line"] == 1


def test_comments_and_continued_lines_are_read_as_pip_does():
    text = (
        "\ufeff# coding: latin-1\r\n"
        "numpy>=1 \\\r\n    # the end of it\r\n"
        "a==1 \\\r\n\t--hash=sha256:" + SHA + " \\\r\n\t--hash=sha256:" + SHA_2 + "  # both\r\n"
        "# a comment goes on \\\r\n"
        "b#c @ https://h.example/#egg=x\r\n"
        "c \\"
    )
    with pytest.raises(BadSpecError, match=r"Line 8 of r.txt: b#c"):
        read_text(text, name="r.txt")
    read = read_text(text.replace("b#c @ ", "b @ "), name="r.txt")
    assert [each.line for each in read.requirements] == [
        "numpy>=1",
        f"a==1 --hash=sha256:{SHA} --hash=sha256:{SHA_2.lower()}",
        "b @ https://h.example/",
        "c",
    ]
    assert read.lines[1] == f"a==1 --hash=sha256:{SHA} --hash=sha256:{SHA_2}"


def test_what_is_asked_for_twice_is_asked_for_once():
    read = read_lines(["a>=1,<2", "b", "a <2,>=1", "--pre", "b  # again", "--pre", "a>1"])
    assert [each.line for each in read.requirements] == ["a<2,>=1", "b", "a>1"]
    assert read.options == ("--pre",)


def test_of_two_main_indexes_the_last_holds():
    lines = ["-i https://h.example/1", "--pre", "-i https://h.example/2", "-i https://h.example/2"]
    assert read_lines(lines).options == ("--pre", "--index-url https://h.example/2")


@pytest.mark.parametrize(
    ("lines", "constraints"),
    [
        (["numpy==1.0", "b", "NumPy==2.0"], []),
        (["numpy>=2", "b", "numpy==1.0"], []),
        (["numpy @ https://h.example/1", "b", "numpy @ https://h.example/2"], []),
        (["numpy==1; os_name=='nt'", "b", "numpy==2; os_name=='nt'"], []),
        (["a", "b", "numpy==1.0"], ["a", "b", "numpy==1.1"]),
    ],
)
def test_lines_that_exclude_each_other_are_both_named(lines, constraints):
    with pytest.raises(ContradictionError, match=r"line 3\b.*exclude each other") as caught:
        read_lines(lines, constraints=constraints)
    assert caught.value.details == {"packages": ["numpy"]}
    assert caught.value.message.lower().count("numpy") == 2


@pytest.mark.parametrize(
    "lines",
    [
        ["a==1", "a==1.0", "a<2", "a"],
        ["a==1.0", "a==1.0+cu118"],
        ["a==1.0+cu118", "a==1.0"],
        ["a==2rc1", "a>1"],
        ["a==1 ; os_name=='nt'", "a==2 ; os_name!='nt'"],
        ["a==1", "a==1.*", "a>=0,<2"],
        ["./a", "./b"],
    ],
)
def test_lines_that_may_hold_together_are_left_to_the_resolver(lines, tmp_path):
    assert len(read_lines(lines, tmp_path).requirements) == len(lines)


@pytest.mark.parametrize("line", ["-e git+https://h.example/a#egg=a", "https://h.example/a.zip"])
def test_a_constraint_has_a_name_and_is_not_editable(line):
    with pytest.raises(BadSpecError, match=r"Line 1 of the constraints: .* cannot be a constraint"):
        read_lines([], constraints=[line])


@pytest.mark.parametrize("option", ["-r other.txt", "-c other.txt", "-rother.txt", "-c /etc/hosts"])
def test_other_files_are_not_read_where_the_folder_is_unknown(option):
    with pytest.raises(BadFileError, match=r"on line 2 cannot be read: it is not known in which"):
        read_lines(["a", option])


@pytest.mark.parametrize("option", ["-r https://h.example/r.txt", "-c http://me:secret@h.example"])
def test_no_file_is_fetched_from_another_machine(option, tmp_path):
    with pytest.raises(BadFileError, match="on line 1 is not read") as caught:
        read_lines([option], tmp_path)
    assert "secret" not in caught.value.message


def test_five_thousand_lines_are_read_in_well_under_a_second():
    lines = [
        f"package-{n}[x]>=1.{n},<{n + 2} ; python_version >= '3.8' --hash=sha256:{n:064x}"
        for n in range(5_000)
    ]
    start = time.perf_counter()
    read = read_lines(lines)
    assert time.perf_counter() - start < 3  # about 0.3 on a machine that does nothing else
    assert len(read.requirements) == 5_000


@pytest.mark.parametrize(
    "line", ["./a" + " " * 60_000 + "b", "a" + " " * 60_000 + "@", "a @ b" + " ;" * 30_000]
)
def test_long_runs_of_spaces_take_no_time(line, tmp_path):
    start = time.perf_counter()
    outcome(lambda: parse(line, tmp_path))
    assert time.perf_counter() - start < 3


NAMES = st.from_regex(r"\A[A-Za-z0-9]([A-Za-z0-9._-]{0,8}[A-Za-z0-9])?\Z")
EXTRAS = st.lists(NAMES, max_size=3).map(lambda names: f"[{','.join(names)}]" if names else "")
VERSIONS = st.from_regex(r"\A[0-9]{1,3}(\.[0-9]{1,3}){0,3}(rc[0-9]|\.post[0-9])?\Z")
SPECIFIERS = st.lists(
    st.tuples(st.sampled_from(["==", "!=", ">=", "<=", ">", "<"]), VERSIONS).map("".join),
    max_size=3,
)
MARKERS = st.sampled_from(
    ["", "os_name == 'nt'", "python_version < '3.11' or (extra == 'a' and os_name != 'x')"]
)
URLS = st.sampled_from(
    ["https://h.example/a", "git+ssh://git@h.example/a@v1#subdirectory=b", "file:///a/b%20c"]
)
HASHES = st.lists(st.integers(0, 2**256 - 1).map(lambda n: f" --hash=sha256:{n:064x}"), max_size=2)


@settings(deadline=None)
@given(NAMES, EXTRAS, SPECIFIERS, MARKERS, HASHES)
def test_a_requirement_by_name_means_what_packaging_says(name, extras, specifiers, marker, hashes):
    line = f"{name}{extras}{','.join(specifiers)}{f' ; {marker}' if marker else ''}"
    read, known = parse(line + "".join(hashes)), Pep508(line)
    bare = read.line.partition(" --hash")[0]
    assert Pep508(bare) == known
    assert (read.specifier, read.marker) == (str(known.specifier), str(known.marker or ""))
    assert len(read.hashes) == len(set(hashes))
    again = parse(read.line)
    assert (again.line, again.hashes, again.extras) == (read.line, read.hashes, read.extras)
    assert parse(read.written) == read


@settings(deadline=None)
@given(NAMES, EXTRAS, URLS, MARKERS, HASHES, st.booleans())
def test_a_requirement_by_address_is_read_back_as_it_was(name, extras, url, marker, hashes, bare):
    head = "" if bare else f"{name}{extras} @ "
    line = f"{head}{url}{f' ; {marker}' if marker else ''}{''.join(hashes)}"
    read = parse(line)
    assert read.url == url
    assert parse(read.written) == read
    assert parse(read.line).line == read.line


@settings(deadline=None)
@given(st.text(string.ascii_lowercase + "-=./\\@[]#;:,'\"$ {}~<>!()&+\t\n 1\u00e9", max_size=40))
def test_no_punctuation_brings_the_reader_of_a_line_down(text):
    outcome(lambda: parse(text))
    outcome(lambda: parse(text, Path("/folder")))
    outcome(lambda: read_lines([text, f"-{text}", f"--{text}", f"-e {text}", f"a @ {text}"]))


@settings(deadline=None)
@given(st.text())
def test_no_text_brings_the_reader_of_a_file_down(text):
    outcome(lambda: read_text(text, Path("/folder"), name="r.txt"))


@settings(deadline=None)
@given(st.lists(st.text(string.printable + "é\u2028", max_size=30), max_size=5))
def test_what_was_read_can_be_read_again(lines):
    read = outcome(lambda: read_lines(lines, Path("/folder")))
    if read:
        assert all(line.isprintable() for line in read.lines)
        again = read_lines(read.lines)
        assert again.requirements == read.requirements
        assert again.options == read.options


def outcome(work):
    """What the work gives, or nothing where it is refused with a sentence."""
    try:
        read = work()
        said = ["it can be read"]
    except EnvmgrError as error:
        read = PipLines()
        said = [error.message, error.hint]
    assert all(said)
    return read
