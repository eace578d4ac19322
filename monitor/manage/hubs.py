"""Tell of a feed's subscription at its hub, for people and for scripts.

Pure. Neither the token nor the secret is ever told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitor.errors import redact_url
from monitor.feeds import is_relied_on
from monitor.manage.objects import write_instant
from monitor.manage.telling import tell_instant
from monitor.model import SubscriptionState

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Subscription

_STATES = {
    SubscriptionState.WANTED: "not asked yet; needs `public_url` under [web]",
    SubscriptionState.REQUESTED: "asked; it has not called back yet",
    SubscriptionState.ACTIVE: "it tells of changes",
    SubscriptionState.REFUSED: "it said no",
    SubscriptionState.ENDING: "the feed names it no more; it is told",
    SubscriptionState.ENDED: "the feed names none any more",
}


def write_subscription(subscription: Subscription | None) -> dict[str, Any] | None:
    """Give a subscription as an object."""
    if subscription is None:
        return None
    return {
        "hub": redact_url(subscription.hub),
        "topic": redact_url(subscription.topic),
        "state": subscription.state.value,
        "verified_at": write_instant(subscription.verified_at),
        "expires_at": write_instant(subscription.expires_at),
        "pushed_at": write_instant(subscription.pushed_at),
        "next_request_at": write_instant(subscription.next_request_at),
        "true_pushes": subscription.proven,
        "empty_pushes": subscription.idle,
        "failures": subscription.failures,
        "last_error": subscription.last_error,
    }


def tell_subscription(subscription: Subscription, now: datetime) -> str:
    """Say in a line what a hub does for a feed."""
    parts = [f"{redact_url(subscription.hub)}: {_tell_state(subscription, now)}"]
    if subscription.pushed_at is not None:
        parts.append(f"last call {tell_instant(subscription.pushed_at)}")
    if is_relied_on(subscription, now):
        parts.append(f"{subscription.proven} true calls in a row, so ordinary polls are rarer")
    if subscription.last_error is not None:
        parts.append(subscription.last_error)
    return "; ".join(parts)


def _tell_state(subscription: Subscription, now: datetime) -> str:
    expires_at = subscription.expires_at
    if subscription.state is not SubscriptionState.ACTIVE or expires_at is None:
        return _STATES[subscription.state]
    if expires_at <= now:
        return f"its promise ended {tell_instant(expires_at)}; it is asked again"
    return f"{_STATES[subscription.state]} until {tell_instant(expires_at)}"
