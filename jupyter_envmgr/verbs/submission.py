"""Asking a server for a job, so that no interrupt loses it.

A job whose id one has not been told yet is one that cannot be cancelled.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Callable

from .backend import BackendError, SubmittedError

if TYPE_CHECKING:
    from .backend import Data

GLANCE = 0.2
"""Seconds after which a waiting main thread on Windows sees that somebody pressed Ctrl-C."""


class Submission:
    """One question, asked in a thread of its own: Python interrupts only the main one.

    ``ask`` gives the Job, ``cancel`` is given its id.
    """

    def __init__(self, ask: Callable[[], Data], cancel: Callable[[str], Data]) -> None:
        self._ask = ask
        self._cancel = cancel
        self._job: Data | None = None
        self._error: Exception | None = None
        self._abandoned = False
        self._lock = threading.Lock()
        self._answered = threading.Event()
        self._thread = threading.Thread(target=self._run, name="envmgr-submission", daemon=True)

    def job(self) -> Data:
        """The Job that the server has started.

        Raises what asking raises; SubmittedError where somebody interrupted meanwhile, once the
        job is known; BackendError with code ``cancelled`` if that is done again before: the job is
        cancelled as soon as it is known then.
        """
        try:
            self._thread.start()
            self._wait()
        except KeyboardInterrupt:
            raise SubmittedError(self._interrupted()) from None
        return self._result()

    def _interrupted(self) -> Data:
        try:
            self._wait()
        except KeyboardInterrupt:
            with self._lock:
                self._abandoned = not self._answered.is_set()
            if self._abandoned:
                raise _abandoned() from None
        return self._result()

    def _wait(self) -> None:
        while not self._answered.wait(GLANCE):
            if not self._thread.is_alive():  # interrupted before it began
                raise KeyboardInterrupt

    def _result(self) -> Data:
        if self._error is not None:
            raise self._error
        if self._job is None:
            raise KeyboardInterrupt  # it was never asked for
        return self._job

    def _run(self) -> None:
        try:
            self._job = self._ask()
        except Exception as error:  # noqa: BLE001 - raised in the thread that waits
            self._error = error
        with self._lock:
            self._answered.set()
        if self._abandoned and self._job is not None:
            with suppress(BackendError):  # nobody is there any more who could be told
                self._cancel(self._job["id"])


def _abandoned() -> BackendError:
    return BackendError.of(
        "cancelled",
        "Interrupted before the server had begun; it is cancelled as soon as it does.",
        "The history of the environment shows whether anything was changed.",
    )
