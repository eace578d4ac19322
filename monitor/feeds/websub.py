"""Decide what to say to WebSub hubs, and what to believe of what they say.

Pure. W3C WebSub (2018): a feed names a hub and the address that the hub knows it by; we ask
the hub to call us, it calls back to see that it was us, and asks again before the lease ends.
Hubs of the older PubSubHubbub are spoken to as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from monitor.model import HubOffer, SubscriptionMode, SubscriptionState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import LeasedSubscription, Subscription

#: What common hubs grant when nobody asks for anything else.
ASKED_LEASE: Final = timedelta(days=10)
#: A hub that forgot us is noticed after so long, however long it promised to remember.
LONGEST_LEASE: Final = timedelta(days=14)
#: Asked again when so much of the lease is over.
RENEWAL_SHARE: Final = 0.8
#: A hub that grants less is asked no more often, and calls us part of the time.
SHORTEST_RENEWAL: Final = timedelta(seconds=30)

#: A hub that said yes comes back within so long, or is asked again, with growing patience.
VERIFY_WAIT: Final = timedelta(minutes=10)
FIRST_RETRY: Final = timedelta(minutes=5)
LONGEST_RETRY: Final = timedelta(hours=24)
#: A hub that said no is asked again after a day, then ever more rarely.
REFUSED_WAIT: Final = timedelta(days=1)
LONGEST_REFUSED_WAIT: Final = timedelta(days=8)
#: A hub in trouble is asked for nothing else so long: its other feeds need not find out as well.
LONGEST_REST: Final = timedelta(minutes=15)
#: A feed that names another hub after each poll is believed so often.
WAVERING: Final = timedelta(hours=1)
#: A hub that was asked so often in vain gives way to another that the feed names.
DEAF: Final = 3
#: Farewells that no hub confirmed; then it learns it from our answer to its next push.
FAREWELLS: Final = 2

MAX_URL_CHARS: Final = 2048
SCHEMES: Final = ("http", "https")
#: Later than this no lease ends; what says so was written by a clock that was wrong.
_IMPOSSIBLE: Final = LONGEST_LEASE + timedelta(days=1)
#: Powers beyond this only overflow.
_MOST_STEPS: Final = 10
_OVER: Final = (SubscriptionState.ENDING, SubscriptionState.ENDED)


class AskReason(StrEnum):
    """What came of asking a hub."""

    #: It said yes; whether it means it shows when it calls back.
    ACCEPTED = "accepted"
    REFUSED = "refused"
    #: It could not be reached or was in trouble.
    TROUBLE = "trouble"
    #: It was told that we leave, often enough.
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where a subscription stands after its hub was asked."""

    reason: AskReason
    #: None: as it was.
    state: SubscriptionState | None
    next_request_at: datetime | None
    failures: int
    hub_rests_until: datetime | None = None


class IntentReason(StrEnum):
    """Why a hub that asks whether we meant it gets the answer it gets."""

    CONFIRMED = "confirmed"
    LEFT = "left"
    DENIED = "denied"
    #: It asks about another feed than the one that its address stands for.
    WRONG_TOPIC = "wrong_topic"
    #: It asks about something that we do not want.
    UNWANTED = "unwanted"
    UNKNOWN_MODE = "unknown_mode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """The answer to a hub, and where the subscription stands then."""

    reason: IntentReason
    #: None: as it was; then nothing else is to be stored either.
    state: SubscriptionState | None = None
    expires_at: datetime | None = None
    next_request_at: datetime | None = None
    #: What was published since the last poll was told to nobody: the feed is looked at once.
    is_new: bool = False

    @property
    def is_confirmed(self) -> bool:
        """The challenge is to be echoed."""
        return self.reason in {IntentReason.CONFIRMED, IntentReason.LEFT}


def read_offer(
    *,
    feed_url: str,
    base: str,
    header: tuple[Sequence[str], str | None],
    document: tuple[Sequence[str], str | None] | None,
    current: Subscription | None,
) -> HubOffer | None:
    """Give what a feed's answer says of push; None when it does not tell.

    Args:
        feed_url: Where we ask for it.
        base: Where it really was: relative addresses are meant from there.
        header: Hubs and own address in its `Link` headers, which come first (§4).
        document: The same in the document; None when that was not read.
        current: The subscription that we have.
    """
    hubs = _usable(header[0], base) or _usable(() if document is None else document[0], base)
    if not hubs and document is None:
        return None
    stated = header[1] or (None if document is None else document[1])
    if stated is None and document is None and current is not None:
        stated = current.topic
    topic = next(iter(_usable([stated] if stated else [], base)), feed_url)
    return HubOffer(hub=_choose(hubs, current), topic=topic)


def judge_offer(current: Subscription | None, offer: HubOffer | None) -> HubOffer | None:
    """Give what to subscribe to from now on; None when nothing is to be changed."""
    if offer is None or (current is None and offer.hub is None):
        return None
    if current is None:
        return offer
    if offer.hub is None:
        return None if current.state in _OVER else offer
    is_same = (current.hub, current.topic) == (offer.hub, offer.topic)
    return None if is_same and current.state not in _OVER else offer


def ask_at(current: Subscription | None, now: datetime) -> datetime:
    """Give when to tell a hub of a new wish: a feed that wavers is not followed at every turn."""
    if current is None or current.requested_at is None or current.requested_at > now:
        return now
    return max(now, current.requested_at + WAVERING)


def judge_acceptance(leased: LeasedSubscription, *, now: datetime, jitter: float) -> Asked:
    """Decide what follows a hub's yes."""
    failures = leased.subscription.failures
    if leased.mode is SubscriptionMode.UNSUBSCRIBE and failures + 1 >= FAREWELLS:
        return _left(failures)
    wait = _grow(VERIFY_WAIT, failures, LONGEST_RETRY) * (1 + jitter / 10)
    return Asked(
        reason=AskReason.ACCEPTED, state=None, next_request_at=now + wait, failures=failures + 1
    )


