import pytest

from jupyter_envmgr.verbs.backend import BackendError
from jupyter_envmgr.verbs.definition import VERBS, parse, split, verbs_of
from jupyter_envmgr.verbs.perform import CODES, exit_code


def problem(call, *args):
    with pytest.raises(BackendError) as caught:
        call(*args)
    assert exit_code(caught.value.problem) == 2
    return f"{caught.value.problem['message']} {caught.value.problem['hint']}"


@pytest.mark.parametrize("door", ["cli", "magic"])
def test_without_a_verb_it_shows_where_one_is(door):
    assert parse([], door)[0].name == "show"
    verb, options = parse(["--json"], door)
    assert (verb.name, options.json) == ("show", True)


def test_options_may_stand_before_among_and_after_what_they_are_about():
    for line in (
        "install -n x -c a -c b --dry-run pandas rich",
        "install pandas -n x rich -c a --dry-run -c b",
        "install pandas rich --channel=a --channel b --name=x --dry-run",
    ):
        _, options = parse(line.split(), "cli")
        assert (options.name, options.packages) == ("x", ["pandas", "rich"])
        assert (options.channel, options.dry_run, options.yes) == (["a", "b"], True, False)


def test_what_follows_a_command_to_run_is_the_commands_own():
    for line in ("run -n x -- python -c 1 --json -n y", "run -n x python -c 1 --json -n y"):
        _, options = parse(line.split(), "cli")
        assert options.name == "x"
        assert options.command == ["python", "-c", "1", "--json", "-n", "y"]
    assert parse(["run", "-n", "x"], "cli")[1].command == []


def test_what_makes_no_sense_is_told_with_what_was_meant():
    assert "Did you mean install?" in problem(parse, ["instal"], "cli")
    assert "Did you mean undo?" in problem(parse, ["rollback"], "magic")
    assert "help lists" in problem(parse, ["xyzzy"], "cli")
    assert "Did you mean --dry-run?" in problem(parse, ["install", "--dryrun"], "cli")
    assert "search has it" in problem(parse, ["use", "--limit=3"], "cli")
    assert "expected one argument" in problem(parse, ["install", "-n"], "cli")
    assert "requested" in problem(parse, ["export", "--variant", "none"], "cli")
    assert "does not take 'b'" in problem(parse, ["show", "a", "b"], "cli")


def test_an_option_is_not_guessed_from_its_beginning():
    assert "no option --dry" in problem(parse, ["install", "--dry", "x"], "cli")


def test_a_terminals_verbs_are_not_a_notebooks():
    assert "jupyter envmgr run" in problem(parse, ["run", "-n", "x", "true"], "magic")
    assert set(verbs_of("cli")) - set(verbs_of("magic")) == {"run", "recover"}


def test_a_line_is_split_as_a_shell_does_it():
    assert split("install 'numpy >=1.26,<2' \"a b\" c") == [
        "install",
        "numpy >=1.26,<2",
        "a b",
        "c",
    ]
    assert split("") == []
    assert split("install --pip 'a # b' # c") == ["install", "--pip", "a # b", "#", "c"]


def test_a_backslash_is_part_of_a_windows_path():
    assert split(r"create -f C:\new\env.yml -p 'D:\my envs\x'") == [
        "create", "-f", r"C:\new\env.yml", "-p", r"D:\my envs\x",
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["install 'numpy", 'install "a', "'"])
def test_a_quote_that_is_not_closed_is_one_sentence(line):
    assert "A quote is opened and not closed." in problem(split, line)


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.name)
def test_every_verb_is_explained_and_its_examples_can_be_read(verb):
    assert verb.summary
    assert not verb.summary.endswith(".")
    assert verb.description.endswith(".")
    assert verb.examples
    for example in verb.examples:
        read, _ = parse(split(example.line), "cli")
        assert read is verb
    for option in verb.options:
        assert option.help.endswith("."), option
        assert option.metavar or option.takes == "flag", option


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.name)
@pytest.mark.parametrize("door", ["cli", "magic"])
def test_every_verb_has_help(verb, door):
    if verb.door in ("", door):
        for flag in ("-h", "--help"):
            assert parse([verb.name, flag], door)[1].help


def test_every_problem_has_one_exit_code():
    codes = [code for codes in CODES.values() for code in codes]
    assert len(codes) == len(set(codes))
    assert exit_code({"code": "engine"}) == 1
    assert exit_code({}) == 1
