"""What the verbs say to what is not quite right, or is already so."""

import os
import signal
import threading

import pytest

from jupyter_envmgr.local import Local
from jupyter_envmgr.verbs.backend import BackendError
from tests.conftest import folders_in


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["update", "-n", "tool"], "--all"),
        (["update", "-n", "tool", "--all", "x"], "exclude each other"),
        (["remove", "-n", "tool"], "delete NAME"),
        (["remove", "-n", "tool", "--all", "x"], "exclude each other"),
        (["remove", "--all", "--yes"], "-n NAME"),
        (["delete"], "-n NAME"),
        (["clone"], "clone SOURCE NEW"),
        (["clone", "a", "b", "c"], "more names"),
        (["rename", "a", "b", "c"], "rename OLD NEW"),
        (["restore", "tool"], "--revision"),
        (["history", "tool", "--against", "x"], "--revision"),
        (["search"], "what to look for"),
        (["packages", "-n", "tool", "-p", "."], "exclude each other"),
        (["create", "-n", "x", "-p", "x"], "exclude each other"),
        (["install", "-n", "tool", "-f", "."], "cannot be read"),
        (["install", "-n", "tool", "-f", "binary.yml"], "UTF-8"),
        (["install", "-n", "tool", "-f", "large.yml"], "larger"),
        (["install", "-n", "tool", "-f", "list.yml"], "mapping"),
        (["freeze", "--undo", "--mesage"], "Did you mean --message?"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_what_is_missing_or_too_much_is_said(envmgr, tool, tmp_path, words, said):
    (tmp_path / "binary.yml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "large.yml").write_bytes(b"#" * (1 << 20) + b"#")
    (tmp_path / "list.yml").write_text("- a\n")
    assert said in envmgr(*words, code=2).stderr


def test_what_is_already_so_is_said(envmgr, tool):
    assert "nothing to do" in envmgr("update", "-n", "tool", "envmgr-tool", "--yes").stdout
    assert "Create tool" in envmgr("prune", "tool").stdout
    assert "No channel" in envmgr("search", "nobody-has-this").stderr
    assert "No package" in envmgr("search", "nobody-has-this", "--versions", code=6).stderr


def test_what_would_be_undone_restored_or_deleted_can_be_seen_first(envmgr, tool):
    envmgr("install", "-n", "tool", "envmgr-versions", "--yes")
    assert "envmgr-versions" in envmgr("undo", "tool", "--dry-run").stdout
    assert "kept" in envmgr("prune", "tool", "--dry-run").stdout.replace("undo", "kept")
    assert "envmgr-versions" in envmgr("packages", "tool").stdout
    kept = envmgr("history", "tool").stdout
    assert "Kept states take" in kept
    envmgr("prune", "tool", "--yes")
    assert "Kept states take" not in envmgr("history", "tool").stdout


def test_use_says_how_to_run_something_in_it(envmgr, tool):
    said = envmgr("use", "tool").stdout
    assert "jupyter envmgr run -n tool -- COMMAND" in said
    assert "no kernel" in said


def test_show_measures_when_it_is_asked(envmgr, tool):
    assert "kB" not in envmgr("show", "tool").stdout
    assert "kB" in envmgr("show", "tool", "--size").stdout


def test_a_file_can_be_what_a_change_asks_for(envmgr, tool, tmp_path):
    (tmp_path / "more.yml").write_text("dependencies: [envmgr-versions=2]\n")
    envmgr("install", "-n", "tool", "-f", "more.yml", "--yes")
    (tmp_path / "more.yml").write_text("dependencies: [envmgr-versions=4]\n")
    envmgr("update", "-n", "tool", "-f", "more.yml", "--yes")
    assert "4.0" in envmgr("packages", "tool").stdout


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("held", [".msgpack.zst", ".conda"])
def test_an_interrupt_ends_what_waits(envmgr, gated, machine, held):
    def press():
        gated.waiting.wait(30)
        os.kill(os.getpid(), signal.SIGINT)

    gated.held = held
    thread = threading.Thread(target=press)
    thread.start()
    variables = {"RATTLER_CACHE_DIR": str(machine.home / "cache")}
    said = envmgr("create", "a", "envmgr-tool", "--no-kernel", code=130, **variables)
    thread.join()
    assert "ancel" in said.stderr or "Interrupted" in said.stderr
    assert folders_in(machine.envs) == []


def test_a_job_whose_news_was_lost_in_an_interrupt_is_seen_to_end(environ, machine, tool):
    backend = Local()
    try:
        change = backend.change("tool", {"install": ["envmgr-versions"]})
        while backend._news.get(timeout=60).state != "done":
            pass
        assert backend.wait(change, lambda _job: None)["state"] == "done"
    finally:
        backend.close()


def test_the_backend_does_what_rest_does(environ, machine, tool):
    """Those methods that no verb needs."""
    backend = Local()
    try:
        config = backend.config()
        assert config["main_folder"] == str(machine.envs)
        change = backend.change("tool", {"install": ["envmgr-versions"]})
        seen = []
        ended = backend.wait(change, lambda job: seen.append(job["state"]))
        assert ended["state"] == "done"
        assert seen[-1] == "done"
        assert backend.job(change["id"]) == ended
        assert [job["id"] for job in backend.jobs()] == [change["id"]]
        assert backend.cancel(change["id"])["state"] == "done"
        assert backend.kernels() == []
        with pytest.raises(BackendError, match="cannot be read"):
            backend.change("tool", {"surprise": 1})
        with pytest.raises(BackendError, match="nothing"):
            backend.repair("tool", [])
    finally:
        backend.close()
