"""What argcomplete finds for each option; how a shell uses it is in test_processes.py."""

from argparse import Namespace

import pytest

from jupyter_envmgr import completion


@pytest.fixture
def offered(environ):
    """What may stand as the value of a verb's option."""

    def values(verb, option, prefix="", **words):
        verbs = completion.parser()._subparsers._group_actions[0].choices
        action = next(each for each in verbs[verb]._actions if each.dest == option)
        typed = Namespace(**words)
        return list(action.completer(prefix=prefix, parsed_args=typed, action=action, parser=None))

    return values


def test_what_is_on_this_machine_is_offered(offered, tool, monkeypatch):
    assert offered("use", "environment") == ["tool"]
    assert offered("remove", "packages", name="tool") == ["envmgr-tool"]
    assert offered("remove", "packages", name="gone") == []
    assert len(offered("history", "revision", name=None, environment="tool")) == 1
    assert offered("export", "format") == ["environment-yaml"]
    assert "freeze" in offered("help", "verb")
    monkeypatch.setenv("CONDA_PREFIX", str(tool))
    assert offered("remove", "packages", name=None, prefix=None) == ["envmgr-tool"]


def test_files_and_folders_are_offered_where_they_belong(offered, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yml").touch()
    (tmp_path / "special").mkdir()
    assert {"spec.yml", "special/"} <= set(offered("create", "file", "spe"))
    assert "special/" in offered("create", "prefix", "spe")
