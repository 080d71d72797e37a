"""A package index on the loopback interface (PEP 503 and 691), with every way to be a bad one."""

import hashlib
import http.server
import json
import threading
import urllib.parse
from contextlib import contextmanager


class Index:
    """``url`` is that of the server; each kind of index is a folder of it."""

    def __init__(self, server):
        self.url = f"http://127.0.0.1:{server.server_port}"
        self.asked = server.asked

    def simple(self, kind="simple"):
        """``simple``, ``sized``, ``no-hashes``, ``wrong-hashes``, ``yanked``, ``broken``,
        ``locked``."""
        return f"{self.url}/{kind}"

    def file(self, name):
        return f"{self.url}/files/{name}"


@contextmanager
def serve(wheels):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.wheels, server.asked = wheels, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Index(server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        self.server.asked.append(self.path)
        kind, _, rest = urllib.parse.unquote(self.path).strip("/").partition("/")
        if kind in {"locked", "broken"}:
            self._answer(401 if kind == "locked" else 503, b"")
        elif kind == "files":
            file = self.server.wheels / rest
            self._answer(200, file.read_bytes()) if file.is_file() else self._answer(404, b"")
        elif kind == "sized":
            self._answer(200, self._sized(rest), "application/vnd.pypi.simple.v1+json")
        else:
            page = self._page(kind, rest)
            self._answer(200 if page else 404, page.encode(), "text/html")

    def _wheels(self, name):
        every = sorted(self.server.wheels.glob("*.whl"))
        return [each for each in every if each.name.partition("-")[0].replace("_", "-") == name]

    def _sized(self, name):
        name = name.strip("/")
        files = [
            {
                "filename": wheel.name,
                "url": f"/files/{wheel.name}",
                "hashes": {"sha256": hashlib.sha256(wheel.read_bytes()).hexdigest()},
                "size": wheel.stat().st_size,
                "upload-time": "2025-01-01T00:00:00Z",
            }
            for wheel in self._wheels(name)
        ]
        return json.dumps({"meta": {"api-version": "1.1"}, "name": name, "files": files}).encode()

    def _page(self, kind, name):
        links = ""
        for wheel in self._wheels(name):
            digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
            if kind == "wrong-hashes":
                digest = "0" * 64
            fragment = "" if kind == "no-hashes" else f"#sha256={digest}"
            yanked = ' data-yanked="it eats data"' if kind == "yanked" else ""
            links += f'<a href="/files/{wheel.name}{fragment}"{yanked}>{wheel.name}</a>\n'
        return links and f"<!DOCTYPE html><html><body>{links}</body></html>"

    def _answer(self, status, body, kind="application/octet-stream"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_args):
        pass
