"""A channel of seven small packages that a test may damage, on disk and over loopback http."""

from __future__ import annotations

import asyncio
import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from rattler.index import index_fs


@pytest.fixture
def small(channel: Path, tmp_path: Path) -> Path:
    """A copy of the made-up packages, as a channel of its own."""
    folder = tmp_path / "small"
    for subdir in channel.iterdir():
        for package in subdir.glob("envmgr-*.conda"):
            (folder / subdir.name).mkdir(parents=True, exist_ok=True)
            shutil.copy(package, folder / subdir.name)
    asyncio.run(index_fs(folder))
    return folder


class _Handler(http.server.SimpleHTTPRequestHandler):
    def send_head(self):
        # rattler 0.28 takes a 304 for a missing shard index as an error
        del self.headers["If-Modified-Since"]
        return super().send_head()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def served(small: Path) -> Iterator[str]:
    """The address under which ``small`` is served."""
    handler = functools.partial(_Handler, directory=str(small))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
