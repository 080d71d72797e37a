"""The kernel list: what is on it, what each kernel is called, when it comes and goes."""

import json
import logging
import shutil
import sys
from pathlib import Path

import pytest
from jupyter_client.kernelspec import NoSuchKernel

from jupyter_envmgr.kernels.magic_argument import with_magic
from tests.kernels.made import PYTHON, R, add_kernel, make_environment


def names(manager):
    return set(manager.find_kernel_specs())


def conda_names(manager):
    return {name for name in names(manager) if name.startswith("conda-")}


def test_each_environment_offers_its_kernels_under_nb_conda_kernels_names(user, manager):
    make_environment(user.envs / "work", python3=PYTHON, ir=R, bash={**R, "display_name": "Bash"})
    add_kernel(user.root, "python3", PYTHON)
    assert conda_names(manager) == {
        "conda-base-py",
        "conda-env-work-py",
        "conda-env-work-r",
        "conda-env-work-bash",
    }


def test_display_name_and_metadata_are_nb_conda_kernels(user, manager):
    prefix = make_environment(user.envs / "work", python3=PYTHON)
    spec = manager.get_kernel_spec("conda-env-work-py")
    assert spec.display_name == "Python [conda env:work]"
    assert spec.language == "python"
    assert spec.metadata == {
        "debugger": True,
        "conda_env_name": "work",
        "conda_env_path": str(prefix),
        "conda_language": "Python",
        "conda_raw_kernel_name": "python3",
        "conda_is_base_environment": False,
        "conda_is_currently_running": False,
    }


def test_base_is_called_base(user, manager):
    add_kernel(user.root, "python3", PYTHON)
    spec = manager.get_kernel_spec("conda-base-py")
    assert spec.display_name == "Python [conda env:base]"
    assert spec.metadata["conda_is_base_environment"] is True


def test_a_kernel_is_started_activated_by_this_python(user, manager):
    argv = ["{prefix}/bin/x", "{connection_file}", "{resource_dir}"]
    prefix = make_environment(user.envs / "work", x={**R, "argv": argv})
    found = manager.get_kernel_spec("conda-env-work-x").argv
    assert found[:3] == [sys.executable, "-I", "-S"]
    assert Path(found[3]).is_file()
    assert found[4:] == [str(prefix), f"{prefix}/bin/x", "{connection_file}", "{resource_dir}"]


def test_the_servers_own_environment_is_starred_and_needs_no_activation(user):
    prefix = make_environment(user.envs / "server", python3=PYTHON)
    spec = user.manager(prefix).get_kernel_spec("conda-env-server-py")
    assert spec.display_name == "Python [conda env:server] *"
    assert [word for word in spec.argv if "envmgr" not in word] == PYTHON["argv"]
    assert spec.metadata["conda_is_currently_running"] is True


def test_a_kernel_of_the_servers_own_environment_is_listed_once(user, monkeypatch):
    prefix = make_environment(user.envs / "server", python3=PYTHON)
    monkeypatch.setenv("JUPYTER_PATH", str(prefix / "share" / "jupyter"))
    manager = user.manager(prefix)
    found = manager.find_kernel_specs()
    folder = str(prefix / "share" / "jupyter" / "kernels" / "python3")
    assert [name for name, path in found.items() if path == folder] == ["conda-env-server-py"]
    assert manager.get_kernel_spec("python3").resource_dir == folder


def test_new_and_removed_environments_show_at_once(user, manager):
    assert conda_names(manager) == set()
    prefix = make_environment(user.envs / "work", python3=PYTHON)
    assert conda_names(manager) == {"conda-env-work-py"}
    shutil.rmtree(prefix)
    assert conda_names(manager) == set()
    with pytest.raises(NoSuchKernel):
        manager.get_kernel_spec("conda-env-work-py")


def test_a_kernel_removed_from_its_environment_is_gone_at_once(user, manager):
    prefix = make_environment(user.envs / "work", python3=PYTHON, ir=R)
    assert len(conda_names(manager)) == 2
    shutil.rmtree(prefix / "share" / "jupyter" / "kernels" / "ir")
    with pytest.raises(NoSuchKernel):
        manager.get_kernel_spec("conda-env-work-r")
    assert conda_names(manager) == {"conda-env-work-py"}


def test_the_listing_and_the_single_kernel_agree(user, manager):
    make_environment(user.envs / "work", python2=PYTHON, python3=PYTHON, ir=R)
    make_environment(user.envs / "work-env", python3=PYTHON)
    make_environment(user.home / "project" / "envs" / "work", python3=PYTHON)
    (user.home / ".conda").mkdir()
    listed = user.home / "project" / "envs" / "work"
    (user.home / ".conda" / "environments.txt").write_text(f"{listed}\n", encoding="utf-8")
    specs = manager.get_all_specs()
    assert {"conda-env-work-py", "conda-env-work-env-py", "conda-env-project-work-py"} <= set(specs)
    assert set(specs) == names(manager)
    for name, found in specs.items():
        spec = manager.get_kernel_spec(name)
        assert found == {"resource_dir": spec.resource_dir, "spec": spec.to_dict()}


