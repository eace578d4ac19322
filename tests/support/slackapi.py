"""Be a Slack workspace with one channel: the methods of the Web API that a bot calls.

Process. Keeps what was posted and changed; can be told to misbehave at any method, as
`SlackServer` can, and to do what was asked and then lose the answer.

    with SlackAPI() as slack:
        slack.drop(acts=True, at="chat.postMessage", times=1)   # posted, but nobody is told so
        ...
        slack.messages
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from tests.support.slackserver import Answer, SlackServer

if TYPE_CHECKING:
    from collections.abc import Mapping

CHANNEL = "C0123456789"
TOKEN = "xoxb-canary-CANARY"


@dataclass(slots=True, kw_only=True)
class Posted:
    """A message that stands in the channel."""

    ts: str
    text: str
    blocks: list[Any]
    metadata: dict[str, Any]
    thread_ts: str | None
    #: A reply that the whole channel sees.
    broadcast: bool
    body: dict[str, Any]
    edits: int = 0
    #: What was asked for at the last change.
    edited: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return str(self.metadata["event_payload"]["key"])

    @property
    def in_channel(self) -> bool:
        return self.thread_ts is None or self.broadcast


class SlackAPI(SlackServer):
    """A workspace; use as a context manager."""

    def __init__(self, *, port: int = 0, page: int = 1_000) -> None:
        super().__init__(port=port)
        self.messages: list[Posted] = []
        #: Most messages in one answer.
        self.page = page
        self._clock = 1_795_521_600.0

    @property
    def api_url(self) -> str:
        return f"http://{self.host}:{self.port}/api"

    def calls(self, method: str) -> int:
        """Count the calls of a method, refused ones too."""
        return sum(post.path.endswith(f"/{method}") for post in self.posts)

    def delete(self, ts: str) -> None:
        self.messages = [one for one in self.messages if one.ts != ts]

    def read(self, raw: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        if headers["Content-Type"].startswith("application/x-www-form-urlencoded"):
            asked = dict(parse_qsl(raw.decode()))
        else:
            asked = super().read(raw, headers)
        return asked | {"token": headers.get("Authorization", "")}

    def act(self, path: str, body: dict[str, Any]) -> Answer:
        methods = {
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
        }
        if path.endswith("/auth.test"):
            return _say(_introduce(body["token"]))
        if body["channel"] != CHANNEL:
            return _say({"ok": False, "error": "channel_not_found"})
        return _say(methods[path.rpartition("/")[2]](body))

    def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        if body["token"] != f"Bearer {TOKEN}":
            return {"ok": False, "error": "invalid_auth"}
        thread = body.get("thread_ts")
        if thread is not None and not self._find(thread):
            return {"ok": False, "error": "thread_not_found"}
        self._clock += 1
        posted = Posted(
            ts=f"{self._clock:.6f}",
            text=body["text"],
            blocks=body.get("blocks", []),
            metadata=body["metadata"],
            thread_ts=thread,
            broadcast=bool(body.get("reply_broadcast")),
            body={name: value for name, value in body.items() if name != "token"},
        )
        self.messages.append(posted)
        return {"ok": True, "channel": CHANNEL, "ts": posted.ts}

    def _update(self, body: dict[str, Any]) -> dict[str, Any]:
        found = self._find(body["ts"])
        if found is None:
            return {"ok": False, "error": "message_not_found"}
        found.text, found.blocks = body["text"], body.get("blocks", [])
        found.edits += 1
        found.edited = {name: value for name, value in body.items() if name != "token"}
        return {"ok": True, "channel": CHANNEL, "ts": found.ts}

    def _history(self, body: dict[str, Any]) -> dict[str, Any]:
        return self._list([one for one in self.messages if one.in_channel], body)

    def _replies(self, body: dict[str, Any]) -> dict[str, Any]:
        thread = body["ts"]
        if self._find(thread) is None:
            return {"ok": False, "error": "thread_not_found"}
        return self._list([one for one in self.messages if thread in (one.ts, one.thread_ts)], body)

    def _list(self, messages: list[Posted], body: dict[str, Any]) -> dict[str, Any]:
        since = float(body.get("oldest", 0))
        newest = [one for one in reversed(messages) if float(one.ts) > since]
        start, size = int(body.get("cursor", 0)), min(self.page, int(body["limit"]))
        shown = [
            {"ts": one.ts, "text": one.text}
            | ({"metadata": one.metadata} if body.get("include_all_metadata") == "true" else {})
            for one in newest[start : start + size]
        ]
        more = str(start + size) if start + size < len(newest) else ""
        return {"ok": True, "messages": shown, "response_metadata": {"next_cursor": more}}

    def _find(self, ts: str) -> Posted | None:
        return next((one for one in self.messages if one.ts == ts), None)


def _say(answer: dict[str, Any]) -> Answer:
    return Answer(status=200, body=json.dumps(answer))


def _introduce(token: str) -> dict[str, Any]:
    if token != f"Bearer {TOKEN}":
        return {"ok": False, "error": "invalid_auth"}
    return {"ok": True, "user": "monitor", "team": "Example Times"}
