"""Say what bringing an alert to a receiver is, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.alert import Alert
    from monitor.model.ids import AlertId, DeliveryId


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    DUE = "due"
    LEASED = "leased"
    SENT = "sent"
    RETRYING = "retrying"
    DEAD = "dead"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The task of bringing one alert to one receiver."""

    id: DeliveryId
    alert_id: AlertId
    topic: str
    receiver: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    last_error: str | None
    sent_at: datetime | None
    #: Idempotency key: the same on every attempt.
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedDelivery:
    """A due delivery that this worker may send, with what is to be said."""

    delivery: Delivery
    alert: Alert
    lease_owner: str
    #: `attempts` after this one: the fencing number of the lease.
    attempt: int
    first_due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One alert rendered for a kind of receiver."""

    #: Idempotency key of the delivery.
    key: str
    subject: str
    text: str
    html: str
    #: Slack's Block Kit, ready for JSON.
    blocks: tuple[dict[str, object], ...] = ()
    #: Name of the topic, for `List-Id`; None for a message that belongs to none.
    topic: str | None = None
    #: When the alert was decided: the mail's `Date`, the same on every attempt.
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a transport says came of a message it brought."""

    #: The transport's own reference (SMTP's last reply, Slack's `ok`), shown to the operator.
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptResult:
    """What is to be recorded of one attempt.

    `state` is SENT, RETRYING (then `next_attempt_at` is set) or DEAD.
    """

    delivery_id: DeliveryId
    lease_owner: str
    attempt: int
    state: DeliveryState
    finished_at: datetime
    next_attempt_at: datetime | None = None
    error: str | None = None
    detail: str | None = None
    #: The receiver asked to be left alone until then.
    receiver_blocked_until: datetime | None = None
