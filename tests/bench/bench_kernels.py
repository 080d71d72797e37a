"""What the runner adds to a kernel's start.

The budget is a difference, at most 50 ms, and `measure` speaks in ratios: "ours" is what the
runner adds to starting the kernel's command directly, "floor" is the 50 ms it may add, and their
ratio may be 1. Both ways are timed in turn, and the medians compared.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from jupyter_envmgr.kernels.specs import RUNNER

ALLOWED = 0.050
ROUNDS = 15
KERNEL = [sys.executable, "-c", "import json"]
SCRIPTS = 5


def measure() -> list[tuple[str, float, float, float]]:
    """Name, seconds added, seconds allowed, and the ratio that may not be exceeded."""
    with tempfile.TemporaryDirectory() as folder:
        plain = _environment(Path(folder, "envs", "plain"))
        scripted = _environment(Path(folder, "envs", "scripted"))
        for number in range(SCRIPTS):
            _script(scripted, f"activate.d/{number}.sh")
        return [
            ("runner: variables only", _added(plain), ALLOWED, 1.0),
            (f"runner: {SCRIPTS} activation scripts", _added(scripted), ALLOWED, 1.0),
        ]


def _environment(prefix: Path) -> Path:
    (prefix / "conda-meta").mkdir(parents=True)
    state = json.dumps({"env_vars": {"SOME_DATA": "/somewhere"}})
    (prefix / "conda-meta" / "state").write_text(state, encoding="utf-8")
    return prefix


def _script(prefix: Path, name: str) -> None:
    path = prefix / "etc" / "conda" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('export SOME_PLACE="$CONDA_PREFIX/share"\n', encoding="utf-8")


def _added(prefix: Path) -> float:
    """Seconds that the runner adds to the start of a process."""
    through, direct = [], []
    for _ in range(ROUNDS):
        through.append(_seconds([*RUNNER, str(prefix), *KERNEL]))
        direct.append(_seconds(KERNEL))
    return statistics.median(through) - statistics.median(direct)


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=dict(os.environ), check=True)
    return time.perf_counter() - started
