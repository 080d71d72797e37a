"""Ctrl-C while a server takes its time to begin: what it then does is cancelled."""

from __future__ import annotations

import http.server
import json
import os
import signal
import threading

import pytest

from jupyter_envmgr.verbs.backend import BackendError, SubmittedError
from jupyter_envmgr.verbs.connection import Address, Connection
from jupyter_envmgr.verbs.rest import Rest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals to a thread")
JOB = {"id": "j", "title": "Change", "state": "running"}


class Server(http.server.ThreadingHTTPServer):
    """One that interrupts the main thread, until it may answer to what starts a job."""

    daemon_threads = True

    def __init__(self, status=202) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = status
        self.answering = threading.Event()
        self.answering.set()
        self.cancelled = threading.Event()
        self.asked: list[str] = []


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.asked.append(f"{self.command} {self.path}")
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        while not self.server.answering.wait(0.05):
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        self._answer(self.server.status, JOB)

    def do_PATCH(self):
        self.do_POST()

    def do_DELETE(self):
        self.server.asked.append(f"{self.command} {self.path}")
        if self.path.startswith("/envmgr/jobs/"):
            self._answer(200, JOB)
            self.server.cancelled.set()
        else:
            self.do_POST()

    def _answer(self, status, content):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps(content if status < 300 else {"code": "busy", "message": "Busy."})
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    server = Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def rest(server):
    return Rest(Connection(Address("127.0.0.1", server.server_port, "/"), "magic"))


@pytest.mark.parametrize(
    "submit",
    [
        lambda rest: rest.apply("p"),
        lambda rest: rest.create({"name": "a"}),
        lambda rest: rest.change("a", {}),
        lambda rest: rest.remove("a"),
        lambda rest: rest.restore("a"),
        lambda rest: rest.repair("a", []),
        lambda rest: rest.check("a"),
    ],
)
def test_an_interrupted_submission_tells_which_job_there_is_to_cancel(rest, submit):
    with pytest.raises(SubmittedError) as interrupted:
        submit(rest)
    assert interrupted.value.job == JOB


def test_where_the_server_refuses_that_is_told(rest, server):
    server.status = 409
    with pytest.raises(BackendError, match=r"Busy\."):
        rest.apply("p")


def test_who_interrupts_twice_waits_no_longer_and_the_job_is_cancelled_all_the_same(rest, server):
    server.answering.clear()
    interrupts = []

    def twice(number, _frame):
        interrupts.append(number)
        if len(interrupts) < 3:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, twice)
    try:
        with pytest.raises(BackendError, match="cancelled as soon"):
            rest.apply("p")
        server.answering.set()
        assert server.cancelled.wait(30)
    finally:
        signal.signal(signal.SIGINT, before)
    assert server.asked == ["POST /envmgr/plans/p/apply", "DELETE /envmgr/jobs/j"]
