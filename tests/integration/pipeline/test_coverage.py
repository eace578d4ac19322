"""Coverage: what keeps us from hearing the news is told once, and told again when it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.model import AlertKind, CoverageReport, FailureKind, Outcome, Rhythm, TroubleKind
from tests.support.builders import make_poll
from tests.support.clockwork import at, wind_up
from tests.support.scenes import lease_feed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from monitor.store import Store
    from tests.support.clockwork import Clockwork

TIMES, POST = "https://times.example/rss", "https://post.example/rss"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
async def clockwork(store: Store) -> AsyncIterator[Clockwork]:
    async with wind_up(store) as wound:
        yield wound


def poll(clockwork: Clockwork, url: str, when: datetime, **values: Any) -> None:
    """Poll a feed well, at a time."""
    feed = lease_feed(clockwork.store, url, now=when)
    clockwork.store.save_polls([make_poll(feed, finished_at=when, started_at=when, **values)])


def fail(clockwork: Clockwork, url: str, when: datetime, since: datetime, **values: Any) -> None:
    failure = {
        "outcome": Outcome.FAILED,
        "error": "status code: 404",
        "failures": 3,
        "failing_since": since,
        "failure_kind": FailureKind.HARD,
    }
    poll(clockwork, url, when, **{**failure, **values})


async def look(clockwork: Clockwork, when: datetime) -> None:
    clockwork.clock.now = when
    await clockwork.coverage().step()


def reports(clockwork: Clockwork) -> list[CoverageReport]:
    told = [alert.content for alert in clockwork.alerts(AlertKind.COVERAGE)]
    return [one for one in told if isinstance(one, CoverageReport)]


async def test_feeds_that_fail_are_told_together_to_one_receiver(clockwork: Clockwork) -> None:
    for url in (TIMES, POST):
        fail(clockwork, url, at(hours=2), since=at())

    await look(clockwork, at(hours=2))
    waiting = reports(clockwork)
    await look(clockwork, at(hours=2, minutes=5))

    assert waiting == []
    (alert,) = clockwork.alerts(AlertKind.COVERAGE)
    assert alert.reason == "coverage: 2 failing"
    assert [one.receiver for one in alert.deliveries] == ["ops-mail"]
    (report,) = reports(clockwork)
    assert {one.feed_url for one in report.began} == {TIMES, POST}
    assert report.feeds == 2


async def test_a_trouble_is_told_once_and_again_when_it_is_over(clockwork: Clockwork) -> None:
    fail(clockwork, TIMES, at(hours=2), since=at())
    for minutes in range(0, 60, 5):
        await look(clockwork, at(hours=2, minutes=minutes))
    began = len(reports(clockwork))

    poll(clockwork, TIMES, at(hours=3))
    for minutes in range(0, 60, 5):
        await look(clockwork, at(hours=3, minutes=minutes))

    assert began == 1
    first, last = clockwork.alerts(AlertKind.COVERAGE)
    assert (first.reason, last.reason) == ("coverage: 1 failing", "coverage: 1 well again")
    (ended,) = reports(clockwork)[1].ended
    assert (ended.trouble.since, ended.ended_at) == (at(), at(hours=3))


async def test_what_is_over_before_it_was_told_is_not_told(clockwork: Clockwork) -> None:
    fail(clockwork, TIMES, at(hours=2), since=at())
    await look(clockwork, at(hours=2))
    poll(clockwork, TIMES, at(hours=2, minutes=2))

    for minutes in range(2, 30):
        await look(clockwork, at(hours=2, minutes=minutes))

    assert reports(clockwork) == []


async def test_a_feed_that_is_paused_is_not_well_again(clockwork: Clockwork) -> None:
    fail(clockwork, TIMES, at(hours=2), since=at())
    for minutes in (0, 5):
        await look(clockwork, at(hours=2, minutes=minutes))
    clockwork.store.pause_feed(TIMES, now=at(hours=3))

    for minutes in (0, 5):
        await look(clockwork, at(hours=3, minutes=minutes))

    assert len(reports(clockwork)) == 1
    assert clockwork.store.list_troubles() == ()


async def test_a_network_outage_is_told_and_blames_no_feed(clockwork: Clockwork) -> None:
    fail(clockwork, TIMES, at(hours=2), since=at(hours=1.9), failure_kind=FailureKind.OUTAGE)
    clockwork.outage_since = at(hours=2)
    for minutes in (0, 5, 60, 90):
        await look(clockwork, at(hours=2, minutes=minutes))
    began = clockwork.alerts(AlertKind.COVERAGE)

    clockwork.outage_since = None
    poll(clockwork, TIMES, at(hours=4))
    for minutes in (0, 5):
        await look(clockwork, at(hours=4, minutes=minutes))

    assert [alert.reason for alert in began] == ["coverage: network outage"]
    last = clockwork.alerts(AlertKind.COVERAGE)[-1]
    assert last.reason == "coverage: network outage is over"
    assert [one.trouble.kind for one in reports(clockwork)[-1].ended] == [TroubleKind.OUTAGE]


async def test_an_outage_ends_no_trouble_that_was_there_before(clockwork: Clockwork) -> None:
    fail(clockwork, TIMES, at(hours=2), since=at())
    for minutes in (0, 5):
        await look(clockwork, at(hours=2, minutes=minutes))

    clockwork.outage_since = at(hours=3)
    for minutes in (0, 5):
        await look(clockwork, at(hours=3, minutes=minutes))

    assert [one.kind for one in clockwork.store.list_troubles()] == [
        TroubleKind.FAILING,
        TroubleKind.OUTAGE,
    ]


@pytest.mark.parametrize(
    ("values", "reason"),
    [({"overflowed": True}, "overflowed"), ({"rekeyed": True}, "rekeyed")],
)
async def test_what_happens_to_a_feed_is_told_once_and_never_ends(
    clockwork: Clockwork, values: dict[str, Any], reason: str
) -> None:
    poll(clockwork, TIMES, at(), **values)

    for hours in range(0, 50, 2):
        await look(clockwork, at(hours=hours))

    assert [alert.reason for alert in clockwork.alerts(AlertKind.COVERAGE)] == [
        f"coverage: 1 {reason}"
    ]


async def test_a_feed_is_quiet_when_it_never_was_so_long_before(clockwork: Clockwork) -> None:
    counts = (10.0,) * 24
    rhythm = Rhythm(observed_at=at(20), counts=counts, hours=(20.0,) * 24)
    for day in range(20):
        clockwork.report(f"day-{day}", at=at(day), url=TIMES, tells=False)
    poll(clockwork, TIMES, at(20), rhythm=rhythm)

    quiet = []
    for hours in range(0, 72, 6):
        poll(clockwork, TIMES, at(19, hours=hours), rhythm=rhythm)
        await look(clockwork, at(19, hours=hours))
        quiet.append(hours if clockwork.store.list_troubles() else None)

    # It brought something every day; two days are twice as long.
    assert next(hours for hours in quiet if hours is not None) == 48
    (alert,) = clockwork.alerts(AlertKind.COVERAGE)
    assert alert.reason == "coverage: 1 quiet"


async def test_without_a_receiver_the_log_is_told_and_nobody_else(
    clockwork: Clockwork, caplog: pytest.LogCaptureFixture
) -> None:
    fail(clockwork, TIMES, at(hours=2), since=at())
    for minutes in (0, 5, 10):
        clockwork.clock.now = at(hours=2, minutes=minutes)
        await clockwork.coverage(report_to=None).step()

    assert reports(clockwork) == []
    assert [record.message for record in caplog.records].count("coverage") == 1


async def test_fifty_troubles_are_named_and_the_others_counted(clockwork: Clockwork) -> None:
    for number in range(53):
        fail(clockwork, f"https://p{number}.example/rss", at(hours=2), since=at())

    for minutes in (0, 5):
        await look(clockwork, at(hours=2, minutes=minutes))

    (report,) = reports(clockwork)
    assert (len(report.began), report.surplus) == (50, 3)
