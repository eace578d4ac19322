"""Load whole articles for whoever has their numbers.

Database. Three statements for any number of articles; used by the parts that show, evaluate
and deliver articles.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, select

from monitor.model import Article, ArticleId, Source, StoryId
from monitor.store.part import chunks
from monitor.store.tables import ArticleRow, FeedRow, MatchRow, SightingRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import BindParameter, Connection

    from monitor.store.part import AnyRow


class _Shown(NamedTuple):
    """Where an article was shown."""

    feeds: tuple[str, ...]
    tags: tuple[str, ...]


_NOWHERE = _Shown((), ())


def load_articles(connection: Connection, article_ids: Sequence[int]) -> tuple[Article, ...]:
    """Load articles in the order of their numbers as given; unknown numbers are left out."""
    if not article_ids:
        return ()
    rows: dict[int, AnyRow] = {}
    shown: dict[int, _Shown] = {}
    topics: dict[int, tuple[str, ...]] = {}
    for some in chunks(article_ids):
        rows.update((row.id, row) for row in connection.execute(_ARTICLES, {"numbers": some}))
        shown.update(_shown(connection, some))
        topics.update(_topics(connection, some))
    return tuple(
        _article(rows[number], shown.get(number, _NOWHERE), topics.get(number, ()))
        for number in article_ids
        if number in rows
    )


def _shown(connection: Connection, article_ids: Collection[int]) -> dict[int, _Shown]:
    rows = connection.execute(_SIGHTINGS, {"numbers": article_ids})
    feeds: dict[int, list[str]] = defaultdict(list)
    tags: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        feeds[row.article_id].append(row.url)
        tags[row.article_id].extend(row.tags)
    return {number: _Shown(_once(feeds[number]), _once(tags[number])) for number in feeds}


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _topics(connection: Connection, article_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    rows = connection.execute(_MATCHED, {"numbers": article_ids})
    topics: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        topics[row.article_id].append(row.topic)
    return {number: tuple(names) for number, names in topics.items()}


def _article(row: AnyRow, shown: _Shown, topics: tuple[str, ...]) -> Article:
    return Article(
        id=ArticleId(row.id),
        url=row.url,
        canonical_url=row.canonical_url,
        title=row.title,
        summary=row.summary,
        text=text_to_read(row.page_text, row.text),
        author=row.author,
        categories=row.categories,
        language=row.language,
        source=Source(
            name=row.source_name,
            family=row.source_family,
            country=row.source_country,
            language=row.source_language,
        ),
        feeds=shown.feeds,
        tags=shown.tags,
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
        story_id=None if row.story_id is None else StoryId(row.story_id),
        revision=row.revision,
        page_revision=row.page_revision,
        baseline=row.baseline,
        evaluated_at=row.evaluated_at,
        topics=topics,
        backfill=row.backfill,
        pruned_at=row.pruned_at,
    )


def text_to_read(page_text: str | None, text: str) -> str:
    """Give the page's text, unless an edit has brought more into the feed's since."""
    return page_text if page_text is not None and len(page_text) > len(text) else text


_COLUMNS = (
    ArticleRow.id,
    ArticleRow.url,
    ArticleRow.canonical_url,
    ArticleRow.title,
    ArticleRow.summary,
    ArticleRow.text,
    ArticleRow.page_text,
    ArticleRow.author,
    ArticleRow.categories,
    ArticleRow.language,
    ArticleRow.source_name,
    ArticleRow.source_family,
    ArticleRow.source_country,
    ArticleRow.source_language,
    ArticleRow.published_at,
    ArticleRow.first_seen_at,
    ArticleRow.story_id,
    ArticleRow.revision,
    ArticleRow.page_revision,
    ArticleRow.baseline,
    ArticleRow.evaluated_at,
    ArticleRow.backfill,
    ArticleRow.pruned_at,
)
#: Built once: to build a statement takes longer than a few rows of it.
_NUMBERS: BindParameter[Sequence[int]] = bindparam("numbers", expanding=True)
_ARTICLES = select(*_COLUMNS).where(ArticleRow.id.in_(_NUMBERS))
_SIGHTINGS = (
    select(SightingRow.article_id, FeedRow.url, FeedRow.tags)
    .join(FeedRow, FeedRow.id == SightingRow.feed_id)
    .where(SightingRow.article_id.in_(_NUMBERS))
    .order_by(SightingRow.first_seen_at, SightingRow.feed_id)
)
_MATCHED = (
    select(MatchRow.article_id, MatchRow.topic)
    .where(MatchRow.article_id.in_(_NUMBERS))
    .order_by(MatchRow.topic)
)
