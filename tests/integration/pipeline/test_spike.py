"""Spikes: counted over what was really watched, told once, through the same outbox."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.deliver import render
from monitor.model import AlertKind, NotifyPolicy, SpikeRule
from tests.support.builders import NOW, make_silence, make_topic
from tests.support.clockwork import TOPIC, at, wind_up
from tests.support.scenes import lease_deliveries

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from monitor.store import Store
    from tests.support.clockwork import Clockwork

RULE = SpikeRule(min_reports=4, min_publishers=2)
DAYS = 5
PAPERS = tuple(f"https://{name}.example/rss" for name in ("times", "post", "sun"))


@pytest.fixture
async def clockwork(store: Store) -> AsyncIterator[Clockwork]:
    async with wind_up(store) as wound:
        topic = make_topic(TOPIC, notify=NotifyPolicy(spike=RULE))
        store.save_catalog(topics=[topic], now=at(-DAYS - 1))
        yield wound


def remember_days(clockwork: Clockwork, *, watched: bool = True, usual: int = 1) -> None:
    """Let these days have been watched, with so many reports an hour."""
    hours = [NOW - timedelta(hours=step) for step in range(1, DAYS * 24 + 3)]
    with clockwork.store._database.writing() as connection:
        if watched:
            from monitor.store.tables import watched_hours

            connection.execute(
                watched_hours.insert(), [{"hour": hour, "minutes": 60} for hour in hours]
            )
        from monitor.store.tables import volumes

        connection.execute(
            volumes.insert(),
            [{"topic": TOPIC, "hour": hour, "reports": usual} for hour in hours[1:]],
        )


def report_many(clockwork: Clockwork, number: int, **values: object) -> None:
    for step in range(number):
        url = PAPERS[step % len(PAPERS)]
        clockwork.report(f"report-{step}", at=at(minutes=step), url=url, tells=False, **values)
    clockwork.clock.now = at(minutes=number)


async def test_a_spike_is_told_with_what_is_usual(clockwork: Clockwork) -> None:
    remember_days(clockwork)
    report_many(clockwork, 8)

    await clockwork.spikes().step()

    (alert,) = clockwork.alerts(AlertKind.SPIKE)
    assert alert.reason == "8 reports in the last hour; usual for this hour is 1.0 over 5 days"
    assert alert.title == "Report about report-7"
    assert [one.receiver for one in alert.deliveries] == ["desk-mail"]
    assert clockwork.woken == 1


async def test_a_spike_shows_the_hours_of_the_day_before_it(clockwork: Clockwork) -> None:
    remember_days(clockwork)
    report_many(clockwork, 8)

    await clockwork.spikes().step()
    [leased] = lease_deliveries(clockwork.store, now=clockwork.clock.now)
    message = render(leased)

    bars = next(line for line in message.text.splitlines() if "█" in line)
    assert len(bars.strip().split()[0]) == 25
    assert "8 reports in the last hour" in message.text
    assert "Report about report-7" in message.text
    assert "█" in json.dumps(message.blocks, ensure_ascii=False)


async def test_a_spike_is_told_once(clockwork: Clockwork) -> None:
    remember_days(clockwork)
    report_many(clockwork, 8)
    await clockwork.spikes().step()
    await clockwork.spikes(owner="another").step()

    clockwork.clock.advance(minutes=5)
    await clockwork.spikes().step()

    assert len(clockwork.alerts(AlertKind.SPIKE)) == 1


async def test_copies_are_no_reports(clockwork: Clockwork) -> None:
    remember_days(clockwork)
    first = clockwork.report("first", at=NOW, tells=False)
    report_many(clockwork, 12, copy_of=first)

    await clockwork.spikes().step()

    assert clockwork.alerts(AlertKind.SPIKE) == []


async def test_days_that_nobody_watched_say_nothing_of_what_is_usual(clockwork: Clockwork) -> None:
    remember_days(clockwork, watched=False)
    report_many(clockwork, 8)

    await clockwork.spikes().step()

    assert clockwork.alerts(AlertKind.SPIKE) == []


async def test_a_silence_keeps_spikes_from_being_told_and_costs_none(clockwork: Clockwork) -> None:
    remember_days(clockwork)
    report_many(clockwork, 8)
    silence = make_silence(until=at(minutes=20))
    clockwork.store.save_catalog(silences=[silence], now=NOW)
    await clockwork.spikes().step()
    silenced = clockwork.alerts(AlertKind.SPIKE)

    clockwork.clock.now = at(minutes=20)
    await clockwork.spikes().step()

    assert silenced == []
    assert len(clockwork.alerts(AlertKind.SPIKE)) == 1


async def test_an_hour_counts_as_watched_when_feeds_were_polled_in_half_of_it(
    clockwork: Clockwork,
) -> None:
    clockwork.report("report", at=NOW, tells=False)
    for minute in range(1, 90):
        # Nobody looked between 09:40 and 10:15.
        if not 40 <= minute < 75:
            clockwork.clock.now = at(minutes=minute)
            await clockwork.spikes().step()

    assert clockwork.store.list_watched_hours(NOW) == {NOW}


async def test_without_a_poll_for_an_hour_nothing_was_watched(clockwork: Clockwork) -> None:
    clockwork.report("report", at=NOW, tells=False)
    for minute in range(61, 119):
        clockwork.clock.now = at(minutes=minute)
        await clockwork.spikes().step()

    assert clockwork.store.list_watched_hours(NOW) == frozenset()
