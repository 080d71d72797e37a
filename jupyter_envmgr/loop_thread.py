"""An event loop in a thread of its own, for callers that wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import wait
from typing import Any, TypeVar

Result = TypeVar("Result")

GLANCE = 0.2
"""Seconds after which a waiting main thread on Windows sees that somebody pressed Ctrl-C."""
_LAST = 0.05
"""Seconds that rattler's own threads need to let go of the loop (PyO3/pyo3-async-runtimes#40)."""


class LoopThread:
    """Runs coroutines for threads that wait for their results.

    It is no daemon, because threads that it starts would be daemons too: the interpreter waits for
    those that delete something. When the main thread ends without `close`, it ends by itself.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="envmgr-loop", daemon=False)
        self._thread.start()

    def call(self, work: Coroutine[Any, Any, Result]) -> Result:
        """The result of ``work``; an interrupt of the caller cancels it."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            while not wait([future], GLANCE).done:
                pass
        except KeyboardInterrupt:
            future.cancel()
            raise
        return future.result()

    def close(self) -> None:
        """End the loop; nothing may be called any more."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.call_soon(self._watch)
        self._loop.run_forever()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    def _watch(self) -> None:
        if threading.main_thread().is_alive():
            self._loop.call_later(1.0, self._watch)
        else:
            self._loop.stop()

    async def _end(self) -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(_LAST)
        await self._loop.shutdown_asyncgens()
        await self._loop.shutdown_default_executor()
