"""What the verbs do, each in a process of its own."""

import json
import subprocess

import msgspec
import pytest

from jupyter_envmgr import models
from jupyter_envmgr.local import Local
from tests.cli.conftest import COMMAND

BROKEN = "\x1b["


def only_names(machine):
    return sorted(each.name for each in machine.envs.iterdir() if (each / "conda-meta").is_dir())


def test_an_environment_lives_from_create_to_delete(envmgr, machine):
    made = envmgr("create", "a", "envmgr-versions=3", "--no-kernel")
    assert "envmgr-versions  3.0" in made.stdout
    assert "Create a" in made.stdout
    assert str(machine.envs / "a") in envmgr("list").stdout
    assert "envmgr-versions" in envmgr("packages", "a").stdout
    changed = envmgr("install", "-n", "a", "envmgr-versions=5", "--yes")
    assert "3.0" in changed.stdout
    assert "5.0" in changed.stdout
    assert "5.0" in envmgr("packages", "a").stdout
    undone = envmgr("undo", "a", "--yes")
    assert "5.0     3.0" in undone.stdout
    assert "3.0" in envmgr("packages", "a").stdout
    envmgr("delete", "a", "--yes")
    assert only_names(machine) == []


def test_a_deleted_environment_comes_back_until_it_is_pruned(envmgr, tool):
    envmgr("delete", "tool", "--yes")
    assert "tool" in envmgr("list", "--removed").stdout
    envmgr("restore", "tool")
    assert (tool / "conda-meta").is_dir()
    envmgr("remove", "-n", "tool", "--all", "--yes")
    envmgr("prune", "tool", "--yes")
    assert json.loads(envmgr("list", "--removed", "--json").stdout) == {"environments": []}
    envmgr("restore", "tool", code=3)


def test_packages_are_installed_removed_and_the_past_is_told(envmgr, tool):
    envmgr("install", "-n", "tool", "envmgr-versions=1", "--yes")
    envmgr("remove", "-n", "tool", "envmgr-versions", "--yes")
    history = msgspec.json.decode(
        envmgr("history", "tool", "--json").stdout, type=models.RevisionList
    )
    assert [each.title for each in history.revisions] == [
        "Remove envmgr-versions in tool",
        "Install envmgr-versions=1 in tool",
        "Create tool",
    ]
    assert {each.door for each in history.revisions} == {"cli"}
    shown = envmgr("history", "tool", "--revision", history.revisions[1].id)
    assert "envmgr-versions" in shown.stdout
    envmgr("restore", "tool", "--revision", history.revisions[1].id, "--yes")
    assert "envmgr-versions" in envmgr("packages", "tool").stdout


def test_an_environment_is_cloned_and_renamed(envmgr, machine, tool):
    envmgr("clone", "tool", "twin")
    envmgr("rename", "twin", "other", "--yes")
    assert only_names(machine) == ["other", "tool"]


def test_a_frozen_environment_is_refused_until_it_is_thawed(envmgr, tool):
    assert "protected" in envmgr("freeze", "tool", "--message", "As published").stdout
    refused = envmgr("install", "-n", "tool", "envmgr-versions", "--yes", code=4)
    assert "frozen" in refused.stderr
    envmgr("delete", "tool", "--yes", code=4)
    envmgr("freeze", "tool", "--undo")
    envmgr("install", "-n", "tool", "envmgr-versions", "--yes")


def test_an_export_makes_the_same_environment_again(envmgr, machine, tool, tmp_path):
    file = tmp_path / "environment.yml"
    envmgr("export", "tool", "-f", str(file))
    assert envmgr("export", "tool").stdout == file.read_text()
    envmgr("create", "-n", "again", "-f", "environment.yml", "--no-kernel", cwd=tmp_path)
    assert (machine.envs / "again" / "conda-meta").is_dir()
    assert "there is nobody to ask" in envmgr("export", "tool", "-f", str(file), code=2).stderr
    envmgr("export", "tool", "-f", str(file), "--yes")


def test_a_file_gives_the_name_and_may_come_from_standard_input(envmgr, machine):
    text = "name: 'from-file' # its name\nchannels: []\ndependencies: [envmgr-tool]\n"
    envmgr("create", "-f", "-", "--no-kernel", stdin=text)
    assert only_names(machine) == ["from-file"]


def test_an_environment_is_made_and_found_by_its_folder(envmgr, tool, tmp_path):
    envmgr("create", "-p", "other/tool", "envmgr-tool", "--no-kernel")
    assert json.loads(envmgr("show", "-p", "other/tool", "--json").stdout)["environment"]["name"]
    envmgr("create", "-p", "deep/place", "envmgr-tool", "--no-kernel")
    assert (tmp_path / "deep/place/conda-meta").is_dir()
    assert "envmgr-tool" in envmgr("packages", "-p", "deep/place").stdout
    assert "place" in envmgr("show", CONDA_PREFIX=str(tmp_path / "deep/place")).stdout


