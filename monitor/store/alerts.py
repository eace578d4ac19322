"""Load alerts with their article and their deliveries.

Database. Any number of alerts costs a handful of statements. An alert is complete in itself
(title, priority, evidence): it tells what was said then, even when its topic is gone.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from monitor.errors import NotFound
from monitor.model import (
    DIGESTED,
    TELLS_STORY,
    Alert,
    AlertId,
    AlertKind,
    ArticleId,
    Delivery,
    DeliveryId,
    DeliveryState,
    HeldBack,
    Priority,
    Saying,
    Spoken,
    Standing,
    StoryId,
    Told,
    retell,
)
from monitor.store.answering import ANSWER_COLUMNS, read_answer
from monitor.store.answers import ToldStories
from monitor.store.contents import unpack_content
from monitor.store.loading import load_articles
from monitor.store.matches import unpack_evidence
from monitor.store.part import Part, chunks
from monitor.store.tables import AlertRow, AnswerRow, ArticleRow, DeliveryRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from monitor.model import Article
    from monitor.store.part import AnyRow


class Alerts(Part):
    """The store's part for alerts."""

    def list_alerts(self, topic: str | None = None, limit: int = 50) -> tuple[Alert, ...]:
        """Give alerts, held back or not, newest first; of all topics when none is named."""
        wanted = select(AlertRow.id).order_by(AlertRow.id.desc()).limit(limit)
        if topic is not None:
            wanted = wanted.where(AlertRow.topic == topic)
        with self._database.reading() as connection:
            return load_alerts(connection, connection.scalars(wanted).all())

    def list_open_alerts(self, topic: str | None = None, limit: int = 50) -> tuple[Alert, ...]:
        """Give alerts that were told, or will be, and that nobody answered yet, newest first.

        One that a louder message told, or that no receiver takes, is not told itself.
        """
        wanted = (
            select(AlertRow.id)
            .outerjoin(AnswerRow, AnswerRow.alert_id == AlertRow.id)
            .where(AlertRow.held_back.is_(None), AnswerRow.alert_id.is_(None), _IS_BROUGHT)
            .order_by(AlertRow.id.desc())
            .limit(limit)
        )
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

    def list_held_back(self, story_id: StoryId, topic: str) -> tuple[Alert, ...]:
        """Give the alerts of a story that were held back under a topic, newest first."""
        wanted = (
            select(AlertRow.id)
            .where(
                AlertRow.story_id == story_id,
                AlertRow.topic == topic,
                AlertRow.held_back.is_not(None),
            )
            .order_by(AlertRow.id.desc())
        )
        with self._database.reading() as connection:
            return load_alerts(connection, connection.scalars(wanted).all())

    def list_told(self, article_ids: Collection[ArticleId]) -> ToldStories:
        """Say in which stories these articles are, and what was told of those, by topic.

        What an alert told of a story counts wherever its article stands by now: somebody may
        have merged or split the story since. What was held back was not told, unless it was for
        a digest, which tells it.
        """
        with self._database.reading() as connection:
            story_of = _stories_of(connection, article_ids)
            told = _last_told(connection, frozenset(story_of.values()))
        return ToldStories(story_of=story_of, told=told)

    def list_spoken(
        self, topics: Collection[str], *, since: datetime
    ) -> dict[str, tuple[Spoken, ...]]:
        """Give what these topics told since then, or are about to tell, updates left out."""
        spoken: dict[str, list[Spoken]] = defaultdict(list)
        with self._database.reading() as connection:
            for some in chunks(topics):
                rows = connection.execute(
                    select(AlertRow.topic, AlertRow.kind, AlertRow.deliver_at).where(
                        AlertRow.topic.in_(some), AlertRow.deliver_at >= since, _IS_LOUD
                    )
                )
                for row in rows:
                    one = Spoken(kind=AlertKind(row.kind), due_at=row.deliver_at)
                    spoken[row.topic].append(one)
        return {topic: tuple(said) for topic, said in spoken.items()}


def _stories_of(
    connection: Connection, article_ids: Collection[ArticleId]
) -> dict[ArticleId, StoryId]:
    found: dict[ArticleId, StoryId] = {}
    for some in chunks(article_ids):
        rows = connection.execute(
            select(ArticleRow.id, ArticleRow.story_id).where(
                ArticleRow.id.in_(some), ArticleRow.story_id.is_not(None)
            )
        )
        found.update((ArticleId(row.id), StoryId(row.story_id)) for row in rows)
    return found


def _last_told(
    connection: Connection, story_ids: frozenset[StoryId]
) -> dict[tuple[str, StoryId], Told]:
    """Give what was told last of each story under each topic."""
    rows: dict[tuple[int, int], AnyRow] = {}
    for some in chunks(story_ids):
        then = select(*_TOLD_COLUMNS, AlertRow.story_id.label("story")).where(
            AlertRow.story_id.in_(some), *_WAS_TOLD
        )
        moved = (
            select(*_TOLD_COLUMNS, ArticleRow.story_id.label("story"))
            .join(ArticleRow, ArticleRow.id == AlertRow.article_id)
            .where(ArticleRow.story_id.in_(some), *_WAS_TOLD)
        )
        for found in (then, moved):
            rows.update(((row.story, row.id), row) for row in connection.execute(found))
    told: dict[tuple[str, StoryId], Told] = {}
    for (story, _), row in sorted(rows.items()):
        key = (row.topic, StoryId(story))
        told[key] = _told(row, told.get(key))
    return told


