"""Keep the alerts that an evaluation planned, with the deliveries now due.

Database. Within the transaction that saves the evaluation. An alert whose message waits for
company says what its story amounts to until the first attempt to send it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, select, update

from monitor.model import AlertKind, ArticleId, DeliveryState, Priority, is_told_by, stand
from monitor.store.alerts import pack_standing
from monitor.store.columns import digest_of
from monitor.store.matches import pack_evidence
from monitor.store.part import chunks
from monitor.store.stories import load_members
from monitor.store.tables import AlertRow, DeliveryRow, TopicRow, alerts, deliveries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import EvaluatedArticle, PlannedAlert
    from monitor.store.dialect import Database
    from monitor.store.part import AnyRow


def save_alerts(
    database: Database,
    connection: Connection,
    fresh: Sequence[EvaluatedArticle],
    story_of: Mapping[ArticleId | None, int],
    waiting: Collection[Waiting],
    now: datetime,
) -> dict[int, PlannedAlert]:
    """Insert the alerts; what was told meanwhile, or one that waits will tell, is left out."""
    planned = {
        (alert.topic, alert.article_id, alert.kind.value): (alert, article)
        for article in fresh
        for alert in article.alerts
        if not _is_told_by(waiting, alert, story_of)
    }
    for known in _held_before(connection, [alert for alert, _ in planned.values()]):
        del planned[known]
    if not planned:
        return {}
    titles = _titles(connection, {alert.topic for alert, _ in planned.values()})
    values = [
        _alert_values(alert, article, titles, story_of, now) for alert, article in planned.values()
    ]
    rows = connection.execute(
        database.insert(alerts)
        .on_conflict_do_nothing()
        .returning(alerts.c.id, alerts.c.topic, alerts.c.article_id, alerts.c.kind),
        values,
    )
    saved = {
        row.id: planned[row.topic, ArticleId(row.article_id), row.kind][0]
        for row in sorted(rows, key=lambda row: row.id)
    }
    _absorb_updates(connection, waiting, saved.values(), story_of)
    return saved


def _held_before(
    connection: Connection, planned: Iterable[PlannedAlert]
) -> set[tuple[str, ArticleId, str]]:
    """Find further messages that were held back before: an article may be evaluated again."""
    held = {
        (alert.topic, alert.article_id, alert.kind.value)
        for alert in planned
        if alert.held_back is not None and alert.kind is not AlertKind.FIRST
    }
    found: set[tuple[str, ArticleId, str]] = set()
    for some in chunks({article_id for _, article_id, _ in held}):
        rows = connection.execute(
            select(AlertRow.topic, AlertRow.article_id, AlertRow.kind).where(
                AlertRow.article_id.in_(some), AlertRow.held_back.is_not(None)
            )
        )
        found |= {(row.topic, ArticleId(row.article_id), row.kind) for row in rows}
    return held & found


def _absorb_updates(
    connection: Connection,
    waiting: Collection[Waiting],
    saved: Collection[PlannedAlert],
    story_of: Mapping[ArticleId | None, int],
) -> None:
    """Let updates that wait be told by the escalation that says it all, and sooner."""
    louder = {
        (alert.topic, story_of[alert.article_id]): alert.deliver_at
        for alert in saved
        if alert.kind is AlertKind.ESCALATION and alert.held_back is None
    }
    absorbed = [
        {"number": one.alert_id, "told_at": louder[one.topic, one.story_id]}
        for one in waiting
        if one.kind == AlertKind.UPDATE.value and (one.topic, one.story_id) in louder
    ]
    if absorbed:
        connection.execute(_HOLD, absorbed)
        connection.execute(_RETIME, absorbed)


def _titles(connection: Connection, names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Give title and priority of topics, as they are now."""
    rows = connection.execute(
        select(TopicRow.name, TopicRow.title, TopicRow.priority).where(TopicRow.name.in_(names))
    )
    return {row.name: (row.title, row.priority) for row in rows}


def _alert_values(
    alert: PlannedAlert,
    article: EvaluatedArticle,
    titles: Mapping[str, tuple[str, str]],
    story_of: Mapping[ArticleId | None, int],
    now: datetime,
) -> dict[str, object]:
    # A topic may be removed while its last articles are evaluated.
    title, priority = titles.get(alert.topic, (alert.topic, Priority.NORMAL.value))
    evidence = next((match.evidence for match in article.matches if match.topic == alert.topic), ())
    return {
        "topic": alert.topic,
        "topic_title": title,
        "priority": priority,
        "story_id": story_of[alert.article_id],
        "article_id": alert.article_id,
        "kind": alert.kind.value,
        "created_at": now,
        "held_back": None if alert.held_back is None else alert.held_back.value,
        "reason": alert.reason,
        "evidence": pack_evidence(evidence),
        "standing": None if alert.standing is None else pack_standing(alert.standing),
        "deliver_at": None if alert.held_back is not None else alert.deliver_at,
    }


