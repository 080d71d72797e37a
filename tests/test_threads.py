"""Work in a thread is waited for, whatever happens to its task."""

import asyncio
import threading

import pytest

from jupyter_envmgr.threads import in_thread


class Work:
    """Runs until it is let go, and notes when it ended."""

    def __init__(self):
        self.told = threading.Event()
        self.go = threading.Event()
        self.ended = False

    def __call__(self, stop):
        stop.then(self.told.set)
        assert self.go.wait(60)
        self.ended = True
        return "done"


async def cancelled(task, work):
    """Cancel a task whose work does not end yet, and give it a chance to let go."""
    task.cancel()
    assert await asyncio.to_thread(work.told.wait, 60)
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.parametrize("times", [1, 2, 5])
async def test_a_cancelled_task_waits_for_its_thread_however_often_it_is_cancelled(times):
    work = Work()
    task = asyncio.ensure_future(in_thread(work))
    await asyncio.sleep(0)
    for _ in range(times):
        await cancelled(task, work)
    assert not task.done()
    work.go.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.ended


async def test_a_loop_that_cancels_all_its_tasks_waits_too():
    work = Work()
    task = asyncio.ensure_future(in_thread(work))
    await asyncio.sleep(0)
    me = asyncio.current_task()
    for each in asyncio.all_tasks() - {me}:
        each.cancel()
    await cancelled(task, work)
    assert not task.done()
    work.go.set()
    await asyncio.wait([task])
    assert work.ended


async def test_what_the_work_gives_or_raises_comes_out():
    assert await in_thread(lambda stop: stop()) is False

    def fail(_stop):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await in_thread(fail)


async def test_how_cancelled_work_ends_is_of_no_interest():
    told = threading.Event()

    def fail(stop):
        stop.then(told.set)
        assert told.wait(60)
        raise KeyError("mine")

    task = asyncio.ensure_future(in_thread(fail))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
