"""Data sets behind a server on loopback, with the answers of huggingface.co's API."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class FakeDatasets:
    """One repository, `o/d`, and how it misbehaves."""

    files: dict[str, bytes]
    commit: object = COMMIT
    status: int = 200
    """Status of the listing."""
    error: dict[str, str] = field(default_factory=dict)
    """Headers of an answer with an error."""
    listed: list[dict[str, Any]] | None = None
    file_status: int = 200
    cut: int | None = None
    """Bytes of a body after which the connection is closed."""
    endpoint: str = ""
    asked: list[str] = field(default_factory=list)

    def siblings(self) -> list[dict[str, Any]]:
        """What the API lists."""
        if self.listed is not None:
            return self.listed
        return [{"rfilename": n, "size": len(d), "blobId": "0"} for n, d in self.files.items()]


@contextmanager
def serving(hub: FakeDatasets) -> Iterator[FakeDatasets]:
    """Serve `hub` on a free port of loopback; nothing leaves this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.answer(body=True)

        def do_HEAD(self) -> None:
            self.answer(body=False)

        def answer(self, *, body: bool) -> None:
            path = unquote(urlsplit(self.path).path)
            hub.asked.append(f"{self.command} {path}")
            if path.startswith("/api/datasets/o/d"):
                info = {"id": "o/d", "sha": hub.commit, "siblings": hub.siblings(), "tags": []}
                data = json.dumps(info).encode() if hub.status == 200 else b"{}"
                self.reply(hub.status, data, {"Content-Type": "application/json"} | hub.error, body)
            elif path.startswith(f"/datasets/o/d/resolve/{COMMIT}/"):
                data = hub.files.get(path.split(COMMIT + "/", 1)[1], b"")
                etag = hashlib.sha256(data).hexdigest()
                headers = {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT}
                self.reply(hub.file_status, data, headers, body)
            else:
                self.reply(404, b"", {"X-Error-Code": "RepoNotFound"}, body)

        def reply(self, status: int, data: bytes, headers: dict[str, str], body: bool) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if body:
                self.wfile.write(data[: hub.cut])
                self.close_connection = self.close_connection or hub.cut is not None

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    hub.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
