"""Keep what polls learned: the articles they brought, the feed's state, the history.

Database. Many polls are one transaction. Validators are stored with the articles they
stand for: were they stored first, a crash would lose the articles to the next 304.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, false, func, insert, null, or_, select, update

from monitor.errors import NotFound
from monitor.model import Outcome, PollRecord, SavedPoll
from monitor.store.addresses import note_addresses
from monitor.store.feedrows import pack_rhythm
from monitor.store.fulltext import queue_pages
from monitor.store.hosts import block_hosts
from monitor.store.intake import (
    Intake,
    add_articles,
    add_sightings,
    given,
    lift_baseline,
    lock_kept,
    revise_articles,
)
from monitor.store.part import Part, chunks
from monitor.store.pushes import note_news
from monitor.store.redirects import queue_redirects
from monitor.store.tables import FeedRow, PollRow, feeds, moves
from monitor.store.tables import polls as poll_table
from monitor.text import domain_of_url

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection

    from monitor.model import Poll
    from monitor.store.dialect import Database
    from monitor.store.part import AnyRow


class Polls(Part):
    """The store's part for polls."""

    def save_polls(self, polls: Sequence[Poll]) -> tuple[SavedPoll, ...]:
        """Store all that these polls learned, in one transaction, and end their leases.

        A poll whose lease was lost, or whose feed is gone, is skipped and says so.
        """
        with self._database.writing() as connection:
            intakes = _held(connection, polls)
            add_articles(self._database, connection, intakes.values())
            kept = lock_kept(connection, intakes.values())
            revise_articles(connection, intakes.values(), kept)
            lift_baseline(connection, intakes.values(), kept)
            there = {*kept, *(number for intake in intakes.values() for number in intake.new)}
            add_sightings(self._database, connection, intakes.values(), there)
            note_addresses(self._database, connection, intakes.values(), there)
            queue_redirects(self._database, connection, intakes.values())
            queue_pages(self._database, connection, intakes.values())
            _update_feeds(connection, intakes.values())
            _record(connection, intakes.values())
            _block_hosts(self._database, connection, intakes.values())
            _move_feeds(self._database, connection, intakes.values())
            _note_news(self._database, connection, intakes.values())
        return tuple(
            intakes[index].result()
            if index in intakes
            else SavedPoll(feed_id=poll.feed_id, lease_lost=True)
            for index, poll in enumerate(polls)
        )

    def list_polls(self, url: str, limit: int = 50) -> tuple[PollRecord, ...]:
        """Give a feed's history, newest first; raises NotFound."""
        with self._database.reading() as connection:
            feed_id = connection.scalars(select(FeedRow.id).where(FeedRow.url == url)).first()
            if feed_id is None:
                raise NotFound("feed", url)
            rows = connection.execute(
                select(*_RECORD_COLUMNS)
                .where(PollRow.feed_id == feed_id)
                .order_by(PollRow.id.desc())
                .limit(limit)
            )
            return tuple(_poll_record(row) for row in rows)


def _held(connection: Connection, polls: Sequence[Poll]) -> dict[int, Intake]:
    """Lock the feeds of these polls; keep the polls, by position, that still hold the lease."""
    rows: dict[int, AnyRow] = {}
    for some in chunks(sorted({poll.feed_id for poll in polls})):
        locked = select(*_FEED_COLUMNS).where(FeedRow.id.in_(some)).order_by(FeedRow.id)
        # Keys stay: PostgreSQL's checks of articles that point here need not wait for us.
        locked = locked.with_for_update(key_share=True)
        rows.update((row.id, row) for row in connection.execute(locked))
    intakes: dict[int, Intake] = {}
    for index, poll in enumerate(polls):
        row = rows.get(poll.feed_id)
        if row is not None and row.lease_owner == poll.lease_owner:
            intakes[index] = Intake(poll=poll, feed=row)
            del rows[poll.feed_id]  # a lease is for one poll
    return intakes