def _is_told_by(
    waiting: Collection[Waiting],
    alert: PlannedAlert,
    story_of: Mapping[ArticleId | None, int],
) -> bool:
    """Whether a message that waits says by now all that this one would."""
    about = (alert.topic, story_of[alert.article_id])
    return alert.held_back is None and any(
        (one.topic, one.story_id) == about
        and is_told_by(AlertKind(one.kind), alert.kind, in_standing=alert.in_standing)
        for one in waiting
    )


def _due(
    alert: PlannedAlert, number: int, kept: Mapping[ArticleId, AnyRow], now: datetime
) -> list[dict[str, object]]:
    """Give the deliveries of an alert; one that is held back has none."""
    if alert.held_back is not None:
        return []
    # The alert's number alone is not enough: a database made anew counts from 1 again, and
    # a receiver that remembers keys would take the new message for an old one.
    about = (alert.topic, alert.kind.value, str(number), kept[alert.article_id].identity)
    return [
        {
            "alert_id": number,
            "topic": alert.topic,
            "receiver": receiver,
            "key": digest_of("delivery", *about, now.isoformat(), receiver),
            "state": DeliveryState.DUE.value,
            "attempts": 0,
            "created_at": now,
            "first_due_at": alert.deliver_at,
            "next_attempt_at": alert.deliver_at,
        }
        for receiver in dict.fromkeys(alert.receivers)
    ]


def save_deliveries(
    database: Database,
    connection: Connection,
    planned: Mapping[int, PlannedAlert],
    kept: Mapping[ArticleId, AnyRow],
    now: datetime,
) -> int:
    """Insert the deliveries of these alerts; returns how many."""
    values = [one for number, alert in planned.items() for one in _due(alert, number, kept, now)]
    if not values:
        return 0
    statement = database.insert(deliveries).on_conflict_do_nothing()
    return len(connection.execute(statement.returning(deliveries.c.id), values).all())


class Waiting(NamedTuple):
    """An alert that nobody tried to send yet."""

    alert_id: int
    topic: str
    story_id: int
    kind: str


def tell_of_company(connection: Connection, story_ids: Collection[int]) -> tuple[Waiting, ...]:
    """Let alerts that nobody tried to send yet say what their stories amount to by now."""
    waiting = _find_waiting(connection, story_ids)
    if not waiting:
        return ()
    members = load_members(connection, {one.story_id for one in waiting})
    values = [
        {"number": one.alert_id, "now": pack_standing(stand(members[one.story_id]))}
        for one in waiting
    ]
    connection.execute(_RESTATE, values)
    return waiting


def _find_waiting(connection: Connection, story_ids: Collection[int]) -> tuple[Waiting, ...]:
    """Give the alerts of these stories that wait for company.

    Their deliveries are locked: a message is the same at every attempt.
    """
    waiting: dict[int, Waiting] = {}
    tried: set[int] = set()
    for some in chunks(story_ids):
        told = select(AlertRow.id).where(AlertRow.story_id.in_(some), AlertRow.held_back.is_(None))
        rows = connection.execute(
            select(
                DeliveryRow.alert_id,
                DeliveryRow.attempts,
                DeliveryRow.next_attempt_at,
                AlertRow.topic,
                AlertRow.story_id,
                AlertRow.kind,
            )
            .join(AlertRow, AlertRow.id == DeliveryRow.alert_id)
            .where(DeliveryRow.alert_id.in_(told))
            .order_by(DeliveryRow.id)
            .with_for_update(of=DeliveryRow)
        )
        for row in rows:
            # One that is not to be sent any more says nothing to anybody.
            if row.next_attempt_at is not None:
                waiting[row.alert_id] = Waiting(row.alert_id, row.topic, row.story_id, row.kind)
            tried.update([row.alert_id] if row.attempts else [])
    return tuple(one for number, one in sorted(waiting.items()) if number not in tried)


_RESTATE = (
    update(alerts)
    .where(alerts.c.id == bindparam("number"))
    .values(standing=bindparam("now", type_=alerts.c.standing.type))
)
_HOLD = (
    update(deliveries)
    .where(deliveries.c.alert_id == bindparam("number"))
    .values(
        state=DeliveryState.HELD.value,
        next_attempt_at=None,
        detail="not sent: a louder message says it too",
    )
)
_RETIME = (
    update(alerts)
    .where(alerts.c.id == bindparam("number"))
    .values(deliver_at=bindparam("told_at", type_=alerts.c.deliver_at.type))
)
