"""Be a program that takes webhooks, checks their signature and knows their keys.

Process. What comes twice under one key is seen once: `visible` is what its users see.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from tests.support.slackserver import Answer, SlackServer

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNING_KEY = b"canary-signing-key-0123456789"
#: The path is a secret as good as any.
HOOK_PATH = "/hook/canary-PATH"


class HookServer(SlackServer):
    """A program with one address; use as a context manager."""

    def __init__(self, *, port: int = 0) -> None:
        super().__init__(port=port)
        #: What was asked for, by key, each once.
        self.visible: dict[str, dict[str, Any]] = {}
        self.repeats = 0

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}{HOOK_PATH}"

    def read(self, raw: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        low = {name.lower(): value for name, value in headers.items()}
        signed = b".".join((low["webhook-id"].encode(), low["webhook-timestamp"].encode(), raw))
        digest = hmac.new(SIGNING_KEY, signed, hashlib.sha256).digest()
        assert low["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
        assert low["webhook-id"] == low["idempotency-key"]
        return super().read(raw, headers) | {"_id": low["webhook-id"]}

    def act(self, path: str, body: dict[str, Any]) -> Answer:  # noqa: ARG002 - heirs use them
        known = body["_id"]
        self.repeats += known in self.visible
        self.visible.setdefault(known, body)
        return Answer(status=204, body="")

    def titles(self) -> list[str]:
        """Give the headlines that its users see, one that they see twice twice."""
        return [str(body["data"]["article"]["title"]) for body in self.visible.values()]

    @property
    def taken(self) -> list[Any]:
        return [post for post in self.posts if post.status is not None and post.status < 300]