def test_logos_are_found_in_the_environment(user, manager):
    make_environment(user.envs / "work", python3=PYTHON)
    folder = Path(manager.get_kernel_spec("conda-env-work-py").resource_dir)
    assert (folder / "logo-64x64.png").read_bytes() == b"\x89PNG"


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"display_name": "x"}',
        '{"argv": []}',
        '{"argv": "python"}',
        '{"argv": ["x"], "interrupt_mode": "shout"}',
        '{"argv": ["x"], "metadata": 3}',
    ],
)
def test_a_broken_kernel_is_left_out_with_a_warning(user, manager, content, caplog):
    make_environment(user.envs / "broken", python3=content)
    make_environment(user.envs / "work", python3=PYTHON)
    with caplog.at_level(logging.WARNING):
        assert conda_names(manager) == {"conda-env-work-py"}
    assert "broken" in caplog.text
    assert "kernel.json" in caplog.text
    assert "Traceback" not in caplog.text
    with pytest.raises(NoSuchKernel):
        manager.get_kernel_spec("conda-env-broken-py")


def test_odd_but_readable_kernels_are_offered(user, manager):
    prefix = make_environment(user.envs / "work", minimal='{"argv": ["x"], "unknown": 1}')
    add_kernel(prefix, "bom", '\ufeff{"argv": ["x"], "display_name": "Bom"}')
    (prefix / "share" / "jupyter" / "kernels" / "README").touch()
    (prefix / "share" / "jupyter" / "kernels" / "empty").mkdir()
    specs = manager.get_all_specs()
    assert specs["conda-env-work-minimal"]["spec"]["display_name"] == "minimal [conda env:work]"
    assert specs["conda-env-work-bom"]["spec"]["display_name"] == "Bom [conda env:work]"


def test_a_copy_of_another_environments_kernel_is_not_offered_again(user, manager):
    other = {**PYTHON, "metadata": {"conda_env_path": "/else", "conda_env_name": "else"}}
    make_environment(user.envs / "work", **{"conda-env-else-py": other, "python3": PYTHON})
    assert conda_names(manager) == {"conda-env-work-py"}


def test_settings_that_cannot_be_read_leave_the_ordinary_kernels(user, manager, caplog):
    (user.home / ".condarc").write_text("envs_dirs: [", encoding="utf-8")
    make_environment(user.envs / "work", python3=PYTHON)
    assert "python3" in names(manager)
    assert manager.get_kernel_spec("python3").language == "python"


def test_ordinary_kernels_are_offered_too_and_broken_ones_logged(user, manager, caplog):
    data = user.home / "data" / "kernels"
    add_kernel(user.home / "x", "good", R)
    add_kernel(user.home / "x", "bad", "{")
    shutil.copytree(user.home / "x" / "share" / "jupyter" / "kernels", data)
    specs = manager.get_all_specs()
    assert "good" in specs
    assert "bad" not in specs
    assert "no kernel bad" in caplog.text


def test_only_allowed_kernels_are_listed(user):
    make_environment(user.envs / "work", python3=PYTHON, ir=R)
    manager = user.manager()
    manager.allowed_kernelspecs = {"conda-env-work-r"}
    assert names(manager) == set(manager.get_all_specs()) == {"conda-env-work-r"}


def test_an_environments_kernel_cannot_be_removed_apart_from_it(user, manager):
    prefix = make_environment(user.envs / "work", python3=PYTHON)
    with pytest.raises(NoSuchKernel):
        manager.remove_kernel_spec("conda-env-work-py")
    assert (prefix / "share" / "jupyter" / "kernels" / "python3" / "kernel.json").is_file()


def test_ordinary_kernels_are_installed_and_removed_as_ever(user, manager):
    source = add_kernel(user.home / "x", "mine", R)
    installed = manager.install_kernel_spec(str(source), user=True)
    assert "mine" in names(manager)
    assert manager.remove_kernel_spec("mine") == installed
    assert not Path(installed).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_linked_kernel_loses_its_link_alone(user, manager):
    source = add_kernel(user.home / "x", "mine", R)
    link = user.home / "data" / "kernels" / "mine"
    link.parent.mkdir(parents=True)
    link.symlink_to(source)
    assert manager.remove_kernel_spec("mine") == str(link)
    assert (source / "kernel.json").is_file()


def test_ordinary_kernels_have_the_magic_too(user):
    folder = user.home / "data" / "kernels" / "plain"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(PYTHON), encoding="utf-8")
    manager = user.manager()
    listed = manager.get_all_specs()["plain"]["spec"]["argv"]
    assert listed == manager.get_kernel_spec("plain").argv == with_magic(PYTHON["argv"])
