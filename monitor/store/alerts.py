"""Load alerts with their article and their deliveries.

Database. Any number of alerts costs a handful of statements. An alert is complete in itself
(title, priority, evidence): it tells what was said then, even when its topic is gone.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from monitor.errors import NotFound
from monitor.model import (
    Alert,
    AlertId,
    AlertKind,
    Delivery,
    DeliveryId,
    DeliveryState,
    HeldBack,
    Priority,
    StoryId,
)
from monitor.store.loading import load_articles
from monitor.store.matches import unpack_evidence
from monitor.store.part import Part, chunks
from monitor.store.tables import AlertRow, DeliveryRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from monitor.model import Article
    from monitor.store.part import AnyRow


#: Held back for the time being; the index `uq_alerts_told` says the same.
_STILL_OPEN = (HeldBack.TOO_FEW_PUBLISHERS.value, HeldBack.BASELINE.value)


class Alerts(Part):
    """The store's part for alerts."""

    def list_alerts(self, topic: str | None = None, limit: int = 50) -> tuple[Alert, ...]:
        """Give alerts, held back or not, newest first; of all topics when none is named."""
        wanted = select(AlertRow.id).order_by(AlertRow.id.desc()).limit(limit)
        if topic is not None:
            wanted = wanted.where(AlertRow.topic == topic)
        with self._database.reading() as connection:
            return load_alerts(connection, connection.scalars(wanted).all())

    def get_alert(self, alert_id: AlertId) -> Alert:
        """Give one alert; raises NotFound."""
        with self._database.reading() as connection:
            found = load_alerts(connection, [alert_id])
        if not found:
            raise NotFound("alert", alert_id)
        return found[0]

    def alerted_stories(
        self, pairs: Collection[tuple[str, StoryId]]
    ) -> frozenset[tuple[str, StoryId]]:
        """Of these pairs of topic and story, give those that were told.

        Told is a first alert, held back or not: what was held back is not sent later. Open is
        what waits for more publishers, and a baseline, that another feed may show to be news.
        """
        told: set[tuple[str, StoryId]] = set()
        with self._database.reading() as connection:
            for some in chunks({story for _, story in pairs}):
                rows = connection.execute(
                    select(AlertRow.topic, AlertRow.story_id).where(
                        AlertRow.story_id.in_(some),
                        AlertRow.kind == AlertKind.FIRST.value,
                        or_(
                            AlertRow.held_back.is_(None),
                            AlertRow.held_back.not_in(_STILL_OPEN),
                        ),
                    )
                )
                told.update((row.topic, StoryId(row.story_id)) for row in rows)
        return frozenset(told.intersection(pairs))


def load_alerts(connection: Connection, alert_ids: Sequence[int]) -> tuple[Alert, ...]:
    """Load alerts in the order of their numbers as given; unknown numbers are left out."""
    rows: dict[int, AnyRow] = {}
    deliveries: dict[int, list[Delivery]] = defaultdict(list)
    for some in chunks(alert_ids):
        rows.update(
            (row.id, row)
            for row in connection.execute(select(*_COLUMNS).where(AlertRow.id.in_(some)))
        )
        for delivery in load_deliveries(connection, some):
            deliveries[delivery.alert_id].append(delivery)
    article_ids = list({row.article_id for row in rows.values()})
    articles = {article.id: article for article in load_articles(connection, article_ids)}
    return tuple(
        _alert(rows[number], articles[rows[number].article_id], deliveries[number])
        for number in alert_ids
        if number in rows
    )


def load_deliveries(connection: Connection, alert_ids: Collection[int]) -> list[Delivery]:
    """Load the deliveries of these alerts, in the order in which they were made."""
    rows = connection.execute(
        select(*DELIVERY_COLUMNS)
        .where(DeliveryRow.alert_id.in_(alert_ids))
        .order_by(DeliveryRow.id)
    )
    return [read_delivery(row) for row in rows]


def read_delivery(row: AnyRow) -> Delivery:
    """Build a delivery from a row of DELIVERY_COLUMNS."""
    return Delivery(
        id=DeliveryId(row.id),
        alert_id=AlertId(row.alert_id),
        topic=row.topic,
        receiver=row.receiver,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        last_error=row.last_error,
        sent_at=row.sent_at,
        key=row.key,
    )


def _alert(row: AnyRow, article: Article, deliveries: Sequence[Delivery]) -> Alert:
    return Alert(
        id=AlertId(row.id),
        topic=row.topic,
        topic_title=row.topic_title,
        priority=Priority(row.priority),
        story_id=StoryId(row.story_id),
        kind=AlertKind(row.kind),
        created_at=row.created_at,
        held_back=None if row.held_back is None else HeldBack(row.held_back),
        reason=row.reason,
        article=article,
        evidence=unpack_evidence(row.evidence),
        deliveries=tuple(deliveries),
    )


DELIVERY_COLUMNS = (
    DeliveryRow.id,
    DeliveryRow.alert_id,
    DeliveryRow.topic,
    DeliveryRow.receiver,
    DeliveryRow.state,
    DeliveryRow.attempts,
    DeliveryRow.created_at,
    DeliveryRow.next_attempt_at,
    DeliveryRow.last_error,
    DeliveryRow.sent_at,
    DeliveryRow.key,
)
_COLUMNS = (
    AlertRow.id,
    AlertRow.topic,
    AlertRow.topic_title,
    AlertRow.priority,
    AlertRow.story_id,
    AlertRow.article_id,
    AlertRow.kind,
    AlertRow.created_at,
    AlertRow.held_back,
    AlertRow.reason,
    AlertRow.evidence,
)
