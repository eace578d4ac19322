"""Keep what each name of a concept caught, and count it.

Database. Written with the matches whose evidence it is, and gone with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select

from monitor.model import ArticleId, CaughtName, CaughtText
from monitor.store.columns import storable
from monitor.store.part import Part, chunks
from monitor.store.tables import ArticleRow, CaughtRow, caught

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection, Select

    from monitor.model import Match
    from monitor.store.dialect import Database

#: Longer texts are cut: a key of an index has its limits.
MOST_LETTERS = 200
#: Ways to write one concept that are told apart.
_MOST_TEXTS = 5_000


class Caught(Part):
    """The store's part for what names caught."""

    def count_caught(self, concept: str) -> tuple[CaughtName, ...]:
        """Give what each name of a concept caught, the busiest first."""
        with self._database.reading() as connection:
            texts = _texts_by_name(connection, concept)
            rows = connection.execute(_by_name(concept)).all()
        return tuple(
            CaughtName(
                name=row.name,
                articles=row.articles,
                matches=row.matches,
                last_article_id=ArticleId(row.last),
                last_url=row.url,
                last_title=row.title,
                last_seen_at=row.first_seen_at,
                texts=tuple(texts.get(row.name, ())),
            )
            for row in rows
        )


def _by_name(concept: str) -> Select[Any]:
    matched = (
        select(CaughtRow.name, CaughtRow.topic, CaughtRow.article_id)
        .where(CaughtRow.concept == concept)
        .distinct()
        .subquery()
    )
    counted = (
        select(
            matched.c.name,
            func.count().label("matches"),
            func.count(matched.c.article_id.distinct()).label("articles"),
            func.max(matched.c.article_id).label("last"),
        )
        .group_by(matched.c.name)
        .subquery()
    )
    return (
        select(counted, ArticleRow.url, ArticleRow.title, ArticleRow.first_seen_at)
        .join(ArticleRow, ArticleRow.id == counted.c.last)
        .order_by(counted.c.articles.desc(), counted.c.name)
    )


def _texts_by_name(connection: Connection, concept: str) -> dict[str, list[CaughtText]]:
    count = func.count(CaughtRow.article_id.distinct()).label("articles")
    rows = connection.execute(
        select(CaughtRow.name, CaughtRow.text, count)
        .where(CaughtRow.concept == concept)
        .group_by(CaughtRow.name, CaughtRow.text)
        .order_by(count.desc(), CaughtRow.text)
        .limit(_MOST_TEXTS)
    )
    texts: dict[str, list[CaughtText]] = {}
    for row in rows:
        texts.setdefault(row.name, []).append(CaughtText(text=row.text, articles=row.articles))
    return texts


def save_caught(
    database: Database,
    connection: Connection,
    matches: Sequence[Match],
    renewed: Collection[ArticleId],
) -> None:
    """Note what caught; of articles that were evaluated before, instead of what was noted."""
    for some in chunks(renewed):
        connection.execute(
            delete(caught).where(
                caught.c.article_id.in_(some),
                caught.c.topic.in_({match.topic for match in matches}),
            )
        )
    rows = dict.fromkeys(
        (match.topic, match.article_id, one.concept, one.name, storable(one.text)[:MOST_LETTERS])
        for match in matches
        for one in match.evidence
        if one.concept is not None and len(one.name) <= MOST_LETTERS
    )
    if rows:
        columns = ("topic", "article_id", "concept", "name", "text")
        values = [dict(zip(columns, row, strict=True)) for row in rows]
        connection.execute(database.insert(caught).on_conflict_do_nothing(), values)
