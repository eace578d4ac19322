"""Serve the made-up papers' feeds and take Slack messages, on loopback.

Network. One threaded server: `GET /PAPER.xml` gives the paper's feed as of now, with an ETag;
`POST /slack` takes what an incoming webhook would.
"""

from __future__ import annotations

import hashlib
import json
import threading
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from xml.sax.saxutils import escape

from monitor.demo.world import PAPERS, Paper, published, published_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


class Press:
    """The running server; use as a context manager."""

    def __init__(
        self, *, clock: Callable[[], datetime], on_slack: Callable[[dict[str, Any]], None]
    ) -> None:
        press = self

        class Handler(_Handler):
            site = press

        self.began_at = clock()
        self.clock = clock
        self.on_slack = on_slack
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        # The poll interval is what closing the server waits for.
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def feed_of(self, slug: str) -> bytes | None:
        """Write the feed of a paper as of now; None when there is no such paper."""
        for paper in PAPERS:
            if paper.slug == slug:
                return _rss(paper, self.address, self.began_at, self.clock())
        return None


class _Handler(BaseHTTPRequestHandler):
    site: Press
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.site.feed_of(self.path.strip("/").removesuffix(".xml"))
        if body is None:
            self._answer(404, b"no such paper\n", {"Content-Type": "text/plain"})
            return
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == etag:
            self._answer(304, b"", {"ETag": etag})
            return
        self._answer(200, body, {"Content-Type": "application/rss+xml", "ETag": etag})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.site.on_slack(json.loads(self.rfile.read(length)))
        self._answer(200, b"ok", {"Content-Type": "text/plain"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Stay quiet: the terminal belongs to the tour."""


def _rss(paper: Paper, address: str, began_at: datetime, now: datetime) -> bytes:
    items = "".join(
        f"<item><title>{escape(item.title)}</title>"
        f"<link>{address}/{item.papers[0]}/{item.slug}</link>"
        f"<guid isPermaLink='false'>{paper.slug}:{item.slug}</guid>"
        f"<pubDate>{format_datetime(published_at(item, began_at))}</pubDate>"
        f"<description>{escape(item.summary)}</description></item>\n"
        for item in published(paper.slug, began_at=began_at, now=now)
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n<rss version='2.0'><channel>"
        f"<title>{escape(paper.name)}</title><link>{address}/{paper.slug}</link>"
        f"<language>{paper.language}</language><description>made up</description>\n"
        f"{items}</channel></rss>\n"
    ).encode()
