"""Write and read topics.

Database. Saving a topic keeps its pause: that is the operator's, not the file's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from monitor.errors import NotFound
from monitor.model import (
    Examples,
    NotifyPolicy,
    OutsideHours,
    Priority,
    SpikeRule,
    Topic,
    read_active_hours,
    read_digest_rule,
)
from monitor.store.answers import Change, ChangeKind, changed, kind_of
from monitor.store.tables import TopicRow, matches, topics

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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
        **_loudness_values(topic.notify),
        "digest": None if topic.notify.digest is None else str(topic.notify.digest),
        "spike": None if topic.notify.spike is None else _pack_spike(topic.notify.spike),
        "match_examples": topic.examples.match,
        "no_match_examples": topic.examples.no_match,
    }


def _loudness_values(notify: NotifyPolicy) -> dict[str, object]:
    hours, outside = notify.active_hours, notify.outside_hours
    return {
        "updates": notify.updates,
        "escalate_concepts": notify.escalate_concepts,
        "cooldown": notify.cooldown,
        "active_hours": None if hours is None else str(hours),
        "outside_hours": None if outside is None else outside.value,
        "daily_cap": notify.daily_cap,
    }


def _pack_spike(rule: SpikeRule) -> dict[str, float]:
    """Write a rule as JSON values; spans in seconds."""
    return {
        "window": rule.window.total_seconds(),
        "factor": rule.factor,
        "min_reports": rule.min_reports,
        "min_publishers": rule.min_publishers,
        "history": rule.history.total_seconds(),
        "cooldown": rule.cooldown.total_seconds(),
    }


def _unpack_spike(packed: Mapping[str, Any]) -> SpikeRule:
    return SpikeRule(
        window=timedelta(seconds=packed["window"]),
        factor=packed["factor"],
        min_reports=packed["min_reports"],
        min_publishers=packed["min_publishers"],
        history=timedelta(seconds=packed["history"]),
        cooldown=timedelta(seconds=packed["cooldown"]),
    )


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
            updates=row.updates,
            escalate_concepts=row.escalate_concepts,
            cooldown=row.cooldown,
            active_hours=row.active_hours and read_active_hours(row.active_hours),
            outside_hours=row.outside_hours and OutsideHours(row.outside_hours),
            daily_cap=row.daily_cap,
            digest=row.digest and read_digest_rule(row.digest),
            spike=row.spike and _unpack_spike(row.spike),
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
    TopicRow.updates,
    TopicRow.escalate_concepts,
    TopicRow.cooldown,
    TopicRow.active_hours,
    TopicRow.outside_hours,
    TopicRow.daily_cap,
    TopicRow.digest,
    TopicRow.spike,
    TopicRow.match_examples,
    TopicRow.no_match_examples,
    TopicRow.paused_at,
)
