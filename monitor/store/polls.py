"""Keep what polls learned: the articles they brought, the feed's state, the history.

Database. Many polls are one transaction. Validators are stored with the articles they
stand for: were they stored first, a crash would lose the articles to the next 304.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, select, update

from monitor.errors import NotFound
from monitor.model import Outcome, PollRecord, SavedPoll
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
from monitor.store.tables import FeedRow, PollRow, feeds
from monitor.store.tables import polls as poll_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from monitor.model import Poll
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
            add_sightings(self._database, connection, intakes.values())
            _update_feeds(connection, intakes.values())
            _record(connection, intakes.values())
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
        rows.update((row.id, row) for row in connection.execute(locked.with_for_update()))
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
        }
        for intake in intakes
    ]
    if values:
        connection.execute(insert(poll_table), values)


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
)


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
        lease_owner=None,
        lease_until=None,
    )
)
