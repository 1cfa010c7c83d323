"""A hub on loopback: the answers of huggingface.co's API, and the wrong ones on request."""

from __future__ import annotations

import hashlib
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
OTHER = "f" * 40


@dataclass(frozen=True)
class Sparse:
    """A file of any size: its first bytes, and zeros."""

    head: bytes
    size: int

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(self.size)
        return self.head[start:stop].ljust(stop - start, b"\0")


@dataclass
class Seen:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    method: str = "GET"


@dataclass
class FakeHub:
    """What the server has, and how it misbehaves."""

    files: dict[str, Any] = field(default_factory=dict)
    listed: list[dict[str, Any]] | None = None
    commit: object = COMMIT
    status: int = 200
    """Status of the listing."""
    error: dict[str, str] = field(default_factory=dict)
    """Headers of an answer with an error."""
    statuses: list[int] = field(default_factory=list)
    """Statuses of the next answers about files, before they are given."""
    ranges: bool = True
    redirect: str | None = None
    cut: int | None = None
    """Bytes of a body after which the connection is closed."""
    cuts: list[int] = field(default_factory=list)
    """The same for the next bodies of files alone."""
    linked: str | None = None
    """The commit that the headers of a file tell of, where it is another one."""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    """The listing's body, as it is."""
    endpoint: str = ""
    seen: list[Seen] = field(default_factory=list)
    sent: int = 0
    revisions: list[str] = field(default_factory=list)
    """Revisions that ModelScope and modelers were asked to list."""

    def siblings(self) -> list[dict[str, Any]]:
        if self.listed is not None:
            return self.listed
        return [_sibling(n, d) for n, d in self.files.items()]

    def entries(self) -> list[dict[str, Any]]:
        """What ModelScope lists: commits, dates and digests of single files, folders among them."""
        if self.listed is not None:
            return self.listed
        found: list[dict[str, Any]] = [{"Path": "sub", "Type": "tree", "Size": 0}]
        for date, (name, data) in enumerate(self.files.items(), 1700000000):
            newest = date == 1700000000 + len(self.files) - 1
            digest = hashlib.sha256(data).hexdigest()
            entry = {"Path": name, "Type": "blob", "Size": len(data), "Sha256": digest}
            entry |= {"Revision": self.commit if newest else OTHER, "CommittedDate": date}
            found.append(entry)
        return found

    def tree(self) -> dict[str, Any]:
        """What modelers lists: one folder, with the commit that touched it last."""
        when = "2024-05-01T00:00:00Z"
        commit = {"commit": {"created": when, "commit_sha": self.commit, "message": "m"}}
        files = [
            {
                "type": "file",
                "path": name,
                "size": len(data),
                "etag": hashlib.sha256(data).hexdigest(),
                "is_lfs": name.endswith(".safetensors"),
            }
            for name, data in self.files.items()
            if "/" not in name
        ]
        listed = files if self.listed is None else self.listed
        return {"last_commit": commit, "tree": [*listed, {"type": "dir", "path": "sub"}]}

    def about_files(self) -> list[Seen]:
        """Return the requests for files and parts of them."""
        marks = ("/resolve/", "FilePath=", "/media/")
        return [s for s in self.seen if any(m in s.path for m in marks)]

    def asked_for(self, name: str) -> list[Seen]:
        """Return the requests for a file."""
        return [s for s in self.about_files() if unquote(s.path).split("&")[0].endswith(name)]


