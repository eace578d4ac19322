"""Keep the feeds: as the operator wants them, and how they are doing.

Database. A feed that moved for good is also known by the addresses it had: the operator's
files and habits name it so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from monitor.errors import NotFound
from monitor.store.answers import Change, ChangeKind
from monitor.store.feedrows import FEED_COLUMNS, feed_of, source_of, spec_of
from monitor.store.part import Part, chunks
from monitor.store.tables import FeedRow, MoveRow, articles, feeds
from monitor.text import domain_of_url

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import Feed, FeedSpec
    from monitor.store.part import AnyRow

NOUN = "feed"


class Feeds(Part):
    """The store's part for feeds."""

    def save_feeds(self, specs: Sequence[FeedSpec], *, now: datetime) -> tuple[Change, ...]:
        """Add feeds or change how they are wanted; what they have learned stays."""
        with self._database.writing() as connection:
            return write_feeds(connection, specs, now)

    def add_feeds(
        self,
        specs: Sequence[FeedSpec],
        *,
        paused: Collection[str] = (),
        dry_run: bool = False,
        now: datetime,
    ) -> tuple[Change, ...]:
        """Add the feeds that are not here yet, all or none, and touch no other.

        Those whose URLs are among `paused` are not polled until they are resumed; `dry_run`
        only tells.
        """
        with self._database.writing(keep=not dry_run) as connection:
            known = _kept(connection, [spec.url for spec in specs])
            write_feeds(connection, [spec for spec in specs if spec.url not in known], now)
            for some in chunks([url for url in paused if url not in known]):
                connection.execute(update(feeds).where(feeds.c.url.in_(some)).values(paused_at=now))
        added, kept = ChangeKind.ADDED, ChangeKind.UNCHANGED
        return tuple(
            Change(noun=NOUN, key=spec.url, kind=kept if spec.url in known else added)
            for spec in specs
        )

    def list_feeds(self) -> tuple[Feed, ...]:
        """Give all feeds, ordered by URL."""
        with self._database.reading() as connection:
            former = _former_urls(connection)
            rows = connection.execute(select(*FEED_COLUMNS).order_by(FeedRow.url))
            return tuple(feed_of(row, moved_from=former.get(row.id)) for row in rows)

    def list_feed_specs(self) -> tuple[FeedSpec, ...]:
        """Give all feeds as they were asked for, ordered by URL: what an export writes."""
        with self._database.reading() as connection:
            rows = connection.execute(select(*FEED_COLUMNS).order_by(FeedRow.url))
            return tuple(spec_of(row) for row in rows)

    def find_feed(self, url: str) -> Feed | None:
        """Give the feed that has this URL, or had it before it moved; None when none did."""
        with self._database.reading() as connection:
            row = connection.execute(select(*FEED_COLUMNS).where(FeedRow.url == url)).first()
            if row is None:
                moved = select(MoveRow.feed_id).where(MoveRow.url == url)
                by_move = select(*FEED_COLUMNS).where(FeedRow.id.in_(moved))
                row = connection.execute(by_move).first()
            if row is None:
                return None
            return feed_of(row, moved_from=_former_urls(connection, row.id).get(row.id))

    def get_feed(self, url: str) -> Feed:
        """Give the feed of this URL, as `find_feed` does; raises NotFound."""
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
        self._change([url], **_RESUMED, next_poll_at=now)

    def make_due(self, urls: Sequence[str], *, now: datetime) -> None:
        """Let these feeds be polled with the next pass."""
        self._change(urls, next_poll_at=now)

    def _change(self, urls: Sequence[str], **values: object) -> None:
        with self._database.writing() as connection:
            _demand(connection, urls)
            for some in chunks(urls):
                connection.execute(update(feeds).where(feeds.c.url.in_(some)).values(**values))


def write_feeds(
    connection: Connection, specs: Sequence[FeedSpec], now: datetime
) -> tuple[Change, ...]:
    """Insert new feeds, update those that are wanted otherwise."""
    wanted = {spec.url: _wanted(spec) for spec in specs}
    kept = _kept(connection, wanted)
    changes = []
    added: list[dict[str, object]] = []
    changed: dict[int, dict[str, object]] = {}
    for url, values in wanted.items():
        if url not in kept:
            added.append({"url": url, "host": domain_of_url(url), **values, **_beginning(now)})
            changes.append(Change(noun=NOUN, key=url, kind=ChangeKind.ADDED))
        elif kept[url].url != url and kept[url].url in wanted:
            # Named by its old address and by its new one: the new one says how it is wanted.
            changes.append(Change(noun=NOUN, key=url, kind=ChangeKind.UNCHANGED))
        elif (difference := _difference(kept[url], values)) == {}:
            changes.append(Change(noun=NOUN, key=url, kind=ChangeKind.UNCHANGED))
        else:
            if "interval" in difference:
                difference["next_poll_at"] = now  # the old interval must not run out first
            changed[kept[url].id] = difference
            changes.append(Change(noun=NOUN, key=url, kind=ChangeKind.CHANGED))
    if added:
        connection.execute(feeds.insert(), added)
    for feed_id, values in changed.items():
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
    """Give the feeds of these URLs, by the URL that names them: the present one or a former."""
    kept = {}
    for some in chunks(urls):
        moved = select(MoveRow.url.label("name"), *FEED_COLUMNS).join(
            FeedRow, FeedRow.id == MoveRow.feed_id
        )
        for row in connection.execute(moved.where(MoveRow.url.in_(some))):
            kept[row.name] = row
        rows = connection.execute(select(*FEED_COLUMNS).where(FeedRow.url.in_(some)))
        kept.update({row.url: row for row in rows})
    return kept


def present_urls(connection: Connection, urls: Collection[str]) -> set[str]:
    """Give the present URLs of the feeds that have or had one of these."""
    return {row.url for row in _kept(connection, urls).values()}


def _former_urls(connection: Connection, feed_id: int | None = None) -> dict[int, str]:
    """Give the address that each feed had before its present one."""
    moves = select(MoveRow.feed_id, MoveRow.url).order_by(MoveRow.moved_at)
    if feed_id is not None:
        moves = moves.where(MoveRow.feed_id == feed_id)
    return {row.feed_id: row.url for row in connection.execute(moves)}


def _difference(row: AnyRow, values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def _rewrite(connection: Connection, feed_id: int, values: dict[str, object]) -> None:
    """Change a feed; a source that is corrected is corrected for its articles too."""
    connection.execute(update(feeds).where(feeds.c.id == feed_id).values(**values))
    source = {name: value for name, value in values.items() if name.startswith("source_")}
    if not source:
        return
    row = connection.execute(select(*FEED_COLUMNS).where(FeedRow.id == feed_id)).one()
    connection.execute(
        update(articles)
        .where(articles.c.feed_id == feed_id)
        .values({**source, "source_name": source_of(row).name})
    )


_RESUMED: dict[str, object] = {
    "paused_at": None,
    "gone_at": None,
    "failures": 0,
    "failing_since": None,
    "failure_kind": None,
}
