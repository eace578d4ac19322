"""Put alerts, deliveries and evidence into lines that a person reads.

Pure.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from monitor.model import Alert, Answer, Delivery, DeliveryState, Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


#: Of these people ask what the receiver said.
TOLD_WITH_DETAIL = (DeliveryState.SENT, DeliveryState.HELD)


def tell_instant(at: datetime | None) -> str | None:
    """Say an instant to the second: `2026-01-31T18:00:00Z`."""
    return None if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def tell_evidence(evidence: Sequence[Evidence]) -> Iterator[str]:
    """Say what was found where: `title 0–7: "Schoigu" as @shoigu (de)`."""
    for one in evidence:
        meant = f"@{one.concept}" if one.concept else one.name
        language = f" ({one.language})" if one.language else ""
        yield f'{one.field.value} {one.start}–{one.end}: "{one.text}" as {meant}{language}'


def tell_alert(alert: Alert) -> Iterator[str]:
    """Say what an alert came to, with each of its deliveries."""
    at = tell_instant(alert.created_at)
    is_sent = any(one.state is DeliveryState.SENT for one in alert.deliveries)
    reason = alert.told_reason if is_sent else alert.reason
    yield f"alert {alert.id} ({alert.kind.value}) under {alert.topic} at {at}: {reason}"
    if alert.held_back is not None:
        yield f"  held back: {alert.held_back.value}"
    for delivery in alert.deliveries:
        yield f"  {tell_delivery(delivery)}"
    if alert.held_back is None and not alert.deliveries:
        yield "  nobody is told: the topic has no receivers"
    if alert.answer is not None:
        yield f"  {tell_answer(alert.answer)}"


def tell_answer(answer: Answer) -> str:
    """Say what somebody answered: `answered: not relevant, by Anna at 2026-…: a namesake`."""
    said = f"{answer.relevance.value.replace('_', ' ')}, by {answer.who}"
    note = f": {answer.note}" if answer.note else ""
    return f"answered: {said} at {tell_instant(answer.answered_at)}{note}"


def tell_delivery(delivery: Delivery) -> str:
    """Say where a delivery stands, what happens next and what went wrong."""
    words = [f"delivery {delivery.id} to {delivery.receiver}: {delivery.state.value}"]
    match delivery.state:
        case DeliveryState.SENT:
            words.append(f"at {tell_instant(delivery.sent_at)}")
        case DeliveryState.DUE | DeliveryState.RETRYING | DeliveryState.LEASED:
            if delivery.next_attempt_at is not None:
                words.append(f"next attempt {tell_instant(delivery.next_attempt_at)}")
        case DeliveryState.DEAD:
            words.append(f"try again with `monitor deliveries retry {delivery.id}`")
        case DeliveryState.HELD:
            pass
    if delivery.detail and delivery.state in TOLD_WITH_DETAIL:
        words.append(delivery.detail)
    if delivery.attempts > 1 or (delivery.attempts and delivery.state is not DeliveryState.SENT):
        words.append(f"attempts: {delivery.attempts}")
    if delivery.last_error:
        words.append(f"last error: {delivery.last_error}")
    return ", ".join(words)