def _sibling(name: str, data: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {"rfilename": name, "size": len(data), "blobId": "0" * 40}
    if name.endswith((".safetensors", ".gguf")) and isinstance(data, bytes):
        digest = hashlib.sha256(data).hexdigest()
        entry["lfs"] = {"size": len(data), "sha256": digest, "pointerSize": 134}
    return entry


def is_large(name: str) -> bool:
    """Say whether the hub keeps a file as LFS does, by the SHA-256 of its content."""
    return name.endswith((".safetensors", ".gguf", ".bin"))


def etag(name: str, data: Any) -> str:
    """Return what names the content: SHA-256 of a large file, git's blob id of any other."""
    if not isinstance(data, bytes):
        return "0" * 64
    content = data
    if is_large(name):
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


@contextmanager
def serving(hub: FakeHub, host: str = "127.0.0.1") -> Iterator[FakeHub]:
    """Serve `hub` on a free port of loopback; nothing leaves this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            headers = {k.lower(): v for k, v in self.headers.items()}
            hub.seen.append(Seen(self.path, headers, self.command))
            address = urlsplit(self.path)
            path, query = address.path, parse_qs(address.query)
            if path.startswith("/api/models/"):
                assert query.get("blobs") in (["True"], ["true"]), query
                self.answer_listing(
                    {"id": "o/m", "sha": hub.commit, "siblings": hub.siblings(), "tags": []}
                )
            elif path == "/api/v1/models/o/m/repo/files":
                hub.revisions.append(query["Revision"][0])
                self.answer_listing({"Code": 200, "Data": {"Files": hub.entries()}})
            elif path == "/api/v1/model/owner/model":
                self.answer_listing({"data": {"id": "1", "owner": "owner", "name": "model"}})
            elif path == "/api/v1/file/owner/model/info":
                self.answer_about(query["ref"][0], query["path"][0])
            elif path == "/api/v1/file/owner/model":
                hub.revisions.append(query["ref"][0])
                self.answer_listing({"data": hub.tree()})
            elif "/resolve/" in path:
                revision, _, name = unquote(path.split("/resolve/", 1)[1]).partition("/")
                self.answer_file(revision, name)
            elif path == "/api/v1/models/o/m/repo":
                self.answer_file(query["Revision"][0], query["FilePath"][0])
            elif "/media/" in path:
                before, _, name = unquote(path).partition("/media/")
                self.answer_file(before.rpartition("/")[2], name)
            else:
                self.reply(404, b"{}", {})

        def answer_about(self, revision: str, name: str) -> None:
            """Tell size and digest of a file as modelers does before it is fetched."""
            assert revision == COMMIT, "a file was asked of another revision"
            data = hub.files[name]
            told = {"etag": etag(name, data), "size": len(data), "branch_last_commit": OTHER}
            self.answer_listing({"data": told})

        def answer_listing(self, info: object) -> None:
            if hub.status != 200:
                self.reply(hub.status, b"{}", hub.error)
                return
            data = json.dumps(info).encode() if hub.body is None else hub.body
            self.reply(200, data, {"Content-Type": "application/json"})

        def answer_file(self, revision: str, name: str) -> None:
            if hub.statuses:
                self.reply(hub.statuses.pop(0), b"", {"Retry-After": "999999"})
                return
            data = hub.files.get(name)
            told = {} if data is None else {"X-Repo-Commit": hub.linked or str(hub.commit)}
            if data is not None and self.command == "HEAD":
                told |= {"X-Linked-Size": str(len(data)), "X-Linked-ETag": f'"{etag(name, data)}"'}
            if hub.redirect is not None:
                self.reply(302, b"", {"Location": hub.redirect + self.path, **told})
                return
            assert revision == COMMIT, "a part was asked of another revision"
            if data is None:
                self.reply(404, b"", {"X-Error-Code": "EntryNotFound"})
                return
            wanted = self.headers.get("Range")
            cut = hub.cuts.pop(0) if hub.cuts and self.command == "GET" else None
            if hub.ranges and wanted:
                start, _, end = wanted.removeprefix("bytes=").partition("-")
                first, last = int(start), min(int(end or len(data)), len(data) - 1)
                told |= {"Content-Range": f"bytes {first}-{last}/{len(data)}", **hub.headers}
                self.reply(206, data[first : last + 1], told, cut)
            else:
                self.reply(200, data, {**told, **hub.headers}, cut)

        def reply(
            self, status: int, body: bytes, headers: dict[str, str], cut: int | None = None
        ) -> None:
            cut = hub.cut if cut is None else cut
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "HEAD":
                return
            part = body if cut is None else body[:cut]
            try:
                for at in range(0, len(part), 65536):
                    self.wfile.write(part[at : at + 65536])
                    hub.sent += len(part[at : at + 65536])
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            if cut is not None:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            error = sys.exc_info()[1]
            if not isinstance(error, ConnectionError):  # a reader that has read enough
                faults.append(repr(error))

    faults: list[str] = []
    server = Server((host, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    hub.endpoint = f"http://{host}:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        assert faults == []
