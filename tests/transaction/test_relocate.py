"""Every way in which a file says where its environment is."""

import json
import os
import subprocess
import sys
from pathlib import Path, PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_envmgr.errors import BadRequestError
from jupyter_envmgr.transaction.relocate import Relocation

OLD = Path("/opt/envs/old")
NEW = Path("/srv/environments/new")
MOVE = Relocation(OLD, NEW)
ROOM = 255

posix = pytest.mark.skipif(os.name == "nt", reason="paths of POSIX systems")


def packed(string, prefix=OLD, room=ROOM):
    """A string as an installer leaves it: the prefix in the placeholder's place, then NULs."""
    old = os.fsencode(prefix)
    return string.replace(b"@", old) + b"\0" * ((room - len(old)) * string.count(b"@") + 1)


@posix
@pytest.mark.parametrize(
    "text",
    [
        "@",
        "@/lib",
        "prefix=@\n",
        "LIBS=-L@/lib -I@/include -Wl,-rpath,@/lib",
        "PATH=@/bin:@/sbin;'@' \"@\" (@)",
        'file://@/x "x\\n@/bin"',
        "see @. And @, @: @",
        "é @ ü",
    ],
)
def test_a_text_names_the_new_prefix(text):
    data = text.replace("@", str(OLD)).encode()
    assert MOVE.text(data) == text.replace("@", str(NEW)).encode()


@posix
@pytest.mark.parametrize(
    "text",
    ["@2/lib", "@-old", "@.bak", "@_x", "@é", "@+", "/home@/lib", ".@", "${HOME}@", "~@", "x@"],
)
def test_a_longer_path_is_another_path(text):
    data = text.replace("@", str(OLD)).encode()
    assert MOVE.text(data) is data


@posix
def test_a_short_prefix_does_not_break_usr_bin_env():
    data = b"#!/usr/bin/env python\nprefix = '/env'\nhttp://env/x\n"
    moved = Relocation(Path("/env"), NEW).text(data, packed=True)
    assert moved.startswith(b"#!/usr/bin/env python\n")
    assert b"'/srv/environments/new'" in moved
    assert Relocation(Path("/env"), NEW).text(b"http://env/x") == b"http://env/x"


@posix
def test_a_packed_text_may_have_the_prefix_after_a_dot():
    assert MOVE.text(b".%s/x" % os.fsencode(OLD), packed=True) == b"./srv/environments/new/x"


@posix
def test_the_prefix_is_found_escaped_and_quoted():
    old, new = Path("/opt/my ümlaut"), Path("/srv/a b")
    move = Relocation(old, new)
    for spell in (json.dumps, lambda path: "file://" + PurePath(path).as_uri()[7:]):
        data = spell(str(old) + "/bin").encode()
        assert move.text(data) == spell(str(new) + "/bin").encode()


@posix
def test_a_prefix_behind_a_link_is_found_under_both_names(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    move = Relocation(tmp_path / "link", NEW)
    data = f"{tmp_path}/link/a {tmp_path}/real/b".encode()
    assert move.text(data) == b"/srv/environments/new/a /srv/environments/new/b"


@posix
@pytest.mark.parametrize("target", ["/srv/" + "x" * 120, "/srv/with space"])
@pytest.mark.parametrize("arguments", [b"", b" -E"])
def test_a_python_script_runs_from_a_path_that_no_first_line_can_hold(target, arguments):
    move = Relocation(OLD, Path(target))
    script = b"#!/opt/envs/old/bin/python3.12" + arguments + b"\nprint(1)\n"
    lines = move.text(script).split(b"\n")
    assert lines[0] == b"#!/bin/sh"
    command = target.encode() + b'/bin/python3.12"' + arguments + b' "$0" "$@"'
    assert lines[1] == b"'''exec' \"" + command
    assert lines[2:] == [b"' '''", b"print(1)", b""]


@posix
@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (b"#! /opt/envs/old/bin/perl", b"#!/usr/bin/env perl"),
        (b"#!/opt/envs/old/bin/perl -w", b"#!/usr/bin/env -S perl -w"),
        (b"#!/bin/sh # /opt/envs/old/bin", b"#!/bin/sh # " + b"/x" * 70 + b"/bin"),
    ],
)
def test_other_scripts_find_their_program_on_the_path(first, expected):
    move = Relocation(OLD, Path("/x" * 70))
    assert move.text(first + b"\nrest") == expected + b"\nrest"


