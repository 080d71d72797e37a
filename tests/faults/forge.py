"""``python -m tests.faults.forge ROOT LAYER``: a process in which each trial is a fork.

It has imported everything, and rattler has not started its threads: a trial takes no longer than
the operation itself. Orders come as lines of JSON, and each gets one in answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import importlib
import json
import logging
import os
import pkgutil
import select
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

import jupyter_envmgr.engine
from jupyter_envmgr.errors import EnvmgrError
from jupyter_envmgr.models import Progress
from jupyter_envmgr.parts import build
from tests.faults.operations import named
from tests.faults.steps import Steps

KEEP = 10
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
_LONGEST = 120.0  # seconds


def main() -> None:
    root, layer = Path(sys.argv[1]), sys.argv[2]
    for module in pkgutil.walk_packages(jupyter_envmgr.engine.__path__, "jupyter_envmgr.engine."):
        importlib.import_module(module.name)
    if sys.platform == "linux":  # what a killed trial leaves running becomes our child
        ctypes.CDLL(None).prctl(_SUBREAPER, 1)
    if threading.active_count() > 1:
        raise SystemExit("a process with threads cannot be forked")
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(_answer(root, layer, json.loads(line))), flush=True)


def _answer(root: Path, layer: str, order: dict[str, Any]) -> dict[str, Any]:
    if order["operation"] == "wait":
        return {"ended": "done", "left": _wait_for_children()}
    read, write = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        _become_a_trial(root, layer, order, write)
    os.close(write)
    said = _listen(read, child, order.get("kill_after"))
    os.close(read)
    _, status = os.waitpid(child, 0)
    took = time.monotonic() - started
    if os.WIFSIGNALED(status):
        name = (
            "killed" if os.WTERMSIG(status) == signal.SIGKILL else f"signal {os.WTERMSIG(status)}"
        )
        return {"ended": name, "seconds": took}
    told = json.loads(said or "{}")
    for name in told.pop("modules", ()):
        _import(name)
    return {**told, "seconds": took}


def _import(name: str) -> None:
    """Have it before the next trial, which may not be allowed to read it."""
    with contextlib.suppress(Exception):
        importlib.import_module(name)


def _listen(read: int, child: int, kill_after: float | None) -> bytes:
    """Hear what the trial says until it closes its end; kill it where it takes too long."""
    said = b""
    end = time.monotonic() + (_LONGEST if kill_after is None else kill_after)
    while True:
        ready, _, _ = select.select([read], [], [], _until(end))
        if not ready:
            os.kill(child, signal.SIGKILL)  # too late perhaps, which its status tells
            end = float("inf")
            continue
        block = os.read(read, 1 << 16)
        if not block:
            return said
        said += block


def _until(end: float) -> float | None:
    return None if end == float("inf") else max(0.0, end - time.monotonic())


def _wait_for_children() -> int:
    """Until nothing runs any more that a killed trial has begun; how many there were."""
    count = 0
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
            count += 1
    return count


def _become_a_trial(root: Path, layer: str, order: dict[str, Any], write: int) -> None:
    """Do it, say how it ended, and end: nothing of the forge may happen twice."""
    log = os.open(root / "trial.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    logging.basicConfig(level=logging.INFO, force=True)
    said: dict[str, Any]
    try:
        if user := order.get("user"):
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
        said = asyncio.run(_trial(root, layer, order))
    except BaseException as error:  # noqa: BLE001 - whatever it is, the test is to hear of it
        said = {"ended": f"unforeseen: {error!r}", "trace": traceback.format_exc()}
    os.write(write, json.dumps(said).encode())
    os._exit(0)


async def _trial(root: Path, layer: str, order: dict[str, Any]) -> dict[str, Any]:
    steps = Steps(root, order.get("fault", "kill"), order.get("at", 0), order.get("bulk_at", 0))
    steps.take(order.get("road", "exchange"), root / "envs" / order.get("place", "a"))
    phases: list[str] = []
    parts = build(keep=KEEP, cache=Path(order["cache"]) if "cache" in order else None)
    work = named(order["operation"], layer, order.get("wish", {}))
    if order.get("watch") or "at" in order or "bulk_at" in order:
        steps.watch()
    task = asyncio.ensure_future(work(parts, lambda progress: _note(progress, phases)))
    said: dict[str, Any] = {}
    if "cancel_after" in order:
        said["cancelled_for"] = await _cancelled(task, order["cancel_after"], phases)
    said |= await _end_of(task)
    # what is deleted while every step fails, a recovery deletes too
    ends = order.get("fault", "kill") == "kill" or said["ended"] in {"done", "cancelled"}
    for thread in threading.enumerate() if ends else ():
        if thread.name.startswith("envmgr-"):
            await asyncio.to_thread(thread.join)
    if order["operation"] == "build":
        said["modules"] = sorted(sys.modules)
    return said | {"steps": steps.steps, "bulk": steps.bulk, "what": steps.done, "phases": phases}


async def _end_of(task: asyncio.Future[None]) -> dict[str, str]:
    try:
        await task
    except asyncio.CancelledError:
        return {"ended": "cancelled"}
    except EnvmgrError as error:
        return {"ended": error.code, "message": error.message, "trace": traceback.format_exc()}
    except Exception as error:  # noqa: BLE001 - no caller foresees it: that is what is looked for
        return {"ended": f"unforeseen: {error!r}", "trace": traceback.format_exc()}
    return {"ended": "done"}


async def _cancelled(task: asyncio.Future[None], after: float, phases: list[str]) -> float:
    """Cancel it then; the seconds that it took to end."""
    await asyncio.wait([task], timeout=after)
    phases.append(f"cancel in {phases[-1] if phases else 'prepare'}")
    started = time.monotonic()
    task.cancel()
    await asyncio.wait([task])
    return time.monotonic() - started


def _note(progress: Progress, phases: list[str]) -> None:
    if not phases or phases[-1] != progress.phase:
        phases.append(progress.phase)


if __name__ == "__main__":
    main()
