"""Fill an outbox as an outage would: an alert that was told, many times over, and not told yet.

Database. Each copy is of an article and a story of its own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from monitor.model import DeliveryState
from monitor.store.tables import AlertRow, ArticleRow, DeliveryRow, StoryRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from monitor.store import Store

#: How long they have waited.
WAITED = timedelta(minutes=50)
#: Numbers of rows that nobody else uses.
_FIRST = 1_000_000


def seed_backlog(store: Store, titles: Sequence[str], *, receivers: Sequence[str]) -> None:
    """Add an alert with each title, due at these receivers since almost an hour."""
    numbered = list(enumerate(titles, _FIRST))
    with store._database.writing() as connection:
        _copy(connection, StoryRow, ({"id": number} for number, _ in numbered))
        articles = (
            {"id": number, "story_id": number, "identity": f"{number:032x}", "title": title}
            for number, title in numbered
        )
        _copy(connection, ArticleRow, articles)
        alerts = (
            {"id": number, "story_id": number, "article_id": number} for number, _ in numbered
        )
        _copy(connection, AlertRow, alerts)
        due = connection.scalars(select(DeliveryRow.first_due_at)).all()[0] - WAITED
        untold = {"state": DeliveryState.DUE.value, "attempts": 0, "sent_at": None, "detail": None}
        deliveries = (
            {
                **untold,
                "id": len(receivers) * number + place,
                "alert_id": number,
                "receiver": receiver,
                "key": f"{number:028x}{place:04x}",
                "first_due_at": due,
                "next_attempt_at": due,
            }
            for number, _ in numbered
            for place, receiver in enumerate(receivers)
        )
        _copy(connection, DeliveryRow, deliveries)


def _copy(connection: Connection, row: type[Any], changes: Iterator[dict[str, Any]]) -> None:
    """Copy the first row of a table, changed in each copy."""
    pattern = dict(connection.execute(select(row.__table__).limit(1)).mappings().one())
    connection.execute(insert(row), [pattern | change for change in changes])
