"""Hear what hubs call about: whether we meant it, that a feed has changed.

Database. Called from the threads of the web server, possibly in another process than the one
that polls: what was heard is stored, and a wake-up only shortens the wait.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from monitor.feeds import PushReason, SignatureCheck, judge_intent, judge_push, may_share_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from monitor.feeds import Intent, Signature
    from monitor.model import PushTarget
    from monitor.store import Store

logger = logging.getLogger(__name__)

#: What a token is made of; nothing else is looked for.
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")
#: Of what a hub says why it refuses.
MAX_REASON_CHARS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """What answers hubs."""

    store: Store
    clock: Callable[[], datetime]
    #: Called when a feed became due.
    on_due: Callable[[], None]

    def find(self, token: str) -> PushTarget | None:
        """Give the feed that this token stands for."""
        return self.store.find_push_target(token) if _TOKEN.fullmatch(token) else None

    def answer_intent(self, target: PushTarget, asked: Mapping[str, str]) -> Intent:
        """Say whether we meant it; `asked` are the parameters of the hub's question."""
        subscription, now = target.subscription, self.clock()
        intent = judge_intent(
            subscription,
            mode=asked.get("hub.mode", ""),
            topic=asked.get("hub.topic", ""),
            lease_seconds=asked.get("hub.lease_seconds"),
            now=now,
        )
        logger.info(
            "hub called back",
            extra={"feed_id": subscription.feed_id, "reason": intent.reason.value},
        )
        if intent.state is None:
            return intent
        is_due = intent.is_new and target.is_polled and target.failure_kind is None
        self.store.note_intent(
            subscription,
            state=intent.state,
            expires_at=intent.expires_at,
            next_request_at=intent.next_request_at,
            poll_at=now if is_due else None,
            error=None if intent.is_confirmed else _refusal(asked.get("hub.reason")),
            now=now,
        )
        if is_due:
            self.on_due()
        return intent

    def check(self, target: PushTarget, header: str | None) -> SignatureCheck:
        """Begin to check the signature of a push."""
        subscription = target.subscription
        secret = subscription.secret if may_share_secret(subscription.hub) else None
        return SignatureCheck(secret, header)

    def hear(self, target: PushTarget) -> PushReason:
        """Let the feed be polled that a push tells of, as soon as that is right."""
        now = self.clock()
        heard = judge_push(target, now)
        logger.debug(
            "push heard",
            extra={"feed_id": target.subscription.feed_id, "reason": heard.reason.value},
        )
        if heard.is_noted:
            self.store.note_push(
                target.subscription, due_at=heard.due_at, busy_until=heard.busy_until, now=now
            )
        if heard.reason in {PushReason.AT_ONCE, PushReason.ALREADY_DUE}:
            self.on_due()
        return heard.reason

    def ignore(self, target: PushTarget, signature: Signature) -> None:
        """Pass over a push whose signature is not that of its hub."""
        logger.warning(
            "push passed over: its signature is not good",
            extra={"feed_id": target.subscription.feed_id, "signature": signature.value},
        )


def _refusal(reason: str | None) -> str:
    said = " ".join((reason or "").split())[:MAX_REASON_CHARS]
    return f"the hub refused: {said}" if said else "the hub refused"
