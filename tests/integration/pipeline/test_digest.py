"""Digests: one for each time, whole, once; and what was held back is in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import LeaseLost
from monitor.model import (
    AlertKind,
    Digest,
    HeldBack,
    NotifyPolicy,
    read_digest_rule,
)
from tests.support.builders import NOW, make_silence, make_topic
from tests.support.clockwork import TOPIC, at, wind_up

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from monitor.model import Topic
    from monitor.store import Store
    from tests.support.clockwork import Clockwork

#: NOW is 09:00 UTC; the digest comes at noon.
RULE = read_digest_rule("daily 12:00 UTC")
HOUR = timedelta(hours=1)


@pytest.fixture
async def clockwork(store: Store) -> AsyncIterator[Clockwork]:
    async with wind_up(store) as wound:
        yield wound


def asking(**values: object) -> Topic:
    return make_topic(TOPIC, notify=NotifyPolicy(digest=RULE), **values)


async def plan(clockwork: Clockwork, topic: Topic | None = None) -> None:
    """Let the pass see the topic, and plan its first digest from NOW on."""
    clockwork.store.save_catalog(topics=[topic or asking()], now=NOW)
    await clockwork.digester().step()


async def make_at(clockwork: Clockwork, hours: float, *, owner: str = "digester") -> int:
    clockwork.clock.now = at(hours=hours)
    return await clockwork.digester(owner=owner).step()


def digests(clockwork: Clockwork) -> list[Digest]:
    told = [alert.content for alert in clockwork.alerts(AlertKind.DIGEST)]
    return [one for one in told if isinstance(one, Digest)]


def titles(digest: Digest) -> list[str]:
    return [story.title for story in digest.stories]


async def test_a_digest_tells_the_stories_of_its_time_to_the_topic_s_receivers(
    clockwork: Clockwork,
) -> None:
    await plan(clockwork)
    clockwork.report("arrival", at=at(hours=1))
    clockwork.report("talks", at=at(hours=2))

    before = await make_at(clockwork, 2.9)
    made = await make_at(clockwork, 3.01)

    assert (before, made, clockwork.woken) == (0, 1, 1)
    (alert,) = clockwork.alerts(AlertKind.DIGEST)
    assert isinstance(alert.content, Digest)
    assert alert.reason == "daily digest: 2 stories, 2 independent reports"
    assert (alert.content.since, alert.content.until) == (NOW, at(hours=3))
    assert sorted(titles(alert.content)) == ["Report about arrival", "Report about talks"]
    assert alert.content.link == "https://monitor.example/stories?topic=shoigu-in-pyongyang"
    assert [one.receiver for one in alert.deliveries] == ["desk-mail"]
    assert (alert.article, alert.story_id) == (None, None)


async def test_a_digest_is_made_once_whoever_asks(clockwork: Clockwork) -> None:
    await plan(clockwork)
    clockwork.report("arrival", at=at(hours=1))

    made = [await make_at(clockwork, 3.01 + step) for step in (0, 0.01, 0.02)]
    other = await make_at(clockwork, 3.5, owner="another")

    assert (made, other, len(digests(clockwork))) == ([1, 0, 0], 0, 1)


async def test_what_comes_after_a_digest_is_in_the_next(clockwork: Clockwork) -> None:
    await plan(clockwork)
    clockwork.report("arrival", at=at(hours=1))
    clockwork.report("late", at=at(hours=3))
    await make_at(clockwork, 3.1)
    clockwork.report("talks", at=at(hours=8))

    await make_at(clockwork, 27.1)

    assert [titles(one) for one in digests(clockwork)] == [
        ["Report about arrival"],
        ["Report about talks", "Report about late"],
    ]


async def test_after_days_without_us_there_is_one_digest_and_not_five(
    clockwork: Clockwork,
) -> None:
    await plan(clockwork)
    for day in range(5):
        clockwork.report(f"day-{day}", at=at(day, hours=1))

    made = [await make_at(clockwork, 5 * 24 + minute / 60) for minute in range(5)]

    assert sum(made) == 1
    (digest,) = digests(clockwork)
    assert (digest.since, digest.until, len(digest.stories)) == (NOW, at(4, hours=3), 5)


async def test_a_digest_with_nothing_in_it_is_not_sent(clockwork: Clockwork) -> None:
    await plan(clockwork)

    await make_at(clockwork, 3.1)
    clockwork.report("arrival", at=at(hours=4))
    await make_at(clockwork, 27.1)

    (digest,) = digests(clockwork)
    assert digest.since == at(hours=3)


async def test_a_digest_with_nothing_in_it_is_sent_on_request(clockwork: Clockwork) -> None:
    await plan(clockwork)
    clockwork.clock.now = at(hours=3.1)

    await clockwork.digester(send_empty=True).step()

    (alert,) = clockwork.alerts(AlertKind.DIGEST)
    assert alert.reason == "daily digest: nothing was reported"


async def test_what_was_held_back_for_the_digest_is_in_it_with_its_reason(
    clockwork: Clockwork,
) -> None:
    await plan(clockwork)
    clockwork.report("arrival", at=at(hours=1))
    clockwork.report("talks", at=at(hours=2), held_back=HeldBack.OVER_CAP)

    await make_at(clockwork, 3.1)

    (digest,) = digests(clockwork)
    assert {story.title: (story.held_back, story.told) for story in digest.stories} == {
        "Report about arrival": (None, True),
        "Report about talks": (HeldBack.OVER_CAP, False),
    }


@pytest.mark.parametrize("held_back", [HeldBack.OVER_CAP, HeldBack.OUTSIDE_HOURS])
async def test_a_topic_without_digests_tells_what_was_held_back_and_nothing_else(
    clockwork: Clockwork, held_back: HeldBack
) -> None:
    clockwork.store.save_catalog(topics=[make_topic(TOPIC)], now=NOW)
    clockwork.report("arrival", at=at(hours=1))
    clockwork.report("talks", at=at(hours=2), held_back=held_back)
    await make_at(clockwork, 2.1)

    # The default is eight in the morning.
    made = [await make_at(clockwork, hours) for hours in (22.9, 23.1, 47.1)]

    assert made == [0, 1, 0]
    (digest,) = digests(clockwork)
    assert (titles(digest), digest.only_held) == (["Report about talks"], True)
    assert clockwork.store.list_digest_tasks() == ()


async def test_what_an_earlier_digest_told_is_not_new_in_the_next(clockwork: Clockwork) -> None:
    await plan(clockwork)
    talks = clockwork.report("talks", at=at(hours=2), held_back=HeldBack.OVER_CAP)
    await make_at(clockwork, 3.1)
    clockwork.report(
        "more", at=at(hours=4), url="https://post.example/rss", beside=talks, tells=False
    )

    await make_at(clockwork, 27.1)

    first, second = (digest.stories[0] for digest in digests(clockwork))
    assert (first.told, second.told, second.held_back) == (False, True, None)


async def test_what_was_held_back_but_stored_late_is_in_the_next(clockwork: Clockwork) -> None:
    await plan(clockwork)
    clockwork.report("arrival", at=at(hours=1))
    await make_at(clockwork, 3.1)
    # Evaluated before noon by its own clock, stored after the digest was made.
    clockwork.report("talks", at=at(hours=2), held_back=HeldBack.COOLDOWN)

    await make_at(clockwork, 27.1)

    assert titles(digests(clockwork)[1]) == ["Report about talks"]


@pytest.mark.parametrize("held_back", [HeldBack.SILENCED])
async def test_what_somebody_silenced_is_in_no_digest(
    clockwork: Clockwork, held_back: HeldBack
) -> None:
    await plan(clockwork)
    clockwork.report("arrival", at=at(hours=1))
    clockwork.report("talks", at=at(hours=2), held_back=held_back)

    await make_at(clockwork, 3.1)

    assert titles(digests(clockwork)[0]) == ["Report about arrival"]


async def test_a_baseline_is_in_no_digest(clockwork: Clockwork) -> None:
    await plan(clockwork)
    clockwork.report("arrival", at=at(hours=1))
    with clockwork.store._database.writing() as connection:
        connection.exec_driver_sql("UPDATE articles SET baseline = TRUE")

    await make_at(clockwork, 3.1)

    assert digests(clockwork) == []


async def test_a_silence_puts_the_digest_off_and_the_next_one_tells_all(
    clockwork: Clockwork,
) -> None:
    await plan(clockwork)
    clockwork.report("arrival", at=at(hours=1))
    silence = make_silence(until=at(hours=20))
    clockwork.store.save_catalog(silences=[silence], now=NOW)

    made = [await make_at(clockwork, hours) for hours in (3.1, 21, 27.1)]

    assert made == [0, 0, 1]
    (digest,) = digests(clockwork)
    assert (digest.since, digest.until) == (NOW, at(hours=27))


async def test_another_time_of_the_topic_counts_at_once(clockwork: Clockwork) -> None:
    await plan(clockwork)
    clockwork.report("arrival", at=at(hours=1))
    other = make_topic(TOPIC, notify=NotifyPolicy(digest=read_digest_rule("daily 15:00 UTC")))
    clockwork.store.save_catalog(topics=[other], now=NOW)

    made = [await make_at(clockwork, hours) for hours in (2, 3.1, 6.1)]

    assert made == [0, 0, 1]


async def test_a_clock_that_was_a_year_ahead_costs_no_digest(clockwork: Clockwork) -> None:
    await plan(clockwork)
    clockwork.report("arrival", at=at(hours=1))
    ahead = await make_at(clockwork, 365 * 24)

    await make_at(clockwork, 4)
    clockwork.report("talks", at=at(hours=5))
    await make_at(clockwork, 27.1)

    assert ahead == 1
    assert [titles(one) for one in digests(clockwork)] == [
        ["Report about arrival"],
        ["Report about talks"],
    ]


async def test_a_clock_that_is_set_back_a_day_repeats_no_digest(clockwork: Clockwork) -> None:
    await plan(clockwork)
    clockwork.report("arrival", at=at(hours=1))
    made = [await make_at(clockwork, hours) for hours in (3.1, -20.9, 3.2, 27.1)]

    assert made == [1, 0, 0, 0]


async def test_copies_are_folded_and_confirmed_stories_stand_first(clockwork: Clockwork) -> None:
    await plan(clockwork)
    times, post, sun = (f"https://{name}.example/rss" for name in ("times", "post", "sun"))
    talks = clockwork.report("talks", at=at(hours=1), url=times)
    clockwork.report("confirmed", at=at(hours=1), url=post, beside=talks, tells=False)
    arrival = clockwork.report("arrival", at=at(hours=2), url=times)
    for url in (post, sun):
        clockwork.report(f"copy-{url}", at=at(hours=2), url=url, copy_of=arrival, tells=False)

    await make_at(clockwork, 3.1)

    (digest,) = digests(clockwork)
    assert titles(digest) == ["Report about talks", "Report about arrival"]
    assert [story.standing.publishers for story in digest.stories] == [2, 1]
    assert [story.standing.copies for story in digest.stories] == [0, 2]
    assert (digest.reports, digest.articles) == (3, 5)


async def test_the_chart_shows_reports_by_the_hour(clockwork: Clockwork) -> None:
    await plan(clockwork)
    watch = clockwork.spikes()
    for hours in (0.5, 1.5, 1.6):
        clockwork.report(f"at-{hours}", at=at(hours=hours))
        clockwork.clock.now = at(hours=hours, minutes=2)
        await watch.step()

    await make_at(clockwork, 3.1)

    (digest,) = digests(clockwork)
    assert digest.volume.since == NOW
    assert digest.volume.counts == (1, 2, 0)


async def test_a_digest_that_waits_for_a_broken_receiver_is_not_cut_down_to_a_line(
    clockwork: Clockwork,
) -> None:
    await plan(clockwork)
    for slug in ("arrival", "talks", "departure"):
        clockwork.report(slug, at=at(hours=1))
    await make_at(clockwork, 3.1)
    later = at(hours=5)

    clockwork.store.bundle_deliveries(["desk-mail"], now=later, late_since=at(hours=4), more_than=1)

    leased = clockwork.store.lease_deliveries(owner="sender", now=later, lease_for=HOUR, limit=20)
    mails = [one.alert.kind for one in leased if one.delivery.receiver == "desk-mail"]
    assert mails == [AlertKind.FIRST, AlertKind.DIGEST]


def test_a_pass_that_lost_its_lease_saves_nothing(store: Store) -> None:
    store.save_catalog(topics=[asking()], now=NOW)
    lease_for = timedelta(seconds=30)
    fence = store.take_lease("digest", owner="first", now=NOW, lease_for=lease_for)
    assert fence is not None
    store.take_lease("digest", owner="second", now=at(hours=1), lease_for=lease_for)

    with pytest.raises(LeaseLost):
        store.save_digest_tasks(held_to=1, fence=fence)
