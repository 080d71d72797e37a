"""What one environment has in its kernels' folders is no trouble for the others."""

import json
import os
from pathlib import Path

import pytest

from jupyter_envmgr.kernels.published import MARKER
from tests.kernels.made import PYTHON, R, add_kernel, make_environment

pytestmark = pytest.mark.timeout(60)
POSIX = pytest.mark.skipif(os.name == "nt", reason="there are no pipes or devices among files")
MUCH = 1 << 20
WORK = "conda-env-work-py"


@pytest.fixture
def work(user):
    """An environment with a kernel like any other; gives the kernel's folder."""
    prefix = make_environment(user.envs / "work", python3=PYTHON)
    return prefix / "share" / "jupyter" / "kernels" / "python3"


@pytest.fixture
def kernels(user):
    """The kernels' folder of another environment."""
    return make_environment(user.envs / "bad") / "share" / "jupyter" / "kernels"


def offered(manager):
    """The kernels of environments, as they can be sent to a browser."""
    return {name for name in json.loads(json.dumps(manager.get_all_specs())) if "conda" in name}


def deep(levels):
    return json.dumps({**PYTHON, "metadata": {"a": 0}}).replace(
        '{"a": 0}', '{"a": ' + "[" * levels + "]" * levels + "}"
    )


@POSIX
@pytest.mark.parametrize("target", ["pipe", "/dev/zero"])
def test_a_kernel_json_that_is_no_file_is_left_out(manager, work, kernels, target, caplog):
    (kernels / "python3").mkdir(parents=True)
    os.mkfifo(kernels / "python3" / "pipe")
    (kernels / "python3" / "kernel.json").symlink_to(target)
    assert offered(manager) == {WORK}
    assert "not an ordinary file" in caplog.text


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("[" * 20_000, "Expected `object`"),
        (deep(20_000), "recursion"),
        (json.dumps(PYTHON)[:-1] + ', "x": ' + "[" * 20_000, "recursion"),
        (deep(100), "nested too deeply"),
        (deep(100).replace("metadata", "env"), "nested too deeply"),
        (json.dumps({**PYTHON, "display_name": "x" * MUCH}), "more than"),
    ],
    ids=["brackets", "too-deep", "unknown-key", "deep", "deep-variable", "large"],
)
def test_a_kernel_json_of_no_sense_is_left_out(manager, work, kernels, content, why, caplog):
    add_kernel(kernels.parents[2], "python3", content)
    assert offered(manager) == {WORK}
    assert why in caplog.text


def test_metadata_may_be_nested_as_people_do_it(manager, work, kernels):
    add_kernel(kernels.parents[2], "python3", deep(20))
    assert offered(manager) == {WORK, "conda-env-bad-py"}


def test_an_ordinary_kernel_without_an_end_is_left_out(user, manager, work, caplog):
    folder = user.home / "data" / "kernels" / "mine"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text("[" * 100_000, encoding="utf-8")
    assert offered(manager) == {WORK}
    assert "no kernel mine" in caplog.text


@pytest.mark.parametrize(
    "content", [b"\x00\xff\xfe", b"", b"\xff", b"relative/path", b"x" * (MUCH + 1)]
)
def test_a_folder_with_a_marker_that_we_did_not_write_is_left_alone(user, manager, work, content):
    folder = user.published / "strange"
    folder.mkdir(parents=True)
    (folder / MARKER).write_bytes(content)
    (folder / "kernel.json").write_text("{}", encoding="utf-8")
    manager.publish()
    assert (folder / MARKER).read_bytes() == content
    assert (user.published / WORK / "kernel.json").is_file()


@POSIX
def test_a_linked_folder_with_a_marker_is_left_alone(user, manager, work):
    other = user.home / "other"
    other.mkdir()
    (other / MARKER).write_text(str(user.envs / "gone" / "python3"), encoding="utf-8")
    (other / "kernel.json").write_text("{}", encoding="utf-8")
    user.published.mkdir(parents=True)
    (user.published / "linked").symlink_to(other)
    (user.published / "conda-env-bad-py").symlink_to(other)
    make_environment(user.envs / "bad", python3=PYTHON)
    manager.publish()
    assert sorted(path.name for path in other.iterdir()) == [MARKER, "kernel.json"]
    assert (other / "kernel.json").read_text() == "{}"
    assert (user.published / "linked").is_symlink()
    assert (user.published / WORK / "kernel.json").is_file()


def test_what_was_published_and_is_no_text_is_written_again(user, manager, work):
    manager.publish()
    (user.published / WORK / "kernel.json").write_bytes(b"\xff\xfe")
    user.manager().publish()
    assert json.loads((user.published / WORK / "kernel.json").read_bytes())["argv"]


def test_of_a_kernel_only_small_pictures_and_styles_are_published(user, manager, work):
    shown = {"logo-64x64.png", "logo.svg", "LOGO-svg.SVG", "kernel.js", "kernel.css"}
    for name in shown:
        (work / name).write_bytes(b"x" * MUCH)
    for name in ("notes.txt", "id_rsa", "kernel.py", ".jupyter_envmgr.old"):
        (work / name).write_bytes(b"x")
    (work / "large.png").write_bytes(b"x" * (MUCH + 1))
    (work / "more").mkdir()
    (work / "more" / "logo.png").write_bytes(b"x")
    (work / "folder.png").mkdir()
    manager.publish()
    there = {path.name for path in (user.published / WORK).iterdir()}
    assert there == shown | {MARKER, "kernel.json"}


@POSIX
def test_what_links_in_a_kernel_lead_to_is_published_only_from_within(user, manager, work):
    secret = user.home / "secret"
    secret.mkdir()
    (secret / "logo-key.png").write_text("the key")
    (work / "home").symlink_to(secret)
    (work / "logo-home.png").symlink_to(secret / "logo-key.png")
    (work / "logo-through.png").symlink_to(Path("home", "logo-key.png"))
    (work / "logo-again.png").symlink_to("logo-64x64.png")
    (work / "logo-gone.png").symlink_to("gone")
    os.mkfifo(work / "logo-pipe.png")
    manager.publish()
    assert {path.name for path in (user.published / WORK).iterdir()} == {
        MARKER,
        "kernel.json",
        "logo-64x64.png",
        "logo-again.png",
    }
    assert not any(path.is_symlink() for path in (user.published / WORK).iterdir())


def test_a_kernel_that_cannot_be_published_is_no_trouble_for_the_others(user, manager, caplog):
    make_environment(user.envs / "first", ir=R)
    make_environment(user.envs / "second", ir=R)
    manager.publish()
    (user.published / "conda-env-first-r" / "kernel.json").unlink()
    (user.published / "conda-env-first-r" / "kernel.json").mkdir()
    make_environment(user.envs / "third", ir=R)
    with caplog.at_level("INFO"):
        manager.publish()
    assert (user.published / "conda-env-third-r" / "kernel.json").is_file()
    assert "not published" in caplog.text
