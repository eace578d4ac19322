"""Decide what a push is worth: when to look, when to look again, whether to rely on the hub.

Pure. A push is a hint and no more: the feed is polled as always, only sooner. A hub that calls
too often is heard more slowly; one that calls for nothing more slowly still. A push may be
faster than the caches of its publisher, so a poll that finds nothing is repeated. Ordinary
polls go on; they come at longer intervals only while the hub has proved that it misses nothing,
and the first of them that finds something by itself ends that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from monitor.feeds.schedule import Reason
from monitor.feeds.websub import is_running
from monitor.model import FailureKind, Outcome

if TYPE_CHECKING:
    from monitor.feeds.schedule import NextPoll
    from monitor.model import PushTarget, Subscription

#: In the long run one push is heard in each span,
SPAN: Final = timedelta(seconds=10)
#: but spans may be used up ahead: five pushes of a hub that is not known yet are heard at once.
AHEAD: Final = 4 * SPAN
#: A hub whose pushes have all been true lately is heard sooner.
PROVEN_SPAN: Final = timedelta(seconds=5)
#: Pushes in a row that told of nothing before the span begins to double.
FREE_IDLE: Final = 4
LONGEST_SPAN: Final = timedelta(minutes=15)
#: A feed that fails is tried no more often, whatever its hub says.
FAILING_SPAN: Final = timedelta(minutes=5)
#: When to look again after a push that told of nothing.
LOOK_AGAIN: Final = (timedelta(minutes=1), timedelta(minutes=5))
#: Pushes in a row that must have been true before ordinary polls become rarer.
ENOUGH_PROOF: Final = 3


class PushReason(StrEnum):
    """Why a push leads to a poll when it does."""

    AT_ONCE = "at_once"
    #: It is heard later: the hub calls too often.
    TOO_MANY = "too_many"
    #: The poll that is due already will do.
    ALREADY_DUE = "already_due"
    #: The feed fails, and is not tried more often for that.
    FAILING = "failing"
    #: The feed's host asked to be left alone.
    ASKED_OFF = "asked_off"
    #: The feed is paused or gone.
    NOT_POLLED = "not_polled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """When to poll for a push, and why then."""

    reason: PushReason
    #: None: the feed keeps its next poll.
    due_at: datetime | None
    busy_until: datetime | None

    @property
    def is_noted(self) -> bool:
        """There is something to store."""
        return self.reason not in {PushReason.ALREADY_DUE, PushReason.NOT_POLLED}


def judge_push(target: PushTarget, now: datetime) -> Heard:
    """Decide when to poll for a push that came `now`."""
    subscription = target.subscription
    if not target.is_polled:
        return Heard(reason=PushReason.NOT_POLLED, due_at=None, busy_until=None)
    due_at, busy_until = _admit(subscription, now)
    reason = PushReason.AT_ONCE if due_at <= now else PushReason.TOO_MANY
    blocked_until = target.blocked_until
    if target.failure_kind is FailureKind.TEMPORARY:
        return Heard(reason=PushReason.ASKED_OFF, due_at=None, busy_until=busy_until)
    if blocked_until is not None and blocked_until > due_at:
        due_at, reason = blocked_until, PushReason.ASKED_OFF
    if target.failure_kind is not None and target.last_polled_at is not None:
        due_at, reason = max(due_at, target.last_polled_at + FAILING_SPAN), PushReason.FAILING
    is_waiting = subscription.looks == 0 and not target.is_leased
    if is_waiting and target.next_poll_at <= due_at:
        return Heard(reason=PushReason.ALREADY_DUE, due_at=None, busy_until=None)
    return Heard(reason=reason, due_at=due_at, busy_until=busy_until)


def _admit(subscription: Subscription, now: datetime) -> tuple[datetime, datetime]:
    """Count a push against what the hub may use up; gives when it is heard."""
    doublings = max(subscription.idle - FREE_IDLE, 0)
    first = PROVEN_SPAN if _is_proven(subscription) and not subscription.idle else SPAN
    span = min(first * (1 << min(doublings, 10)), LONGEST_SPAN)
    used = min(max(subscription.busy_until or now, now), now + AHEAD + span)
    return max(now, used - AHEAD), used + span


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a poll says of the hub."""

    looks: int | None
    proven: int
    idle: int
    #: The push may have been faster than a cache: look again then.
    look_again_at: datetime | None = None


def judge_hub(
    subscription: Subscription, *, outcome: Outcome, brought_new: bool, now: datetime
) -> Verdict:
    """Judge a hub by a poll that began after its last push.

    Args:
        subscription: As it was when the poll began.
        outcome: How the poll ended.
        brought_new: It found entries that this feed did not show before.
        now: When it ended.
    """
    looks, proven, idle = subscription.looks, subscription.proven, subscription.idle
    if outcome in {Outcome.FAILED, Outcome.GONE}:
        return Verdict(looks=looks, proven=proven, idle=idle)
    if looks is None:
        return Verdict(looks=None, proven=0 if brought_new else proven, idle=idle)
    if outcome is Outcome.CHANGED:
        return Verdict(looks=None, proven=proven + brought_new, idle=0)
    idle += looks == 0
    if looks >= len(LOOK_AGAIN):
        return Verdict(looks=None, proven=proven, idle=idle)
    return Verdict(looks=looks + 1, proven=proven, idle=idle, look_again_at=now + LOOK_AGAIN[looks])


def look_again(upcoming: NextPoll, at: datetime | None, earliest: datetime) -> NextPoll:
    """Come back for what a push told of, where that is before the next poll.

    Args:
        upcoming: The next poll as it is planned.
        at: When to look again; None when there is nothing to look for.
        earliest: No feed is polled before that.
    """
    if at is None or max(at, earliest) >= upcoming.at:
        return upcoming
    return replace(upcoming, at=max(at, earliest), reason=Reason.LOOK_AGAIN)


def is_relied_on(subscription: Subscription | None, now: datetime) -> bool:
    """Say whether ordinary polls may be rarer because the hub tells of everything."""
    return subscription is not None and is_running(subscription, now) and _is_proven(subscription)


def _is_proven(subscription: Subscription) -> bool:
    return subscription.proven >= ENOUGH_PROOF
