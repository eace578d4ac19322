"""A back-test tells what was told: held against the evaluate pass over drawn streams."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.alert import AlertLimits
from monitor.errors import NotFound
from monitor.manage.backtesting import Trial, rehearse_query
from monitor.manage.rehearsed import count_rehearsed, tell_rehearsed, write_rehearsed
from monitor.manage.silences import expire_silence
from monitor.model import (
    AlertKind,
    DeliveryState,
    EmailReceiver,
    Examples,
    NotifyPolicy,
    Priority,
    Silence,
    SlackReceiver,
    read_active_hours,
)
from monitor.store import Store
from tests.support.builders import NOW, make_concept, make_result, make_topic
from tests.support.line import evaluate_all, open_line
from tests.support.newsstand import AGENCY_TEXT, GERMAN, KOREAN, RUSSIAN, Print, headlines, publish
from tests.support.scenes import lease_deliveries

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from datetime import datetime

    from monitor.manage.backtesting import Rehearsed
    from tests.support.line import Line

MINUTE = timedelta(minutes=1)
MAIL = EmailReceiver(name="desk-mail", to=("desk@example.org",))
SLACK = SlackReceiver(name="desk-slack", webhook_url="https://hooks.slack.example/T0/B0/x")
RECEIVERS = {"desk-mail": MAIL, "desk-slack": SLACK}
TOPIC = make_topic().name
TRIP = Silence(until=NOW + timedelta(hours=9), who="Anna", why="press trip")
#: One event in the words of many.
OWN_WORDS = (
    "Schoigu zu Gesprächen in Pjöngjang: Treffen mit Kim Jong Un",
    "Kim Jong Un empfängt Schoigu in Pjöngjang",
    "Russlands Sekretär Schoigu besucht Pjöngjang und trifft Kim Jong Un",
    "Schoigu landet in Pjöngjang, Kim Jong Un wartet",
    "In Pjöngjang spricht Schoigu mit Kim Jong Un über Waffen",
)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    with Store("sqlite://") as store:
        store.upgrade(now=NOW)
        async with open_line(store) as line:
            yield line


def watch(store: Store, priority: Priority, policy: dict[str, Any]) -> None:
    topic = make_topic(
        query="@shoigu",
        priority=priority,
        receivers=tuple(RECEIVERS),
        notify=NotifyPolicy(**policy),
        examples=Examples(),
    )
    store.save_catalog(concepts=[make_concept()], topics=[topic], now=NOW)


def draw_prints(chance: random.Random, count: int) -> Iterator[Print]:
    """Draw reports of a few events: own words, copies, other languages."""
    titles = (*headlines(3), *OWN_WORDS)
    for number in range(count):
        paper = f"Blatt {number}"
        yield chance.choice(
            (
                replace(GERMAN, paper=paper),
                replace(RUSSIAN, paper=paper),
                replace(KOREAN, paper=paper),
                Print(paper=paper, title=f"{paper}: Schoigu zu Gast", summary=AGENCY_TEXT),
                Print(paper=paper, title=chance.choice(titles), summary=""),
            )
        )


class Live:
    """The evaluate pass with a sender that is on time, and what each receiver got."""

    def __init__(self, line: Line) -> None:
        self.got: Counter[tuple[int, str, str]] = Counter()
        self._line = line
        self._evaluator = line.evaluator()

    async def print(self, one: Print, at: datetime) -> None:
        self.send_until(at)
        publish(self._line.store, one, at=at)
        await evaluate_all(self._evaluator)

    def send_until(self, at: datetime) -> None:
        """Send each message in its minute."""
        line = self._line
        while line.clock.now < at:
            line.clock.now = min(at, line.clock.now + MINUTE)
            for leased in lease_deliveries(line.store, now=line.clock()):
                alert, name = leased.alert, leased.delivery.receiver
                # What a webhook of Slack does with an update; see its transport.
                held = name == SLACK.name and alert.kind is AlertKind.UPDATE
                state = DeliveryState.HELD if held else DeliveryState.SENT
                due_at = leased.delivery.next_attempt_at
                result = make_result(leased, state=state, finished_at=due_at)
                line.store.save_attempts([result])
                assert alert.article is not None
                if not held:
                    self.got[alert.article.id, alert.kind.value, name] += 1


def rehearse_like(
    store: Store, now: datetime, since: timedelta = timedelta(days=1), trial: Trial | None = None
) -> tuple[Rehearsed, ...]:
    return rehearse_query(
        store,
        "@shoigu",
        since=since,
        like=TOPIC,
        against=None,
        limits=AlertLimits(),
        now=now,
        trial=trial,
        receivers=RECEIVERS,
    )


def told_in(rehearsed: tuple[Rehearsed, ...]) -> Counter[tuple[int, str, str]]:
    told: Counter[tuple[int, str, str]] = Counter()
    for one in rehearsed:
        written = write_rehearsed(one)
        for name in written["told"].get("receivers", ()):
            told[one.found.article.id, written["told"]["kind"], name] += 1
    return told


@pytest.mark.parametrize(
    ("seed", "priority", "policy"),
    [
        (1, Priority.URGENT, {}),
        (2, Priority.NORMAL, {}),
        (3, Priority.NORMAL, {"group_wait": 4 * MINUTE, "update_interval": 20 * MINUTE}),
        (4, Priority.HIGH, {"cooldown": 15 * MINUTE, "daily_cap": 3}),
        (5, Priority.NORMAL, {"min_publishers": 2, "within": timedelta(hours=1)}),
        (6, Priority.NORMAL, {"active_hours": read_active_hours("09:30-11:00 UTC")}),
        (7, Priority.LOW, {"escalate_languages": 1, "group_wait": timedelta(0)}),
        (8, Priority.NORMAL, {"update_interval": timedelta(hours=2), "escalate_publishers": 3}),
    ],
)
async def test_a_back_test_tells_each_receiver_what_the_evaluate_pass_told(
    line: Line, seed: int, priority: Priority, policy: dict[str, Any]
) -> None:
    chance = random.Random(seed)
    watch(line.store, priority, policy)
    live = Live(line)
    for number, one in enumerate(draw_prints(chance, 24)):
        if number == 9:
            line.store.save_catalog(silences=[TRIP], now=line.clock() + MINUTE / 2)
        if number == 13:
            [silence] = line.store.load_catalog().silences
            assert silence.id is not None
            expire_silence(line.store, silence.id, now=line.clock())
        await live.print(one, line.clock() + chance.randint(1, 12) * MINUTE)
    live.send_until(line.clock() + timedelta(days=1))

    rehearsed = rehearse_like(line.store, line.clock(), since=timedelta(days=2))

    assert told_in(rehearsed) == live.got
    held = {
        alert.article.id: alert.held_back.value
        for alert in line.store.list_alerts(limit=1000)
        if alert.article is not None and alert.held_back is not None
    }
    told = {one.found.article.id: write_rehearsed(one)["told"] for one in rehearsed}
    assert {number: told[number]["held_back"] for number in held} == held


async def test_an_update_that_an_escalation_says_too_is_told_to_be_unsent(line: Line) -> None:
    watch(line.store, Priority.URGENT, {})
    live = Live(line)
    for one in (GERMAN, RUSSIAN, KOREAN):
        await live.print(one, line.clock() + MINUTE)

    rehearsed = rehearse_like(line.store, line.clock())

    assert [tell_rehearsed(one, str) for one in rehearsed] == [
        "first 2026-11-24 09:01:00+00:00 to desk-mail, desk-slack",
        "update not sent: a louder message says it too",
        "escalation 2026-11-24 09:03:00+00:00 to desk-mail, desk-slack",
    ]
    assert count_rehearsed(rehearsed).endswith(
        "messages: 2 (escalation 1, first 1); held back: 0; not sent: 1 (update 1)"
    )


async def test_an_update_does_not_go_to_a_webhook_of_slack(line: Line) -> None:
    watch(line.store, Priority.URGENT, {})
    live = Live(line)
    for one in (GERMAN, RUSSIAN):
        await live.print(one, line.clock() + MINUTE)

    *_, update = rehearse_like(line.store, line.clock())

    assert tell_rehearsed(update, str) == (
        "update 2026-11-24 09:31:00+00:00 to desk-mail; "
        "not desk-slack: a Slack webhook cannot change its message"
    )
    assert write_rehearsed(update)["told"]["not_sent"] == [
        {"receiver": "desk-slack", "why": "a Slack webhook cannot change its message"}
    ]


async def test_what_was_told_before_the_time_that_is_asked_for_counts(line: Line) -> None:
    watch(line.store, Priority.URGENT, {})
    live = Live(line)
    await live.print(GERMAN, line.clock() + MINUTE)
    await live.print(RUSSIAN, line.clock() + timedelta(hours=3))

    [late] = rehearse_like(line.store, line.clock(), since=timedelta(hours=1))

    assert write_rehearsed(late)["told"]["kind"] == "update"


async def test_another_policy_can_be_tried_and_silences_be_left_out(line: Line) -> None:
    watch(line.store, Priority.URGENT, {})
    line.store.save_catalog(silences=[TRIP], now=NOW)
    live = Live(line)
    for one in (GERMAN, RUSSIAN):
        await live.print(one, line.clock() + MINUTE)
    trial = Trial(policy={"min_publishers": 2}, receivers=("desk-mail",), silenced=False)

    as_it_is = rehearse_like(line.store, line.clock())
    otherwise = rehearse_like(line.store, line.clock(), trial=trial)

    assert [tell_rehearsed(one, str) for one in as_it_is] == ["held back: silenced"] * 2
    assert [tell_rehearsed(one, str) for one in otherwise] == [
        "held back: too few publishers",
        "first 2026-11-24 09:02:00+00:00 to desk-mail",
    ]


async def test_a_receiver_that_the_settings_do_not_know_is_refused_with_the_nearest(
    line: Line,
) -> None:
    watch(line.store, Priority.URGENT, {})

    with pytest.raises(NotFound) as caught:
        rehearse_like(line.store, NOW, trial=Trial(receivers=("desk-mial",)))

    assert caught.value.__notes__ == ["did you mean desk-mail?"]
