"""Make sure that there is a Chromium for the browser tests, or say what to install."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEBIAN = ("chromium", "fonts-dejavu-core", "fonts-liberation")
LABEXTENSION = Path(__file__).parents[1] / "labextension"


def main() -> int:
    """Try what is there, then the system's packages, then Playwright's own download."""
    if any(map(shutil.which, NAMES)):
        return 0
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "--yes", "-qq", "--no-install-recommends", *DEBIAN]
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=environ)
        subprocess.run(install, check=False, env=environ, stdout=subprocess.DEVNULL)
        if any(map(shutil.which, NAMES)):
            return 0
    npx = shutil.which("npx") or "npx"
    download = [npx, "playwright", "install", "chromium"]
    if subprocess.run(download, check=False, cwd=LABEXTENSION).returncode == 0:
        return 0
    print("The browser tests need Chromium: install the package 'chromium' of your system.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
