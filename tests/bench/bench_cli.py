"""How long a command takes that only looks, against starting Python with what it cannot do without.

``python -m tests.bench.bench_cli`` prints one line for each budget.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.bench_prefixes import alternate, make_environment

ENVIRONMENTS = 10
PACKAGES = 100
FLOOR = [sys.executable, "-c", "import msgspec, yaml"]
LIST = [sys.executable, "-m", "jupyter_envmgr.cli", "list"]
RUN = [sys.executable, "-m", "jupyter_envmgr.cli", "run", "-n", "env0", "--", "true"]


def measure() -> list[tuple[str, float, float, float]]:
    """Name, our seconds, the floor's seconds and how many times the floor we may take."""
    with tempfile.TemporaryDirectory(prefix="envmgr-bench-") as folder:
        home = Path(folder)
        for number in range(ENVIRONMENTS):
            make_environment(home / "envs" / f"env{number}", PACKAGES, lambda: 20)
        (home / ".condarc").write_text("channels: [conda-forge]\n")
        environ = {
            **os.environ,
            "HOME": folder,
            "USERPROFILE": folder,
            "CONDA_ENVS_DIRS": str(home / "envs"),
        }
        environ.pop("PYTHONDONTWRITEBYTECODE", None)

        def run(command: list[str]) -> bytes:
            done = subprocess.run(command, env=environ, check=True, capture_output=True)
            return done.stdout

        assert run(LIST).count(b"env") >= ENVIRONMENTS
        return [
            ("jupyter envmgr list", *alternate(lambda: run(LIST), lambda: run(FLOOR)), 3.0),
            ("jupyter envmgr run", *alternate(lambda: run(RUN), lambda: run(FLOOR)), 3.0),
        ]


if __name__ == "__main__":
    for title, ours, floor, budget in measure():
        line = (
            f"{title:28} {ours * 1e3:9.1f} {floor * 1e3:9.1f} {ours / floor:7.2f} {budget:5.1f}\n"
        )
        sys.stdout.write(line)
