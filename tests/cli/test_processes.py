"""The command line beside other processes: signals, locks, crashes, scripts, shells."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jupyter_envmgr.transaction.transactions import Transactions
from tests.cli.conftest import COMMAND
from tests.conftest import folders_in

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals")
HEAVY = ("rattler", "tornado", "rich", "traitlets", "asyncio.base_events", "argcomplete")


@pytest.fixture
def start(environ):
    """Start a verb without waiting for it; whatever runs at the end is killed."""
    started = []

    def run(*words, command=COMMAND):
        process = subprocess.Popen(
            [*command, *words],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize(
    "words", [["list"], ["list", "--json"], ["help", "install"], ["--version"]]
)
def test_looking_loads_neither_engine_nor_server(environ, tool, words):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "jupyter_envmgr.cli", *words],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "jupyter_envmgr" in loaded
    assert [name for name in HEAVY if name in loaded] == []


@POSIX
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
@pytest.mark.parametrize("held", [".msgpack.zst", ".conda"])
def test_a_signal_takes_back_what_was_begun(start, gated, machine, number, code, held):
    gated.held = held
    process = start("create", "a", "envmgr-tool", "--no-kernel")
    assert gated.waiting.wait(30)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == code, out + err
    assert "Traceback" not in err
    assert folders_in(machine.envs) == []


@POSIX
def test_when_a_cancelled_command_has_ended_nothing_is_left_to_delete(start, machine):
    process = start("create", "a", "python=3.12", "pandas", "--no-kernel")
    while "Installing" not in process.stderr.readline():
        pass
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert [each.name for each in machine.envs.rglob("*")] == []


@POSIX
@pytest.mark.parametrize(
    "module", ["jupyter_envmgr.local", "jupyter_envmgr.verbs.look", "jupyter_envmgr.engine"]
)
def test_ctrl_c_while_it_starts_is_no_traceback(environ, tool, module):
    command = [sys.executable, "-X", "importtime", *COMMAND[1:], "search", "envmgr"]
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        line = next(line for line in process.stderr if line.endswith(f" {module}\n"))
        process.send_signal(signal.SIGINT)
        said = line + process.stderr.read()
    # Python itself ends by the signal if it came while Rust was running Python code
    assert process.returncode in {130, -signal.SIGINT}
    assert "Traceback" not in said


@POSIX
def test_a_command_that_is_to_outlive_its_terminal_does(gated, start, machine):
    gated.held = ".conda"
    ignoring = "import signal, runpy, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN);"
    code = f"{ignoring} runpy.run_module('jupyter_envmgr.cli', run_name='__main__')"
    words = ["create", "a", "envmgr-tool", "--no-kernel"]
    process = start(*words, command=[sys.executable, "-c", code])
    assert gated.waiting.wait(30)
    process.send_signal(signal.SIGHUP)
    gated.gate.set()
    assert process.wait(30) == 0
    assert folders_in(machine.envs) == ["a"]


@POSIX
def test_who_does_not_want_to_wait_interrupts_again(start, gated, machine):
    gated.held = ".conda"
    process = start("create", "a", "envmgr-tool", "--no-kernel")
    assert gated.waiting.wait(30)
    for _ in range(3):
        process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode in {130, -signal.SIGINT}
    assert not (machine.envs / "a").exists()


@POSIX
def test_recover_ends_what_a_kill_has_cut_off(start, envmgr, gated, machine):
    envmgr("create", "a", "envmgr-tool", "--no-kernel")
    before = envmgr("packages", "a").stdout
    gated.held = ".conda"
    process = start("install", "-n", "a", "envmgr-versions", "--yes")
    assert gated.waiting.wait(30)
    process.kill()
    process.communicate()
    assert "interrupted" in envmgr("list").stdout
    assert "taken back" in envmgr("recover").stdout
    assert envmgr("packages", "a").stdout == before
    assert "interrupted" not in envmgr("list").stdout
    assert json.loads(envmgr("recover", "--json").stdout)["recovered"] == []
    assert folders_in(machine.envs) == ["a"]


def test_a_second_program_is_told_who_is_at_it(envmgr, tool):
    async def meanwhile():
        async with Transactions().locked(tool, "Something long"):
            return envmgr("install", "-n", "tool", "envmgr-versions", "--yes", code=5)

    refused = asyncio.run(meanwhile())
    assert f"process {os.getpid()}" in refused.stderr
    assert "Something long" in refused.stderr
    envmgr("install", "-n", "tool", "envmgr-versions", "--yes")


def test_two_changes_of_one_environment_at_once_leave_one_of_them(start, envmgr, tool):
    words = ["install", "-n", "tool", "--yes"]
    both = [start(*words, f"envmgr-versions={n}") for n in (1, 2)]
    ends = sorted(process.wait(60) for process in both)
    assert ends[0] == 0
    assert ends[1] in {0, 5}
    listed = json.loads(envmgr("packages", "tool", "--json").stdout)["packages"]
    assert [each["name"] for each in listed].count("envmgr-versions") == 1
    envmgr("doctor", "tool")


@POSIX
def test_run_gives_the_commands_exit_code_and_output(process, tool):
    done = process(
        "run", "-n", "tool", "--", "sh", "-c", "echo $CONDA_DEFAULT_ENV $0; exit 7", code=7
    )
    assert done.stdout == "tool sh\n"
    assert done.stderr == ""


@POSIX
def test_run_passes_options_and_standard_input_on(process, tool):
    process("run", "-n", "tool", "cat", "-", "--json", stdin="hello", code=1)
    assert process("run", "-p", str(tool), "cat", stdin="hello").stdout == "hello"


@POSIX
def test_run_becomes_the_command_so_that_signals_reach_it(start, tool):
    process = start("run", "-n", "tool", "--", "sh", "-c", "echo $$; exec sleep 60")
    assert int(process.stdout.readline()) == process.pid
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == -signal.SIGTERM


@POSIX
def test_a_reader_that_leaves_is_no_error(environ, tool):
    line = f"{' '.join(COMMAND)} list | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], env=environ, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode in {0, 141}
    assert done.stderr == ""


@POSIX
def test_a_script_builds_an_image_with_the_command_alone(tmp_path, channel, package_cache):
    """As a Dockerfile does: no home, no terminal, no server, nothing in the environment."""
    context = tmp_path / "context"
    context.mkdir()
    shutil.copy(channel / "wheels" / "envmgr_hello-1.0-py3-none-any.whl", context)
    (context / "requirements.txt").write_text("./envmgr_hello-1.0-py3-none-any.whl\n")
    (context / "environment.yml").write_text(
        f"channels:\n  - {channel.as_uri()}\n  - nodefaults\n"
        "dependencies:\n  - python=3.12\n  - pip:\n    - -r requirements.txt\n"
    )
    script = f"""
        set -eu
        envmgr() {{ {" ".join(COMMAND)} "$@"; }}
        envmgr create -p {tmp_path}/opt/env -f context/environment.yml --no-kernel
        envmgr run -p {tmp_path}/opt/env -- python -c 'import envmgr_hello; print("built")'
        envmgr install -p {tmp_path}/opt/env cowsay --yes
        envmgr freeze -p {tmp_path}/opt/env --message image
        envmgr export -p {tmp_path}/opt/env --variant exact -f lock.yml
        envmgr list
    """
    done = subprocess.run(
        ["sh", "-c", script],
        env={
            "PATH": os.defpath,
            "HOME": str(tmp_path / "none"),
            "CONDARC": str(tmp_path / "none"),
            "RATTLER_CACHE_DIR": str(package_cache),
            "UV_CACHE_DIR": str(package_cache / "uv"),
            "UV_NO_INDEX": "1",
            "UV_FIND_LINKS": str(channel / "wheels"),
            "PYTHONPATH": str(Path.cwd()),
        },
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\nbuilt\n" in done.stdout
    assert "python=3.12" in (tmp_path / "lock.yml").read_text()
    assert "\x1b" not in done.stdout + done.stderr


def completions(environ, tmp_path, line):
    """What a shell is given for Tab at the end of a line."""
    answer = tmp_path / "completions"
    variables = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    subprocess.run(COMMAND, env={**environ, **variables}, check=True, timeout=60)
    return answer.read_text().split()


def test_tab_completes_verbs_options_environments_and_what_is_in_them(environ, tool, tmp_path):
    assert completions(environ, tmp_path, "jupyter-envmgr ins") == ["install"]
    assert completions(environ, tmp_path, "jupyter-envmgr install --dr") == ["--dry-run"]
    assert completions(environ, tmp_path, "jupyter-envmgr remove -n t") == ["tool"]
    assert completions(environ, tmp_path, "jupyter-envmgr remove -n tool env") == ["envmgr-tool"]
    assert completions(environ, tmp_path, "jupyter-envmgr help unin") == []
    assert "requested" in completions(environ, tmp_path, "jupyter-envmgr export --variant ")
    assert completions(environ, tmp_path, "jupyter-envmgr remove -n gone env") == []


def test_jupyter_finds_the_command(environ):
    jupyter = shutil.which("jupyter", path=str(Path(sys.executable).parent))
    done = subprocess.run(
        [jupyter, "envmgr", "--version"],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip()


@POSIX
def test_a_command_that_is_not_there_is_127_as_in_a_shell(process, tool):
    done = process("run", "-n", "tool", "no-such-command", code=127)
    assert "no command no-such-command" in done.stderr
