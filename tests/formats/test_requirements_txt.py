"""requirements.txt and constraints.txt: recognised, read with the files they name, refused."""

import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_envmgr import formats
from jupyter_envmgr.errors import BadFileError, BadSpecError, ContradictionError, EnvmgrError
from jupyter_envmgr.models import Spec, SpecFile

A, B = "a" * 64, "b" * 64
POSIX = pytest.mark.skipif(os.name == "nt", reason="there are no pipes or devices among files")


def read(text, folder=None, name="requirements.txt"):
    return formats.read(SpecFile(name=name, text=text, folder=str(folder) if folder else None))


def refusal(text, folder, error=BadFileError):
    with pytest.raises(error) as caught:
        read(text, folder)
    assert caught.value.message.endswith(".")
    assert caught.value.hint
    return caught.value


@pytest.fixture
def folder(tmp_path):
    """Write files by ``folder(name=text)``; the name's ``_`` is a dot."""

    def write(**files):
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name.replace("_", ".")).write_bytes(data)
        return tmp_path

    return write


def test_a_whole_file_is_read():
    text = (
        "# what the notebook needs\n"
        "--extra-index-url https://h.example/simple\n"
        "\n"
        "pandas>=2  # tables\n"
        "requests[socks]==2.31 ; python_version < '3.13' \\\n"
        f"    --hash=sha256:{A} \\\n"
        f"    --hash=sha256:{B}\n"
        "torch @ https://h.example/torch-2.0-cp312-cp312-linux_x86_64.whl\n"
        "-e git+https://h.example/mine@main#egg=mine\n"
        "pandas>=2\n"
    )
    assert read(text) == Spec(
        pip=[
            "--extra-index-url https://h.example/simple",
            "pandas>=2",
            f"requests[socks]==2.31 ; python_version < '3.13' --hash=sha256:{A} --hash=sha256:{B}",
            "torch @ https://h.example/torch-2.0-cp312-cp312-linux_x86_64.whl",
            "-e git+https://h.example/mine@main#egg=mine",
        ]
    )


def test_what_was_read_is_stored_and_read_again_as_it_was(folder):
    place = folder(c_txt="numpy<3\n")
    spec = read("-c c.txt\n-i https://h.example\n-e ./mine[a]\n./b\nsix; os_name=='nt'\n", place)
    stored = formats.write_spec(spec)
    assert formats.read(SpecFile(name="environment.yml", text=stored)) == spec


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "requirements-dev.txt",
        "dev_requirements.txt",
        "Requirements.TXT",
        "requirements.in",
        "requirements/base.txt",
        "C:\\work\\some.txt",
        "constraints.txt",
    ],
)
def test_a_requirements_file_is_recognised(name):
    form = formats.recognise(SpecFile(name=name, text="numpy>=1\n"))
    assert form.FORMAT.id == "requirements-txt"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes.txt", "Numbers of the week\n"),
        ("notes.txt", "numpy\nsee also: pandas\n"),
        ("notes.txt", ""),
        ("spec.txt", "# conda\n@EXPLICIT\nhttps://h.example/a.conda\n"),
        ("data.txt", "1,2,3\n"),
        ("requirements.md", "numpy\n"),
        ("requirements", "numpy\n"),
        ("txt", "numpy\n"),
    ],
)
def test_other_text_is_not_taken_for_requirements(name, text):
    with pytest.raises(BadFileError) as caught:
        formats.recognise(SpecFile(name=name, text=text))
    assert "environment.yml or requirements.txt" in caught.value.hint


def test_any_text_of_requirements_is_one():
    text = "\ufeff# mine\n-r a.txt\na[b] >= 1 # c\nx @ https://h\n./y\ngit+https://h\n\nz \\\n--pre"
    assert formats.recognise(SpecFile(name="mine.txt", text=text)).FORMAT.id == "requirements-txt"
    assert formats.recognise(SpecFile(name="a.yml", text=text)).FORMAT.id == "environment-yaml"


def test_a_file_of_constraints_asks_for_nothing_by_itself():
    spec = read("numpy<3\n--pre\n", name="constraints-3.12.txt")
    assert spec == Spec(pip=["--pre"], constraints=["numpy<3"])


def test_files_that_a_file_names_are_read_from_their_own_folders(folder):
    place = folder(base_txt="six\n")
    (place / "sub").mkdir()
    (place / "sub" / "dev.txt").write_text("-r ../base.txt\n-c bounds.txt\n-e .\nidna\n")
    (place / "sub" / "bounds.txt").write_text("-r ../more.txt\nidna<4\n")
    (place / "more.txt").write_text("numpy<3\n")
    spec = read(f"-r sub/dev.txt\n--requirement={(place / 'base.txt').as_uri()}\npandas\n", place)
    assert spec.pip == ["six", f"-e {place / 'sub'}", "idna", "pandas"]
    assert spec.constraints == ["numpy<3", "idna<4"]


def test_the_same_file_may_be_named_twice_and_as_a_constraint_too(folder):
    place = folder(a_txt="-r c.txt\n", b_txt="-r c.txt\n", c_txt="six\n")
    spec = read("-r a.txt\n-r b.txt\n-c c.txt\n-r a.txt\n", place)
    assert (spec.pip, spec.constraints) == (["six"], ["six"])


