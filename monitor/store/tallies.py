"""Tell how long things took since a counter looked last.

Database. Latencies are read from rows that the passes write anyway; a counter remembers up to
which row it has counted, so that no look reads what an earlier one read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from monitor.model import AlertKind
from monitor.store.part import Part
from monitor.store.tables import AlertRow, ArticleRow, DeliveryRow

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Select

#: More than this at one look is counted at the next.
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Up to where was counted: the last article, the last alert, the last instant of a send."""

    article_id: int
    alert_id: int
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What came since the last look, in no order."""

    counted: Counted
    #: From publication, as claimed, to first sight; only of what was no baseline and no backfill.
    to_sight: tuple[timedelta, ...]
    #: From first sight to the alert.
    to_alert: tuple[timedelta, ...]
    #: From the alert to its arrival at a receiver.
    to_receiver: tuple[timedelta, ...]


class Tallies(Part):
    """The store's part for latencies."""

    def start_counting(self, now: datetime) -> Counted:
        """Begin to count: with what comes from now on."""
        with self._database.reading() as connection:
            return Counted(
                article_id=connection.scalar(select(func.max(ArticleRow.id))) or 0,
                alert_id=connection.scalar(select(func.max(AlertRow.id))) or 0,
                sent_at=now,
            )

    def count_since(self, before: Counted) -> Tally:
        """Give how long things took that came since."""
        with self._database.reading() as connection:
            articles = connection.execute(_articles(before)).all()
            alerts = connection.execute(_alerts(before)).all()
            sent = connection.execute(_sent(before)).all()
        return Tally(
            counted=Counted(
                article_id=articles[-1].id if articles else before.article_id,
                alert_id=alerts[-1].id if alerts else before.alert_id,
                sent_at=sent[-1].sent_at if sent else before.sent_at,
            ),
            to_sight=tuple(
                row.first_seen_at - row.published_at
                for row in articles
                if row.published_at is not None and not row.baseline and row.backfill is None
            ),
            to_alert=tuple(row.created_at - row.first_seen_at for row in alerts),
            to_receiver=tuple(row.sent_at - row.created_at for row in sent),
        )


def _articles(before: Counted) -> Select[*tuple[Any, ...]]:
    return (
        select(
            ArticleRow.id,
            ArticleRow.published_at,
            ArticleRow.first_seen_at,
            ArticleRow.baseline,
            ArticleRow.backfill,
        )
        .where(ArticleRow.id > before.article_id)
        .order_by(ArticleRow.id)
        .limit(MOST_ROWS)
    )


def _alerts(before: Counted) -> Select[*tuple[Any, ...]]:
    """Find first alerts: what is told again later says nothing of how fast the first was."""
    return (
        select(AlertRow.id, AlertRow.created_at, ArticleRow.first_seen_at)
        .join(ArticleRow, ArticleRow.id == AlertRow.article_id)
        .where(
            AlertRow.id > before.alert_id,
            AlertRow.kind == AlertKind.FIRST.value,
            AlertRow.held_back.is_(None),
        )
        .order_by(AlertRow.id)
        .limit(MOST_ROWS)
    )


def _sent(before: Counted) -> Select[*tuple[Any, ...]]:
    return (
        select(DeliveryRow.created_at, DeliveryRow.sent_at)
        .where(DeliveryRow.sent_at > before.sent_at)
        .order_by(DeliveryRow.sent_at)
        .limit(MOST_ROWS)
    )
