"""Receivers in the dispatch pass: their rate, their outages, their threads, what they never see."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.model import (
    AlertKind,
    DeliveryState,
    EmailReceiver,
    SlackBotReceiver,
    SlackReceiver,
    WebhookReceiver,
)
from tests.support.builders import (
    NOW,
    make_draft,
    make_evaluated,
    make_planned_alert,
    make_topic,
)
from tests.support.clock import RunningClock
from tests.support.hookserver import SIGNING_KEY, HookServer
from tests.support.scenes import evaluate, store_articles
from tests.support.slackapi import CHANNEL, TOKEN, SlackAPI
from tests.support.slackserver import SlackServer
from tests.support.smtpserver import SmtpServer
from tests.support.telling import make_placement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import ArticleId, Receiver
    from monitor.pipeline import Dispatcher
    from tests.support.line import Line

DESK = "desk"
OTHER = "operators"


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer() as server:
        yield server


@pytest.fixture
def api() -> Iterator[SlackAPI]:
    with SlackAPI() as server:
        yield server


def open_dispatcher(line: Line, smtp: SmtpServer, desk: Receiver, **values: object) -> Dispatcher:
    """Give a dispatcher with the receiver in question and one that is told of its outages."""
    operators = EmailReceiver(name=OTHER, to=("operators@example.org",))

    async def pass_time(seconds: float) -> None:
        line.clock.advance(seconds=seconds)

    values = {"sleep": pass_time, **values}
    return line.dispatcher(desk, operators, smtp=smtp.settings(), report_to=OTHER, **values)


def hook_to(slack: SlackServer) -> SlackReceiver:
    return SlackReceiver(name=DESK, webhook_url=slack.webhook_url)


def bot_of(api: SlackAPI) -> SlackBotReceiver:
    return SlackBotReceiver(name=DESK, token=TOKEN, channel=CHANNEL, api_url=api.api_url)


def alert(line: Line, *slugs: str) -> list[ArticleId]:
    """Let the receiver be told of articles of these names."""
    line.store.save_catalog(topics=[make_topic()], now=NOW)
    now = line.clock()
    numbers = store_articles(line.store, *[make_draft(slug) for slug in slugs])
    planned = [
        make_evaluated(
            number, alerts=(make_planned_alert(number, receivers=(DESK,), deliver_at=now),)
        )
        for number in numbers
    ]
    evaluate(line.store, *planned, now=now)
    return list(numbers)


def alert_more(line: Line, first: ArticleId, slug: str, kind: AlertKind) -> None:
    """Let the receiver be told of one more article of a story."""
    now = line.clock()
    (number,) = store_articles(line.store, make_draft(slug))
    planned = make_planned_alert(number, receivers=(DESK,), kind=kind, deliver_at=now)
    placement = make_placement(number, beside=first)
    evaluate(line.store, make_evaluated(number, alerts=(planned,), placement=placement), now=now)


async def send_all(dispatcher: Dispatcher) -> int:
    """Dispatch until nothing is due; gives how many deliveries were leased."""
    total = 0
    while leased := await dispatcher.step():
        total += leased
        await dispatcher.finish()
    await dispatcher.finish()
    return total


def states(line: Line) -> list[str]:
    return [one.state.value for one in reversed(line.store.list_deliveries(limit=10_000))]


# -- rate ------------------------------------------------------------------------------------------


async def test_two_dispatchers_together_keep_the_rate_of_a_receiver(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line, *map(str, range(24)))
    clock, every = RunningClock(), {DESK: timedelta(milliseconds=100)}
    dispatchers = [
        open_dispatcher(
            line,
            smtp,
            hook_to(slack),
            owner=f"s{n}",
            clock=clock,
            every=every,
            sleep=asyncio.sleep,
        )
        for n in range(2)
    ]
    started = clock()

    leased = await asyncio.gather(*(send_all(dispatcher) for dispatcher in dispatchers))

    assert sum(leased) >= 24
    assert len(slack.taken) == 24
    assert clock() - started >= timedelta(seconds=2.3)


# -- outages ---------------------------------------------------------------------------------------


async def live_through(line: Line, dispatcher: Dispatcher, **span: float) -> None:
    """Let time pass, some seconds at a time, while the dispatcher looks for work."""
    until = line.clock() + timedelta(**span)
    while line.clock() < until:
        await send_all(dispatcher)
        line.clock.advance(seconds=10)


async def test_an_outage_of_an_hour_costs_few_calls_and_loses_nothing(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    slack.answer(503, "service_unavailable")
    alert(line, *map(str, range(100)))
    dispatcher = open_dispatcher(line, smtp, hook_to(slack))

    await live_through(line, dispatcher, hours=1)
    calls = len(slack.posts)
    slack.heal()
    await live_through(line, dispatcher, minutes=2)

    assert 60 <= calls <= 70
    assert states(line) == ["sent"] * 100
    # The probe that found it working, and the rest in digests of 50 at most.
    assert len(slack.taken) == 3


async def test_an_outage_is_reported_once_and_its_end_once_through_another_receiver(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    slack.answer(503, "service_unavailable")
    alert(line, *map(str, range(10)))
    dispatcher = open_dispatcher(line, smtp, hook_to(slack))

    await live_through(line, dispatcher, minutes=10)
    slack.heal()
    await live_through(line, dispatcher, minutes=5)

    assert [str(mail.message["Subject"]) for mail in smtp.mails] == [
        "Receiver desk is broken",
        "Receiver desk works again",
    ]
    broken, mended = (mail.part("plain") for mail in smtp.mails)
    assert "answered 503 service_unavailable" in broken
    assert "10 deliveries wait for it" in broken
    assert "takes messages again" in mended
    assert states(line) == ["sent"] * 10


async def test_a_refusal_for_good_is_reported_at_once(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    slack.answer(404, "no_service")
    alert(line, "one")
    dispatcher = open_dispatcher(line, smtp, hook_to(slack))

    await send_all(dispatcher)
    await send_all(dispatcher)

    assert "no_service" in smtp.mails[0].part("plain")
    assert states(line) == ["dead"]


async def test_an_outage_of_both_is_reported_when_the_other_works_again(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    slack.answer(404, "no_service")
    smtp.drop("MAIL", times=2)
    alert(line, "one")
    dispatcher = open_dispatcher(line, smtp, hook_to(slack))

    await live_through(line, dispatcher, minutes=5)

    assert len(smtp.mails) == 1


async def test_a_digest_lists_every_alert_and_each_delivery_says_where_it_went(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line, *[f"number {number:02}" for number in range(30)])
    line.clock.advance(minutes=5)
    dispatcher = open_dispatcher(line, smtp, hook_to(slack))

    await send_all(dispatcher)

    (post,) = slack.taken
    assert all(f"number {number:02}" in post.texts() for number in range(30))
    assert len(json.dumps(post.body["blocks"], ensure_ascii=False)) < 12_000
    assert states(line) == ["sent"] * 30


async def test_a_program_gets_every_alert_by_itself_however_late(
    line: Line, smtp: SmtpServer
) -> None:
    alert(line, *map(str, range(30)))
    line.clock.advance(minutes=5)
    with HookServer() as hook:
        receiver = WebhookReceiver(name=DESK, url=hook.url, secret=SIGNING_KEY)
        await send_all(open_dispatcher(line, smtp, receiver))

        assert (len(hook.visible), hook.repeats) == (30, 0)


# -- crashes ---------------------------------------------------------------------------------------


async def die_after_the_send(
    line: Line, smtp: SmtpServer, desk: Receiver, server: SlackServer
) -> None:
    """Let a dispatcher send a message and end before it knows so; its lease runs out."""
    server.drop(acts=True, times=1)
    dead = open_dispatcher(line, smtp, desk, owner="dead")
    await send_all(dead)
    for delivery in line.store.list_deliveries():
        assert delivery.state is DeliveryState.RETRYING


async def test_what_a_bot_posted_before_the_crash_is_found_and_stands_there_once(
    line: Line, smtp: SmtpServer, api: SlackAPI
) -> None:
    (first,) = alert(line, "one")
    await die_after_the_send(line, smtp, bot_of(api), api)
    line.clock.advance(minutes=10)

    await send_all(open_dispatcher(line, smtp, bot_of(api), owner="heir"))
    alert_more(line, first, "two", AlertKind.UPDATE)
    await send_all(open_dispatcher(line, smtp, bot_of(api), owner="heir"))

    posted, reply = api.messages
    assert reply.thread_ts == posted.ts
    assert states(line) == ["sent", "sent"]


async def test_what_a_program_got_before_the_crash_it_sees_once(
    line: Line, smtp: SmtpServer
) -> None:
    alert(line, "one")
    with HookServer() as hook:
        receiver = WebhookReceiver(name=DESK, url=hook.url, secret=SIGNING_KEY)
        await die_after_the_send(line, smtp, receiver, hook)
        line.clock.advance(minutes=10)

        await send_all(open_dispatcher(line, smtp, receiver, owner="heir"))

        assert (len(hook.visible), hook.repeats) == (1, 1)
    assert states(line) == ["sent"]


async def test_what_was_being_sent_when_the_daemon_was_told_to_stop_is_looked_for(
    line: Line, smtp: SmtpServer, api: SlackAPI
) -> None:
    alert(line, "one")
    api.drop(acts=True, times=1)
    stopped = open_dispatcher(line, smtp, bot_of(api), owner="stopped")
    await stopped.step()
    while not api.messages:
        await asyncio.sleep(0.005)
    await stopped.abandon()
    line.store.release_deliveries("stopped")
    line.clock.advance(minutes=1)

    await send_all(open_dispatcher(line, smtp, bot_of(api), owner="heir"))

    assert len(api.messages) == 1
    assert states(line) == ["sent"]


# -- stories ---------------------------------------------------------------------------------------


async def test_later_reports_of_a_story_go_on_in_its_slack_thread(
    line: Line, smtp: SmtpServer, api: SlackAPI
) -> None:
    (first,) = alert(line, "one")
    dispatcher = open_dispatcher(line, smtp, bot_of(api))
    await send_all(dispatcher)

    alert_more(line, first, "two", AlertKind.UPDATE)
    await send_all(dispatcher)
    alert_more(line, first, "three", AlertKind.ESCALATION)
    await send_all(dispatcher)

    root, update, escalation = api.messages
    assert root.edits == 2
    assert (update.thread_ts, update.broadcast) == (root.ts, False)
    assert (escalation.thread_ts, escalation.broadcast) == (root.ts, True)


async def test_a_webhook_is_told_again_only_when_a_story_escalates(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    (first,) = alert(line, "one")
    dispatcher = open_dispatcher(line, smtp, hook_to(slack))
    await send_all(dispatcher)

    alert_more(line, first, "two", AlertKind.UPDATE)
    await send_all(dispatcher)
    alert_more(line, first, "three", AlertKind.ESCALATION)
    await send_all(dispatcher)

    assert len(slack.taken) == 2
    assert states(line) == ["sent", "held", "sent"]


async def test_later_mails_of_a_story_reply_to_the_first(line: Line, smtp: SmtpServer) -> None:
    (first,) = alert(line, "one")
    desk = EmailReceiver(name=DESK, to=("desk@example.org",))
    dispatcher = open_dispatcher(line, smtp, desk)
    await send_all(dispatcher)

    for slug in ("two", "three"):
        alert_more(line, first, slug, AlertKind.ESCALATION)
        await send_all(dispatcher)

    root, *replies = (mail.message for mail in smtp.mails)
    assert root["In-Reply-To"] is None
    assert [reply["In-Reply-To"] for reply in replies] == [root["Message-ID"]] * 2
    assert [reply["References"] for reply in replies] == [root["Message-ID"]] * 2
    assert len({str(mail.message["Message-ID"]) for mail in smtp.mails}) == 3