@pytest.mark.parametrize(
    ("files", "chain"),
    [
        ({}, ["requirements.txt", "requirements.txt"]),
        ({"a_txt": "-r b.txt\n", "b_txt": "six\n-c a.txt"}, ["a.txt", "b.txt", "a.txt"]),
        ({"a_txt": "-r requirements.txt\n"}, ["requirements.txt", "a.txt", "requirements.txt"]),
    ],
)
def test_files_that_name_each_other_in_a_circle_are_refused_by_name(files, chain, folder):
    text = "-r a.txt\n" if files else "-r ./requirements.txt\n"
    place = folder(requirements_txt=text, **files)
    error = refusal(text, place)
    assert f"in a circle: {' → '.join(chain)} (line" in error.message
    assert error.details["chain"] == [str((place / name).resolve()) for name in chain]


def test_a_circle_through_a_link_is_found(folder):
    place = folder(a_txt="-r b.txt\n")
    try:
        (place / "b.txt").symlink_to(place / "a.txt")
    except OSError:
        pytest.skip("links need a right that Windows does not give everybody")
    assert "in a circle" in refusal("-r a.txt", place).message


def test_files_are_not_followed_without_end(folder):
    place = folder(**{f"f{n}_txt": f"-r f{n + 1}.txt\n" for n in range(30)})
    assert "levels deep (line 1 of f" in refusal("-r f0.txt", place).message


def test_files_that_branch_at_each_level_are_read_once_each(folder):
    place = folder(**{f"f{n}_txt": f"-r f{n + 1}.txt\n" * 50 for n in range(15)}, f15_txt="six")
    assert read("-r f0.txt", place).pip == ["six"]


def test_a_file_that_cannot_be_read_is_named(folder):
    place = folder()
    message = refusal("six\n-r gone.txt", place).message
    assert message.startswith(f"The file {place / 'gone.txt'}, which line 2 of requirements.txt")
    assert "cannot be read" in refusal("-r .", place).message


@POSIX
def test_pipes_and_devices_are_refused_at_once(folder):
    place = folder()
    os.mkfifo(place / "pipe.txt")
    for path in ("pipe.txt", "/dev/zero", "/dev/null"):
        assert "it is not an ordinary file" in refusal(f"-r {path}", place).message.lower()


def test_a_huge_file_is_refused(folder):
    place = folder(a_txt=b"# \n" * (2 << 20))
    assert "cannot be read" in refusal("-r a.txt", place).message
    assert "larger than 4 MiB" in refusal("# \n" * (2 << 20), None).message
    assert "more than 50000 lines" in refusal("a\n" * 60_000, None).message


@pytest.mark.parametrize(
    "data",
    [
        "mine ; os_name=='é'\n".encode("utf-8-sig"),
        b"\xff\xfe" + "mine ; os_name=='é'\r\n".encode("utf-16-le"),
        b"\xff\xfe\0\0" + "mine ; os_name=='é'".encode("utf-32-le"),
        "# -*- coding: latin-1 -*-\nmine ; os_name=='é'\n".encode("latin-1"),
        "\n# vim: set fileencoding=cp1252 :\nmine ; os_name=='é'\n".encode("cp1252"),
    ],
)
def test_a_file_is_read_in_its_own_encoding(data, folder):
    assert read("-r a.txt", folder(a_txt=data)).pip == ["mine ; os_name=='é'"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"a\xff\n", "a.txt is not text in utf-8."),
        (b"# coding: klingon\n", "a.txt says that it is written in “klingon”, which is unknown."),
        (b"# coding: rot13\n", "a.txt says that it is written in “rot13”, which is unknown."),
    ],
)
def test_what_is_not_text_is_refused(data, sentence, folder):
    assert refusal("-r a.txt", folder(a_txt=data)).message == sentence


def test_a_wrong_line_is_named_with_its_number_and_its_file(folder):
    place = folder(a_txt="six\n\nnumpy=1.2=py_0\n")
    error = refusal("-r a.txt", place, BadSpecError)
    assert error.message.startswith("Line 3 of a.txt: numpy=1.2=py_0 is not a pip requirement")
    assert "two equal signs" in error.hint
    assert refusal("a\n--bogus", None, BadSpecError).message.startswith(
        "Line 2 of requirements.txt"
    )


def test_lines_of_two_files_that_exclude_each_other_are_both_named(folder):
    error = refusal("numpy==1.0\n-r a.txt", folder(a_txt="\nnumpy==2.0\n"), ContradictionError)
    assert error.message == (
        "numpy==1.0 (line 1 of requirements.txt) and numpy==2.0 (line 2 of a.txt) "
        "exclude each other."
    )


def test_passwords_are_in_no_message():
    for line in ("a @ https://me:secret@h.example/a b", "--bogus=https://me:secret@h.example"):
        assert "secret" not in refusal(line, None, BadSpecError).message


def test_five_thousand_lines_are_read_in_well_under_a_second(folder):
    place = folder(a_txt="".join(f"package-{n}==1.{n}\n" for n in range(5_000)))
    start = time.perf_counter()
    spec = read("-r a.txt", place)
    assert time.perf_counter() - start < 3  # about 0.2 on a machine that does nothing else
    assert len(spec.pip) == 5_000


@settings(deadline=None)
@given(
    st.lists(st.text("abc-=./\\@[]#;:,'\"$ {}~<>!()\t1\u00e9\ufeff", max_size=20)).map("\n".join)
)
def test_no_text_brings_the_reader_down(text):
    try:
        spec = read(text, "/nowhere")
        said = [*spec.pip, *spec.constraints]
        stored = formats.read(SpecFile(name="environment.yml", text=formats.write_spec(spec)))
        assert stored == spec
    except EnvmgrError as error:
        said = [error.message, error.hint]
    assert all(said)