@posix
@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_a_script_with_a_line_for_sh_gets_a_path_with_a_space_in_quotes(quote, tmp_path):
    new = tmp_path / "with space"
    script = f"#!/bin/sh\n'''exec' {quote}{OLD}/bin/python3{quote} \"$0\" \"$@\"\n' '''\n"
    script += "import sys; print(sys.argv[1])\n"
    (new / "bin").mkdir(parents=True)
    (new / "bin/python3").symlink_to(sys.executable)
    path = new / "bin/script"
    path.write_bytes(Relocation(OLD, new).text(script.encode()))
    path.chmod(0o755)
    assert subprocess.check_output([path, "said"], text=True) == "said\n"


@posix
def test_a_windows_launcher_gets_a_new_line_between_program_and_archive():
    data = b"MZ\0program#!/opt/envs/old/python.exe\r\nPK\x03\x04archive"
    assert MOVE.launcher(data) == data.replace(b"/opt/envs/old", b"/srv/environments/new")
    other = b"MZ\0/opt/envs/old/python.exe\0UV"
    assert MOVE.launcher(other) == other


@posix
def test_strings_of_a_binary_keep_their_places():
    data = b"\x7fELF\0" + packed(b"@/lib:@/lib64") + b"next\0" + packed(b"x=@") + b"\x01end"
    expected = b"\x7fELF\0" + packed(b"@/lib:@/lib64", NEW) + b"next\0" + packed(b"x=@", NEW)
    assert MOVE.binary(data, ROOM) == expected + b"\x01end"


@posix
def test_a_string_at_the_end_of_a_binary_may_lack_its_nul():
    data = packed(b"@/lib")[:-1]
    assert MOVE.binary(data, ROOM) == packed(b"@/lib", NEW)[:-1]


@posix
def test_words_that_never_were_a_placeholder_are_left_alone():
    data = b"\0/opt/envs/old/lib\0\0\0more\0"
    assert MOVE.binary(data, ROOM) == data


@posix
def test_a_prefix_longer_than_its_room_is_refused_with_what_to_do():
    with pytest.raises(BadRequestError) as caught:
        Relocation(OLD, Path("/" + "x" * 80)).binary(packed(b"@", room=80), 80)
    assert "room for 80" in caught.value.message
    assert "shorter" in caught.value.hint


@posix
@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("libz.so.1", "libz.so.1"),
        ("../bin/python", "../bin/python"),
        ("/opt/envs/old", "/srv/environments/new"),
        ("/opt/envs/old/bin/python", "/srv/environments/new/bin/python"),
        ("/opt/envs/older/x", "/opt/envs/older/x"),
        ("/usr/bin/python", "/usr/bin/python"),
        ("../../shared/x", "../../../../opt/envs/shared/x"),
        ("../../../data/x", "../../../../opt/data/x"),
    ],
)
def test_a_link_leads_into_the_new_prefix_or_to_the_same_outside(link, expected):
    assert MOVE.link(link, PurePath("lib")) == expected


COMPONENT = st.text("abcdefg-_. é", min_size=1, max_size=12).filter(lambda c: c.strip(". ") == c)
PREFIXES = st.lists(COMPONENT, min_size=1, max_size=5).map(lambda parts: Path("/p", *parts))
WORDS = st.binary(max_size=20).map(lambda data: data.replace(b"\0", b"").replace(b"@", b""))


@posix
@settings(deadline=None)
@given(PREFIXES, PREFIXES, st.lists(st.tuples(WORDS, st.integers(0, 3), WORDS), max_size=6))
def test_a_binary_moves_there_and_back_byte_for_byte(old, new, strings):
    there, back = Relocation(old, new), Relocation(new, old)
    templates = [before + b"@/x" * count + after for before, count, after in strings]
    data = b"\x01".join(packed(template, old) for template in templates)
    moved = there.binary(data, ROOM)
    assert moved == b"\x01".join(packed(template, new) for template in templates)
    assert back.binary(moved, ROOM) == data


@posix
@settings(deadline=None)
@given(PREFIXES, PREFIXES, st.lists(st.text("ab/ =:;\n\"'", max_size=10), max_size=6))
def test_a_text_moves_there_and_back(old, new, words):
    templates = ["=@/".join(words), "".join(f"\n@/{word}" for word in words)]
    for template in templates:
        data = template.replace("@", str(old)).encode()
        moved = Relocation(old, new).text(data)
        assert moved == template.replace("@", str(new)).encode()
        assert Relocation(new, old).text(moved) == data


@posix
@settings(deadline=None)
@given(st.binary(), PREFIXES, PREFIXES)
def test_what_does_not_mention_the_prefix_stays(data, old, new):
    move = Relocation(old, new)
    assert move.text(data) == data
    assert move.binary(data, ROOM) == data
