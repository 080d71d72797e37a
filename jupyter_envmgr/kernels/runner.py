"""Start a kernel inside an activated environment, without a conda installation.

Run as ``python -I -S runner.py PREFIX COMMAND...``: the standard library only, and as little of
it as can be, because every kernel waits for it. The variables become what ``conda activate``
makes of them (conda/activate.py of conda 26), then the kernel takes this process's place: on
POSIX it keeps the process id, so that interrupts and kills reach it. Windows cannot do that;
there this process waits for the kernel, and the kernel ends with it. All of it is one file,
because an isolated Python finds no neighbours.
"""
# pathlib, typing and collections would cost every kernel some milliseconds:
# ruff: noqa: PTH112, PTH113, PTH118, PTH119, PTH120, PTH123, PTH208

from __future__ import annotations

import errno
import os
import sys

TYPE_CHECKING = False  # what type checkers take for typing.TYPE_CHECKING
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from subprocess import Popen

    Environ = dict[str, str]
    Execute = Callable[[list[str], Environ], int]

WINDOWS = sys.platform == "win32"
NOT_EXECUTABLE = 126
NOT_FOUND = 127
UNSET = "***unset***"
"""What conda writes for a variable that was unset (CONDA_ENV_VARS_UNSET_VAR)."""
LEFTOVERS = (
    "PYTHONHOME",
    "PYTHONEXECUTABLE",
    "__PYVENV_LAUNCHER__",
    "VIRTUAL_ENV",
    "VIRTUAL_ENV_PROMPT",
)
"""Variables of the server's Python that mislead another. PYTHONPATH stays, as conda has it."""
MARK = "jupyter_envmgr: the environment follows"
TRAP = """trap '
  envmgr_code=$?
  [ "$envmgr_code" = 0 ] && envmgr_code=1
  echo "jupyter_envmgr: the kernel was not started, because $envmgr_script ended its shell." >&2
  exit "$envmgr_code"
' EXIT"""


class StartError(Exception):
    """The kernel cannot be started: a sentence, and the exit code that goes with it."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def main(argv: list[str], environ: Mapping[str, str], execute: Execute) -> int:
    """Give the kernel's exit code, or our own after one line on stderr why it did not start."""
    try:
        prefix, command = argv[0], argv[1:]
        return start(prefix, command, environ, execute)
    except IndexError:
        problem, code = "usage: runner.py PREFIX COMMAND [ARGUMENT ...]", 2
    except StartError as error:
        problem, code = str(error), error.code
    sys.stderr.write(f"jupyter_envmgr: {problem}\n")
    return code


def start(prefix: str, command: list[str], environ: Mapping[str, str], execute: Execute) -> int:
    """Activate `prefix` and run `command` in it. Raises StartError."""
    program = command[0]
    if not os.path.isdir(prefix):
        raise StartError(f"the environment {prefix} is not there any more.", NOT_FOUND)
    activated = activate(prefix, environ)
    outer = outer_prefix(environ)
    leave = scripts(outer, "deactivate.d")[::-1]
    enter = scripts(prefix, "activate.d")
    if (leave or enter) and WINDOWS:  # pragma: no cover - needs cmd.exe
        activated = after_batch_files([(outer, leave), (prefix, enter)], activated)
    elif leave or enter:
        command = shell_command([(outer, leave), (prefix, enter)], command, activated["PATH"])
    try:
        return execute(command, activated)
    except OSError as error:
        code = NOT_FOUND if isinstance(error, FileNotFoundError) else NOT_EXECUTABLE
        cure = (
            "Variables are too long: see conda-meta/state and etc/conda/env_vars.d there."
            if error.errno == errno.E2BIG
            else "Install the kernel's package there again."
        )
        why = os.strerror(error.errno or 0)
        raise StartError(f"cannot start {program} in {prefix} ({why}). {cure}", code) from None


def activate(prefix: str, environ: Mapping[str, str]) -> Environ:
    """The variables that a process in `prefix` sees, activation scripts apart."""
    outer, level = outer_prefix(environ), shell_level(environ)
    result = dict(environ)
    if outer and outer != prefix:
        for name, value in variables(outer).items():
            if result.get(name) == value:
                del result[name]
        result[f"CONDA_PREFIX_{level}"] = outer
    for name, value in variables(prefix).items():
        if name in result:
            result[f"__CONDA_SHLVL_{level}_{name}"] = result[name]
        result[name] = value
    name = conda_name(prefix)
    result |= {
        "PATH": search_path(prefix, environ),
        "CONDA_PREFIX": prefix,
        "CONDA_SHLVL": str(level if outer == prefix else level + 1),
        "CONDA_DEFAULT_ENV": name,
        "CONDA_PROMPT_MODIFIER": f"({name}) ",
    }
    return {name: value for name, value in result.items() if name not in LEFTOVERS}


def outer_prefix(environ: Mapping[str, str]) -> str:
    """The prefix that is active already; empty where there is none."""
    return environ.get("CONDA_PREFIX", "") if shell_level(environ) else ""


