from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.alert import CoverageLimits, Gaps, find_outage, find_troubles, is_report_due
from monitor.alert import may_be_quiet as may_be
from monitor.model import FailureKind, Feed, FeedId, Rhythm, TroubleKind
from tests.support.builders import FEED_URL, NOW, make_source

if TYPE_CHECKING:
    from datetime import datetime

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: Of a feed that was watched for a month.
LIMITS = CoverageLimits()


def rhythm(a_day: float, *, days: float = 30) -> Rhythm:
    return Rhythm(observed_at=NOW, counts=(a_day * days / 24,) * 24, hours=(days,) * 24)


def feed(**values: Any) -> Feed:
    """Make a feed that brought something an hour ago."""
    defaults: dict[str, Any] = {
        "id": FeedId(1),
        "url": FEED_URL,
        "source": make_source(),
        "title": "World news",
        "tags": (),
        "interval": None,
        "full_text": False,
        "created_at": NOW - 60 * DAY,
        "paused_at": None,
        "gone_at": None,
        "baseline_at": NOW - 60 * DAY,
        "next_poll_at": NOW,
        "last_polled_at": NOW - MINUTE,
        "last_changed_at": NOW - HOUR,
        "last_outcome": None,
        "last_error": None,
        "failures": 0,
        "articles": 300,
        "rhythm": rhythm(24),
    }
    return Feed(**{**defaults, **values})


def troubles(one: Feed, gaps: Gaps | None = None, limits: CoverageLimits = LIMITS):
    known = {} if gaps is None else {one.id: gaps}
    return find_troubles([one], gaps=known, limits=limits, now=NOW)


def kinds(one: Feed, gaps: Gaps | None = None) -> list[TroubleKind]:
    return [trouble.kind for trouble in troubles(one, gaps)]


def test_a_feed_that_is_well_has_no_troubles():
    assert kinds(feed()) == []


@pytest.mark.parametrize(
    ("since", "kind", "told"),
    [
        (NOW - HOUR, FailureKind.HARD, True),
        (NOW - HOUR, FailureKind.SOFT, True),
        (NOW - 59 * MINUTE, FailureKind.HARD, False),
        # It asked for patience; that is no failure.
        (NOW - 9 * HOUR, FailureKind.TEMPORARY, False),
        # The fault is on our side.
        (NOW - 9 * HOUR, FailureKind.OUTAGE, False),
    ],
)
def test_a_feed_is_failing_when_it_has_failed_for_some_time(
    since: datetime, kind: FailureKind, *, told: bool
):
    found = kinds(feed(failing_since=since, failure_kind=kind, last_error="404", failures=3))

    assert found == ([TroubleKind.FAILING] if told else [])


def test_a_failing_feed_says_since_when_and_why():
    failing = feed(failing_since=NOW - 2 * HOUR, last_error="status code: 404", failures=3)

    (trouble,) = troubles(failing)

    assert (trouble.since, trouble.reason) == (NOW - 2 * HOUR, "fails: status code: 404")
    assert (trouble.source, trouble.feed_title) == ("Example Times", "World news")


def test_a_feed_that_is_gone_is_gone_and_not_failing():
    gone = feed(gone_at=NOW - DAY, failing_since=NOW - 2 * DAY, failures=3)

    assert kinds(gone) == [TroubleKind.GONE]


@pytest.mark.parametrize(
    ("silent", "longest", "history", "a_day", "quiet"),
    [
        (30 * HOUR, 5 * HOUR, 28 * DAY, 24, True),
        # Not a day yet.
        (23 * HOUR, 5 * HOUR, 28 * DAY, 24, False),
        # It rests at weekends: 62 hours are nothing new.
        (70 * HOUR, 62 * HOUR, 28 * DAY, 24, False),
        (125 * HOUR, 62 * HOUR, 28 * DAY, 24, True),
        # Its history shows no weekend: it is given one.
        (70 * HOUR, 5 * HOUR, 6 * DAY, 24, False),
        (97 * HOUR, 5 * HOUR, 6 * DAY, 24, True),
        # One of an entry a day is not missed after a week.
        (7 * DAY, 30 * HOUR, 28 * DAY, 1, False),
        (11 * DAY, 30 * HOUR, 28 * DAY, 1, True),
    ],
)
def test_a_feed_is_quiet_against_its_own_rhythm(
    silent: timedelta, longest: timedelta, history: timedelta, a_day: float, *, quiet: bool
):
    silenced = feed(last_changed_at=NOW - silent, rhythm=rhythm(a_day))

    found = kinds(silenced, Gaps(longest=longest, history=history))

    assert found == ([TroubleKind.QUIET] if quiet else [])


def test_a_quiet_feed_says_what_it_is_compared_with():
    silent = feed(last_changed_at=NOW - 3 * DAY, rhythm=rhythm(24))

    (trouble,) = troubles(silent, Gaps(longest=5 * HOUR, history=28 * DAY))

    assert trouble.reason == (
        "brought nothing for 3 days; it brings 24 entries a day "
        "and never paused for more than 5 hours before"
    )


@pytest.mark.parametrize(
    "values",
    [
        {"rhythm": None},
        {"rhythm": rhythm(24, days=0.9)},
        {"failing_since": NOW - 3 * DAY, "failures": 9},
        {"gone_at": NOW - DAY},
        {"last_changed_at": None},
    ],
    ids=["no rhythm", "watched too shortly", "failing", "gone", "never brought any"],
)
def test_the_history_is_asked_for_only_where_it_may_tell(values: dict[str, Any]):
    assert may_be(feed(last_changed_at=NOW - 3 * DAY), NOW)
    assert not may_be(feed(**{"last_changed_at": NOW - 3 * DAY, **values}), NOW)


@pytest.mark.parametrize(
    ("field", "kind"),
    [("overflowed_at", TroubleKind.OVERFLOWED), ("rekeyed_at", TroubleKind.REKEYED)],
)
def test_what_happened_is_told_while_it_is_young(field: str, kind: TroubleKind):
    assert kinds(feed(**{field: NOW - HOUR})) == [kind]
    assert kinds(feed(**{field: NOW - DAY})) == []


def test_an_outage_is_no_feed_s():
    (trouble,) = find_outage(NOW - HOUR)

    assert (trouble.kind, trouble.feed_id) == (TroubleKind.OUTAGE, None)
    assert list(find_outage(None)) == []


@pytest.mark.parametrize(
    ("oldest", "due"),
    [
        (None, False),
        (NOW - 4 * MINUTE, False),
        (NOW - 5 * MINUTE, True),
        # Noted before the clock was set back.
        (NOW + DAY, True),
    ],
)
def test_the_first_trouble_waits_for_company(oldest: datetime | None, *, due: bool):
    assert is_report_due(oldest, limits=LIMITS, now=NOW) is due