def _update_feeds(connection: Connection, intakes: Iterable[Intake]) -> None:
    values = [_feed_values(intake) for intake in intakes]
    if values:
        connection.execute(_UPDATE_FEED, values)


def _feed_values(intake: Intake) -> dict[str, object]:
    poll = intake.poll
    return {
        "number": poll.feed_id,
        "new_title": poll.feed_title,
        "new_etag": poll.validators.etag,
        "new_last_modified": poll.validators.last_modified,
        "new_body_hash": poll.body_hash,
        "new_next_poll_at": poll.next_poll_at,
        "new_polled_at": poll.finished_at,
        "new_changed_at": poll.finished_at if poll.outcome is Outcome.CHANGED else None,
        "new_outcome": poll.outcome.value,
        "new_error": poll.error,
        "new_failures": poll.failures,
        "new_gone_at": poll.finished_at if poll.outcome is Outcome.GONE else None,
        "new_baseline_at": poll.finished_at if poll.baseline else None,
        "more": intake.sightings,
        "new_host": domain_of_url(intake.feed.url),
        "new_failing_since": poll.failing_since,
        "new_failure_kind": None if poll.failure_kind is None else poll.failure_kind.value,
        "new_rhythm": pack_rhythm(poll.rhythm),
        "new_overflowed_at": poll.finished_at if poll.overflowed else None,
        "new_moved_to": poll.move.to,
        "new_moved_since": poll.move.since,
        "new_moved_sightings": poll.move.sightings,
        "new_full_due_at": poll.trust.full_due_at,
        "new_full_span": poll.trust.span,
        "new_full_doubts": poll.trust.doubts,
        "new_lying": poll.trust.lying,
        "new_marks": poll.marks,
        "new_rekeyed_at": poll.finished_at if poll.rekeyed else None,
        "rotates": poll.ids_rotate,
    }


def _record(connection: Connection, intakes: Iterable[Intake]) -> None:
    values = [
        {
            "feed_id": intake.poll.feed_id,
            "started_at": intake.poll.started_at,
            "finished_at": intake.poll.finished_at,
            "outcome": intake.poll.outcome.value,
            "status_code": intake.poll.status_code,
            "error": intake.poll.error,
            "new": len(intake.new),
            "changed": len(intake.changed),
            "next_poll_at": intake.poll.next_poll_at,
            "next_poll_reason": intake.poll.next_poll_reason,
            "overflowed": intake.poll.overflowed,
            "note": intake.poll.note,
        }
        for intake in intakes
    ]
    if values:
        connection.execute(_RECORD, values)


def _block_hosts(database: Database, connection: Connection, intakes: Collection[Intake]) -> None:
    blocks = [intake.poll.block for intake in intakes if intake.poll.block is not None]
    if blocks:
        now = max(intake.poll.finished_at for intake in intakes)
        block_hosts(database, connection, blocks, now=now)


def _move_feeds(database: Database, connection: Connection, intakes: Iterable[Intake]) -> None:
    """Give feeds that moved for good their new address, unless another feed has it."""
    moving = {intake.poll.new_url: intake for intake in intakes if intake.poll.new_url is not None}
    if not moving:
        return
    taken = set(connection.scalars(select(FeedRow.url).where(FeedRow.url.in_(moving))))
    for url, intake in moving.items():
        if url not in taken:
            _move_feed(database, connection, intake, url)
            intake.moved = True


def _move_feed(database: Database, connection: Connection, intake: Intake, url: str) -> None:
    """Change a feed's address; what was learned of the old server is forgotten."""
    connection.execute(delete(moves).where(moves.c.url == url))
    move = database.insert(moves).values(
        url=intake.feed.url, feed_id=intake.feed.id, moved_at=intake.poll.finished_at
    )
    connection.execute(
        move.on_conflict_do_update(
            index_elements=["url"],
            set_={"feed_id": move.excluded.feed_id, "moved_at": move.excluded.moved_at},
        )
    )
    connection.execute(
        update(feeds)
        .where(feeds.c.id == intake.feed.id)
        .values(url=url, host=domain_of_url(url), **_STRANGER)
    )


