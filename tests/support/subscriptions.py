"""Build subscriptions: valid by default, one keyword for the point of the test."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from monitor.model import (
    FeedId,
    HubNews,
    HubOffer,
    HubRequest,
    LeasedSubscription,
    PushTarget,
    Subscription,
    SubscriptionMode,
    SubscriptionState,
)
from tests.support.builders import FEED_URL, NOW, make_poll
from tests.support.scenes import LEASE_FOR, lease_feed

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.store import Store

HUB = "https://hub.example/"
PUBLIC_URL = "https://monitor.example"
TOKEN = "token-nobody-guesses"
SECRET = "secret-of-the-hub"


def make_subscription(**values: Any) -> Subscription:
    """Build a subscription that works: verified a day ago, for ten days."""
    defaults: dict[str, Any] = {
        "feed_id": FeedId(1),
        "hub": HUB,
        "topic": FEED_URL,
        "state": SubscriptionState.ACTIVE,
        "token": TOKEN,
        "secret": SECRET,
        "requested_at": NOW - timedelta(days=1),
        "verified_at": NOW - timedelta(days=1),
        "expires_at": NOW + timedelta(days=9),
        "next_request_at": NOW + timedelta(days=7),
    }
    return Subscription(**{**defaults, **values})


def make_leased_subscription(
    mode: SubscriptionMode = SubscriptionMode.SUBSCRIBE, **values: Any
) -> LeasedSubscription:
    return LeasedSubscription(
        subscription=make_subscription(**values),
        mode=mode,
        token=TOKEN,
        secret=SECRET,
        lease_owner="worker",
    )


def make_target(subscription: Subscription | None = None, **values: Any) -> PushTarget:
    """Build the target of a push: a feed that is well and was polled five minutes ago."""
    defaults: dict[str, Any] = {
        "subscription": subscription or make_subscription(),
        "next_poll_at": NOW + timedelta(minutes=10),
        "last_polled_at": NOW - timedelta(minutes=5),
        "failure_kind": None,
        "is_polled": True,
        "is_leased": False,
        "blocked_until": None,
    }
    return PushTarget(**{**defaults, **values})


def make_request(leased: LeasedSubscription, **values: Any) -> HubRequest:
    """Build what came of asking: the hub said yes."""
    defaults: dict[str, Any] = {
        "feed_id": leased.subscription.feed_id,
        "hub": leased.subscription.hub,
        "token": leased.token,
        "lease_owner": leased.lease_owner,
        "state": None,
        "next_request_at": NOW + timedelta(minutes=10),
        "failures": 1,
    }
    return HubRequest(**{**defaults, **values})


def name_hub(
    store: Store,
    url: str = FEED_URL,
    hub: str | None = HUB,
    *,
    now: datetime = NOW,
    topic: str | None = None,
) -> FeedId:
    """Poll a feed whose document names this hub; gives its number."""
    feed = lease_feed(store, url, now=now)
    news = HubNews(wish=HubOffer(hub=hub, topic=topic or url), ask_at=now)
    if feed.subscription is not None:
        news = replace(news, proven=feed.subscription.proven, idle=feed.subscription.idle)
    store.save_polls([make_poll(feed, finished_at=now, hub_news=news)])
    return feed.id


_KEYS = count(1)


def make_key() -> str:
    """Give another key each time."""
    return f"key-{next(_KEYS)}"


def lease_hubs(
    store: Store,
    *,
    owner: str = "worker",
    now: datetime = NOW,
    limit: int = 10,
    public_url: str = PUBLIC_URL,
) -> tuple[LeasedSubscription, ...]:
    return store.lease_subscriptions(
        owner=owner,
        now=now,
        lease_for=LEASE_FOR,
        limit=limit,
        public_url=public_url,
        make_key=make_key,
    )