def shell_level(environ: Mapping[str, str]) -> int:
    """How many activations deep `environ` is."""
    level = environ.get("CONDA_SHLVL", "").strip()
    return int(level) if level.isdecimal() else 0


def conda_name(prefix: str) -> str:
    """What conda calls an active prefix: base, the folder's name in an envs folder, or its path.

    Base is known by its condabin folder, which conda makes nowhere else.
    """
    if os.path.isdir(os.path.join(prefix, "condabin")):
        return "base"
    parent, name = os.path.split(prefix)
    return name if os.path.basename(parent) == "envs" else prefix


def search_path(prefix: str, environ: Mapping[str, str]) -> str:
    """PATH with the environment in front, and without the one that was active before.

    conda puts the new folders where the old ones stood. Here they come first: whatever started
    the server may have put the server's own Python in front of both.
    """
    outer, venv = outer_prefix(environ), environ.get("VIRTUAL_ENV", "")
    dropped = set(path_folders(prefix))
    dropped.update(path_folders(outer) if outer else [])
    dropped.update(map(programs, filter(None, [venv, server_venv()])))
    kept = [
        folder
        for folder in environ.get("PATH", os.defpath).split(os.pathsep)
        if os.path.normpath(folder) not in dropped
    ]
    return os.pathsep.join([*path_folders(prefix), *condabin(kept, environ), *kept])


def path_folders(prefix: str) -> list[str]:
    """The folders of an environment that stand on PATH, first the one that wins."""
    if not WINDOWS:
        return [os.path.join(prefix, "bin")]
    inner = (r"Library\mingw-w64\bin", r"Library\usr\bin", r"Library\bin", "Scripts", "bin")
    return [prefix, *(os.path.join(prefix, folder) for folder in inner)]


def programs(venv: str) -> str:
    """The folder with the programs of a virtual environment."""
    return os.path.normpath(os.path.join(venv, "Scripts" if WINDOWS else "bin"))


def server_venv() -> str:
    """The virtual environment whose Python runs this file; empty where it is not one."""
    venv = os.path.dirname(os.path.dirname(sys.executable))
    return venv if os.path.isfile(os.path.join(venv, "pyvenv.cfg")) else ""


def condabin(path: list[str], environ: Mapping[str, str]) -> list[str]:
    """The folder of the conda program, where there is one and PATH lacks it."""
    root = os.path.dirname(os.path.dirname(environ.get("CONDA_EXE", "")))
    folder = os.path.join(root, "condabin")
    on_path = any(entry.endswith("condabin") for entry in path)
    return [folder] if root and not on_path and os.path.isdir(folder) else []


def variables(prefix: str) -> Environ:
    """What packages (etc/conda/env_vars.d) and people (conda-meta/state) set in an environment."""
    found: dict[str, object] = {}
    for path in files(os.path.join(prefix, "etc", "conda", "env_vars.d"), ".json"):
        found.update(json_object(path))
    own = json_object(os.path.join(prefix, "conda-meta", "state")).get("env_vars")
    found.update(own if isinstance(own, dict) else {})
    return {
        name.upper(): str(value)
        for name, value in found.items()
        if value != UNSET and name.upper() != "PATH" and sets(name, str(value), prefix)
    }


def sets(name: str, value: str, prefix: str) -> bool:
    """Whether an operating system takes this variable; said on stderr where it does not."""
    text = name + value
    try:
        os.fsencode(text)  # JSON may hold half of a surrogate pair, which is no character
    except UnicodeEncodeError:
        taken = False
    else:
        taken = bool(name) and "=" not in name and "\0" not in text
    if not taken:
        sys.stderr.write(f"jupyter_envmgr: ignoring the variable {name!a} of {prefix}.\n")
    return taken


def json_object(path: str) -> dict[str, object]:
    """A file's JSON object; empty, and said on stderr, where it cannot be read as one."""
    if not os.path.isfile(path):
        return {}
    import json

    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
    except (OSError, ValueError, RecursionError) as error:
        sys.stderr.write(f"jupyter_envmgr: ignoring the variables in {path} ({error}).\n")
        return {}
    return content if isinstance(content, dict) else {}


def scripts(prefix: str, folder: str) -> list[str]:
    """The scripts of a prefix that `conda activate` sources, in its order."""
    suffix = ".bat" if WINDOWS else ".sh"
    return files(os.path.join(prefix, "etc", "conda", folder), suffix) if prefix else []


