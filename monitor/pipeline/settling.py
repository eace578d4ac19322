"""Settle visits: compare what they brought with what we keep, decide what follows, save it all.

Database. Loads what `dedupe` needs, asks `feeds` what to think of the feed and its server from
now on and when to come back, and stores the polls in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from monitor.errors import BadStatus, FetchError
from monitor.feeds import (
    Habit,
    are_same,
    has_overflowed,
    is_cut_short,
    is_of_network,
    is_relied_on,
    judge_document,
    judge_move,
    judge_unchanged,
    kind_of,
    learn,
    look_again,
    next_poll,
    patience,
)
from monitor.model import (
    Block,
    FailureKind,
    Fetched,
    Gone,
    Newness,
    NotModified,
    Outcome,
    Poll,
    Validators,
)
from monitor.pipeline.comparing import BRINGS, Comparison
from monitor.pipeline.hearing import hear

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from monitor.errors import FeedError
    from monitor.feeds import PollLimits
    from monitor.model import Identified, SavedPoll
    from monitor.pipeline.visiting import Visit
    from monitor.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What holds for all visits of a batch."""

    limits: PollLimits
    #: Chance, from 0 to 1, for each visit.
    jitters: Sequence[float]
    #: Hardly any feed can be reached: the fault is not theirs.
    outage: bool = False


def settle(
    store: Store, visits: Sequence[Visit], circumstances: Circumstances
) -> tuple[tuple[Poll, SavedPoll], ...]:
    """Compare what the visits brought with what we keep, and save it all in one transaction."""
    comparison = Comparison(store=store)
    polls = [
        _poll_of(comparison, visit, jitter, circumstances)
        for visit, jitter in zip(visits, circumstances.jitters, strict=True)
    ]
    return tuple(zip(polls, store.save_polls(polls), strict=True))


def block_of(visit: Visit, jitter: float) -> Block | None:
    """Give the host that wants to be left alone, when it said so (429)."""
    error = visit.error
    if not isinstance(error, BadStatus) or error.status_code != HTTPStatus.TOO_MANY_REQUESTS:
        return None
    until = visit.finished_at + patience(error.retry_after, jitter)
    return Block(host=visit.feed.host, until=until)


def _poll_of(
    comparison: Comparison, visit: Visit, jitter: float, circumstances: Circumstances
) -> Poll:
    feed, document = visit.feed, visit.document
    poll = Poll(
        feed_id=feed.id,
        lease_owner=feed.lease_owner,
        started_at=visit.started_at,
        finished_at=visit.finished_at,
        outcome=_outcome(visit),
        status_code=_status_code(visit),
        error=None if visit.error is None else str(visit.error),
        validators=_validators(visit),
        body_hash=_body_hash(visit),
        next_poll_at=visit.finished_at,
        next_poll_reason="",
        failures=feed.failures,
        feed_title=None if document is None else document.title,
        baseline=feed.baseline_at is None and document is not None,
        rhythm=feed.rhythm,
        trust=feed.trust,
        move=feed.move,
        marks=None if document is None else document.marks,
    )
    if poll.outcome is Outcome.GONE:
        return _scheduled(poll, visit, jitter, circumstances)
    if visit.error is not None:
        failed = _failed(poll, visit, visit.error, outage=circumstances.outage)
        return _scheduled(failed, visit, jitter, circumstances)
    poll = _observed(_compared(comparison, poll, visit), visit)
    return _scheduled(_judged(poll, visit), visit, jitter, circumstances)


def _failed(poll: Poll, visit: Visit, error: FeedError, *, outage: bool) -> Poll:
    """Say what the failure says against the feed."""
    if outage and is_of_network(error):
        since = visit.feed.failing_since
        return replace(poll, failure_kind=FailureKind.OUTAGE, failing_since=since)
    since = visit.feed.failing_since or visit.finished_at
    return replace(poll, failure_kind=kind_of(error), failing_since=since)


def _compared(comparison: Comparison, poll: Poll, visit: Visit) -> Poll:
    """Say of each entry what it is."""
    if visit.document is None:
        return poll
    compared = comparison.compare(visit, visit.document, baseline=poll.baseline)
    brings = poll.baseline or any(entry.newness in BRINGS for entry in compared.entries)
    return replace(
        poll,
        entries=compared.entries,
        outcome=Outcome.CHANGED if brings else Outcome.UNCHANGED,
        note=compared.note,
        rekeyed=compared.rekeyed,
        ids_rotate=compared.ids_rotate,
    )


