"""What topics wish, in the evaluate pass and in a rehearsal: updates, hours, cooldown, caps."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.alert import AlertLimits
from monitor.manage.backtesting import rehearse_query
from monitor.manage.rehearsed import count_rehearsed, write_rehearsed
from monitor.manage.why import explain, tell_explanation
from monitor.model import (
    AlertKind,
    DeliveryState,
    Examples,
    HeldBack,
    NotifyPolicy,
    OutsideHours,
    Priority,
    Silence,
    read_active_hours,
)
from tests.support.builders import (
    NOW,
    make_concept,
    make_draft,
    make_result,
    make_topic,
)
from tests.support.line import evaluate_all
from tests.support.newsstand import (
    GERMAN,
    KOREAN,
    RUSSIAN,
    Print,
    copies,
    headlines,
    publish,
)
from tests.support.scenes import lease_deliveries, store_articles

if TYPE_CHECKING:
    from monitor.model import Alert
    from monitor.store import Store
    from tests.support.line import Line

#: A fourth paper tells the same event.
LATE = Print(
    paper="Südblick",
    title="Schoigu zu Gesprächen in Pjöngjang: Treffen mit Kim Jong Un",
    summary="Sergej Schoigu kam in Pjöngjang mit Kim Jong Un zusammen, berichten Staatsmedien.",
)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def watch(store: Store, priority: Priority = Priority.URGENT, **policy: Any) -> None:
    topic = make_topic(
        query="@shoigu",
        priority=priority,
        receivers=("desk-mail",),
        notify=NotifyPolicy(**policy),
        examples=Examples(),
    )
    store.save_catalog(concepts=[make_concept()], topics=[topic], now=NOW)


def alerts_of(store: Store) -> list[Alert]:
    return list(reversed(store.list_alerts()))


def kinds_of(store: Store) -> list[tuple[AlertKind, HeldBack | None]]:
    return [(alert.kind, alert.held_back) for alert in alerts_of(store)]


def report(number: int, event: int = 0) -> Print:
    return Print(paper=f"Paper {number}", title=headlines(event + 1)[event], summary="")


async def tell(line: Line, *prints: Print, after: timedelta = MINUTE) -> None:
    """Publish, evaluate and send, one after the other."""
    evaluator = line.evaluator()
    for one in prints:
        line.clock.now += after
        publish(line.store, one, at=line.clock())
        await evaluate_all(evaluator)
        send_due(line)


def send_due(line: Line) -> list[int]:
    """Send what is due; gives the numbers of the alerts."""
    leased = lease_deliveries(line.store, now=line.clock())
    line.store.save_attempts([make_result(one, finished_at=line.clock()) for one in leased])
    return [one.alert.id for one in leased]


async def test_later_reports_make_one_update_an_interval_that_grows_until_it_is_sent(
    line: Line,
) -> None:
    watch(line.store, update_interval=timedelta(minutes=30), escalate_publishers=0)

    await tell(line, GERMAN, RUSSIAN, KOREAN, *copies(2))
    first, update = alerts_of(line.store)
    line.clock.now = NOW + 32 * MINUTE
    sent = send_due(line)

    assert (first.kind, update.kind) == (AlertKind.FIRST, AlertKind.UPDATE)
    assert update.deliver_at == NOW + 31 * MINUTE
    assert update.standing is not None
    assert (update.standing.publishers, update.standing.copies) == (3, 2)
    assert sent == [update.id]


async def test_an_escalation_tells_what_waited_as_an_update(line: Line) -> None:
    watch(line.store, update_interval=timedelta(minutes=30))

    await tell(line, GERMAN, RUSSIAN, KOREAN)
    line.clock.now += HOUR
    late = send_due(line)

    assert kinds_of(line.store) == [
        (AlertKind.FIRST, None),
        (AlertKind.UPDATE, None),
        (AlertKind.ESCALATION, None),
    ]
    update = alerts_of(line.store)[1]
    assert {one.state for one in update.deliveries} == {DeliveryState.HELD}
    assert late == []


async def test_an_update_that_was_told_louder_does_not_hold_up_the_next(line: Line) -> None:
    watch(line.store, update_interval=timedelta(minutes=30))
    await tell(line, GERMAN, RUSSIAN, KOREAN)

    await tell(line, LATE, after=HOUR)
    *_, update = alerts_of(line.store)

    assert len({alert.story_id for alert in alerts_of(line.store)}) == 1
    assert (update.kind, len(alerts_of(line.store))) == (AlertKind.UPDATE, 4)
    assert {one.state for one in update.deliveries} == {DeliveryState.SENT}


async def test_company_that_comes_before_the_first_message_is_in_it(line: Line) -> None:
    watch(line.store, group_wait=5 * MINUTE)

    await tell(line, GERMAN, RUSSIAN, KOREAN)
    line.clock.now = NOW + 7 * MINUTE
    sent = send_due(line)

    (alert,) = alerts_of(line.store)
    assert sent == [alert.id]
    assert alert.standing is not None
    assert alert.standing.publishers == 3


async def test_what_comes_at_night_is_sent_when_the_hours_begin(line: Line) -> None:
    # It is noon in UTC.
    hours = read_active_hours("18:00-23:00 UTC")
    watch(line.store, Priority.NORMAL, active_hours=hours, group_wait=timedelta(0))

    await tell(line, GERMAN, RUSSIAN)
    (alert,) = alerts_of(line.store)
    opens = NOW.replace(hour=18, minute=0, second=0, microsecond=0)
    opens += timedelta(days=1) if opens <= NOW else timedelta(0)

    assert alert.deliver_at == opens
    line.clock.now = opens - MINUTE
    assert send_due(line) == []
    line.clock.now = opens
    assert send_due(line) == [alert.id]


async def test_new_stories_within_the_cooldown_and_over_the_cap_go_into_the_digest(
    line: Line,
) -> None:
    watch(line.store, Priority.NORMAL, cooldown=10 * MINUTE, daily_cap=2, group_wait=timedelta(0))

    await tell(line, report(1, 0), report(2, 1))
    await tell(line, report(3, 2), report(4, 3), after=11 * MINUTE)

    assert kinds_of(line.store) == [
        (AlertKind.FIRST, None),
        (AlertKind.FIRST, HeldBack.COOLDOWN),
        (AlertKind.FIRST, None),
        (AlertKind.FIRST, HeldBack.OVER_CAP),
    ]


async def test_a_story_that_went_into_the_digest_is_not_told_by_its_next_report(
    line: Line,
) -> None:
    watch(line.store, Priority.NORMAL, daily_cap=1, group_wait=timedelta(0))

    await tell(line, report(1), GERMAN, RUSSIAN)

    assert kinds_of(line.store) == [(AlertKind.FIRST, None), (AlertKind.FIRST, HeldBack.OVER_CAP)]


async def test_a_flood_from_one_poll_goes_into_the_digest(line: Line) -> None:
    watch(line.store)
    drafts = [
        make_draft(f"{number}", title=title, summary="")
        for number, title in enumerate(headlines(5))
    ]
    store_articles(line.store, *drafts)

    await evaluate_all(line.evaluator(limits=AlertLimits(flood_after=4)))

    assert kinds_of(line.store) == [(AlertKind.FIRST, HeldBack.FLOOD)] * 5


async def test_a_silence_of_a_language_holds_back_what_is_written_in_it(line: Line) -> None:
    watch(line.store)
    silence = Silence(languages=("de",), until=NOW + HOUR, who="Anna", why="press trip")
    line.store.save_catalog(silences=[silence], now=NOW)

    await tell(line, GERMAN, report(1, 1), KOREAN)

    assert [alert.held_back for alert in alerts_of(line.store)] == [
        HeldBack.SILENCED,
        HeldBack.SILENCED,
        None,
    ]


async def test_a_rehearsal_says_what_was_really_told(line: Line) -> None:
    watch(
        line.store,
        Priority.NORMAL,
        cooldown=5 * MINUTE,
        update_interval=timedelta(minutes=30),
        group_wait=timedelta(0),
        outside_hours=OutsideHours.TELL,
    )
    await tell(line, GERMAN, report(1, 1), RUSSIAN, *copies(1), KOREAN)
    await tell(line, report(2, 2), after=10 * MINUTE)

    (topic,) = line.store.load_catalog().topics
    rehearsed = rehearse_query(
        line.store,
        topic.query,
        since=timedelta(days=1),
        like=topic.name,
        against=None,
        limits=AlertLimits(),
        now=line.clock(),
    )

    told = [write_rehearsed(one)["told"] for one in rehearsed]
    live = {alert.article.id: alert for alert in alerts_of(line.store) if alert.article}
    assert len(told) == 6
    for one, came in zip(rehearsed, told, strict=True):
        alert = live.get(one.found.article.id)
        assert came["kind"] == (None if alert is None else alert.kind.value)
        if alert is not None:
            held = None if alert.held_back is None else alert.held_back.value
            assert (came["held_back"], came["reason"]) == (held, alert.reason)
    assert count_rehearsed(rehearsed) == (
        "articles that would have matched: 6; "
        "messages: 3 (escalation 1, first 2); held back: 1 (cooldown 1); not sent: 1 (update 1)"
    )


async def test_a_rehearsal_shows_what_a_new_query_adds_and_loses(line: Line) -> None:
    watch(line.store)
    publish(line.store, GERMAN, KOREAN, Print(paper="Anzeiger", title="Kometen", summary=""))

    rehearsed = rehearse_query(
        line.store,
        "Kometen OR lang:ko @shoigu",
        since=timedelta(days=1),
        like=None,
        against=make_topic().name,
        limits=AlertLimits(),
        now=line.clock() + MINUTE,
    )

    assert [(one.found.article.title, one.side.value) for one in rehearsed if one.side] == [
        (GERMAN.title, "only_old"),
        (KOREAN.title, "both"),
        ("Kometen", "only_new"),
    ]
    assert write_rehearsed(rehearsed[0])["told"] is None


@pytest.mark.parametrize(
    ("policy", "prints", "pause", "expected"),
    [
        # Three publishers were in the first message, so a fourth escalates nothing.
        (
            {"group_wait": 5 * MINUTE},
            [GERMAN, RUSSIAN, KOREAN],
            HOUR,
            ["first", None, None, "update"],
        ),
        ({"group_wait": 5 * MINUTE}, [GERMAN, RUSSIAN, KOREAN], MINUTE, ["first"] + 3 * [None]),
        # The update that waited was told louder; the next one waits for its own turn.
        ({}, [GERMAN, RUSSIAN, KOREAN], MINUTE, ["first", "update", "escalation", "update"]),
        # What waited as an update had grown when it was sent.
        (
            {"escalate_publishers": 0},
            [GERMAN, RUSSIAN, KOREAN],
            HOUR,
            ["first", "update", None, "update"],
        ),
    ],
    ids=["company", "still waiting", "told louder", "grown"],
)
async def test_a_rehearsal_knows_what_messages_said_when_they_were_sent(
    line: Line,
    policy: dict[str, Any],
    prints: list[Print],
    pause: timedelta,
    expected: list[str | None],
) -> None:
    watch(line.store, **policy)
    await tell(line, *prints)
    line.clock.now += pause - MINUTE
    send_due(line)
    await tell(line, LATE)

    (topic,) = line.store.load_catalog().topics
    rehearsed = rehearse_query(
        line.store,
        topic.query,
        since=timedelta(days=1),
        like=topic.name,
        against=None,
        limits=AlertLimits(),
        now=line.clock() + HOUR,
    )

    live = {alert.article.id: alert.kind.value for alert in alerts_of(line.store) if alert.article}
    assert [live.get(one.found.article.id) for one in rehearsed] == expected
    assert [write_rehearsed(one)["told"]["kind"] for one in rehearsed] == expected


async def test_why_names_the_silence_that_held_back_a_further_report(line: Line) -> None:
    watch(line.store)
    await tell(line, GERMAN)
    silence = Silence(until=NOW + HOUR, who="Anna", why="press trip")
    line.store.save_catalog(silences=[silence], now=NOW)

    await tell(line, RUSSIAN)
    [article] = [one for one in line.store.iter_articles() if one.title == RUSSIAN.title]
    explanation = explain(line.store, str(article.id), topic=make_topic().name, now=line.clock())

    assert kinds_of(line.store) == [
        (AlertKind.FIRST, None),
        (AlertKind.UPDATE, HeldBack.SILENCED),
    ]
    assert "Anna silenced every topic until 2026-11-24 10:00 UTC, because: press trip" in (
        "\n".join(tell_explanation(explanation))
    )


async def test_an_update_waits_its_interval_from_when_the_last_message_was_sent(
    line: Line,
) -> None:
    watch(line.store, update_interval=timedelta(minutes=30))
    publish(line.store, GERMAN, at=line.clock())
    await evaluate_all(line.evaluator())
    line.clock.now += 20 * MINUTE
    sent_at = line.clock()
    send_due(line)

    await tell(line, RUSSIAN)

    assert alerts_of(line.store)[-1].deliver_at == sent_at + 30 * MINUTE


async def test_an_update_waits_for_a_message_that_is_tried_again(line: Line) -> None:
    watch(line.store, update_interval=timedelta(minutes=30))
    publish(line.store, GERMAN, at=line.clock())
    await evaluate_all(line.evaluator())
    again = line.clock() + 40 * MINUTE
    [leased] = lease_deliveries(line.store, now=line.clock())
    failed = make_result(leased, state=DeliveryState.RETRYING, next_attempt_at=again, error="421")
    line.store.save_attempts([failed])

    line.clock.now += MINUTE
    publish(line.store, RUSSIAN, at=line.clock())
    await evaluate_all(line.evaluator())

    assert alerts_of(line.store)[-1].deliver_at == again + 30 * MINUTE
