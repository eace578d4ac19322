"""Recall what is known of entries: by page, by publisher and title, and by earlier texts.

Database. What `dedupe` asks for; a list of any length costs one statement a thousand.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, select

from monitor.model import ArticleId, KnownArticle, KnownTitle, Revision
from monitor.store.columns import digest_of
from monitor.store.part import chunks
from monitor.store.tables import AddressRow, ArticleRow, RevisionRow, SightingRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Exists

    from monitor.model import FeedId
    from monitor.store.part import AnyRow

#: Of a title that is given every day, the latest are enough.
LATEST_TITLES = 8
#: Of a text that is edited all day, so many earlier ones are compared.
LATEST_TEXTS = 5
#: A feed's latest articles; one of them has the latest date, or near to it.
LATEST_ARTICLES = 100


def known_by_url(
    connection: Connection, feed_id: FeedId, urls: Collection[str]
) -> dict[str, KnownArticle]:
    """Give what is kept under these canonical URLs, or is known by them too."""
    spelled = {digest_of(url): url for url in urls}
    known: dict[str, KnownArticle] = {}
    for some in chunks(spelled):
        for digest, row in _by_address(connection, feed_id, some):
            known[spelled[digest]] = known_article(row, shown_here=bool(row.shown_here))
        for digest, row in _by_identity(connection, feed_id, some):
            known[spelled[digest]] = known_article(row, shown_here=bool(row.shown_here))
    return known


def _by_identity(
    connection: Connection, feed_id: FeedId, digests: Collection[str]
) -> Iterator[tuple[str, AnyRow]]:
    wanted = select(ArticleRow.identity.label("digest"), *_columns(feed_id))
    for row in connection.execute(wanted.where(ArticleRow.identity.in_(digests))):
        yield row.digest, row


def _by_address(
    connection: Connection, feed_id: FeedId, digests: Collection[str]
) -> Iterator[tuple[str, AnyRow]]:
    wanted = (
        select(AddressRow.digest, *_columns(feed_id))
        .join(ArticleRow, ArticleRow.id == AddressRow.article_id)
        .where(AddressRow.digest.in_(digests))
    )
    for row in connection.execute(wanted):
        yield row.digest, row


def _columns(feed_id: FeedId) -> tuple[ColumnElement[Any], ...]:
    shown_here = _shown_here(feed_id)
    is_own = shown_here.where(SightingRow.content_hash == ArticleRow.content_hash)
    return (
        ArticleRow.id.label("article_id"),
        ArticleRow.content_hash.label("content_hash"),
        ArticleRow.length.label("length"),
        shown_here.label("shown_here"),
        is_own.label("is_own"),
    )


def _shown_here(feed_id: FeedId) -> Exists:
    return exists().where(SightingRow.article_id == ArticleRow.id, SightingRow.feed_id == feed_id)


def known_article(row: AnyRow, *, shown_here: bool = True) -> KnownArticle:
    """Make of a row what identity needs to know."""
    return KnownArticle(
        article_id=ArticleId(row.article_id),
        content_hash=row.content_hash,
        length=row.length,
        shown_here=shown_here,
        is_own=bool(row.is_own),
    )


def find_titles(
    connection: Connection, feed_id: FeedId, keys: Collection[str]
) -> dict[str, tuple[KnownTitle, ...]]:
    """Give the latest articles under these titles, the latest first."""
    found: dict[str, list[KnownTitle]] = defaultdict(list)
    for some in chunks(keys):
        place = func.row_number().over(
            partition_by=ArticleRow.title_key, order_by=ArticleRow.id.desc()
        )
        ranked = (
            select(ArticleRow.id, place.label("place"))
            .where(ArticleRow.title_key.in_(some), ArticleRow.pruned_at.is_(None))
            .subquery("ranked")
        )
        rows = connection.execute(
            select(*_TITLE_COLUMNS, _shown_here(feed_id).label("shown_here"))
            .join(ranked, ranked.c.id == ArticleRow.id)
            .where(ranked.c.place <= LATEST_TITLES)
            .order_by(ArticleRow.id.desc())
        )
        for row in rows:
            found[row.title_key].append(_known_title(row))
    return {key: tuple(titles) for key, titles in found.items()}


def _known_title(row: AnyRow) -> KnownTitle:
    return KnownTitle(
        article_id=ArticleId(row.id),
        canonical_url=row.canonical_url,
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
        summary=row.summary,
        text=row.text,
        content_hash=row.content_hash,
        length=row.length,
        shown_here=bool(row.shown_here),
    )


def list_versions(
    connection: Connection, article_ids: Collection[ArticleId]
) -> Mapping[ArticleId, tuple[Revision, ...]]:
    """Give the last texts of articles, in their order; the current one is the last."""
    texts: dict[ArticleId, list[Revision]] = defaultdict(list)
    for some in chunks(article_ids):
        earlier = (
            select(RevisionRow.article_id, *_REVISION_COLUMNS)
            .join(ArticleRow, ArticleRow.id == RevisionRow.article_id)
            .where(
                RevisionRow.article_id.in_(some),
                RevisionRow.number >= ArticleRow.revision - LATEST_TEXTS,
            )
            .order_by(RevisionRow.article_id, RevisionRow.number)
        )
        current = select(ArticleRow.id.label("article_id"), *_CURRENT_COLUMNS)
        for row in connection.execute(earlier):
            texts[ArticleId(row.article_id)].append(_revision(row))
        for row in connection.execute(current.where(ArticleRow.id.in_(some))):
            texts[ArticleId(row.article_id)].append(_revision(row))
    return {number: tuple(versions) for number, versions in texts.items()}


def _revision(row: AnyRow) -> Revision:
    return Revision(
        number=row.number,
        title=row.title,
        summary=row.summary,
        text=row.text,
        seen_at=row.seen_at,
    )


def newest_published(connection: Connection, feed_id: FeedId) -> datetime | None:
    """Give the latest date among the articles that a feed brought last."""
    dates = connection.scalars(
        select(ArticleRow.published_at)
        .where(ArticleRow.feed_id == feed_id)
        .order_by(ArticleRow.id.desc())
        .limit(LATEST_ARTICLES)
    )
    return max((date for date in dates if date is not None), default=None)


_TITLE_COLUMNS = (
    ArticleRow.id,
    ArticleRow.title_key,
    ArticleRow.canonical_url,
    ArticleRow.published_at,
    ArticleRow.first_seen_at,
    ArticleRow.summary,
    ArticleRow.text,
    ArticleRow.content_hash,
    ArticleRow.length,
)
_REVISION_COLUMNS = (
    RevisionRow.number,
    RevisionRow.title,
    RevisionRow.summary,
    RevisionRow.text,
    RevisionRow.seen_at,
)
_CURRENT_COLUMNS = (
    ArticleRow.revision.label("number"),
    ArticleRow.title,
    ArticleRow.summary,
    ArticleRow.text,
    ArticleRow.revised_at.label("seen_at"),
)
