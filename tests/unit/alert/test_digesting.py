from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.alert import last_digest_at, next_digest_at, plan_tasks
from monitor.model import DigestTask, HeldStories, NotifyPolicy, read_digest_rule
from tests.support.builders import NOW, make_topic

BERLIN = "Europe/Berlin"
BY_DEFAULT = read_digest_rule("daily 08:00 UTC")
DAILY = read_digest_rule("daily 18:30 Europe/Berlin")
LATER = NOW + timedelta(hours=8)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "after", "due"),
    [
        ("daily 08:00 UTC", "2026-11-24T07:59:59", "2026-11-24T08:00:00"),
        ("daily 08:00 UTC", "2026-11-24T08:00:00", "2026-11-25T08:00:00"),
        # The same clock on the wall is another instant in summer.
        ("daily 08:00 Europe/Berlin", "2026-01-10T00:00:00", "2026-01-10T07:00:00"),
        ("daily 08:00 Europe/Berlin", "2026-07-10T00:00:00", "2026-07-10T06:00:00"),
        # There is no half past two on 29 March 2026: the clock jumps at 01:00 UTC.
        ("daily 02:30 Europe/Berlin", "2026-03-28T12:00:00", "2026-03-29T01:00:00"),
        ("daily 02:30 Europe/Berlin", "2026-03-29T01:00:00", "2026-03-30T00:30:00"),
        # Half past two comes twice on 25 October 2026: the first counts, and only the first.
        ("daily 02:30 Europe/Berlin", "2026-10-24T12:00:00", "2026-10-25T00:30:00"),
        ("daily 02:30 Europe/Berlin", "2026-10-25T00:30:00", "2026-10-26T01:30:00"),
        ("daily 00:00 Asia/Kathmandu", "2026-11-24T12:00:00", "2026-11-24T18:15:00"),
        # Samoa had no 30 December 2011 at all.
        ("daily 08:00 Pacific/Apia", "2011-12-29T19:00:00", "2011-12-30T10:00:00"),
        ("weekly mon 08:00 Europe/Berlin", "2026-11-24T09:00:00", "2026-11-30T07:00:00"),
        ("weekly tue 08:00 UTC", "2026-11-24T07:00:00", "2026-11-24T08:00:00"),
        ("weekly tue 08:00 UTC", "2026-11-24T08:00:00", "2026-12-01T08:00:00"),
        ("weekly sun 02:30 Europe/Berlin", "2026-03-23T00:00:00", "2026-03-29T01:00:00"),
    ],
)
def test_a_digest_is_due_when_the_clock_on_the_wall_says_so(rule: str, after: str, due: str):
    assert next_digest_at(read_digest_rule(rule), utc(after)) == utc(due)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
@pytest.mark.parametrize("rule", ["daily 02:30 Europe/Berlin", "daily 02:00 Europe/Berlin"])
def test_each_day_has_one_digest_also_when_the_clock_is_changed(day: str, rule: str):
    at = utc(f"{day}T12:00:00") - timedelta(days=3)
    end = at + timedelta(days=5)
    dues = []
    while (at := next_digest_at(read_digest_rule(rule), at)) < end:
        dues.append(at)

    assert len(dues) == 5
    assert all(last_digest_at(read_digest_rule(rule), due) == due for due in dues)


@pytest.mark.parametrize(
    ("rule", "now", "last"),
    [
        ("daily 08:00 UTC", "2026-11-24T08:00:00", "2026-11-24T08:00:00"),
        ("daily 08:00 UTC", "2026-11-24T07:00:00", "2026-11-23T08:00:00"),
        ("weekly fri 18:00 UTC", "2026-11-24T07:00:00", "2026-11-20T18:00:00"),
    ],
)
def test_the_last_digest_ends_what_was_missed(rule: str, now: str, last: str):
    assert last_digest_at(read_digest_rule(rule), utc(now)) == utc(last)


@pytest.mark.parametrize(
    "text",
    ["daily 08:00 Europe/Berlin", "weekly mon 23:59 UTC", "weekly sun 00:00 Asia/Tokyo"],
)
def test_a_rule_is_written_as_it_is_read(text: str):
    assert str(read_digest_rule(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "hourly 08:00", "daily", "daily 25:00", "weekly 08:00", "weekly mon", "daily 8 UTC now"],
)
def test_a_rule_that_says_no_time_is_refused(text: str):
    with pytest.raises(ValueError, match=r"."):
        read_digest_rule(text)


def task(**values: object) -> DigestTask:
    defaults = {"topic": "visit", "rule": DAILY, "since": NOW, "due_at": LATER}
    return DigestTask(**{**defaults, **values})


def plan(*topics, tasks=(), held=None):
    return plan_tasks(topics, tasks, held=held or {}, held_to=9, by_default=BY_DEFAULT, now=NOW)


def asking() -> NotifyPolicy:
    return NotifyPolicy(digest=DAILY)


def test_a_topic_that_asks_for_digests_gets_its_first_one_planned_from_now_on():
    changes = plan(make_topic("visit", notify=asking()))

    (opened,) = changes.opened
    assert (opened.since, opened.due_at, opened.held_after) == (NOW, utc("2026-11-24T17:30"), 9)


def test_a_topic_without_a_rule_has_none():
    assert not plan(make_topic("visit"))


def test_what_was_held_back_is_told_also_where_no_digest_is_asked_for():
    held = {"visit": HeldStories(since=NOW - timedelta(hours=2), after=4)}

    (opened,) = plan(make_topic("visit"), held=held).opened

    assert opened.rule == BY_DEFAULT
    assert (opened.since, opened.held_after) == (NOW - timedelta(hours=2), 4)


def test_a_digest_that_waits_is_left_as_it_is():
    assert not plan(make_topic("visit", notify=asking()), tasks=[task()])


def test_another_time_moves_it_and_keeps_what_is_in_it():
    other = make_topic("visit", notify=NotifyPolicy(digest=BY_DEFAULT))

    (moved,) = plan(other, tasks=[task(since=NOW - timedelta(days=1))]).moved

    assert (moved.since, moved.due_at) == (NOW - timedelta(days=1), utc("2026-11-25T08:00"))


def test_a_topic_that_asks_no_more_still_tells_what_was_held_back():
    changes = plan(make_topic("visit"), tasks=[task(has_held=True)])

    assert not changes.dropped
    assert [moved.rule for moved in changes.moved] == [BY_DEFAULT]


def test_a_topic_that_asks_no_more_has_its_digest_dropped():
    assert plan(make_topic("visit"), tasks=[task()]).dropped == ("visit",)


def test_a_topic_that_is_gone_has_its_digest_dropped():
    assert plan(tasks=[task(has_held=True)]).dropped == ("visit",)


def test_a_digest_planned_by_a_clock_a_year_ahead_is_planned_anew():
    ahead = task(since=NOW + timedelta(days=365), due_at=NOW + timedelta(days=366))

    (moved,) = plan(make_topic("visit", notify=asking()), tasks=[ahead]).moved

    assert (moved.since, moved.due_at) == (NOW, utc("2026-11-24T17:30"))
