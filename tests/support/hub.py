"""Run a WebSub hub on loopback that keeps to the Recommendation, or breaks it on purpose.

Network. What a subscriber meets at websub.rocks: the hub takes subscription requests, calls back
to verify them, and sends signed content.

    with Hub() as hub:
        ...  # a feed names hub.url
        subscription = hub.wait_for_subscription()
        hub.push(subscription)

`answer_with`, `seconds`, `verifies`, `at_once`, `lease_seconds` and `redirect` change how it
behaves; everything that is sent and received is plain HTTP over real sockets.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

HOW_LONG = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a callback answered."""

    status: int
    body: str
    headers: dict[str, str]


@dataclass(slots=True, kw_only=True)
class Subscription:
    """A subscription as the hub keeps it."""

    topic: str
    callback: str
    secret: str | None
    mode: str = "subscribe"
    #: Seconds that were asked for.
    asked: str | None = None
    verified: bool = False
    #: What the callback said to the verification.
    answer: Answer | None = None
    at: float = field(default_factory=time.monotonic)


class Hub:
    """A hub; use as `with Hub() as hub`."""

    def __init__(self) -> None:
        #: Every request that came, in order.
        self.requests: list[Subscription] = []
        self.answer_with = 202
        #: How long it takes before it looks at a request.
        self.seconds = 0.0
        self.verifies = True
        #: Verify before the request is answered, as old hubs do.
        self.at_once = False
        self.lease_seconds: int | None = 864_000
        #: Status and address of a redirect that `/moved` answers with.
        self.redirect = 307
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hub"

    @property
    def moved_url(self) -> str:
        """An address that redirects to the hub."""
        return f"http://127.0.0.1:{self.port}/moved"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    # What tests say.

    def wait_for(self, count: int = 1, *, mode: str = "subscribe") -> Subscription:
        """Wait until so many requests came and the last is verified (or is not to be)."""
        deadline = time.monotonic() + HOW_LONG
        while time.monotonic() < deadline:
            asked = [one for one in self.requests if one.mode == mode]
            if len(asked) >= count and (asked[count - 1].answer or not self.verifies):
                return asked[count - 1]
            time.sleep(0.01)
        raise AssertionError(f"the hub was asked {len(self.requests)} times, not {count}")

    def verify(self, one: Subscription, **changes: str) -> Answer:
        """Ask the subscriber whether it meant it; `changes` lie about what was asked."""
        challenge = secrets.token_hex(8)
        query = {"hub.mode": one.mode, "hub.topic": one.topic, "hub.challenge": challenge}
        if self.lease_seconds is not None and one.mode == "subscribe":
            query["hub.lease_seconds"] = str(self.lease_seconds)
        query |= {name.replace("_", ".", 1): value for name, value in changes.items()}
        one.answer = call("GET", one.callback, query=query)
        one.verified = one.answer.status == 200 and one.answer.body == query["hub.challenge"]
        return one.answer

    def deny(self, one: Subscription, reason: str = "no such topic") -> Answer:
        query = {"hub.mode": "denied", "hub.topic": one.topic, "hub.reason": reason}
        return call("GET", one.callback, query=query)

    def push(
        self,
        one: Subscription,
        body: bytes = b"<rss/>",
        *,
        method: str | None = "sha256",
        secret: str | None = None,
        signature: str | None = None,
    ) -> Answer:
        """Send content, signed with the subscription's secret unless told otherwise."""
        headers = {"Content-Type": "application/rss+xml"}
        secret = secret or one.secret
        if signature is not None:
            headers["X-Hub-Signature"] = signature
        elif method is not None and secret is not None:
            headers["X-Hub-Signature"] = sign(body, secret, method)
        return call("POST", one.callback, body=body, headers=headers)

    # What it does.

    def take(self, form: dict[str, str]) -> Subscription:
        one = Subscription(
            topic=form["hub.topic"],
            callback=form["hub.callback"],
            secret=form.get("hub.secret"),
            mode=form["hub.mode"],
            asked=form.get("hub.lease_seconds"),
        )
        if self.verifies and self.at_once:
            self.verify(one)
        self.requests.append(one)
        return one


def sign(body: bytes, secret: str, method: str) -> str:
    """Sign as the Recommendation says (§7.1)."""
    return f"{method}={hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()}"


def call(
    method: str,
    url: str,
    *,
    query: dict[str, str] | None = None,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """Call an address on loopback."""
    parts = urlsplit(url)
    path = parts.path + (f"?{urlencode(query)}" if query else "")
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=HOW_LONG)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        reply = connection.getresponse()
        text = reply.read().decode("utf-8", "replace")
        return Answer(status=reply.status, body=text, headers=dict(reply.getheaders()))
    finally:
        connection.close()


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            time.sleep(hub.seconds)
            if self.path == "/moved":
                self._answer(hub.redirect, {"Location": hub.url})
                return
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            is_taken = 200 <= hub.answer_with < 300
            one = hub.take(form)
            self._answer(hub.answer_with, {})
            if is_taken and hub.verifies and not hub.at_once:
                hub.verify(one)

        def do_GET(self) -> None:
            self._answer(200, {})

        def _answer(self, status: int, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Say nothing on standard error."""

    return Handler
