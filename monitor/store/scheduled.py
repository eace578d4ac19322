"""Keep alerts that no evaluation planned: digests, spikes, coverage.

Database. Within the transaction that notes what they tell of: either both are there or none. They
go out by the same outbox as all others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert

from monitor.model import AlertId, AlertKind, DeliveryState, Priority
from monitor.store.alerts import pack_standing
from monitor.store.columns import digest_of
from monitor.store.contents import pack_content
from monitor.store.matches import pack_evidence
from monitor.store.tables import alerts, deliveries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import ArticleId, CoverageReport, Digest, Evidence, Standing, StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledAlert:
    """An alert that the clock brought."""

    kind: AlertKind
    reason: str
    receivers: tuple[str, ...]
    topic: str = ""
    topic_title: str = ""
    priority: Priority = Priority.NORMAL
    story_id: StoryId | None = None
    article_id: ArticleId | None = None
    evidence: Sequence[Evidence] = ()
    standing: Standing | None = None
    content: Digest | CoverageReport | None = None


def insert_alert(connection: Connection, alert: ScheduledAlert, *, now: datetime) -> AlertId:
    """Insert an alert with its deliveries, due at once; gives its number."""
    values = {
        "topic": alert.topic,
        "topic_title": alert.topic_title,
        "priority": alert.priority.value,
        "story_id": alert.story_id,
        "article_id": alert.article_id,
        "kind": alert.kind.value,
        "created_at": now,
        "held_back": None,
        "reason": alert.reason,
        "evidence": pack_evidence(alert.evidence),
        "standing": None if alert.standing is None else pack_standing(alert.standing),
        "content": None if alert.content is None else pack_content(alert.content),
    }
    statement = insert(alerts).values(values).returning(alerts.c.id)
    number = AlertId(connection.execute(statement).scalar_one())
    due = [_due(alert, number, name, now) for name in dict.fromkeys(alert.receivers)]
    if due:
        connection.execute(insert(deliveries), due)
    return number


def _due(alert: ScheduledAlert, number: AlertId, receiver: str, now: datetime) -> dict[str, object]:
    about = (alert.topic, alert.kind.value, str(number), now.isoformat(), receiver)
    return {
        "alert_id": number,
        "topic": alert.topic,
        "receiver": receiver,
        "key": digest_of("delivery", *about),
        "state": DeliveryState.DUE.value,
        "attempts": 0,
        "created_at": now,
        "first_due_at": now,
        "next_attempt_at": now,
    }
