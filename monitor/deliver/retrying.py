"""Decide what becomes of a delivery after an attempt.

Pure. Sent, held, tried again later, or dead. Exponential back-off with
full jitter, so that many deliveries to one receiver that was down do not come back as one
burst; what the receiver asked for (`Retry-After`) is obeyed; nothing is tried for ever. The age
of a message is told by two: the clock, which may jump, and how often it was tried.
RELIABILITY §4.3 has the figures.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.model import AttemptResult, DeliveryState

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.errors import DeliveryError
    from monitor.model import LeasedDelivery, OutageReport, Receipt

#: Longest wait after the first failed attempt; doubles with each further one.
FIRST_WAIT = timedelta(seconds=30)
#: A receiver that comes back is used again within this time.
LONGEST_WAIT = timedelta(minutes=30)
#: Full jitter may draw nearly nothing; no receiver is asked twice in a row without a breath.
SHORTEST_WAIT = timedelta(seconds=5)
#: A weekend's outage is survived; what is older is no alert any more.
GIVE_UP_AFTER = timedelta(hours=72)
#: Only what was tried so often is given up: a clock that jumps ahead ages no message. By the waits
#: above this takes five hours; in 72 hours a receiver that is down is tried some 290 times.
FEWEST_ATTEMPTS = 24
#: 30 s × 2⁶ is above the longest wait; more doublings would only overflow.
_MOST_DOUBLINGS = 6


def plan_attempt(
    leased: LeasedDelivery,
    error: DeliveryError | None,
    *,
    receipt: Receipt | None,
    now: datetime,
    jitter: float,
) -> AttemptResult:
    """Say what to record of one attempt.

    Args:
        leased: The delivery that was attempted.
        error: Why it failed; None when it was brought.
        receipt: What the transport said when it was brought.
        now: When the attempt ended.
        jitter: 0..1, where in the range of the wait the next attempt falls.
    """
    if error is None:
        return _result(leased, _state_of(receipt), now, receipt=receipt)
    reached = error.reached
    if error.permanent:
        return _result(leased, DeliveryState.DEAD, now, error=error.reason, reached=reached)
    blocked_until = None if error.retry_after is None else now + error.retry_after
    give_up_at = leased.first_due_at + GIVE_UP_AFTER
    if _is_hopeless(leased.attempt, since=leased.first_due_at, now=now):
        reason = f"{error.reason} (given up after {leased.attempt} attempts in 72 hours)"
        return _result(
            leased,
            DeliveryState.DEAD,
            now,
            error=reason,
            reached=reached,
            receiver_blocked_until=blocked_until,
        )
    next_at = now + _wait(leased.attempt, jitter)
    if now < give_up_at:
        # The last attempt falls on the deadline rather than being skipped by it.
        next_at = max(now + SHORTEST_WAIT, min(next_at, give_up_at))
    return _result(
        leased,
        DeliveryState.RETRYING,
        now,
        next_attempt_at=next_at if blocked_until is None else max(next_at, blocked_until),
        error=error.reason,
        reached=reached,
        receiver_blocked_until=blocked_until,
    )


def next_report_at(
    report: OutageReport, error: DeliveryError, *, now: datetime, jitter: float
) -> datetime | None:
    """Say when the report of an outage is told again after a failure; None: it is given up."""
    if _is_hopeless(report.attempt, since=report.created_at, now=now):
        return None
    return now + max(_wait(report.attempt, jitter), error.retry_after or SHORTEST_WAIT)


def _is_hopeless(attempt: int, *, since: datetime, now: datetime) -> bool:
    """Say whether a message is too old, by the clock and by how often it was tried."""
    return now >= since + GIVE_UP_AFTER and attempt >= FEWEST_ATTEMPTS


def _state_of(receipt: Receipt | None) -> DeliveryState:
    return DeliveryState.SENT if receipt is None or receipt.sent else DeliveryState.HELD


def _wait(attempt: int, jitter: float) -> timedelta:
    doublings = min(max(attempt - 1, 0), _MOST_DOUBLINGS)
    ceiling = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    return SHORTEST_WAIT + (ceiling - SHORTEST_WAIT) * jitter


def _result(
    leased: LeasedDelivery,
    state: DeliveryState,
    now: datetime,
    *,
    next_attempt_at: datetime | None = None,
    error: str | None = None,
    receipt: Receipt | None = None,
    reached: bool = True,
    receiver_blocked_until: datetime | None = None,
) -> AttemptResult:
    return AttemptResult(
        delivery_id=leased.delivery.id,
        lease_owner=leased.lease_owner,
        attempt=leased.attempt,
        state=state,
        finished_at=now,
        next_attempt_at=next_attempt_at,
        error=error,
        detail=None if receipt is None else receipt.detail,
        receiver_blocked_until=receiver_blocked_until,
        reached=reached,
        thread=None if receipt is None else receipt.thread,
    )