def test_the_active_environment_is_meant_where_none_is_named(envmgr, tool):
    inside = {"CONDA_PREFIX": str(tool)}
    assert "tool" in envmgr("show", **inside).stdout
    envmgr("install", "envmgr-versions", "--yes", **inside)
    assert "envmgr-versions" in envmgr("packages", **inside).stdout
    assert "*  tool" in envmgr("list", **inside).stdout


def test_nothing_is_changed_without_a_yes(envmgr, machine, tool):
    before = envmgr("packages", "tool").stdout
    for words in (
        ["install", "-n", "tool", "envmgr-versions"],
        ["remove", "-n", "tool", "envmgr-tool"],
        ["delete", "tool"],
        ["remove", "-n", "tool", "--all"],
        ["install", "-n", "tool", "envmgr-versions", "--json"],
    ):
        refused = envmgr(*words, code=2)
        assert "--yes" in refused.stderr + refused.stdout
    assert envmgr("packages", "tool").stdout == before


def test_a_dry_run_shows_the_plan_and_does_nothing(envmgr, machine, tool):
    plan = envmgr("install", "-n", "tool", "envmgr-versions", "--dry-run")
    assert "envmgr-versions" in plan.stdout
    envmgr("create", "b", "envmgr-tool", "--no-kernel", "--dry-run")
    assert "restore" in envmgr("delete", "tool", "--dry-run").stdout
    assert only_names(machine) == ["tool"]
    assert "envmgr-versions" not in envmgr("packages", "tool").stdout


def test_doctor_finds_what_is_wrong_and_mends_it(envmgr, tool):
    assert "Nothing is wrong" in envmgr("doctor", "tool").stdout
    (tool / "bin" / "envmgr-tool").unlink()
    assert "missing" in envmgr("doctor", "tool", code=1).stdout
    envmgr("doctor", "tool", "--repair", "--yes")
    assert (tool / "bin" / "envmgr-tool").exists()
    (tool / "bin" / "envmgr-tool").write_text("#!/bin/sh\necho other\n")
    assert "altered" in envmgr("doctor", "tool", "--deep", code=1).stdout


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["list"], models.EnvironmentList),
        (["list", "--removed"], models.RemovedList),
        (["packages", "tool"], models.PackageList),
        (["search", "envmgr"], models.SearchResult),
        (["search", "envmgr-tool", "--versions"], models.PackageVersions),
        (["export", "tool"], models.Export),
        (["history", "tool"], models.RevisionList),
        (["doctor", "tool"], models.Health),
        (["create", "b", "envmgr-tool", "--dry-run"], models.Plan),
        (["create", "b", "envmgr-tool", "--no-kernel"], models.Job),
        (["install", "-n", "tool", "envmgr-versions", "--yes"], models.Job),
        (["clone", "tool", "twin"], models.Job),
        (["delete", "tool", "--yes"], models.Job),
        (["freeze", "tool"], models.Environment),
        (["prune", "tool"], models.RevisionList),
        (["rename", "tool", "other", "--dry-run"], models.Plan),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_json_is_one_document_as_rest_has_it(envmgr, tool, words, kind):
    printed = envmgr(*words, "--json").stdout
    assert isinstance(msgspec.json.decode(printed, type=kind), kind)