def judge_refusal(leased: LeasedSubscription, *, now: datetime, jitter: float) -> Asked:
    """Decide what follows a hub's no; a lease that runs is kept to its end."""
    failures = leased.subscription.failures
    if leased.mode is SubscriptionMode.UNSUBSCRIBE:
        return _left(failures)
    wait = _grow(REFUSED_WAIT, failures, LONGEST_REFUSED_WAIT) * (1 + jitter / 10)
    return Asked(
        reason=AskReason.REFUSED,
        state=None if is_running(leased.subscription, now) else SubscriptionState.REFUSED,
        next_request_at=now + wait,
        failures=failures + 1,
    )


def judge_trouble(
    leased: LeasedSubscription, *, now: datetime, jitter: float, retry_after: timedelta | None
) -> Asked:
    """Decide what follows when a hub could not be asked."""
    failures = leased.subscription.failures
    if leased.mode is SubscriptionMode.UNSUBSCRIBE and failures + 1 >= FAREWELLS:
        return _left(failures)
    grown = _grow(FIRST_RETRY, failures, LONGEST_RETRY) * (1 + jitter / 2)
    asked = min(retry_after or timedelta(), LONGEST_RETRY)
    rest = max(min(grown, LONGEST_REST), asked)
    return Asked(
        reason=AskReason.TROUBLE,
        state=None,
        next_request_at=now + max(grown, asked),
        failures=failures + 1,
        hub_rests_until=now + rest,
    )


def judge_intent(
    subscription: Subscription, *, mode: str, topic: str, lease_seconds: str | None, now: datetime
) -> Intent:
    """Decide what to answer a hub that asks whether we meant it (§5.3), or says no (§5.2)."""
    if topic != subscription.topic:
        return Intent(reason=IntentReason.WRONG_TOPIC)
    is_over = subscription.state in _OVER
    if mode == "denied":
        return _denied(subscription, now)
    if mode == SubscriptionMode.SUBSCRIBE:
        return (
            Intent(reason=IntentReason.UNWANTED)
            if is_over
            else _confirmed(subscription, _lease(lease_seconds), now)
        )
    if mode == SubscriptionMode.UNSUBSCRIBE:
        if not is_over:
            return Intent(reason=IntentReason.UNWANTED)
        return Intent(reason=IntentReason.LEFT, state=SubscriptionState.ENDED)
    return Intent(reason=IntentReason.UNKNOWN_MODE)


def is_running(subscription: Subscription, now: datetime) -> bool:
    """Say whether the hub has promised to call us at this instant."""
    expires_at = subscription.expires_at
    return (
        subscription.state is SubscriptionState.ACTIVE
        and expires_at is not None
        and now < expires_at <= now + _IMPOSSIBLE
    )


def _usable(addresses: Sequence[str], base: str) -> list[str]:
    absolute = (_absolute(address, base) for address in addresses if address.strip())
    return [url for url in absolute if url is not None]


def _absolute(address: str, base: str) -> str | None:
    """Give the address in full, if it is one that can be called and names no user."""
    try:
        url = urljoin(base, address.strip())
        parts = urlsplit(url)
        is_usable = parts.scheme in SCHEMES and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return None
    return url if is_usable and url.isprintable() and len(url) <= MAX_URL_CHARS else None


def _choose(hubs: Sequence[str], current: Subscription | None) -> str | None:
    """Stay with the hub that we have; when it said no, or nothing, try the one named after it."""
    if not hubs:
        return None
    if current is None or current.hub not in hubs:
        return hubs[0]
    is_deaf = current.state is SubscriptionState.REQUESTED and current.failures >= DEAF
    if current.state is not SubscriptionState.REFUSED and not is_deaf:
        return current.hub
    return hubs[(hubs.index(current.hub) + 1) % len(hubs)]


def _left(failures: int) -> Asked:
    return Asked(
        reason=AskReason.LEFT,
        state=SubscriptionState.ENDED,
        next_request_at=None,
        failures=failures,
    )


def _denied(subscription: Subscription, now: datetime) -> Intent:
    if subscription.state in _OVER:
        return Intent(reason=IntentReason.DENIED, state=SubscriptionState.ENDED)
    return Intent(
        reason=IntentReason.DENIED,
        state=SubscriptionState.REFUSED,
        next_request_at=now + _grow(REFUSED_WAIT, subscription.failures, LONGEST_REFUSED_WAIT),
    )


def _confirmed(subscription: Subscription, lease: timedelta, now: datetime) -> Intent:
    return Intent(
        reason=IntentReason.CONFIRMED,
        state=SubscriptionState.ACTIVE,
        expires_at=now + lease,
        next_request_at=now + max(lease * RENEWAL_SHARE, SHORTEST_RENEWAL),
        is_new=not is_running(subscription, now),
    )


def _lease(seconds: str | None) -> timedelta:
    """Read what the hub grants; a hub that does not say grants what was asked for."""
    text = (seconds or "").strip()
    if not (text.isascii() and text.isdecimal()) or not int(text[:12]):
        return ASKED_LEASE
    return min(timedelta(seconds=int(text[:12])), LONGEST_LEASE)


def _grow(first: timedelta, failures: int, longest: timedelta) -> timedelta:
    return min(first * (1 << min(failures, _MOST_STEPS)), longest)