def files(folder: str, suffix: str) -> list[str]:
    """The files in a folder with that ending, by name; none where there is no such folder."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    paths = [os.path.join(folder, name) for name in names if name.endswith(suffix)]
    return [path for path in paths if os.path.isfile(path)]


def shell_command(steps: list[tuple[str, list[str]]], command: list[str], path: str) -> list[str]:
    """A shell that sources each step's scripts, with its prefix, and then becomes the command.

    The command stands in the text, not among the shell's arguments: sourced scripts would take
    those for their own. A script that ends the shell is named on stderr.
    """
    lines = [TRAP]
    for prefix, paths in steps:
        lines.append(f"export CONDA_PREFIX={quoted(prefix)}")
        lines += [f"envmgr_script={quoted(script)}; . {quoted(script)}" for script in paths]
    program = quoted(command[0])
    missing = f"jupyter_envmgr: cannot start {command[0]} in {steps[-1][0]}: it is not there."
    lines += [
        "trap - EXIT; unset envmgr_script",
        f"if command -v {program} >/dev/null 2>&1; then exec {' '.join(map(quoted, command))}; fi",
        f"echo {quoted(missing)} >&2; exit {NOT_FOUND}",
    ]
    return [shell(path), "-c", "\n".join(lines)]


def quoted(text: str) -> str:
    """`text` as one word of a shell (shlex would cost an import of `re`)."""
    return "'" + text.replace("'", "'\"'\"'") + "'"


def shell(path: str) -> str:
    """Bash, for which packages write their scripts, else the system's shell."""
    candidates = (os.path.join(folder, "bash") for folder in path.split(os.pathsep))
    return next((shell for shell in candidates if os.access(shell, os.X_OK)), "/bin/sh")


def after_batch_files(
    steps: list[tuple[str, list[str]]], environ: Environ
) -> Environ:  # pragma: no cover - needs cmd.exe
    """The variables after each step's batch files; what these print goes to stderr."""
    import subprocess

    calls = []
    for prefix, paths in steps:
        calls.append(f'set "CONDA_PREFIX={prefix}"')
        calls += [f'call "{script}" 1>&2' for script in paths]
    line = " & ".join([*calls, f"echo {MARK}", "set"])
    cmd = environ.get("COMSPEC", "cmd.exe")
    done = subprocess.run(  # noqa: S603 - the environment's own scripts
        f'"{cmd}" /d /u /s /c "{line}"',
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode or not (found := printed_variables(done.stdout)):
        raise StartError(f"an activation script of {steps[-1][0]} failed.", done.returncode or 1)
    return found


def printed_variables(output: bytes) -> Environ:
    """What cmd's ``set`` printed (UTF-16) after our mark, without its hidden ``=C:`` entries."""
    text = output.decode("utf-16-le", "replace").partition(MARK)[2]
    pairs = (line.partition("=") for line in text.splitlines())
    return {name: value for name, equals, value in pairs if name and equals}


def become(command: list[str], environ: Environ) -> int:  # pragma: no cover - this process ends
    """Replace this process (POSIX)."""
    import signal

    if sys.platform != "win32":
        # Python ignores this signal, and a kernel would inherit that.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.execvpe(command[0], command, environ)  # noqa: S606 - a kernel's own command


def attend(command: list[str], environ: Environ) -> int:
    """Run the command as a child, and end with it (Windows).

    Jupyter's interrupt and parent handles are inherited; a Ctrl-C of the console reaches the
    kernel by itself and must not end this process before it.
    """
    import shutil
    import signal
    import subprocess

    program = shutil.which(command[0], path=environ["PATH"])
    if program is None:
        raise FileNotFoundError(2, "not on PATH", command[0])
    signal.signal(signal.SIGINT, lambda *_: None)
    child = subprocess.Popen([program, *command[1:]], env=environ, close_fds=False)  # noqa: S603
    job = ended_with_us(child)
    code = child.wait()
    del job
    return code


def ended_with_us(child: Popen[bytes]) -> object:
    """A Windows job that kills the child when this process is killed; keep it referenced.

    The child's own children are left out (SILENT_BREAKAWAY_OK), as they are without a runner.
    Layout: JOBOBJECT_EXTENDED_LIMIT_INFORMATION in winnt.h.
    """
    job: object = None
    if sys.platform == "win32":  # pragma: no cover - no Windows where coverage is measured
        import ctypes
        from ctypes import wintypes

        size = ctypes.c_size_t

        class Limits(ctypes.Structure):
            _fields_ = [
                ("times", ctypes.c_int64 * 2),
                ("flags", wintypes.DWORD),
                ("working_sets", size * 2),
                ("processes", wintypes.DWORD),
                ("affinity", size),
                ("priorities", wintypes.DWORD * 2),
                ("counters", ctypes.c_uint64 * 6),
                ("memory", size * 4),
            ]

        kernel32 = ctypes.WinDLL("kernel32")
        kernel32.CreateJobObjectW.restype = wintypes.HANDLE
        job = wintypes.HANDLE(kernel32.CreateJobObjectW(None, None))
        limits = Limits(flags=0x2000 | 0x1000)  # KILL_ON_JOB_CLOSE, SILENT_BREAKAWAY_OK
        kernel32.SetInformationJobObject(job, 9, ctypes.byref(limits), ctypes.sizeof(limits))
        handle = wintypes.HANDLE(int(child._handle))  # type: ignore[attr-defined]  # noqa: SLF001
        kernel32.AssignProcessToJobObject(job, handle)
    return job


if __name__ == "__main__":  # pragma: no cover - a process of its own
    sys.exit(main(sys.argv[1:], os.environ, attend if WINDOWS else become))
