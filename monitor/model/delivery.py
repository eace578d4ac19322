"""Say what bringing an alert to a receiver is, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.model.alert import Alert
    from monitor.model.ids import AlertId, DeliveryId
    from monitor.model.story import Member


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
    #: What the receiver said when it took the message, or why it is not told; None: nothing yet.
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedDelivery:
    """A due delivery that this worker may send, with what is to be said."""

    delivery: Delivery
    alert: Alert
    lease_owner: str
    #: `attempts` after this one: the fencing number of the lease.
    attempt: int
    first_due_at: datetime
    #: An earlier attempt began to send and may have arrived.
    uncertain: bool = False
    #: The articles of its story in the order of first sight, where there is more than one.
    reports: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Where a receiver was first told of a story: what later messages reply to."""

    #: The first message: a mail's Message-ID, a Slack message's timestamp.
    root: str
    #: Where it stands: the channel's number at Slack; None for mail.
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The right to send one delivery now, or soon, with what stands beside it by now."""

    #: Not before; later than the asker wants to wait: the turn was not taken.
    starts_at: datetime
    taken: bool = True
    #: The receiver is broken: this message finds out whether it still is.
    is_probe: bool = False
    #: Of the story, when the receiver was told of it before.
    thread: Thread | None = None
    #: The alert that opened the thread.
    opening: Alert | None = None
    #: The alerts that go out in the same message, this one's among them: it is a digest.
    bundle: tuple[Alert, ...] = ()
    #: The articles of the story that were seen before the alert, in the order of first sight.
    reports: tuple[Member, ...] = ()


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
    #: What a program reads, ready for JSON; see docs/receivers.md.
    data: Mapping[str, object] | None = None
    #: What it replies to.
    thread: Thread | None = None
    #: What the message that opened the thread says from now on; empty: it stays as it is.
    opening_blocks: tuple[dict[str, object], ...] = ()
    opening_subject: str = ""
    #: It tells more of what was told before, and is not worth a sound.
    is_update: bool = False
    #: An earlier attempt may have brought it.
    uncertain: bool = False
    #: When this attempt is made; None where nobody asks for it.
    attempted_at: datetime | None = None
    #: Name of the topic, for `List-Id`; None for a message that belongs to none.
    topic: str | None = None
    #: When the alert was decided: the mail's `Date`, the same on every attempt.
    written_at: datetime | None = None
    #: Subject of the mail that it adds to: mail programs thread by it; empty: it has its own.
    answers: str = ""
    #: What went wrong in writing it, for the delivery's detail; empty: nothing did.
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a transport says came of a message it brought."""

    #: The transport's own reference (SMTP's last reply, Slack's `ok`), shown to the operator.
    detail: str
    #: What later messages of the story may reply to.
    thread: Thread | None = None
    #: False: this kind of receiver is not told such a thing; `detail` says why.
    sent: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptResult:
    """What is to be recorded of one attempt.

    `state` is SENT, HELD, RETRYING (then `next_attempt_at` is set) or DEAD.
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
    #: The receiver works, whatever came of this message.
    reached: bool = True
    #: What later messages of the story may reply to.
    thread: Thread | None = None