def _observed(poll: Poll, visit: Visit) -> Poll:
    """Learn when the feed brings new entries, and notice when it may have lost some."""
    document, feed = visit.document, visit.feed
    fresh = _count_fresh(poll.entries)
    # A 226 shows only what is new, by agreement.
    is_whole = document is not None and poll.status_code == HTTPStatus.OK
    shown = len(document.drafts) + document.left_out if document is not None else 0
    rhythm = learn(
        feed.rhythm, now=visit.finished_at, fresh=fresh, shown=shown if is_whole else None
    )
    overflowed = (
        is_whole
        and feed.baseline_at is not None
        and has_overflowed(
            fresh=fresh, shown=shown, left_out=0 if document is None else document.left_out
        )
    )
    if document is not None:
        rhythm = replace(rhythm, ttl=document.ttl, skips=document.skips)
    return replace(poll, rhythm=rhythm, overflowed=overflowed)


def _count_fresh(entries: Sequence[Identified]) -> int:
    """Count what came since the last poll: no archive, and nothing under another id."""
    return sum(
        entry.newness in (Newness.NEW, Newness.SIGHTED)
        and entry.backfill is None
        and not entry.shown_here
        for entry in entries
    )


def _judged(poll: Poll, visit: Visit) -> Poll:
    """Say what to think of the server's 304s and redirects."""
    feed, answer, now = visit.feed, visit.answer, visit.finished_at
    if not isinstance(answer, Fetched | NotModified):
        return poll
    moving = judge_move(feed.move, moved_to=answer.moved_to, now=now)
    trust = feed.trust
    if isinstance(answer, NotModified):
        trust = judge_unchanged(trust, now).trust
    elif answer.status_code == HTTPStatus.OK:
        known = feed.body_hash
        trust = judge_document(
            trust,
            now=now,
            probed=visit.probed,
            same_body=None if known is None else answer.body_hash == known,
            same_validators=are_same(feed.validators, answer.validators),
        ).trust
    return replace(poll, trust=trust, move=moving.move, new_url=moving.new_url)


def _scheduled(poll: Poll, visit: Visit, jitter: float, circumstances: Circumstances) -> Poll:
    """Say when to come back, and why then."""
    limits, now, heard = circumstances.limits, visit.finished_at, hear(poll, visit)
    upcoming = next_poll(
        outcome=poll.outcome,
        now=now,
        interval=visit.feed.interval,
        limits=limits,
        failures=visit.feed.failures,
        jitter=jitter,
        ttl=None if poll.rhythm is None else poll.rhythm.ttl,
        max_age=_max_age(visit),
        retry_after=visit.error.retry_after if isinstance(visit.error, FetchError) else None,
        kind=poll.failure_kind or FailureKind.SOFT,
        habit=Habit(
            rhythm=poll.rhythm,
            hot_until=visit.feed.hot_until,
            overflowed=poll.overflowed,
            pushed=is_relied_on(visit.feed.subscription, now),
        ),
    )
    upcoming = look_again(upcoming, heard.look_again_at, now + limits.min_interval)
    rhythm = poll.rhythm
    if rhythm is not None and poll.outcome is not Outcome.FAILED:
        rhythm = replace(rhythm, wait=upcoming.learned)
    return replace(
        poll,
        next_poll_at=upcoming.at,
        next_poll_reason=upcoming.reason,
        failures=upcoming.failures,
        rhythm=rhythm,
        block=block_of(visit, jitter),
        hub_news=heard.news,
    )


def _max_age(visit: Visit) -> timedelta | None:
    return visit.answer.max_age if isinstance(visit.answer, Fetched | NotModified) else None


def _outcome(visit: Visit) -> Outcome:
    if visit.error is not None:
        return Outcome.FAILED
    if isinstance(visit.answer, Gone):
        return Outcome.GONE
    return Outcome.NOT_MODIFIED if isinstance(visit.answer, NotModified) else Outcome.UNCHANGED


def _status_code(visit: Visit) -> int | None:
    match visit.answer:
        case Fetched(status_code=status_code):
            return status_code
        case NotModified():
            return HTTPStatus.NOT_MODIFIED
        case Gone():
            return HTTPStatus.GONE
        case None:
            return visit.error.status_code if isinstance(visit.error, BadStatus) else None


def _validators(visit: Visit) -> Validators:
    """Keep the old validators unless a document was read whole: its articles come with them."""
    if visit.error is not None or not isinstance(visit.answer, Fetched | NotModified):
        return visit.feed.validators
    if visit.document is not None and is_cut_short(visit.document.flaw):
        return Validators()
    return visit.answer.validators


def _body_hash(visit: Visit) -> str | None:
    if visit.error is None and isinstance(visit.answer, Fetched):
        return visit.answer.body_hash
    return visit.feed.body_hash
