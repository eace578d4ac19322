"""Find and load articles, and tell what is known of entries.

Database. A list of articles costs three statements however long it is: the articles, the
feeds that showed them, the topics they match.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from monitor.errors import NotFound
from monitor.model import (
    Article,
    ArticleId,
    FeedId,
    KnownArticle,
    KnownTitle,
    Revision,
    Sighting,
    Trace,
)
from monitor.store.alerts import load_alerts
from monitor.store.answers import Known
from monitor.store.columns import digest_of
from monitor.store.loading import load_articles, text_to_read
from monitor.store.matches import load_matches
from monitor.store.pages import find_page
from monitor.store.part import Part, chunks
from monitor.store.recall import (
    find_titles,
    known_article,
    known_by_url,
    list_versions,
    newest_published,
)
from monitor.store.tables import (
    AddressRow,
    AlertRow,
    ArticleRow,
    FeedRow,
    MatchRow,
    RevisionRow,
    SightingRow,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.store.part import AnyRow


class Articles(Part):
    """The store's part for articles."""

    def find_known(self, *, feed_id: FeedId, keys: Collection[str], urls: Collection[str]) -> Known:
        """Tell which of these entries are known: by key in this feed, by page in any."""
        with self._database.reading() as connection:
            return Known(
                by_key=_known_by_key(connection, feed_id, keys),
                by_url=known_by_url(connection, feed_id, urls),
            )

    def find_titles(
        self, keys: Collection[str], *, feed_id: FeedId
    ) -> Mapping[str, tuple[KnownTitle, ...]]:
        """Give the latest articles that are kept under these publishers and titles."""
        with self._database.reading() as connection:
            return find_titles(connection, feed_id, keys)

    def list_versions(
        self, article_ids: Collection[ArticleId]
    ) -> Mapping[ArticleId, tuple[Revision, ...]]:
        """Give the last texts of articles, the current one last."""
        with self._database.reading() as connection:
            return list_versions(connection, article_ids)

    def newest_published(self, feed_id: FeedId) -> datetime | None:
        """Give the latest date that the articles claim which a feed brought lately."""
        with self._database.reading() as connection:
            return newest_published(connection, feed_id)

    def has_unevaluated(self) -> bool:
        """Say whether any article waits for the evaluator."""
        waiting = select(ArticleRow.id).where(ArticleRow.evaluated_at.is_(None)).limit(1)
        with self._database.reading() as connection:
            return connection.scalars(waiting).first() is not None

    def list_unevaluated(self, *, limit: int) -> tuple[Article, ...]:
        """Give articles that wait for the evaluator, oldest first."""
        waiting = (
            select(ArticleRow.id)
            .where(ArticleRow.evaluated_at.is_(None))
            .order_by(ArticleRow.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return load_articles(connection, connection.scalars(waiting).all())

    def iter_articles(
        self, *, since: datetime | None = None, until: datetime | None = None, limit_hint: int = 500
    ) -> Iterator[Article]:
        """Give articles, newest first by first sight, from `since` on and before `until`.

        None of those that were pruned: they say nothing any more.
        Loads `limit_hint` at a time; no connection is held between two chunks.
        """
        last: Article | None = None
        while True:
            with self._database.reading() as connection:
                page = _page(connection, since=since, until=until, after=last, limit=limit_hint)
            yield from page
            if len(page) < limit_hint:
                return
            last = page[-1]

    def find_article(self, url: str, *alternatives: str) -> Article | None:
        """Give the article of this URL, as published or canonical; None when there is none.

        `alternatives` are other spellings of it; the caller knows how to canonicalize.
        """
        digests = [digest_of(spelling) for spelling in (url, *alternatives)]
        also = select(AddressRow.article_id).where(AddressRow.digest.in_(digests))
        wanted = (
            select(ArticleRow.id)
            .where(
                or_(
                    ArticleRow.identity.in_(digests),
                    ArticleRow.url_digest.in_(digests),
                    ArticleRow.id.in_(also),
                )
            )
            .order_by(ArticleRow.id)
            .limit(1)
        )
        with self._database.reading() as connection:
            found = load_articles(connection, connection.scalars(wanted).all())
        return found[0] if found else None

    def get_trace(self, article_id: ArticleId) -> Trace:
        """Give all that happened to an article; raises NotFound."""
        with self._database.reading() as connection:
            found = load_articles(connection, [article_id])
            if not found:
                raise NotFound("article", article_id)
            article = found[0]
            alerts = select(AlertRow.id).where(AlertRow.article_id == article_id)
            matches = MatchRow.article_id == article_id
            error = select(ArticleRow.evaluation_error).where(ArticleRow.id == article_id)
            return Trace(
                article=article,
                sightings=_sightings(connection, article_id),
                revisions=_revisions(connection, article_id),
                matches=load_matches(connection, matches, limit=None),
                alerts=load_alerts(connection, connection.scalars(alerts).all()),
                page=find_page(connection, article_id),
                evaluation_error=connection.scalars(error).one(),
            )

    def previous_text(self, article_ids: Collection[ArticleId]) -> Mapping[ArticleId, Revision]:
        """Give the text that was evaluated last, of articles whose text is another now.

        Articles that were never evaluated are left out: nobody was told about their earlier
        texts, so nothing of them is old news. A page's text that was evaluated then is part of it.
        """
        previous: dict[ArticleId, Revision] = {}
        with self._database.reading() as connection:
            for some in chunks(article_ids):
                rows = connection.execute(
                    select(*_REVISION_COLUMNS, ArticleRow.page_text)
                    .join(ArticleRow, ArticleRow.id == RevisionRow.article_id)
                    .where(
                        RevisionRow.article_id.in_(some),
                        RevisionRow.number == ArticleRow.evaluated_revision,
                    )
                )
                previous.update(
                    (
                        ArticleId(row.article_id),
                        replace(_revision(row), text=text_to_read(row.page_text, row.text)),
                    )
                    for row in rows
                )
        return previous


def _known_by_key(
    connection: Connection, feed_id: FeedId, keys: Collection[str]
) -> dict[str, KnownArticle]:
    known: dict[str, KnownArticle] = {}
    for some in chunks(keys):
        rows = connection.execute(
            select(
                SightingRow.key,
                SightingRow.article_id,
                SightingRow.content_hash,
                ArticleRow.length,
                (SightingRow.content_hash == ArticleRow.content_hash).label("is_own"),
            )
            .join(ArticleRow, ArticleRow.id == SightingRow.article_id)
            .where(SightingRow.feed_id == feed_id, SightingRow.key.in_(some))
        )
        known.update({row.key: known_article(row) for row in rows})
    return known


def _page(
    connection: Connection,
    *,
    since: datetime | None,
    until: datetime | None,
    after: Article | None,
    limit: int,
) -> tuple[Article, ...]:
    """Load the articles that follow `after` in the order newest first."""
    wanted = select(ArticleRow.id).where(ArticleRow.pruned_at.is_(None))
    if since is not None:
        wanted = wanted.where(ArticleRow.first_seen_at >= since)
    if until is not None:
        wanted = wanted.where(ArticleRow.first_seen_at < until)
    if after is not None:
        wanted = wanted.where(
            ArticleRow.first_seen_at <= after.first_seen_at,
            or_(
                ArticleRow.first_seen_at < after.first_seen_at,
                and_(ArticleRow.first_seen_at == after.first_seen_at, ArticleRow.id < after.id),
            ),
        )
    newest = wanted.order_by(ArticleRow.first_seen_at.desc(), ArticleRow.id.desc()).limit(limit)
    return load_articles(connection, connection.scalars(newest).all())


def _sightings(connection: Connection, article_id: ArticleId) -> tuple[Sighting, ...]:
    rows = connection.execute(
        select(SightingRow.feed_id, FeedRow.url, SightingRow.first_seen_at, SightingRow.reason)
        .join(FeedRow, FeedRow.id == SightingRow.feed_id)
        .where(SightingRow.article_id == article_id)
        .order_by(SightingRow.first_seen_at, SightingRow.feed_id, SightingRow.key)
    )
    return tuple(
        Sighting(
            feed_id=FeedId(row.feed_id),
            feed_url=row.url,
            first_seen_at=row.first_seen_at,
            reason=row.reason,
        )
        for row in rows
    )


def _revisions(connection: Connection, article_id: ArticleId) -> tuple[Revision, ...]:
    """Give the feeds' earlier texts and the current one."""
    earlier = connection.execute(
        select(*_REVISION_COLUMNS)
        .where(RevisionRow.article_id == article_id)
        .order_by(RevisionRow.number)
    ).all()
    current = connection.execute(select(*_CURRENT_COLUMNS).where(ArticleRow.id == article_id)).one()
    return tuple(_revision(row) for row in (*earlier, current))


def _revision(row: AnyRow) -> Revision:
    return Revision(
        number=row.number,
        title=row.title,
        summary=row.summary,
        text=row.text,
        seen_at=row.seen_at,
    )


_REVISION_COLUMNS = (
    RevisionRow.article_id,
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
