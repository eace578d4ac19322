"""Write and read topics.

Database. Saving a topic keeps its pause: that is the operator's, not the file's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from monitor.errors import NotFound
from monitor.model import Examples, NotifyPolicy, Priority, Topic
from monitor.store.answers import Change, ChangeKind, changed, kind_of
from monitor.store.tables import TopicRow, matches, topics

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.store.part import AnyRow


def load_topics(connection: Connection) -> dict[str, Topic]:
    """Load all topics by name."""
    rows = connection.execute(select(*_TOPIC_COLUMNS).order_by(TopicRow.name))
    return {row.name: _topic(row) for row in rows}


def write_topics(
    connection: Connection, given: Sequence[Topic], now: datetime
) -> tuple[Change, ...]:
    """Add topics or change them; a pause stays."""
    kept = load_topics(connection) if given else {}
    changes = []
    for topic in given:
        former = kept.get(topic.name)
        same = former is not None and former == replace(topic, paused_at=former.paused_at)
        values = _topic_values(topic)
        if former is None:
            values |= {"paused_at": topic.paused_at, "created_at": now}
            connection.execute(insert(topics), values)
        elif not same:
            connection.execute(update(topics).where(topics.c.name == topic.name).values(values))
        changes.append(changed("topic", topic.name, kind_of(known=former is not None, same=same)))
    return tuple(changes)


def delete_topics(connection: Connection, gone: Sequence[str]) -> tuple[Change, ...]:
    """Delete topics with their matches; alerts stay, for they were told."""
    for name in gone:
        if connection.execute(delete(topics).where(topics.c.name == name)).rowcount == 0:
            raise NotFound("topic", name)
        connection.execute(delete(matches).where(matches.c.topic == name))
    return tuple(changed("topic", name, ChangeKind.REMOVED) for name in gone)


def _topic_values(topic: Topic) -> dict[str, object]:
    return {
        "name": topic.name,
        "title": topic.title,
        "query": topic.query,
        "priority": topic.priority.value,
        "receivers": topic.receivers,
        "group_wait": topic.notify.group_wait,
        "update_interval": topic.notify.update_interval,
        "min_publishers": topic.notify.min_publishers,
        "min_languages": topic.notify.min_languages,
        "within": topic.notify.within,
        "escalate_publishers": topic.notify.escalate_publishers,
        "escalate_languages": topic.notify.escalate_languages,
        "match_examples": topic.examples.match,
        "no_match_examples": topic.examples.no_match,
    }


def _topic(row: AnyRow) -> Topic:
    return Topic(
        name=row.name,
        title=row.title,
        query=row.query,
        priority=Priority(row.priority),
        receivers=row.receivers,
        notify=NotifyPolicy(
            group_wait=row.group_wait,
            update_interval=row.update_interval,
            min_publishers=row.min_publishers,
            min_languages=row.min_languages,
            within=row.within,
            escalate_publishers=row.escalate_publishers,
            escalate_languages=row.escalate_languages,
        ),
        examples=Examples(match=row.match_examples, no_match=row.no_match_examples),
        paused_at=row.paused_at,
    )


_TOPIC_COLUMNS = (
    TopicRow.name,
    TopicRow.title,
    TopicRow.query,
    TopicRow.priority,
    TopicRow.receivers,
    TopicRow.group_wait,
    TopicRow.update_interval,
    TopicRow.min_publishers,
    TopicRow.min_languages,
    TopicRow.within,
    TopicRow.escalate_publishers,
    TopicRow.escalate_languages,
    TopicRow.match_examples,
    TopicRow.no_match_examples,
    TopicRow.paused_at,
)
