"""A server of one file on this computer that can be made to behave badly."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class Share:
    """What is shared, and how: the behaviour may change from one request to the next."""

    content: bytes = b""
    etag: str = '"one"'
    ranges: bool = True
    length: int | None = None
    told: bool = True
    cut_at: list[int] = field(default_factory=list)
    status: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    after: Callable[[Share], None] = lambda _share: None
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""


class _Handler(BaseHTTPRequestHandler):
    share: Share

    def do_GET(self) -> None:
        share = self.share
        share.asked.append(dict(self.headers.items()))
        if share.status and (status := share.status.pop(0)) != 200:
            self.send_response(status)
            for name, value in share.headers.items():
                self.send_header(name, value)
            self.end_headers()
            return
        start = self._start(share)
        body = share.content[start:]
        self.send_response(206 if start else 200)
        if start:
            end = len(share.content) - 1
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(share.content)}")
        if share.etag:
            self.send_header("ETag", share.etag)
        if share.told:
            length = len(body) if share.length is None else share.length - start
            self.send_header("Content-Length", str(length))
        for name, value in share.headers.items():
            self.send_header(name, value)
        self.end_headers()
        stop = share.cut_at.pop(0) if share.cut_at else len(body)
        self.wfile.write(body[:stop])
        self.close_connection = True
        share.after(share)

    def _start(self, share: Share) -> int:
        """Where the answer begins: at 0 where the file is no longer the one that was asked for."""
        wanted = self.headers.get("Range", "")
        same = self.headers.get("If-Range", share.etag) == share.etag
        return int(wanted[len("bytes=") : -1]) if wanted and share.ranges and same else 0

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def shared_on_loopback(share: Share, name: str = "layer.geojson") -> Iterator[Share]:
    """Serve until the block ends."""
    handler = type("Handler", (_Handler,), {"share": share})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        share.address = f"http://127.0.0.1:{server.server_port}/{name}"
        try:
            yield share
        finally:
            server.shutdown()
            thread.join()
