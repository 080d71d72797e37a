"""What ``%envmgr`` costs: a kernel's start, and telling where one is.

Budgets are absolute, at most 10, 100 and 300 ms, and `measure` speaks in ratios: "floor" is what is
allowed. A start is measured by the time that the kernel itself has computed when it is ready, with
the magic and without in turn: how long one waits depends on what else the machine does.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec

from jupyter_envmgr.kernels.magic_argument import with_magic
from tests.channel.build import build
from tests.magic.server import Kernel, jupyter_server

STARTS = 15
CALLS = 15
ALLOWED_START = 0.010
ALLOWED_CALL = 0.100
ALLOWED_TAB = 0.300
PLAIN = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
COMPUTED = "import time; print(time.process_time())"
TIMED = """
import time as _t
_s = _t.perf_counter(); get_ipython().run_line_magic("envmgr", ""); print(_t.perf_counter() - _s)
"""


def measure() -> list[tuple[str, float, float, float]]:
    """Name, seconds, seconds allowed, and the ratio that may not be exceeded."""
    first, again, tab = _calls()
    return [
        ("magic: added to a kernel's start", _added(), ALLOWED_START, 1.0),
        ("magic: %envmgr, the first time", first, ALLOWED_CALL, 1.0),
        ("magic: %envmgr", again, ALLOWED_CALL, 1.0),
        ("magic: Tab after a part of a package's name", tab, ALLOWED_TAB, 1.0),
    ]


def _added() -> float:
    """Seconds of computing that the magic adds to the start of a kernel."""
    _computed(with_magic(PLAIN))  # compiles what is compiled once
    pairs = [(_computed(with_magic(PLAIN)), _computed(PLAIN)) for _ in range(STARTS)]
    with_it, without = zip(*pairs, strict=True)
    return statistics.median(with_it) - statistics.median(without)


def _computed(argv: list[str]) -> float:
    """Seconds that a kernel has computed when it takes its first cell."""
    with tempfile.TemporaryDirectory() as folder:
        manager = KernelManager(connection_file=str(Path(folder, "kernel.json")))
        manager._kernel_spec = KernelSpec(argv=argv)
        manager.start_kernel(stderr=-3)
        kernel = Kernel(Path(manager.connection_file))
        try:
            return float(kernel.run(COMPUTED).text)
        finally:
            kernel.close()
            manager.shutdown_kernel(now=True)
            manager.cleanup_resources()


def _calls() -> tuple[float, float, float]:
    """Seconds that ``%envmgr`` takes in a notebook, the first time and later; and that Tab does."""
    channel = build(report=lambda _line: None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "envs").mkdir()
        text = f"channels:\n  - {channel.as_uri()}\nenvs_dirs:\n  - {folder / 'envs'}\n"
        (folder / "condarc").write_text(text, encoding="utf-8")
        settings = {
            "CONDARC": str(folder / "condarc"),
            "RATTLER_CACHE_DIR": os.environ.get("RATTLER_CACHE_DIR", str(folder / "cache")),
        }
        with jupyter_server(folder, settings) as server:
            server.create("bench", "python=3.12", "pandas")
            with server.kernel("conda-env-bench-py") as kernel:
                first = float(kernel.run(TIMED).text)
                later = [float(kernel.run(TIMED).text) for _ in range(CALLS)]
                tabs = [_seconds_of_tab(kernel) for _ in range(CALLS)]
    return first, statistics.median(later), statistics.median(tabs)


def _seconds_of_tab(kernel: Kernel) -> float:
    started = time.perf_counter()
    assert "pandas" in kernel.complete("%envmgr install pand")
    return time.perf_counter() - started