def _told(row: AnyRow, before: Told | None) -> Told:
    """Read one more alert of a story."""
    saying = Saying(
        kind=AlertKind(row.kind),
        said_at=row.created_at,
        due_at=row.brought_at or row.deliver_at,
        alert_id=AlertId(row.id),
        standing=None if row.standing is None else unpack_standing(row.standing),
        concepts=_concepts_in(row.evidence),
        held_back=None if row.held_back is None else HeldBack(row.held_back),
    )
    return retell(before, saying)


def _concepts_in(packed: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one["concept"] for one in packed if one["concept"]))


def pack_standing(standing: Standing) -> dict[str, object]:
    """Write a standing as JSON values."""
    return {
        "articles": standing.articles,
        "publishers": standing.publishers,
        "copies": standing.copies,
        "languages": list(standing.languages),
        "first_seen_at": standing.first_seen_at.isoformat(),
        "last_seen_at": standing.last_seen_at.isoformat(),
    }


def unpack_standing(packed: Mapping[str, Any]) -> Standing:
    """Read what `pack_standing` wrote."""
    return Standing(
        articles=packed["articles"],
        publishers=packed["publishers"],
        copies=packed["copies"],
        languages=tuple(packed["languages"]),
        first_seen_at=datetime.fromisoformat(packed["first_seen_at"]),
        last_seen_at=datetime.fromisoformat(packed["last_seen_at"]),
    )


def load_alerts(connection: Connection, alert_ids: Sequence[int]) -> tuple[Alert, ...]:
    """Load alerts in the order of their numbers as given; unknown numbers are left out."""
    rows: dict[int, AnyRow] = {}
    deliveries: dict[int, list[Delivery]] = defaultdict(list)
    for some in chunks(alert_ids):
        rows.update(
            (row.id, row) for row in connection.execute(_WITH_ANSWER.where(AlertRow.id.in_(some)))
        )
        for delivery in load_deliveries(connection, some):
            deliveries[delivery.alert_id].append(delivery)
    article_ids = list({row.article_id for row in rows.values() if row.article_id is not None})
    articles = {article.id: article for article in load_articles(connection, article_ids)}
    return tuple(
        _alert(rows[number], articles.get(rows[number].article_id), deliveries[number])
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
        detail=row.detail,
    )


def _alert(row: AnyRow, article: Article | None, deliveries: Sequence[Delivery]) -> Alert:
    return Alert(
        id=AlertId(row.id),
        topic=row.topic,
        topic_title=row.topic_title,
        priority=Priority(row.priority),
        story_id=None if row.story_id is None else StoryId(row.story_id),
        kind=AlertKind(row.kind),
        created_at=row.created_at,
        held_back=None if row.held_back is None else HeldBack(row.held_back),
        reason=row.reason,
        article=article,
        evidence=unpack_evidence(row.evidence),
        deliveries=tuple(deliveries),
        standing=None if row.standing is None else unpack_standing(row.standing),
        answer=None if row.relevance is None else read_answer(row),
        content=None if row.content is None else unpack_content(row.content),
        deliver_at=row.deliver_at,
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
    DeliveryRow.detail,
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
    AlertRow.standing,
    AlertRow.content,
    AlertRow.deliver_at,
)
_WITH_ANSWER = select(*_COLUMNS, *ANSWER_COLUMNS).outerjoin(
    AnswerRow, AnswerRow.alert_id == AlertRow.id
)
#: When a message was brought, or is tried next: it may have waited for its receiver.
_BROUGHT_AT = (
    select(
        func.max(
            func.coalesce(DeliveryRow.sent_at, DeliveryRow.next_attempt_at),
            type_=DeliveryRow.__table__.c.sent_at.type,
        )
    )
    .where(DeliveryRow.alert_id == AlertRow.id)
    .scalar_subquery()
    .label("brought_at")
)
_TOLD_COLUMNS = (
    AlertRow.id,
    AlertRow.topic,
    AlertRow.kind,
    AlertRow.created_at,
    AlertRow.deliver_at,
    AlertRow.held_back,
    AlertRow.evidence,
    AlertRow.standing,
    _BROUGHT_AT,
)
_WAS_TOLD = (
    AlertRow.kind.in_([kind.value for kind in TELLS_STORY]),
    or_(AlertRow.held_back.is_(None), AlertRow.held_back.in_([one.value for one in DIGESTED])),
)
_IS_BROUGHT = (
    select(DeliveryRow.id)
    .where(DeliveryRow.alert_id == AlertRow.id, DeliveryRow.state != DeliveryState.HELD.value)
    .exists()
)
#: What makes a sound, and counts for a topic's cap.
_IS_LOUD = AlertRow.kind.in_([AlertKind.FIRST.value, AlertKind.ESCALATION.value])
