"""A channel over http that does not do what it should."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Literal

Manner = Literal["well", "dies", "stalls", "stalls in its index", "is gone"]
_LONGEST = 30.0  # seconds that somebody waits who was not let go


class BrokenChannel:
    """Serves a folder at ``url`` in whichever ``manner``, and is let go at the end."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.manner: Manner = "well"
        self.asked: list[str] = []
        self.let_go = threading.Event()

    def stops_at(self, path: str) -> bool:
        """Whether no more than a half of this is sent."""
        package = path.endswith((".conda", ".tar.bz2"))
        return package if self.manner in {"dies", "stalls"} else self.manner.startswith("stalls in")


class _Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, channels: list[BrokenChannel], *arguments, **more) -> None:
        self.channel = channels[0]
        super().__init__(*arguments, **more)

    def do_GET(self) -> None:
        self.channel.asked.append(self.path)
        file = Path(self.translate_path(self.path))
        if self.channel.manner == "is gone":
            self.close_connection = True
            self.connection.close()
        elif not file.is_file():
            self.send_error(404)
        else:
            self._send(file.read_bytes())

    def _send(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if not self.channel.stops_at(self.path):
            self.wfile.write(content)
            return
        self.wfile.write(content[: len(content) // 2])
        self.wfile.flush()
        if self.channel.manner != "dies":
            self.channel.let_go.wait(_LONGEST)
        self.close_connection = True

    def log_message(self, *arguments: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *arguments: object) -> None:
        """Who asked is gone."""


@contextmanager
def served(folder: Path) -> Iterator[BrokenChannel]:
    channels: list[BrokenChannel] = []
    handler = partial(_Handler, channels, directory=str(folder))
    server = _Server(("127.0.0.1", 0), handler)
    channels.append(BrokenChannel(f"http://127.0.0.1:{server.server_port}"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield channels[0]
    finally:
        channels[0].let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()
