"""Work that takes a while, beside the event loop: told to stop when its task is cancelled."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

Result = TypeVar("Result")


class Stop:
    """Asked by work in a thread whether it shall stop: ``if stop(): …``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._set = False
        self._callbacks: list[Callable[[], None]] = []

    def __call__(self) -> bool:
        return self._set

    def then(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` when it is time to stop; at once if it is already."""
        with self._lock:
            self._callbacks.append(callback)
            if not self._set:
                return
        callback()

    def set(self) -> None:
        with self._lock:
            self._set = True
            callbacks = list(self._callbacks)
        for callback in callbacks:
            callback()


async def in_thread(work: Callable[[Stop], Result]) -> Result:
    """Run ``work`` in a thread. When the task is cancelled, tell it so and wait for its end.

    However often it is cancelled: nobody shall find the thread still writing.

    It has a thread of its own: those of `asyncio.to_thread` are few, and for what is quick.
    """
    stop = Stop()
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="envmgr")
    end = asyncio.get_running_loop().run_in_executor(pool, work, stop)  # no task: nobody cancels it
    pool.shutdown(wait=False)
    try:
        return await asyncio.shield(end)
    except asyncio.CancelledError:
        stop.set()
        while not end.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([end])
        end.exception()  # it was told to stop: how it ended is of no interest
        raise


async def seen_through(work: Coroutine[Any, Any, Result]) -> Result:
    """Finish ``work`` though the task is cancelled meanwhile: the cancellation came too late."""
    task = asyncio.ensure_future(work)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([task])
    return task.result()
