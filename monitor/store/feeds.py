"""Keep the feeds: as the operator wants them, how they are doing, who polls them now.

Database. A lease is one statement: it picks due rows that nobody else is picking and marks
them in the same breath, so two workers never get the same feed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import delete, or_, select, update

from monitor.errors import NotFound
from monitor.model import Feed, FeedId, FeedSpec, LeasedFeed, Outcome, Source, Validators
from monitor.store.answers import Change, ChangeKind
from monitor.store.part import Part, chunks
from monitor.store.tables import FeedRow, articles, feeds

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import ColumnElement, Connection

    from monitor.store.part import AnyRow

NOUN = "feed"


class Feeds(Part):
    """The store's part for feeds."""

    def save_feeds(self, specs: Sequence[FeedSpec], *, now: datetime) -> tuple[Change, ...]:
        """Add feeds or change how they are wanted; what they have learned stays."""
        with self._database.writing() as connection:
            return write_feeds(connection, specs, now)

    def list_feeds(self) -> tuple[Feed, ...]:
        """Give all feeds, ordered by URL."""
        with self._database.reading() as connection:
            rows = connection.execute(select(*_FEED_COLUMNS).order_by(FeedRow.url))
            return tuple(_feed(row) for row in rows)

    def list_feed_specs(self) -> tuple[FeedSpec, ...]:
        """Give all feeds as they were asked for, ordered by URL: what an export writes."""
        with self._database.reading() as connection:
            rows = connection.execute(select(*_FEED_COLUMNS).order_by(FeedRow.url))
            return tuple(_spec(row) for row in rows)

    def find_feed(self, url: str) -> Feed | None:
        """Give the feed of this URL, or None."""
        with self._database.reading() as connection:
            row = connection.execute(select(*_FEED_COLUMNS).where(FeedRow.url == url)).first()
            return None if row is None else _feed(row)

    def get_feed(self, url: str) -> Feed:
        """Give the feed of this URL; raises NotFound."""
        feed = self.find_feed(url)
        if feed is None:
            raise NotFound(NOUN, url)
        return feed

    def remove_feeds(self, urls: Sequence[str]) -> tuple[Change, ...]:
        """Remove feeds with their history; articles stay. Raises NotFound and removes none."""
        with self._database.writing() as connection:
            return delete_feeds(connection, urls)

    def pause_feed(self, url: str, *, now: datetime) -> None:
        """Poll this feed no more until it is resumed."""
        self._change([url], paused_at=now)

    def resume_feed(self, url: str, *, now: datetime) -> None:
        """Poll this feed again, from now on, whether it was paused or gone."""
        self._change([url], paused_at=None, gone_at=None, failures=0, next_poll_at=now)

    def make_due(self, urls: Sequence[str], *, now: datetime) -> None:
        """Let these feeds be polled with the next pass."""
        self._change(urls, next_poll_at=now)

    def lease_feeds(
        self,
        *,
        owner: str,
        now: datetime,
        lease_for: timedelta,
        limit: int,
        urls: Sequence[str] | None = None,
        due_only: bool = True,
    ) -> tuple[LeasedFeed, ...]:
        """Take the right to poll feeds, longest due first.

        A feed is free when nobody holds it or the lease ran out. With `due_only=False` also
        feeds that are not due, paused or gone: somebody asked for them by hand.
        """
        wanted: list[ColumnElement[bool]] = [
            or_(FeedRow.lease_until.is_(None), FeedRow.lease_until <= now)
        ]
        if due_only:
            wanted += [
                FeedRow.paused_at.is_(None),
                FeedRow.gone_at.is_(None),
                FeedRow.next_poll_at <= now,
            ]
        if urls is not None:
            wanted.append(FeedRow.url.in_(urls))
        free = (
            select(FeedRow.id)
            .where(*wanted)
            .order_by(FeedRow.next_poll_at, FeedRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("free")
        )
        lease = (
            update(feeds)
            .where(feeds.c.id.in_(select(free.c.id)))
            .values(lease_owner=owner, lease_until=now + lease_for)
            .returning(*_LEASED_COLUMNS)
        )
        with self._database.writing() as connection:
            rows = connection.execute(lease).all()
        return tuple(
            _leased(row) for row in sorted(rows, key=lambda row: (row.next_poll_at, row.id))
        )

    def release_feeds(self, owner: str) -> int:
        """Give back all feeds that this owner holds; they are as due as before."""
        release = (
            update(feeds)
            .where(feeds.c.lease_owner == owner)
            .values(lease_owner=None, lease_until=None)
        )
        with self._database.writing() as connection:
            return connection.execute(release).rowcount

    def _change(self, urls: Sequence[str], **values: object) -> None:
        with self._database.writing() as connection:
            _demand(connection, urls)
            for some in chunks(urls):
                connection.execute(update(feeds).where(feeds.c.url.in_(some)).values(**values))


def source_of(row: AnyRow, *, url: str | None = None, title: str | None = None) -> Source:
    """Name the publisher: as the operator said, else as the feed calls itself, else the host."""
    given = row.source_name or title or row.title or urlsplit(url or row.url).hostname
    return Source(
        name=given or url or row.url,
        family=row.source_family,
        country=row.source_country,
        language=row.source_language,
    )


def write_feeds(
    connection: Connection, specs: Sequence[FeedSpec], now: datetime
) -> tuple[Change, ...]:
    """Insert new feeds, update those that are wanted otherwise."""
    wanted = {spec.url: _wanted(spec) for spec in specs}
    kept = _kept(connection, wanted)
    changes = []
    added: list[dict[str, object]] = []
    changed: list[tuple[int, dict[str, object]]] = []
    for url, values in wanted.items():
        if url not in kept:
            added.append({"url": url, **values, **_beginning(now)})
            changes.append(Change(noun=NOUN, key=url, kind=ChangeKind.ADDED))
        elif (difference := _difference(kept[url], values)) == {}:
            changes.append(Change(noun=NOUN, key=url, kind=ChangeKind.UNCHANGED))
        else:
            if "interval" in difference:
                difference["next_poll_at"] = now  # the old interval must not run out first
            changed.append((kept[url].id, difference))
            changes.append(Change(noun=NOUN, key=url, kind=ChangeKind.CHANGED))
    if added:
        connection.execute(feeds.insert(), added)
    for feed_id, values in changed:
        _rewrite(connection, feed_id, values)
    return tuple(changes)


def delete_feeds(connection: Connection, urls: Collection[str]) -> tuple[Change, ...]:
    """Delete feeds; the database takes their sightings and polls along."""
    _demand(connection, urls)
    for some in chunks(urls):
        connection.execute(delete(feeds).where(feeds.c.url.in_(some)))
    return tuple(Change(noun=NOUN, key=url, kind=ChangeKind.REMOVED) for url in urls)


def _demand(connection: Connection, urls: Collection[str]) -> None:
    """Raise NotFound for the first URL that is no feed's."""
    found: set[str] = set()
    for some in chunks(urls):
        found.update(connection.scalars(select(FeedRow.url).where(FeedRow.url.in_(some))))
    for url in urls:
        if url not in found:
            raise NotFound(NOUN, url)


def _wanted(spec: FeedSpec) -> dict[str, object]:
    source = spec.source
    return {
        "source_name": None if source is None else source.name,
        "source_family": None if source is None else source.family,
        "source_country": None if source is None else source.country,
        "source_language": None if source is None else source.language,
        "tags": spec.tags,
        "interval": spec.interval,
        "full_text": spec.full_text,
    }


def _beginning(now: datetime) -> dict[str, object]:
    """Give what is known of a feed that was never polled: it is due."""
    return {"created_at": now, "next_poll_at": now, "failures": 0, "articles": 0}


def _kept(connection: Connection, urls: Collection[str]) -> dict[str, AnyRow]:
    kept = {}
    for some in chunks(urls):
        rows = connection.execute(select(*_FEED_COLUMNS).where(FeedRow.url.in_(some)))
        kept.update({row.url: row for row in rows})
    return kept


def _difference(row: AnyRow, values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def _rewrite(connection: Connection, feed_id: int, values: dict[str, object]) -> None:
    """Change a feed; a source that is corrected is corrected for its articles too."""
    connection.execute(update(feeds).where(feeds.c.id == feed_id).values(**values))
    source = {name: value for name, value in values.items() if name.startswith("source_")}
    if not source:
        return
    row = connection.execute(select(*_FEED_COLUMNS).where(FeedRow.id == feed_id)).one()
    connection.execute(
        update(articles)
        .where(articles.c.feed_id == feed_id)
        .values({**source, "source_name": source_of(row).name})
    )


def _spec(row: AnyRow) -> FeedSpec:
    given = None if row.source_name is None else source_of(row)
    return FeedSpec(
        url=row.url,
        source=given,
        tags=row.tags,
        interval=row.interval,
        full_text=row.full_text,
    )


def _feed(row: AnyRow) -> Feed:
    return Feed(
        id=FeedId(row.id),
        url=row.url,
        source=source_of(row),
        title=row.title,
        tags=row.tags,
        interval=row.interval,
        full_text=row.full_text,
        created_at=row.created_at,
        paused_at=row.paused_at,
        gone_at=row.gone_at,
        baseline_at=row.baseline_at,
        next_poll_at=row.next_poll_at,
        last_polled_at=row.last_polled_at,
        last_changed_at=row.last_changed_at,
        last_outcome=None if row.last_outcome is None else Outcome(row.last_outcome),
        last_error=row.last_error,
        failures=row.failures,
        articles=row.articles,
    )


def _leased(row: AnyRow) -> LeasedFeed:
    return LeasedFeed(
        id=FeedId(row.id),
        url=row.url,
        source=source_of(row),
        interval=row.interval,
        full_text=row.full_text,
        validators=Validators(etag=row.etag, last_modified=row.last_modified),
        body_hash=row.body_hash,
        failures=row.failures,
        baseline_at=row.baseline_at,
        lease_owner=row.lease_owner,
        lease_until=row.lease_until,
    )


_SHARED_COLUMNS = (
    feeds.c.id,
    feeds.c.url,
    feeds.c.source_name,
    feeds.c.source_family,
    feeds.c.source_country,
    feeds.c.source_language,
    feeds.c.title,
    feeds.c.interval,
    feeds.c.full_text,
    feeds.c.baseline_at,
    feeds.c.next_poll_at,
    feeds.c.failures,
)
_LEASED_COLUMNS = (
    *_SHARED_COLUMNS,
    feeds.c.etag,
    feeds.c.last_modified,
    feeds.c.body_hash,
    feeds.c.lease_owner,
    feeds.c.lease_until,
)
_FEED_COLUMNS = (
    *_SHARED_COLUMNS,
    feeds.c.tags,
    feeds.c.created_at,
    feeds.c.paused_at,
    feeds.c.gone_at,
    feeds.c.last_polled_at,
    feeds.c.last_changed_at,
    feeds.c.last_outcome,
    feeds.c.last_error,
    feeds.c.articles,
)
