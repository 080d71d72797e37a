"""The runner: what a kernel's process sees, and how it ends."""

import ast
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jupyter_envmgr.kernels import runner

POSIX = pytest.mark.skipif(runner.WINDOWS, reason="shell scripts")
PRINT = "import json, os; print(json.dumps(dict(os.environ)))"


@pytest.fixture
def prefix(tmp_path):
    path = tmp_path / "conda" / "envs" / "work"
    (path / "conda-meta").mkdir(parents=True)
    (path / "bin").mkdir()
    return path


@pytest.fixture
def outer(tmp_path):
    path = tmp_path / "conda" / "envs" / "outer"
    (path / "conda-meta").mkdir(parents=True)
    return path


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def activated(prefix, **environ):
    """What `main` hands to the kernel."""
    started = []

    def execute(command, variables):
        started.append((command, variables))
        return 0

    environ = {"PATH": "/usr/bin"} | environ
    assert runner.main([str(prefix), "kernel", "-f", "x"], environ, execute) == 0
    return started[0][1]


def inside(outer, level="1", **environ):
    return {"CONDA_PREFIX": str(outer), "CONDA_SHLVL": level, **environ}


def run(prefix, *command, env=None, **options):
    return subprocess.run(
        [sys.executable, "-I", "-S", runner.__file__, str(prefix), *command],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"]} | (env or {}),
        check=False,
        timeout=60,
        **options,
    )


def environ_in(prefix, env=None):
    """What a real process sees that is started with what `main` hands out."""
    printed = []

    def execute(command, variables):
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=True)
        printed.extend(done.stdout.splitlines())
        return done.returncode

    argv = [str(prefix), sys.executable, "-I", "-c", PRINT]
    environ = {"PATH": os.environ["PATH"]} | (env or {})
    assert runner.main(argv, environ, execute) == 0
    return json.loads(printed[-1])


def test_the_environment_is_active_as_after_conda_activate(prefix):
    found = activated(prefix)
    assert found["CONDA_PREFIX"] == str(prefix)
    assert found["CONDA_DEFAULT_ENV"] == "work"
    assert found["CONDA_PROMPT_MODIFIER"] == "(work) "
    assert found["CONDA_SHLVL"] == "1"


@POSIX
def test_its_programs_come_first(prefix):
    assert activated(prefix)["PATH"] == f"{prefix / 'bin'}:/usr/bin"


def test_base_is_known_by_its_condabin_folder(tmp_path):
    (tmp_path / "miniforge3" / "condabin").mkdir(parents=True)
    assert activated(tmp_path / "miniforge3")["CONDA_DEFAULT_ENV"] == "base"


def test_an_environment_outside_an_envs_folder_is_called_by_its_path(tmp_path):
    prefix = tmp_path / "project" / "env"
    prefix.mkdir(parents=True)
    assert activated(prefix)["CONDA_DEFAULT_ENV"] == str(prefix)


@POSIX
def test_the_outer_environment_makes_way(prefix, outer):
    path = f"/server/bin:{outer}/bin:/opt/condabin:/usr/bin"
    found = activated(prefix, **inside(outer, PATH=path))
    assert found["PATH"] == f"{prefix}/bin:/server/bin:/opt/condabin:/usr/bin"
    assert found["CONDA_SHLVL"] == "2"
    assert found["CONDA_PREFIX_1"] == str(outer)


@POSIX
def test_a_second_activation_of_the_same_environment_is_none(prefix):
    found = activated(prefix, **inside(prefix, PATH=f"{prefix}/bin:/usr/bin"))
    assert found["PATH"] == f"{prefix}/bin:/usr/bin"
    assert found["CONDA_SHLVL"] == "1"
    assert "CONDA_PREFIX_1" not in found


@pytest.mark.parametrize("level", ["", "zero", "-1", "0"])
def test_an_odd_shell_level_counts_as_none(prefix, outer, level):
    found = activated(prefix, **inside(outer, level))
    assert found["CONDA_SHLVL"] == "1"
    assert "CONDA_PREFIX_0" not in found


@POSIX
def test_condas_own_folder_follows_where_path_lacks_it(prefix, tmp_path):
    condabin = tmp_path / "conda" / "condabin"
    condabin.mkdir()
    exe = str(tmp_path / "conda" / "bin" / "conda")
    found = activated(prefix, CONDA_EXE=exe)
    assert found["PATH"] == f"{prefix}/bin:{condabin}:/usr/bin"
    assert found["CONDA_EXE"] == exe
    again = activated(prefix, CONDA_EXE=exe, PATH=f"/usr/bin:{condabin}")
    assert again["PATH"] == f"{prefix}/bin:/usr/bin:{condabin}"


