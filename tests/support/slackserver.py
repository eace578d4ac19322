"""Take posts on 127.0.0.1 as Slack's incoming webhooks do, and answer as told.

Process. A real HTTP server in a thread of its own, so that sync tests and started processes
can use it.

    with SlackServer() as server:
        server.answer(429, "rate_limited", headers={"Retry-After": "30"}, times=1)
        ...                                   # post to server.webhook_url
        posts = server.wait_for(1)
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The path of a webhook is its secret; tests look for it in logs and errors.
SECRET = "T0CANARY/B0CANARY/canaryCANARYcanary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A request that the server read."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    raw: bytes
    #: With which status it was answered; None when it was dropped.
    status: int | None

    def texts(self) -> str:
        """Give every text of the blocks, one a line."""
        return "\n".join(_texts(self.body.get("blocks", [])))


def _texts(node: object) -> list[str]:
    if isinstance(node, list):
        return [text for item in node for text in _texts(item)]
    if isinstance(node, dict):
        own = [node["text"]] if isinstance(node.get("text"), str) else []
        return own + [text for value in node.values() for text in _texts(value)]
    return []


@dataclass(slots=True, kw_only=True)
class Answer:
    """One scripted answer."""

    #: None: cut the connection instead of answering.
    status: int | None
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    times: int | None = None
    #: Do what was asked before answering so.
    acts: bool = False
    #: Only where the path ends so.
    at: str = ""


_OK = Answer(status=200, body="ok")


class SlackServer:
    """A scripted webhook server; use as a context manager."""

    host = "127.0.0.1"

    def __init__(self, *, port: int = 0) -> None:
        self.port = port
        #: Every request, refused ones too.
        self.posts: list[Post] = []
        self._answers: list[Answer] = []
        self._changed = threading.Condition()
        self._ending = threading.Event()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def webhook_url(self) -> str:
        return f"http://{self.host}:{self.port}/services/{SECRET}"

    @property
    def taken(self) -> list[Post]:
        """Requests that were answered with 200."""
        return [post for post in self.posts if post.status == 200]

    def wait_for(self, count: int, timeout: float = 10.0) -> list[Post]:
        """Wait until so many posts were answered with 200."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while len(self.taken) < count:
                if not self._changed.wait(deadline - time.monotonic()):
                    message = f"{len(self.taken)} of {count} posts after {timeout} s"
                    raise AssertionError(message)
            return self.taken

    def answer(
        self,
        status: int,
        body: str,
        *,
        headers: dict[str, str] | None = None,
        delay: float = 0.0,
        times: int | None = None,
        at: str = "",
    ) -> None:
        """Answer so, `times` times (None: from now on), after what was scripted before.

        With `at` only requests for a path that ends so.
        """
        self._answers.append(
            Answer(status=status, body=body, headers=headers or {}, delay=delay, times=times, at=at)
        )

    def drop(self, *, times: int | None = None, acts: bool = False, at: str = "") -> None:
        """Read the request, then cut the connection; with `acts` do first what was asked."""
        self._answers.append(Answer(status=None, body="", times=times, acts=acts, at=at))

    def heal(self) -> None:
        """Answer `ok` from now on."""
        self._answers.clear()

    def __enter__(self) -> Self:
        self._server = _Server(self)
        self.port = self._server.server_address[1]
        # The poll interval is what closing the server waits for.
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Be gone: new connections are refused."""
        assert self._server is not None
        assert self._thread is not None
        self._ending.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # -- what requests ask -------------------------------------------------------------------

    def read(self, raw: bytes, headers: Mapping[str, str]) -> dict[str, Any]:  # noqa: ARG002 - heirs use it
        """Read the body of a request."""
        read: dict[str, Any] = json.loads(raw)
        return read

    def act(self, path: str, body: dict[str, Any]) -> Answer:  # noqa: ARG002 - heirs need them
        """Do what was asked and give the answer."""
        return _OK

    def next_answer(self, path: str) -> Answer | None:
        """Give the scripted answer; None: behave."""
        for answer in self._answers:
            if not path.endswith(answer.at):
                continue
            if answer.times is None:
                return answer
            if answer.times > 0:
                answer.times -= 1
                return answer
        return None

    def note(self, post: Post) -> None:
        with self._changed:
            self.posts.append(post)
            self._changed.notify_all()

    def pause(self, seconds: float) -> None:
        self._ending.wait(seconds)


class _Server(ThreadingHTTPServer):
    def __init__(self, owner: SlackServer) -> None:
        self.owner = owner
        super().__init__((owner.host, owner.port), _Request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet: clients that gave up are part of the tests."""


class _Request(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        owner = self.server.owner
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        headers = dict(self.headers)
        body = owner.read(raw, headers)
        scripted = owner.next_answer(self.path)
        done = owner.act(self.path, body) if scripted is None or scripted.acts else _OK
        answer = scripted or done
        status = answer.status
        owner.note(Post(path=self.path, headers=headers, body=body, raw=raw, status=status))
        owner.pause(answer.delay)
        if answer.status is not None:
            self._write(answer, answer.status)

    def _write(self, answer: Answer, status: int) -> None:
        body = answer.body.encode()
        self.send_response_only(status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        """Say nothing."""
