"""A copy is the same environment in another place, and the source never notices."""

import base64
import hashlib
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from jupyter_envmgr.errors import (
    BadRequestError,
    CancelledError,
    DiskFullError,
    ExistsError,
    NotFoundError,
    NotWritableError,
    UnreadableError,
)
from jupyter_envmgr.transaction import copy as module
from jupyter_envmgr.transaction.copy import copy_environment
from tests.transaction.made import ROOM, SITE, Made, make, sha

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the environments are those of POSIX")


@pytest.fixture(params=["conda", "rattler"])
def source(request, tmp_path):
    return make(tmp_path / "source", short_records=request.param == "conda").prefix


def clone(source, target, **more):
    return copy_environment(source, target, **{"target_prefix": target, **more})


def state_of(folder):
    """All that can be seen of a tree: kinds, contents, modes and times."""
    state = {}
    for path in sorted(folder.rglob("*")):
        seen = path.lstat()
        content = [seen.st_mode]
        if path.is_symlink():
            content.append(path.readlink())
        else:
            content.append(seen.st_mtime_ns)
            content.append(path.read_bytes() if path.is_file() else None)
        state[path.relative_to(folder).as_posix()] = content
    return state


def mentions(folder, words):
    """Files that have ``words`` in them; compiled Python does not count."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".pyc" and os.fsencode(words) in path.read_bytes()
    ]


def same_file(one, other):
    return one.stat().st_ino == other.stat().st_ino


def test_the_source_stays_bit_identical(source, tmp_path):
    before = state_of(source)
    target = tmp_path / "a much longer name for the target" / ("x" * 60)
    target.parent.mkdir()
    clone(source, target)
    assert state_of(source) == before


def test_the_clone_mentions_only_its_own_prefix(source, tmp_path):
    target = tmp_path / "target"
    result = clone(source, target)
    packed = {"include/only.h"}
    records = {"conda-meta/base-1.0-0.json", "conda-meta/library-1.0-0.json"}  # the cache's place
    assert set(mentions(target, source)) == packed | records
    assert result.notices == []
    assert result.rewritten == 12
    assert result.files == sum(
        path.is_file() and not path.is_symlink() for path in target.rglob("*")
    )
    assert (target / "bin/script").read_text() == f"#!{target}/bin/sh\necho {target}\n"
    assert (target / "bin/entry").read_text() == f"#!{target}/bin/python\n"
    assert (target / f"{SITE}/mine.pth").read_text() == f"{target}/src/mine\n"
    assert json.loads((target / "conda-meta/state").read_text())["env_vars"]["DATA"] == (
        f"{target}/data"
    )


def test_a_binary_keeps_its_length(source, tmp_path):
    target = tmp_path / "target with a longer name"
    clone(source, target)
    old, new = (source / "bin/tool").read_bytes(), (target / "bin/tool").read_bytes()
    assert len(new) == len(old)
    assert new.startswith(b"\x7fELF\0" + os.fsencode(f"{target}/lib:{target}/x") + b"\0")
    assert new.endswith(b"\0end\0")
    assert (target / "bin/tool").stat().st_mode == (source / "bin/tool").stat().st_mode


def test_what_packages_own_is_shared_and_what_is_the_users_is_not(source, tmp_path):
    target = tmp_path / "target"
    clone(source, target)
    for path in ["lib/libz.so.1", f"{SITE}/library/__init__.py", f"{SITE}/hello,world.py"]:
        assert same_file(source / path, target / path)
    for path in ["notes.txt", "conda-meta/history", "conda-meta/base-1.0-0.json"]:
        assert not same_file(source / path, target / path)
    (target / "notes.txt").write_text("changed")
    assert (source / "notes.txt").read_text() == "the user's own\n"
    assert (target / "lib/libz.so").readlink() == Path("libz.so.1")


def test_conda_finds_its_checksums_right(source, tmp_path):
    target = tmp_path / "target"
    clone(source, target)
    checked = 0
    for name in ["base", "library"]:
        record = json.loads((target / f"conda-meta/{name}-1.0-0.json").read_text())
        for entry in record["paths_data"]["paths"]:
            path = entry["_path"].replace("python-scripts/", "bin/")
            if path.startswith("site-packages/"):
                path = path.replace("site-packages", SITE, 1)
            digest = entry.get("sha256_in_prefix") or entry.get("sha256")
            if digest:
                checked += 1
                assert sha((target / path).read_bytes()) == digest
    assert checked == 9


def test_a_damaged_file_is_still_seen_to_be_damaged(source, tmp_path):
    (source / "bin/script").write_text(f"#!{source}/bin/sh\nsomething else\n")
    target = tmp_path / "target"
    clone(source, target)
    record = json.loads((target / "conda-meta/base-1.0-0.json").read_text())
    assert record["paths_data"]["paths"][1]["sha256_in_prefix"] == (
        sha(f"#!{source}/bin/sh\necho {source}\n")
    )


def test_pip_finds_its_checksums_right(source, tmp_path):
    target = tmp_path / "target"
    clone(source, target)
    rows = []
    for record in (target / SITE).glob("*.dist-info/RECORD"):
        rows += [line.rsplit(",", 2) for line in record.read_text().splitlines()]
    for path, digest, size in rows:
        content = (target / SITE / path.strip('"')).read_bytes()
        if digest:
            expected = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            assert (digest, size) == (f"sha256={expected.decode()}", str(len(content)))
    assert len(rows) == 9


def test_a_staged_copy_is_right_where_it_will_live(source, tmp_path):
    stage, final = tmp_path / ".stage", tmp_path / "final"
    copy_environment(source, stage, target_prefix=final)
    assert not mentions(stage, stage)
    stage.rename(final)
    (final / "bin/sh").symlink_to("/bin/sh")
    assert subprocess.check_output([final / "bin/hello"], text=True) == f"{final}\n"


def test_a_copy_for_the_same_place_changes_nothing(source, tmp_path):
    (source / "conda-meta/frozen").write_text("{}")
    (source / "absolute").symlink_to(source / "bin")
    before = state_of(source)
    target = tmp_path / "target"
    result = copy_environment(source, target, target_prefix=source)
    assert state_of(target) == before
    assert result.rewritten == 0
    assert same_file(source / "bin/script", target / "bin/script")
    assert not same_file(source / "notes.txt", target / "notes.txt")


def test_python_does_not_take_the_old_compiled_file_for_the_new_source(tmp_path):
    source, target = tmp_path / "one", tmp_path / "two"
    made = make(source, short_records=True)
    where = made.prefix / SITE / "library/where.py"
    cached = where.parent / "__pycache__" / f"where.{sys.implementation.cache_tag}.pyc"
    run = "import sys; sys.path.insert(0, sys.argv[1]); import library.where as w; print(w.WHERE)"
    environ = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}

    def import_from(prefix):
        command = [sys.executable, "-c", run, prefix / SITE]
        return subprocess.check_output(command, text=True, env=environ).strip()

    assert import_from(source) == str(source)
    assert cached.exists()
    clone(source, target)
    assert import_from(target) == str(target)


def test_a_clone_is_free_where_its_source_is_frozen(source, tmp_path):
    (source / "conda-meta/frozen").write_text("{}")
    target = tmp_path / "target"
    clone(source, target)
    left = {path.name for path in (target / "conda-meta").rglob("*")}
    assert {"history", "envmgr", "environment.yml"} <= left
    assert "frozen" not in left


def test_a_clone_of_base_leaves_the_other_environments_and_the_cache(source):
    (source / "envs/other/conda-meta").mkdir(parents=True)
    (source / "pkgs").mkdir()
    (source / "pkgs/urls.txt").touch()
    target = source / "envs/.envmgr/1/env"
    target.parent.mkdir(parents=True)
    result = copy_environment(source, target, target_prefix=source / "envs/new")
    assert not {"envs", "pkgs"} & {path.name for path in target.iterdir()}
    assert [notice.split()[0] for notice in result.notices] == ["envs", "pkgs"]


def test_a_users_own_folders_named_like_bases_come_along(source, tmp_path):
    (source / "envs").mkdir()
    (source / "envs/production.env").write_text("A=1")
    (source / "pkgs").mkdir()
    clone(source, tmp_path / "target")
    assert (tmp_path / "target/envs/production.env").read_text() == "A=1"
    assert (tmp_path / "target/pkgs").is_dir()


def test_links_lead_into_the_clone_or_to_the_same_outside(source, tmp_path):
    (source / "inside").symlink_to(source / "bin/script")
    (source / "lib/outside").symlink_to("/usr/bin/env")
    (source / "lib/beside").symlink_to("../../shared")
    (source / "gone").symlink_to("nowhere")
    (tmp_path / "deep/er").mkdir(parents=True)
    target = tmp_path / "deep/er/target"
    clone(source, target)
    assert (target / "inside").readlink() == target / "bin/script"
    assert (target / "lib/outside").readlink() == Path("/usr/bin/env")
    assert (target / "gone").readlink() == Path("nowhere")
    (tmp_path / "shared").touch()
    assert (target / "lib/beside").samefile(tmp_path / "shared")


def test_folders_keep_modes_and_times_even_read_only_ones(source, tmp_path):
    folder = source / "data/read only"
    folder.mkdir(parents=True)
    (folder / "x").touch()
    os.utime(folder, (1, 2))
    folder.chmod(0o555)
    (source / "data").chmod(0o2750)
    target = tmp_path / "target"
    clone(source, target)
    kept = (target / "data/read only").stat()
    assert (stat.S_IMODE(kept.st_mode), kept.st_mtime) == (0o555, 2)
    assert stat.S_IMODE((target / "data").stat().st_mode) == 0o2750
    assert target.stat().st_mode == source.stat().st_mode
    for path in [folder, target / "data/read only"]:
        path.chmod(0o755)


def test_pipes_and_sockets_are_left_out_with_a_notice(source, tmp_path, monkeypatch):
    os.mkfifo(source / "a pipe")
    monkeypatch.chdir(source)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("a socket")
        result = clone(source, tmp_path / "target")
    assert [notice[:8] for notice in result.notices] == ["a pipe i", "a socket"]


def test_pipes_and_sockets_are_the_same_in_a_copy_for_the_same_place(source, tmp_path, monkeypatch):
    os.mkfifo(source / "a pipe")
    monkeypatch.chdir(source)
    target = tmp_path / "target"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("a socket")
        listening.listen()
        result = copy_environment(source, target, target_prefix=source)
        monkeypatch.chdir(target)
        with socket.socket(socket.AF_UNIX) as calling:
            calling.connect("a socket")
    assert result.notices == []
    assert same_file(source / "a pipe", target / "a pipe")


def test_pipes_that_cannot_be_linked_are_left_out_with_a_notice(source, tmp_path, monkeypatch):
    link = os.link

    def refuse(one, other):
        if stat.S_ISFIFO(os.lstat(one).st_mode):
            raise PermissionError(1, "fs.protected_hardlinks", one)
        link(one, other)

    monkeypatch.setattr(os, "link", refuse)
    os.mkfifo(source / "a pipe")
    result = copy_environment(source, tmp_path / "target", target_prefix=source)
    assert [notice[:8] for notice in result.notices] == ["a pipe i"]


@pytest.mark.parametrize("hold", [False, True])
def test_only_what_is_large_and_a_persons_is_held(source, tmp_path, hold):
    (source / "large.bin").write_bytes(b"x" * 100_000)
    (source / "conda-meta/large").write_bytes(b"x" * 100_000)
    with (source / SITE / "mine-1.0.dist-info/RECORD").open("a") as record:
        record.write("x,,\n" * 50_000)
    target = tmp_path / "target"
    result = copy_environment(source, target, target_prefix=source, hold=hold)
    assert result.held == (["large.bin"] if hold else [])
    assert (target / "large.bin").stat().st_size == (0 if hold else 100_000)
    assert (source / "large.bin").stat().st_nlink == 1
    for path in ["conda-meta/large", f"{SITE}/mine-1.0.dist-info/RECORD", "notes.txt"]:
        assert (target / path).read_bytes() == (source / path).read_bytes()
        assert not same_file(source / path, target / path)


def test_nothing_is_held_where_it_cannot_be_linked(source, tmp_path, monkeypatch):
    def cannot(one, _other):
        raise OSError(1, "no hard links on this file system", str(one))

    monkeypatch.setattr(os, "link", cannot)
    (source / "large.bin").write_bytes(b"x" * 100_000)
    result = copy_environment(source, tmp_path / "target", target_prefix=source, hold=True)
    assert result.held == []
    assert (tmp_path / "target/large.bin").stat().st_size == 100_000


def test_a_copy_is_cancelled_within_a_large_file(source, tmp_path):
    large = source / "large.bin"
    large.write_bytes(b"x" * (200 << 20))
    copy, sizes = tmp_path / "target/large.bin", []

    def cancelled():
        if copy.exists():
            sizes.append(copy.stat().st_size)
        return len(sizes) == 2

    with pytest.raises(CancelledError):
        copy_environment(source, tmp_path / "target", target_prefix=source, cancelled=cancelled)
    assert sizes[-1] < large.stat().st_size
    assert not (tmp_path / "target").exists()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("put", ["pipe", "device"])
def test_records_that_are_no_files_keep_nobody_waiting(source, tmp_path, put):
    def block(path):
        if put == "pipe":
            os.mkfifo(path)
        else:
            path.symlink_to("/dev/zero")

    block(source / SITE / "other-1.0.dist-info")
    (source / SITE / "another-1.0.dist-info").mkdir()
    block(source / SITE / "another-1.0.dist-info" / "RECORD")
    clone(source, tmp_path / "target")
    record = source / "conda-meta" / "a-1-0.json"
    block(record)
    with pytest.raises(UnreadableError) as caught:
        clone(source, tmp_path / "second")
    assert str(record) in caught.value.message
    assert not (tmp_path / "second").exists()


@pytest.mark.parametrize("content", [b"[" * 20_000, b'{"x":' * 20_000, b'{"files": ["\xff"]}'])
def test_a_record_that_nobody_can_decode_is_named(source, tmp_path, content):
    (source / "conda-meta" / "a-1-0.json").write_bytes(content)
    with pytest.raises(UnreadableError, match=r"a-1-0\.json is damaged"):
        clone(source, tmp_path / "target")


@pytest.mark.parametrize("link", ["RECORD", "dist-info", "conda-meta"])
def test_correcting_a_record_never_writes_through_a_link(source, tmp_path, link):
    if link == "RECORD":
        record = source / SITE / "hello-1.0.dist-info" / "RECORD"
    elif link == "dist-info":
        record = source / SITE / "hello-1.0.dist-info"
    else:
        record = source / "conda-meta" / "base-1.0-0.json"
    kept = source / "lib" / "kept"
    record.rename(kept)
    record.symlink_to(os.path.relpath(kept, record.parent))
    files = ["lib/kept", "lib/kept/RECORD"]
    (source / "conda-meta" / "owner-1.0-0.json").write_text(json.dumps({"files": files}))
    before = state_of(source)
    clone(source, tmp_path / "target")
    assert state_of(source) == before


def test_a_corrected_record_keeps_its_mode_and_time(source, tmp_path):
    record = source / SITE / "hello-1.0.dist-info" / "RECORD"
    record.chmod(0o640)
    os.utime(record, (10, 10))
    before = record.read_bytes()
    clone(source, tmp_path / "target")
    corrected = tmp_path / "target" / SITE / "hello-1.0.dist-info" / "RECORD"
    assert corrected.read_bytes() != before
    assert (stat.S_IMODE(corrected.stat().st_mode), corrected.stat().st_mtime) == (0o640, 10)
    assert [path.name for path in corrected.parent.iterdir() if "envmgr" in path.name] == []


def test_a_binary_of_pips_that_has_the_prefix_is_named(source, tmp_path):
    (source / "model.bin").write_bytes(b"\0" + os.fsencode(source) + b"/x\0")
    launcher = b"MZ\0#!" + os.fsencode(source) + b"\\python.exe\r\nPK\x03\x04"
    (source / "Scripts").mkdir()
    (source / "Scripts/a.exe").write_bytes(launcher)
    target = tmp_path / "target"
    result = clone(source, target)
    assert result.notices == [f"model.bin still mentions {source}."]
    assert (target / "model.bin").read_bytes() == (source / "model.bin").read_bytes()
    assert os.fsencode(target) in (target / "Scripts/a.exe").read_bytes()


def test_large_files_that_nobody_recorded_are_not_searched(source, tmp_path):
    text = (str(source) + "\n").encode() * 40_000
    (source / "log.txt").write_bytes(text)
    clone(source, tmp_path / "target")
    assert (tmp_path / "target/log.txt").read_bytes() == text


def test_a_deep_tree_is_copied(source, tmp_path):
    deep = "d/" * 1200
    for end in range(2, len(deep) + 1, 2):
        (source / deep[:end]).mkdir()
    clone(source, tmp_path / "target")
    assert (tmp_path / "target" / deep).is_dir()
    subprocess.run(["rm", "-rf", source, tmp_path / "target"], check=True)  # pytest cannot


def test_progress_grows_to_the_number_of_files(source, tmp_path):
    for number in range(1200):
        (source / f"file{number}").touch()
    reports = []
    result = clone(source, tmp_path / "target", report=lambda *report: reports.append(report))
    assert len(reports) >= 3
    assert reports == sorted(reports)
    assert all(done <= total for done, total in reports)
    assert reports[-1] == (result.files, result.files)


@pytest.mark.parametrize("after", [0, 1, 5])
def test_a_cancelled_copy_leaves_nothing(source, tmp_path, after):
    asked = []

    def cancelled():
        asked.append(None)
        return len(asked) > after

    before = state_of(source)
    with pytest.raises(CancelledError):
        clone(source, tmp_path / "target", cancelled=cancelled)
    assert not (tmp_path / "target").exists()
    assert state_of(source) == before


def test_a_copy_whose_reporter_fails_leaves_nothing(source, tmp_path):
    def report(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        clone(source, tmp_path / "target", report=report)
    assert not (tmp_path / "target").exists()


def test_a_taken_place_is_refused(source, tmp_path):
    (tmp_path / "target").symlink_to("nowhere")
    with pytest.raises(ExistsError):
        clone(source, tmp_path / "target")
    assert (tmp_path / "target").is_symlink()


def test_a_folder_that_is_no_environment_is_refused(tmp_path):
    with pytest.raises(NotFoundError) as caught:
        clone(tmp_path / "nothing", tmp_path / "target")
    assert "nothing" in caught.value.message


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"files": 3}', b"\xff", b"{" * 100_000])
def test_a_damaged_record_is_named(source, tmp_path, damage):
    (source / "conda-meta/base-1.0-0.json").write_bytes(damage)
    with pytest.raises(UnreadableError) as caught:
        clone(source, tmp_path / "target")
    assert "base-1.0-0.json" in caught.value.message
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize("damage", [b"", b"\xff,\0,\n", b"a" * 200_000 + b",,\n", b'"'])
def test_a_damaged_record_of_pips_only_leaves_its_files_unowned(source, tmp_path, damage):
    (source / SITE / "hello-1.0.dist-info/RECORD").write_bytes(damage)
    target = tmp_path / "target"
    clone(source, target)
    assert str(target) in (target / "bin/hello").read_text()
    assert not same_file(source / f"{SITE}/hello,world.py", target / f"{SITE}/hello,world.py")


def test_a_path_too_long_for_a_package_is_refused_before_anything_is_made(source, tmp_path):
    parent = tmp_path / ("x" * 80)
    parent.mkdir()
    target = parent / ("z" * (ROOM - len(str(parent))))
    with pytest.raises(BadRequestError) as caught:
        clone(source, target)
    assert str(ROOM) in caught.value.message
    assert not any(parent.iterdir())


def test_a_parent_that_vanished_is_said_so(source, tmp_path):
    with pytest.raises(UnreadableError) as caught:
        clone(source, tmp_path / "gone/target")
    assert "gone/target" in caught.value.message


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_folders_and_a_persons_files_keep_their_owner_and_group(source, tmp_path):
    for path in (source, source / "bin", source / "notes.txt", source / "conda-meta/history"):
        os.chown(path, 12345, 54321)
    (source / "bin").chmod(0o2775)
    clone(source, tmp_path / "target", target_prefix=source)
    for path in ("", "bin", "notes.txt", "conda-meta/history"):
        seen = (tmp_path / "target" / path).stat()
        assert (seen.st_uid, seen.st_gid) == (12345, 54321)
    assert stat.S_IMODE((tmp_path / "target/bin").stat().st_mode) == 0o2775


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no extended attributes here")
def test_folders_keep_their_extended_attributes(source, tmp_path):
    try:
        os.setxattr(source / "share", "user.note", b"shared")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    clone(source, tmp_path / "target", target_prefix=source)
    assert os.getxattr(tmp_path / "target/share", "user.note") == b"shared"


@pytest.mark.parametrize("when", ["before it is read", "before its times are read"])
def test_what_a_person_deletes_meanwhile_is_left_out(source, tmp_path, monkeypatch, when):
    """sqlite has its journal for an instant only."""
    where, name = (module, "copy_file") if when == "before it is read" else (shutil, "copystat")
    real = getattr(where, name)

    def late(one, other, *_stop, **_more):
        if str(one).endswith("notes.txt"):
            Path(one).unlink()
            if name == "copystat":
                raise FileNotFoundError(2, "gone", str(one))
        return real(one, other)

    monkeypatch.setattr(where, name, late)
    clone(source, tmp_path / "target", target_prefix=source)
    assert not (tmp_path / "target/notes.txt").exists()
    assert (tmp_path / "target/conda-meta/history").exists()


def test_a_folder_that_a_person_deletes_meanwhile_is_left_out(source, tmp_path):
    for number in range(600):
        (source / f"notes{number}").write_text("")
    (source / "scratch/deep").mkdir(parents=True)
    clone(source, tmp_path / "target", report=lambda *_: shutil.rmtree(source / "scratch", True))
    assert not (tmp_path / "target/scratch/deep").exists()


def test_a_packages_file_that_vanishes_meanwhile_is_a_problem(source, tmp_path, monkeypatch):
    link = os.link

    def late(one, other):
        if str(one).endswith("libz.so.1"):
            Path(one).unlink()
        link(one, other)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(UnreadableError, match="libz"):
        clone(source, tmp_path / "target")


@contextmanager
def nobody():
    """Have no rights but everybody's for a moment."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def refused(error_class, source, target):
    """The path that a user without rights is told."""
    with nobody(), pytest.raises(error_class) as caught:
        clone(source, target)
    assert caught.value.details["path"] in caught.value.message
    return Path(caught.value.details["path"])


