"""``make lab``: JupyterLab with the panel, on the user's channels or on the one on disk."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

from rattler import Channel

from jupyter_envmgr.condarc import Condarc

ROOT = Path(__file__).parents[1]
CHANNEL = ROOT / ".cache" / "channel"


def reachable(channel: str) -> bool:
    """Tell whether the channel answers within a few seconds."""
    url = Channel(channel).base_url + "noarch/repodata.json.zst"
    request = urllib.request.Request(url, method="HEAD")
    try:
        with urllib.request.urlopen(request, timeout=5):
            return True
    except (OSError, ValueError):
        return False


def offline() -> dict[str, str]:
    """Build the channel on disk; variables that make it the only one."""
    print("No conda channel can be reached: using one built on this disk.", flush=True)
    subprocess.run([sys.executable, "-m", "tests.channel", str(CHANNEL)], check=True, cwd=ROOT)
    condarc = ROOT / ".cache" / "condarc"
    condarc.write_text(f"channels:\n  - {CHANNEL.as_uri()}\n", encoding="utf-8")
    return {"CONDARC": str(condarc), "UV_FIND_LINKS": str(CHANNEL / "wheels")}


def main() -> int:
    environ = dict(os.environ)
    if not any(reachable(channel) for channel in Condarc.load().channels):
        environ |= offline()
    command = [sys.executable, "-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", *sys.argv[1:]]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    if os.name == "posix":  # JupyterLab takes this process's place, and its signals
        os.execve(command[0], command, environ)
    try:
        return subprocess.run(command, env=environ, check=False).returncode
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
