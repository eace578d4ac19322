"""Make feeds of rows, and rows of what was learned of them.

Database. Only here it is known which columns a feed is made of.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from monitor.model import (
    FIRST_TRUST,
    FailureKind,
    Feed,
    FeedId,
    FeedSpec,
    LeasedFeed,
    Move,
    Outcome,
    Rhythm,
    Skips,
    Source,
    Trust,
    Validators,
)
from monitor.store.tables import feeds
from monitor.text import domain_of_url

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.model import Subscription
    from monitor.store.part import AnyRow


def source_of(row: AnyRow, *, url: str | None = None, title: str | None = None) -> Source:
    """Name the publisher: as the operator said, else as the feed calls itself, else the host."""
    given = row.source_name or title or row.title or urlsplit(url or row.url).hostname
    return Source(
        name=given or url or row.url,
        family=row.source_family,
        country=row.source_country,
        language=row.source_language,
    )


def spec_of(row: AnyRow) -> FeedSpec:
    """Give a feed as the operator asked for it."""
    given = None if row.source_name is None else source_of(row)
    return FeedSpec(
        url=row.url,
        source=given,
        tags=row.tags,
        interval=row.interval,
        full_text=row.full_text,
    )


def feed_of(row: AnyRow, *, moved_from: str | None = None) -> Feed:
    """Give a feed with all that is known of it."""
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
        host=row.host or domain_of_url(row.url),
        failing_since=row.failing_since,
        failure_kind=None if row.failure_kind is None else FailureKind(row.failure_kind),
        rhythm=unpack_rhythm(row.rhythm),
        hot_until=row.hot_until,
        overflowed_at=row.overflowed_at,
        trust=_trust(row),
        move=_move(row),
        moved_from=moved_from,
        rekeyed_at=row.rekeyed_at,
        ids_rotate=row.ids_rotate,
    )


def leased_of(row: AnyRow, subscription: Subscription | None = None) -> LeasedFeed:
    """Give a feed to who may poll it."""
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
        host=row.host or domain_of_url(row.url),
        marks=row.marks or b"",
        failing_since=row.failing_since,
        rhythm=unpack_rhythm(row.rhythm),
        hot_until=row.hot_until,
        subscription=subscription,
        trust=_trust(row),
        move=_move(row),
        rekeyed_at=row.rekeyed_at,
        ids_rotate=row.ids_rotate,
    )


def pack_rhythm(rhythm: Rhythm | None) -> dict[str, Any] | None:
    """Write a rhythm as JSON."""
    if rhythm is None:
        return None
    return {
        "at": round(rhythm.observed_at.timestamp()),
        "counts": rhythm.counts,
        "hours": rhythm.hours,
        "recent": [rhythm.recent, rhythm.expected],
        "turnover": _seconds(rhythm.turnover),
        "ttl": _seconds(rhythm.ttl),
        "wait": _seconds(rhythm.wait),
        **_packed_skips(rhythm.skips),
    }


def unpack_rhythm(packed: Mapping[str, Any] | None) -> Rhythm | None:
    """Read a rhythm from JSON."""
    if packed is None:
        return None
    recent, expected = packed["recent"]
    return Rhythm(
        observed_at=datetime.fromtimestamp(packed["at"], UTC),
        counts=tuple(packed["counts"]),
        hours=tuple(packed["hours"]),
        recent=recent,
        expected=expected,
        turnover=_span(packed["turnover"]),
        ttl=_span(packed["ttl"]),
        wait=_span(packed["wait"]),
        skips=_skips(packed.get("skip")),
    )


def _packed_skips(skips: Skips | None) -> dict[str, Any]:
    return {} if skips is None else {"skip": [sorted(skips.hours), sorted(skips.days)]}


def _skips(packed: Sequence[Sequence[int]] | None) -> Skips | None:
    if packed is None:
        return None
    hours, days = packed
    return Skips(hours=frozenset(hours), days=frozenset(days))


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds(), 1)


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _trust(row: AnyRow) -> Trust:
    return Trust(
        full_due_at=row.full_due_at,
        span=FIRST_TRUST if row.full_span is None else row.full_span,
        doubts=row.full_doubts,
        lying=row.lying,
    )


def _move(row: AnyRow) -> Move:
    return Move(to=row.moved_to, since=row.moved_since, sightings=row.moved_sightings)


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
    feeds.c.host,
    feeds.c.failing_since,
    feeds.c.rhythm,
    feeds.c.hot_until,
    feeds.c.full_due_at,
    feeds.c.full_span,
    feeds.c.full_doubts,
    feeds.c.lying,
    feeds.c.moved_to,
    feeds.c.moved_since,
    feeds.c.moved_sightings,
    feeds.c.rekeyed_at,
    feeds.c.ids_rotate,
)
LEASED_COLUMNS = (
    *_SHARED_COLUMNS,
    feeds.c.etag,
    feeds.c.last_modified,
    feeds.c.body_hash,
    feeds.c.lease_owner,
    feeds.c.lease_until,
    feeds.c.marks,
)
FEED_COLUMNS = (
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
    feeds.c.failure_kind,
    feeds.c.overflowed_at,
)