@pytest.fixture
def world(tmp_path):
    """A folder that everybody may read and write, on the way to which nobody is stopped."""
    for folder in [tmp_path, tmp_path.parent, tmp_path.parent.parent]:
        folder.chmod(0o755)
    tmp_path.chmod(0o777)
    return tmp_path


def test_a_file_that_may_not_be_read_is_named(source, world):
    (source / "notes.txt").chmod(0)
    assert refused(UnreadableError, source, world / "target") == source / "notes.txt"
    assert not (world / "target").exists()


def test_a_folder_that_may_not_be_read_is_named(source, world):
    (source / "share").chmod(0)
    assert refused(UnreadableError, source, world / "target") == source / "share"
    (source / "share").chmod(0o755)


def test_a_folder_that_may_not_be_written_is_named(source, world):
    (world / "locked").mkdir(mode=0o555)
    target = world / "locked/target"
    assert refused(NotWritableError, source, target) == target


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 1 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder]
    if shutil.which("mount") is None or subprocess.call(mount, stderr=subprocess.DEVNULL):
        pytest.skip("only root can mount a file system")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_said_so_and_nothing_stays_on_it(source, small_disk):
    (source / "large").write_bytes(os.urandom(2_000_000))
    with pytest.raises(DiskFullError):
        clone(source, small_disk / "target")
    assert not any(small_disk.iterdir())