def test_a_problem_is_json_too(envmgr):
    printed = envmgr("packages", "nobody", "--json", code=3).stdout
    assert msgspec.json.decode(printed, type=models.Problem).code == "not-found"
    printed = envmgr("packages", "--surprise", "--json", code=2).stdout
    assert msgspec.json.decode(printed, type=models.Problem).code == "usage"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["instal", "x"], 2, "Did you mean install?"),
        (["install", "-n", "tool", "--dryrun", "x"], 2, "Did you mean --dry-run?"),
        (["install", "-n", "tool"], 2, "Name packages"),
        (["install", "pandas"], 2, "-n NAME"),
        (["create", "-n", "a/b"], 2, "letters, digits"),
        (["create", "x", "panda s=="], 2, "name=1.2"),
        (["create", "-f", "nowhere.yml"], 3, "no file"),
        (["create", "python=3.12"], 2, "-n NAME"),
        (["packages", "tol"], 3, "Did you mean tool?"),
        (["packages", "-p", "/nowhere"], 3, "No environment is known"),
        (["undo", "tool"], 3, "nothing to undo"),
        (["restore", "tool", "--revision", "none"], 3, "no state none"),
        (["create", "tool", "envmgr-tool"], 5, "already"),
        (["create", "x", "envmgr-tol"], 6, "Did you mean envmgr-tool"),
        (["create", "x", "envmgr-needs-old", "envmgr-needs-new"], 6, "envmgr-versions >=4"),
        (["create", "x", "a", "-c", "http://127.0.0.1:9/none"], 1, "127.0.0.1:9"),
        (["run", "-n", "tool"], 2, "what to run"),
        (["run", "-n", "nobody", "true"], 3, "nobody"),
        (["use", "--limit", "3"], 2, "search has it"),
        (["search", "a", "--limit", "many"], 2, "--limit is a number"),
        (["export", "tool", "--variant", "none"], 2, "requested"),
        (["export", "tool", "--format", "none"], 3, "none"),
        (["show", "a", "b"], 2, "does not take 'b'"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_bad_input_is_a_sentence_a_hint_and_an_exit_code(envmgr, tool, words, code, said):
    done = envmgr(*words, code=code)
    assert said in done.stderr
    assert done.stderr.count("\n") < 16


def test_an_active_environment_that_is_gone_is_no_environment(envmgr, machine):
    gone = {"CONDA_PREFIX": str(machine.envs / "gone")}
    assert "no environment" in envmgr("show", **gone).stdout
    assert "list shows" in envmgr("install", "x", code=2, **gone).stderr


def test_a_folder_that_is_gone_is_no_obstacle(environ, tmp_path):
    gone = tmp_path / "gone"
    line = f"mkdir {gone} && cd {gone} && rmdir {gone} && {' '.join(COMMAND)} list"
    done = subprocess.run(
        ["sh", "-c", line], env=environ, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, "create makes one" in done.stderr) == (0, True), done.stderr


def test_without_a_terminal_nothing_steers_one(envmgr, machine):
    done = envmgr("create", "a", "envmgr-tool", "--no-kernel")
    assert BROKEN not in done.stdout + done.stderr
    assert "\r" not in done.stdout + done.stderr
    assert len(done.stderr.splitlines()) < 6
    assert "Installing 1 package" in done.stderr


def test_a_verb_and_its_help_explain_themselves(envmgr):
    assert "install" in envmgr().stdout
    assert envmgr("--help").stdout == envmgr().stdout == envmgr("-h").stdout
    page = envmgr("install", "--help").stdout
    for part in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "--dry-run"):
        assert part in page
    assert envmgr("help", "install").stdout == page
    assert envmgr("--version").stdout.strip()


def test_nothing_but_what_is_on_disk_is_used_offline(envmgr, gated, machine):
    envmgr("create", "a", "envmgr-tool", "--no-kernel")
    gated.asked.clear()
    envmgr("create", "b", "envmgr-tool", "--no-kernel", "--offline")
    refused = envmgr("create", "c", "envmgr-versions", "--no-kernel", "--offline", code=1)
    assert "--offline" in refused.stderr
    assert gated.asked == []
    assert only_names(machine) == ["a", "b"]


def test_an_administrators_settings_are_obeyed(envmgr, machine, tool):
    settings = {"EnvmgrApp": {"unprotected": ["tool"], "revisions_kept": 0}}
    file = machine.home / ".jupyter" / "jupyter_envmgr_config.json"
    file.write_text(json.dumps(settings))
    (tool / "conda-meta" / "frozen").touch()
    envmgr("install", "-n", "tool", "envmgr-versions", "--yes")
    envmgr("undo", "tool", "--yes", code=3)


def test_a_broken_setting_is_named(envmgr, process, machine, tool):
    file = machine.home / ".jupyter" / "jupyter_envmgr_config.json"
    file.write_text(json.dumps({"EnvmgrApp": {"revisions_kept": "many"}}))
    assert "revisions_kept" in envmgr("history", "tool", code=2).stderr
    file.write_text("{")
    done = process("history", "tool")
    assert "jupyter_envmgr_config is left out" in done.stderr


def test_what_nobody_foresaw_is_one_document_too_and_shows_no_secret(envmgr, monkeypatch):
    def broken(_self):
        raise RuntimeError("cannot read https://me:secret@host/t/tk-123/channel")

    monkeypatch.setattr(Local, "environments", broken)
    said = envmgr("list", "--json", code=1)
    problem = json.loads(said.stdout)
    assert problem["code"] == "internal"
    assert "cannot read https://***@host/t/***/channel" in problem["message"]
    assert "secret" not in said.stdout + said.stderr
    assert "cannot read" in envmgr("list", code=1).stderr
    with pytest.raises(RuntimeError):
        envmgr("list", ENVMGR_DEBUG="1")
