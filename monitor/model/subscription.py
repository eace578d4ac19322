"""Say what a WebSub subscription is: a hub's promise to tell us when a feed has changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.conduct import FailureKind
    from monitor.model.ids import FeedId


class SubscriptionState(StrEnum):
    """How far a subscription has come."""

    #: The feed names a hub; it was not asked yet.
    WANTED = "wanted"
    #: The hub was asked and has not come back to see whether it was us.
    REQUESTED = "requested"
    ACTIVE = "active"
    #: The hub said no.
    REFUSED = "refused"
    #: The feed names no hub any more; the hub is to be told.
    ENDING = "ending"
    ENDED = "ended"


class SubscriptionMode(StrEnum):
    """What we ask a hub for."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True, kw_only=True)
class HubOffer:
    """What a feed's answer says of push: who tells of its changes, and under which address."""

    #: None: it names none.
    hub: str | None
    #: The feed's address as the hub knows it.
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed's subscription, with all that we know of it."""

    feed_id: FeedId
    hub: str
    topic: str
    state: SubscriptionState
    #: The unguessable end of the address that the hub calls; None before it was first asked.
    token: str | None = field(default=None, repr=False)
    #: What the hub signs its calls with.
    secret: str | None = field(default=None, repr=False)
    next_request_at: datetime | None = None
    requested_at: datetime | None = None
    verified_at: datetime | None = None
    expires_at: datetime | None = None
    #: When the hub last told us of a change.
    pushed_at: datetime | None = None
    #: Polls that looked for what the last push told of and found nothing; None: none is due.
    looks: int | None = None
    #: Pushes in a row that brought what no ordinary poll had found before.
    proven: int = 0
    #: Pushes in a row that told of nothing.
    idle: int = 0
    #: Until then the pushes that came have used up their polls.
    busy_until: datetime | None = None
    failures: int = 0
    last_error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedSubscription:
    """A subscription about which this worker may ask the hub."""

    subscription: Subscription
    mode: SubscriptionMode
    token: str = field(repr=False)
    secret: str = field(repr=False)
    lease_owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRequest:
    """What came of asking a hub."""

    feed_id: FeedId
    hub: str
    token: str = field(repr=False)
    lease_owner: str
    #: None: as it was.
    state: SubscriptionState | None
    next_request_at: datetime | None
    failures: int
    error: str | None = None
    #: The hub is in trouble: ask it for nothing before this.
    hub_rests_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PushTarget:
    """The feed that a push is about, as far as it matters when to poll it."""

    subscription: Subscription
    next_poll_at: datetime
    last_polled_at: datetime | None
    failure_kind: FailureKind | None
    #: Paused or gone: not polled whatever comes.
    is_polled: bool
    #: Somebody is polling it now.
    is_leased: bool
    #: Its host asked to be left alone until then.
    blocked_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HubNews:
    """What a poll means for the subscription of its feed."""

    #: The last push that was known when the poll began.
    seen_push_at: datetime | None = None
    #: What to subscribe to from now on, and when to ask for it; None: as it was.
    wish: HubOffer | None = None
    ask_at: datetime | None = None
    looks: int | None = None
    proven: int = 0
    idle: int = 0
