"""Kernels written down for programs that know nothing of us."""

import json
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

from jupyter_envmgr.prefixes import Prefixes
from tests.kernels.made import PYTHON, R, add_kernel, make_environment


def published(user):
    return {path.parent.name for path in user.published.glob("*/kernel.json")}


class HeldPrefixes(Prefixes):
    """Holds its first reader where he has read the list, until he may go on."""

    def __init__(self, prefixes):
        self._prefixes = prefixes
        self.reached = Event()
        self.go_on = Event()

    def list(self):
        found = self._prefixes.list()
        if not self.reached.is_set():
            self.reached.set()
            self.go_on.wait()
        return found


def at_once(calls):
    """Call each in a thread of its own, all at the same moment."""
    barrier = Barrier(len(calls))

    def wait_and(call):
        barrier.wait()
        call()

    with ThreadPoolExecutor(len(calls)) as pool:
        for done in [pool.submit(wait_and, call) for call in calls]:
            done.result()


def assert_published(user, manager, count):
    """Every kernel is there as the server has it, and nothing else lies beside it."""
    assert len(published(user)) == count
    for name in published(user):
        folder = user.published / name
        assert KernelSpecManager().get_kernel_spec(name).to_dict() == (
            manager.get_kernel_spec(name).to_dict()
        )
        assert {path.name for path in folder.iterdir()} == {
            ".jupyter_envmgr",
            "kernel.json",
            "logo-64x64.png",
        }


def test_jupyters_own_list_has_the_environments_too(user, manager):
    make_environment(user.envs / "work", python3=PYTHON)
    manager.publish()
    plain = KernelSpecManager()
    spec = plain.get_kernel_spec("conda-env-work-py")
    assert spec.to_dict() == manager.get_kernel_spec("conda-env-work-py").to_dict()
    assert Path(spec.resource_dir, "logo-64x64.png").is_file()
    assert Path(spec.resource_dir).parent == user.published


def test_listing_publishes_in_the_background(user, manager):
    make_environment(user.envs / "work", python3=PYTHON)
    manager.get_all_specs()
    user.wait_for_publishing()
    assert published(user) == {"conda-env-work-py"}


def test_listing_never_waits_for_what_is_being_published(user, manager):
    make_environment(user.envs / "work", python3=PYTHON)
    manager.prefixes = held = HeldPrefixes(manager.prefixes)
    publishing = Thread(target=manager.publish, daemon=True)
    publishing.start()
    held.reached.wait()
    assert "conda-env-work-py" in manager.get_all_specs()
    assert "conda-env-work-py" in manager.find_kernel_specs()
    assert published(user) == set()
    held.go_on.set()
    publishing.join()
    user.wait_for_publishing()
    assert published(user) == {"conda-env-work-py"}


def test_many_threads_publish_at_once(user, manager, caplog):
    for number in range(5):
        make_environment(user.envs / f"work{number}", python3=PYTHON, ir=R)
    with caplog.at_level("INFO"):
        at_once([manager.publish] * 4)
    assert_published(user, manager, 10)
    assert "not published" not in caplog.text


def test_two_servers_publish_at_once(user, caplog):
    for number in range(5):
        make_environment(user.envs / f"work{number}", python3=PYTHON, ir=R)
    servers = [user.manager() for _ in range(4)]
    with caplog.at_level("INFO"):
        at_once([server.publish for server in servers])
    assert_published(user, servers[0], 10)
    assert "not published" not in caplog.text


def test_an_older_look_at_the_environments_never_replaces_a_newer_one(user, manager):
    make_environment(user.envs / "old", python3=PYTHON)
    manager.prefixes = held = HeldPrefixes(manager.prefixes)
    first = Thread(target=manager.publish, daemon=True)
    first.start()
    held.reached.wait()
    make_environment(user.envs / "new", python3=PYTHON)
    second = Thread(target=manager.publish, daemon=True)
    second.start()
    second.join(0.1)  # it would end now if it did not wait its turn
    held.go_on.set()
    first.join()
    second.join()
    assert published(user) == {"conda-env-new-py", "conda-env-old-py"}


def test_what_could_not_be_published_is_tried_again_and_told_once(user, manager, caplog):
    make_environment(user.envs / "work", python3=PYTHON)
    user.jupyter.parent.mkdir(parents=True)
    user.jupyter.write_text("a file in the way", encoding="utf-8")
    with caplog.at_level("INFO"):
        manager.publish()
        manager.publish()
    assert caplog.text.count("not published") == 1
    user.jupyter.unlink()
    manager.publish()
    assert published(user) == {"conda-env-work-py"}


def test_what_a_crash_left_without_kernel_json_is_completed(user, manager):
    make_environment(user.envs / "work", python3=PYTHON)
    manager.publish()
    (user.published / "conda-env-work-py" / "kernel.json").unlink()
    user.manager().publish()
    assert published(user) == {"conda-env-work-py"}


def test_elsewhere_the_servers_own_environment_is_activated_too(user):
    prefix = make_environment(user.envs / "server", python3=PYTHON)
    user.manager(prefix).publish()
    argv = json.loads((user.published / "conda-env-server-py" / "kernel.json").read_text())["argv"]
    assert argv[0] == sys.executable
    assert str(prefix) in argv


