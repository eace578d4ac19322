"""Keep where receivers were first told of a story, so that later messages can reply.

Database. Within transactions of others. Where stories were merged, the thread of either does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import or_, select

from monitor.model import TELLS_STORY, AlertKind, Thread
from monitor.store.tables import AlertRow, DeliveryRow, StoryRow, ThreadRow, threads

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import Alert, DeliveryId
    from monitor.store.dialect import Database


class Found(NamedTuple):
    """A thread, with the alert that opened it."""

    thread: Thread
    alert_id: int


def find_thread(connection: Connection, alert: Alert, receiver: str) -> Found | None:
    """Find where a receiver was told before of the story of an alert."""
    if alert.kind not in _LATER:
        return None
    is_story = or_(ThreadRow.story_id == alert.story_id, StoryRow.merged_into == alert.story_id)
    row = connection.execute(
        select(ThreadRow.root, ThreadRow.place, ThreadRow.alert_id)
        .join(StoryRow, StoryRow.id == ThreadRow.story_id)
        .where(ThreadRow.topic == alert.topic, ThreadRow.receiver == receiver, is_story)
        .order_by(ThreadRow.story_id != alert.story_id, ThreadRow.opened_at)
        .limit(1)
    ).first()
    if row is None or row.alert_id == alert.id:
        return None
    return Found(Thread(root=row.root, place=row.place), row.alert_id)


def save_threads(
    database: Database,
    connection: Connection,
    opened: Mapping[DeliveryId, tuple[Thread, datetime]],
) -> None:
    """Note the threads that these deliveries opened; a later one takes the place of an earlier."""
    if not opened:
        return
    rows = connection.execute(
        select(DeliveryRow.id, DeliveryRow.receiver, AlertRow.topic, AlertRow.story_id)
        .add_columns(DeliveryRow.alert_id)
        .join(AlertRow, AlertRow.id == DeliveryRow.alert_id)
        .where(DeliveryRow.id.in_(list(opened)), AlertRow.kind.in_(_KINDS))
        .order_by(DeliveryRow.id)
    ).all()
    for row in rows:
        thread, at = opened[row.id]
        values = {
            "root": thread.root,
            "place": thread.place,
            "alert_id": row.alert_id,
            "opened_at": at,
        }
        key = {"topic": row.topic, "story_id": row.story_id, "receiver": row.receiver}
        insertion = database.insert(threads).values({**key, **values})
        connection.execute(insertion.on_conflict_do_update(index_elements=list(key), set_=values))


#: What comes after the first report, which nothing can have opened a thread for.
_LATER = frozenset(TELLS_STORY) - {AlertKind.FIRST}
_KINDS: Sequence[str] = [kind.value for kind in TELLS_STORY]