def _note_news(database: Database, connection: Connection, intakes: Iterable[Intake]) -> None:
    news = {
        intake.poll.feed_id: (intake.poll.hub_news, intake.poll.finished_at)
        for intake in intakes
        if intake.poll.hub_news is not None
    }
    if news:
        note_news(database, connection, news)


def _poll_record(row: AnyRow) -> PollRecord:
    return PollRecord(
        started_at=row.started_at,
        took=row.finished_at - row.started_at,
        outcome=Outcome(row.outcome),
        status_code=row.status_code,
        error=row.error,
        new=row.new,
        changed=row.changed,
        next_poll_at=row.next_poll_at,
        next_poll_reason=row.next_poll_reason,
        overflowed=row.overflowed,
        note=row.note,
    )


_FEED_COLUMNS = (
    FeedRow.id,
    FeedRow.url,
    FeedRow.lease_owner,
    FeedRow.title,
    FeedRow.source_name,
    FeedRow.source_family,
    FeedRow.source_country,
    FeedRow.source_language,
    FeedRow.full_text,
)
_RECORD_COLUMNS = (
    PollRow.started_at,
    PollRow.finished_at,
    PollRow.outcome,
    PollRow.status_code,
    PollRow.error,
    PollRow.new,
    PollRow.changed,
    PollRow.next_poll_at,
    PollRow.next_poll_reason,
    PollRow.overflowed,
    PollRow.note,
)
_RECORD = insert(poll_table)
#: What is known of a server that was never asked.
_STRANGER = {
    "etag": null(),
    "last_modified": null(),
    "full_due_at": null(),
    "full_span": null(),
    "full_doubts": 0,
    "lying": false(),
    "moved_to": null(),
    "moved_since": null(),
    "moved_sightings": 0,
}


_UPDATE_FEED = (
    update(feeds)
    .where(feeds.c.id == bindparam("number"))
    .values(
        title=func.coalesce(given("new_title", feeds.c.title), feeds.c.title),
        etag=bindparam("new_etag"),
        last_modified=bindparam("new_last_modified"),
        body_hash=bindparam("new_body_hash"),
        next_poll_at=bindparam("new_next_poll_at"),
        last_polled_at=bindparam("new_polled_at"),
        last_changed_at=func.coalesce(
            given("new_changed_at", feeds.c.last_changed_at), feeds.c.last_changed_at
        ),
        last_outcome=bindparam("new_outcome"),
        last_error=bindparam("new_error"),
        failures=bindparam("new_failures"),
        gone_at=bindparam("new_gone_at"),
        baseline_at=func.coalesce(
            feeds.c.baseline_at, given("new_baseline_at", feeds.c.baseline_at)
        ),
        articles=feeds.c.articles + given("more", feeds.c.articles),
        host=bindparam("new_host"),
        failing_since=bindparam("new_failing_since"),
        failure_kind=bindparam("new_failure_kind"),
        rhythm=bindparam("new_rhythm"),
        overflowed_at=func.coalesce(
            given("new_overflowed_at", feeds.c.overflowed_at), feeds.c.overflowed_at
        ),
        moved_to=bindparam("new_moved_to"),
        moved_since=bindparam("new_moved_since"),
        moved_sightings=bindparam("new_moved_sightings"),
        full_due_at=bindparam("new_full_due_at"),
        full_span=bindparam("new_full_span"),
        full_doubts=bindparam("new_full_doubts"),
        lying=bindparam("new_lying"),
        marks=func.coalesce(given("new_marks", feeds.c.marks), feeds.c.marks),
        rekeyed_at=func.coalesce(given("new_rekeyed_at", feeds.c.rekeyed_at), feeds.c.rekeyed_at),
        ids_rotate=or_(feeds.c.ids_rotate, given("rotates", feeds.c.ids_rotate)),
        lease_owner=None,
        lease_until=None,
    )
)