def test_what_is_published_is_not_offered_twice(user, manager):
    make_environment(user.envs / "work", python3=PYTHON)
    manager.publish()
    own = user.envs / "work" / "share" / "jupyter" / "kernels" / "python3"
    assert manager.find_kernel_specs()["conda-env-work-py"] == str(own)
    assert manager.get_kernel_spec("conda-env-work-py").resource_dir == str(own)


def test_published_kernels_follow_their_environments(user, manager):
    prefix = make_environment(user.envs / "work", python3=PYTHON)
    manager.publish()
    add_kernel(prefix, "ir", R)
    manager.publish()
    assert published(user) == {"conda-env-work-py", "conda-env-work-r"}
    shutil.rmtree(prefix)
    manager.publish()
    assert published(user) == set()
    assert list(user.published.iterdir()) == []


def test_a_removed_environments_kernel_is_not_offered_though_still_published(user, manager):
    prefix = make_environment(user.envs / "work", python3=PYTHON)
    manager.publish()
    shutil.rmtree(prefix)
    with pytest.raises(NoSuchKernel):
        manager.get_kernel_spec("conda-env-work-py")
    with pytest.raises(NoSuchKernel):
        manager.remove_kernel_spec("conda-env-work-py")


def test_a_server_clears_what_an_earlier_one_published(user):
    prefix = make_environment(user.envs / "work", python3=PYTHON)
    other = make_environment(user.envs / "other", python3=PYTHON)
    user.manager().publish()
    shutil.rmtree(prefix)
    user.manager(env_filter="other").publish()
    assert other.is_dir()
    assert published(user) == set()


def test_environments_that_another_server_knows_stay_published(user, tmp_path):
    elsewhere = make_environment(tmp_path / "elsewhere", python3=PYTHON)
    txt = user.home / ".conda" / "environments.txt"
    txt.parent.mkdir()
    txt.write_text(f"{elsewhere}\n", encoding="utf-8")
    user.manager().publish()
    txt.unlink()
    make_environment(user.envs / "work", python3=PYTHON)
    user.manager().publish()
    assert published(user) == {"conda-env-elsewhere-py", "conda-env-work-py"}


def test_a_persons_own_kernel_is_never_touched(user, manager):
    folder = user.published / "conda-env-work-py"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text("mine", encoding="utf-8")
    prefix = make_environment(user.envs / "work", python3=PYTHON)
    manager.publish()
    shutil.rmtree(prefix)
    manager.publish()
    assert (folder / "kernel.json").read_text() == "mine"


def test_a_kernel_that_changed_is_written_again_and_one_that_did_not_is_left(user, manager):
    prefix = make_environment(user.envs / "work", python3=PYTHON, ir=R)
    manager.publish()
    python, r = (user.published / f"conda-env-work-{name}" / "kernel.json" for name in ("py", "r"))
    before = r.stat().st_ino
    changed = json.dumps({**PYTHON, "env": {"X": "1"}})
    (prefix / "share" / "jupyter" / "kernels" / "python3" / "kernel.json").write_text(changed)
    manager.publish()
    assert json.loads(python.read_text())["env"] == {"X": "1"}
    assert r.stat().st_ino == before
    assert sorted(path.name for path in python.parent.iterdir()) == [
        ".jupyter_envmgr",
        "kernel.json",
        "logo-64x64.png",
    ]


def test_a_kernel_removed_with_jupyter_stays_removed_until_something_changes(user, manager):
    make_environment(user.envs / "work", python3=PYTHON)
    manager.publish()
    KernelSpecManager().remove_kernel_spec("conda-env-work-py")
    manager.publish()
    assert published(user) == set()


def test_a_folder_that_cannot_be_written_is_survived(user, manager, caplog):
    user.jupyter.parent.mkdir(parents=True)
    user.jupyter.write_text("a file in the way", encoding="utf-8")
    make_environment(user.envs / "work", python3=PYTHON)
    with caplog.at_level("INFO"):
        assert "conda-env-work-py" in manager.find_kernel_specs()
        user.wait_for_publishing()
    assert "not published" in caplog.text


def test_nothing_is_published_where_that_is_switched_off(user):
    make_environment(user.envs / "work", python3=PYTHON)
    user.manager(publish_kernels=False).get_all_specs()
    user.wait_for_publishing()
    assert not user.published.exists()


def test_switching_it_off_takes_back_what_was_published(user, manager):
    make_environment(user.envs / "work", python3=PYTHON)
    manager.publish()
    user.manager(publish_kernels=False).publish()
    assert published(user) == set()


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("--user", "home/data/kernels"),
        ("--sys-prefix", "env/jupyter/kernels"),
        ("", "system/kernels"),
        ("PREFIX", "home/share/jupyter/kernels"),
    ],
)
def test_kernelspec_path_says_where(user, tmp_path, path, folder):
    make_environment(user.envs / "work", python3=PYTHON)
    path = str(user.home) if path == "PREFIX" else path
    user.manager(kernelspec_path=path, publish_kernels=False).publish()
    assert (tmp_path / folder / "conda-env-work-py" / "kernel.json").is_file()