@POSIX
def test_the_servers_python_leaves_nothing_behind(prefix, tmp_path):
    venv = tmp_path / "venv"
    found = activated(
        prefix,
        PATH=f"{venv}/bin:/usr/bin",
        VIRTUAL_ENV=str(venv),
        VIRTUAL_ENV_PROMPT="(venv)",
        PYTHONHOME="/usr",
        __PYVENV_LAUNCHER__="/x",
        PYTHONPATH="/mine",
    )
    assert found["PATH"] == f"{prefix}/bin:/usr/bin"
    assert found["PYTHONPATH"] == "/mine"
    assert not {"VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "PYTHONHOME", "__PYVENV_LAUNCHER__"} & set(
        found
    )


@POSIX
def test_the_servers_own_virtual_environment_leaves_path_though_it_is_not_active(prefix):
    own = Path(sys.executable).parent
    if not (own.parent / "pyvenv.cfg").is_file():
        pytest.skip("the tests do not run in a virtual environment")
    assert activated(prefix, PATH=f"{own}:/usr/bin")["PATH"] == f"{prefix}/bin:/usr/bin"


@POSIX
def test_a_server_outside_a_virtual_environment_keeps_its_path(prefix):
    python = Path(os.path.realpath(sys.executable))
    done = subprocess.run(
        [python, "-I", "-S", runner.__file__, str(prefix), "/usr/bin/env"],
        env={"PATH": f"{python.parent}:/usr/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"PATH={prefix}/bin:{python.parent}:/usr/bin\n" in done.stdout


def test_variables_come_from_packages_and_from_the_environments_settings(prefix):
    folder = prefix / "etc" / "conda" / "env_vars.d"
    write(folder / "a.json", '{"A": "1", "B": "from a", "C": "from a"}')
    write(folder / "b.json", '{"B": "from b", "n": 3}')
    write(folder / "notes.txt", "no JSON")
    write(
        prefix / "conda-meta" / "state",
        '{"version": 1, "env_vars": {"C": "own", "GONE": "***unset***", "PATH": "/evil"}}',
    )
    found = activated(prefix)
    assert {name: found.get(name) for name in ("A", "B", "C", "N")} == {
        "A": "1",
        "B": "from b",
        "C": "own",
        "N": "3",
    }
    assert "GONE" not in found
    assert "/evil" not in found["PATH"]


def test_a_variable_that_was_set_is_kept_as_conda_keeps_it(prefix):
    write(prefix / "conda-meta" / "state", '{"env_vars": {"A": "new"}}')
    found = activated(prefix, A="old")
    assert (found["A"], found["__CONDA_SHLVL_0_A"]) == ("new", "old")


def test_the_outer_environments_variables_do_not_leak(prefix, outer):
    write(outer / "conda-meta" / "state", '{"env_vars": {"A": "outer", "B": "outer"}}')
    found = activated(prefix, **inside(outer, A="outer", B="set by hand"))
    assert "A" not in found
    assert found["B"] == "set by hand"


@pytest.mark.parametrize("text", ["{", "[1]", '{"env_vars": [1]}', "\xff"])
def test_broken_variables_do_not_keep_a_kernel_from_starting(prefix, text, capsys):
    (prefix / "conda-meta" / "state").write_bytes(text.encode("latin-1"))
    assert activated(prefix)["CONDA_PREFIX"] == str(prefix)
    said = capsys.readouterr().err
    assert said.count("\n") == (text in "{\xff")
    assert "Traceback" not in said


def test_variables_that_no_system_takes_are_left_out(prefix, capsys):
    state = {"env_vars": {"": "x", "A=B": "x", "C": "x\0y"}}
    write(prefix / "conda-meta" / "state", json.dumps(state))
    assert not {"", "A=B", "C"} & set(activated(prefix))
    assert capsys.readouterr().err.splitlines() == [
        f"jupyter_envmgr: ignoring the variable {name} of {prefix}."
        for name in ("''", "'A=B'", "'C'")
    ]


@POSIX
def test_half_a_character_in_the_variables_does_not_keep_a_kernel_from_starting(prefix):
    state = r'{"env_vars": {"HALF": "\ud800", "\udbff": "x", "WHOLE": "\ud83d\ude00 é"}}'
    write(prefix / "conda-meta" / "state", state)
    code = "import os; print([ascii(os.environ.get(each)) for each in ('HALF', 'WHOLE')])"
    done = run(prefix, sys.executable, "-X", "utf8", "-c", code)
    assert done.returncode == 0
    assert ast.literal_eval(done.stdout) == ["None", ascii("😀 é")]
    assert done.stderr.splitlines() == [
        f"jupyter_envmgr: ignoring the variable {name} of {prefix}."
        for name in ("'HALF'", r"'\udbff'")
    ]


@POSIX
def test_a_variable_that_is_too_long_is_named_as_the_cause(prefix):
    state = {"env_vars": {"LONG": "x" * 4_000_000}}
    write(prefix / "conda-meta" / "state", json.dumps(state))
    done = run(prefix, sys.executable, "-c", "")
    assert done.returncode == runner.NOT_EXECUTABLE
    assert done.stderr.count("\n") == 1
    assert "conda-meta/state" in done.stderr


@POSIX
@POSIX
@pytest.mark.timeout(60)
def test_variables_and_scripts_that_are_no_files_are_passed_over(prefix):
    scripts = prefix / "etc" / "conda" / "activate.d"
    scripts.mkdir(parents=True)
    for path in (prefix / "conda-meta" / "state", scripts / "a.sh"):
        os.mkfifo(path)
    write(scripts / "b.sh", "export B=sourced\n")
    assert environ_in(prefix)["B"] == "sourced"


def test_variables_nested_without_an_end_are_ignored(prefix, capsys):
    write(prefix / "conda-meta" / "state", "[" * 100_000)
    assert "CONDA_PREFIX" in activated(prefix)
    assert "ignoring the variables" in capsys.readouterr().err


def test_without_scripts_no_shell_is_started(prefix):
    assert "SHLVL" not in environ_in(prefix)


@POSIX
def test_activation_scripts_are_sourced_by_name_and_see_the_environment(prefix):
    scripts = prefix / "etc" / "conda" / "activate.d"
    write(scripts / "b.sh", 'export ORDER="$ORDER b"\n')
    write(scripts / "a.sh", 'export ORDER="a" WHERE="$CONDA_PREFIX" ARGUMENTS="$#"\n')
    write(scripts / "c.fish", "exit 1\n")
    found = environ_in(prefix)
    assert (found["ORDER"], found["WHERE"], found["ARGUMENTS"]) == ("a b", str(prefix), "0")
    assert not [name for name in found if name.startswith("envmgr")]


@POSIX
def test_the_outer_environments_scripts_are_undone_first_and_backwards(prefix, outer):
    scripts = outer / "etc" / "conda" / "deactivate.d"
    write(scripts / "a.sh", 'export LEFT="$LEFT a"; unset OUTER\n')
    write(scripts / "b.sh", 'export LEFT="b of $CONDA_PREFIX"\n')
    found = environ_in(prefix, env=inside(outer, OUTER="1"))
    assert found["LEFT"] == f"b of {outer} a"
    assert found["CONDA_PREFIX"] == str(prefix)
    assert "OUTER" not in found


@POSIX
def test_names_with_quotes_and_spaces_are_no_trouble(tmp_path):
    prefix = tmp_path / "envs" / "it's $HOME `x`"
    write(prefix / "etc" / "conda" / "activate.d" / "an a'b.sh", "export SEEN=yes\n")
    done = run(prefix, sys.executable, "-c", "import sys; print(sys.argv[1:])", "a 'b' $c", "")
    assert done.stdout == """["a 'b' $c", '']\n"""
    assert environ_in(prefix)["SEEN"] == "yes"


@POSIX
@pytest.mark.parametrize("shells", [None, "/nowhere"], ids=["bash", "sh"])
@pytest.mark.parametrize(("script", "code"), [("exit 3", 3), ("exit 0", 1), ("set -e; false", 1)])
def test_a_script_that_ends_its_shell_is_named_in_one_line(prefix, script, code, shells):
    path = write(prefix / "etc" / "conda" / "activate.d" / "bad.sh", script)
    done = run(prefix, sys.executable, "-c", "print(1)", env={"PATH": shells} if shells else None)
    assert done.returncode == code
    assert done.stdout == ""
    assert done.stderr == (
        f"jupyter_envmgr: the kernel was not started, because {path} ended its shell.\n"
    )


@POSIX
def test_a_script_that_only_fails_is_survived(prefix):
    write(prefix / "etc" / "conda" / "activate.d" / "a.sh", "no-such-command\nfalse\n")
    assert environ_in(prefix)["CONDA_PREFIX"] == str(prefix)


@POSIX
@pytest.mark.parametrize("scripts", [False, True])
def test_a_missing_interpreter_is_one_clear_line(prefix, scripts):
    if scripts:
        write(prefix / "etc" / "conda" / "activate.d" / "a.sh", "true\n")
    done = run(prefix, str(prefix / "bin" / "python"), "-m", "ipykernel_launcher")
    assert done.returncode == runner.NOT_FOUND
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"jupyter_envmgr: cannot start {prefix / 'bin' / 'python'}")


@POSIX
def test_an_interpreter_that_may_not_run_is_one_clear_line(prefix):
    path = write(prefix / "bin" / "python", "")
    path.chmod(0o644)
    done = run(prefix, str(path))
    assert done.returncode == runner.NOT_EXECUTABLE
    assert done.stderr.count("\n") == 1
    assert "Permission denied" in done.stderr


def test_a_missing_environment_is_one_clear_line(tmp_path, capsys):
    gone = str(tmp_path / "gone")
    assert runner.main([gone, "python"], os.environ, runner.attend) == runner.NOT_FOUND
    said = capsys.readouterr().err
    assert said == f"jupyter_envmgr: the environment {gone} is not there any more.\n"


@pytest.mark.parametrize("words", [[], ["prefix"]])
def test_it_says_how_it_is_used(words, capsys, tmp_path):
    argv = [str(tmp_path) for _ in words]
    assert runner.main(argv, {}, runner.attend) == 2
    assert capsys.readouterr().err.startswith("jupyter_envmgr: usage: ")


@POSIX
def test_a_command_without_a_path_is_the_environments_own(prefix):
    path = write(prefix / "bin" / "R", "#!/bin/sh\necho own R\n")
    path.chmod(0o755)
    assert run(prefix, "R").stdout == "own R\n"


@POSIX
def test_the_kernel_has_the_runners_process_id_and_its_exit_code(prefix):
    script = "import os, sys; print(os.getpid()); sys.exit(7)"
    with subprocess.Popen(
        [sys.executable, "-I", "-S", runner.__file__, prefix, sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert int(process.stdout.read()) == process.pid
        assert process.wait() == 7


@POSIX
def test_the_kernel_inherits_no_ignored_signals(prefix):
    done = run(prefix, "/bin/sh", "-c", 'kill -PIPE $$; echo "still here"')
    assert done.returncode == -signal.SIGPIPE


def test_where_a_process_cannot_be_replaced_the_kernel_is_a_child(prefix):
    script = "import sys; print(sys.argv[1])"
    code = (
        "import os, sys; from jupyter_envmgr.kernels import runner;"
        "sys.exit(runner.main(sys.argv[1:], os.environ, runner.attend))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(prefix), sys.executable, "-c", script, "a b"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("a b\n", "", 0)


def test_a_waiting_process_survives_an_interrupt_and_gives_the_kernels_exit_code(prefix):
    before = signal.getsignal(signal.SIGINT)
    kernel = "import os, signal, sys; os.kill(os.getppid(), signal.SIGINT); sys.exit(7)"
    argv = [str(prefix), sys.executable, "-c", "pass" if runner.WINDOWS else kernel]
    try:
        code = runner.main(argv, os.environ, runner.attend)
    finally:
        signal.signal(signal.SIGINT, before)
    assert code == (0 if runner.WINDOWS else 7)


def test_a_child_that_is_not_there_is_one_clear_line(prefix, capsys):
    assert runner.main([str(prefix), "no-such-kernel"], os.environ, runner.attend) == 127
    assert capsys.readouterr().err.startswith("jupyter_envmgr: cannot start no-such-kernel in ")


def test_what_cmd_prints_after_the_scripts_is_read():
    text = f"noise=1\r\n{runner.MARK}\r\n=C:=C:\\x\r\nPATH=a;b=c\r\nempty line\r\n\r\nÄ=ö\r\n"
    found = runner.printed_variables(text.encode("utf-16-le"))
    assert found == {"PATH": "a;b=c", "Ä": "ö"}


def test_windows_has_six_folders_on_path(monkeypatch):
    monkeypatch.setattr(runner, "WINDOWS", True)
    folders = runner.path_folders(r"C:\envs\work")
    assert folders[0] == r"C:\envs\work"
    assert len(folders) == 6
    assert folders[-2].endswith("Scripts")