def test_another_file_system_gets_real_copies(source, small_disk):
    target = small_disk / "target"
    clone(source, target)
    assert (target / "lib/libz.so.1").read_bytes() == b"\0" * 100
    assert (target / "lib/libz.so.1").stat().st_nlink == 1


def test_a_program_of_apples_keeps_a_right_checksum(tmp_path):
    made = Made(tmp_path / "source")
    program = b"\xcf\xfa\xed\xfe" + made.packed_string(b"@/lib")
    made.record("apple", [made.packed("lib/a.dylib", program, binary=True)])
    target = tmp_path / "target"
    clone(made.prefix, target)
    entry = json.loads((target / "conda-meta/apple-1.0-0.json").read_text())["paths_data"]["paths"]
    assert entry[0]["sha256_in_prefix"] == sha((target / "lib/a.dylib").read_bytes())


def test_a_record_without_lists_and_pips_absolute_paths_are_understood(tmp_path):
    made = Made(tmp_path / "source")
    made.write("conda-meta/empty-1.0-0.json", "{}")
    made.record("short", [made.packed("site-packages/a.py", "A = '@'\n")], files=["nowhere"])
    made.write("etc/hello.conf", "@\n")
    made.write(f"{SITE}/hello-1.0.dist-info/RECORD", "@/etc/hello.conf,,\n\n/outside,,\n")
    target = tmp_path / "target"
    clone(made.prefix, target)
    assert (target / "site-packages/a.py").read_text() == f"A = '{target}'\n"
    assert (target / "etc/hello.conf").read_text() == f"{target}\n"
    record = (target / f"{SITE}/hello-1.0.dist-info/RECORD").read_text()
    assert record.startswith(f"{target}/etc/hello.conf,,\n")


def test_a_placeholder_without_a_mode_is_told_by_its_content(tmp_path):
    made = Made(tmp_path / "source")
    paths = [
        made.packed("etc/text", "@\n"),
        made.packed("lib/binary", b"\1" + made.packed_string(b"@")),
    ]
    for entry in paths:
        del entry["file_mode"]
    made.record("old", paths)
    target = tmp_path / "target"
    clone(made.prefix, target)
    assert (target / "etc/text").read_text() == f"{target}\n"
    assert (target / "lib/binary").read_bytes().rstrip(b"\0") == b"\1" + os.fsencode(target)
    assert (target / "lib/binary").stat().st_size == (made.prefix / "lib/binary").stat().st_size
