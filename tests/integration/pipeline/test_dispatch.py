"""The dispatch pass: who gets a message, once, and what is recorded of it."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.model import DeliveryState, EmailReceiver, Receipt, SlackReceiver
from tests.support.builders import (
    NOW,
    make_draft,
    make_evaluated,
    make_planned_alert,
    make_topic,
)
from tests.support.clock import RunningClock
from tests.support.scenes import alert_about, evaluate, store_articles
from tests.support.slackserver import SlackServer
from tests.support.smtpserver import SmtpServer
from tests.support.trouble import outage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitor.model import Delivery, Draft, Message
    from monitor.pipeline import Dispatcher
    from tests.support.line import Line

MAIL = "desk-mail"
SLACK = "desk-slack"


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer() as server:
        yield server


def make_dispatcher(
    line: Line, smtp: SmtpServer, slack: SlackServer, **values: object
) -> Dispatcher:
    return line.dispatcher(
        EmailReceiver(name=MAIL, to=("desk@example.org",)),
        SlackReceiver(name=SLACK, webhook_url=slack.webhook_url),
        smtp=smtp.settings(),
        **values,
    )


def alert(line: Line, *slugs: str) -> None:
    """Store articles of which both receivers must be told."""
    alert_about(line.store, *[make_draft(slug) for slug in slugs or ["arrival"]])


def alert_one(line: Line, receiver: str, *drafts: Draft) -> None:
    """Store articles of which one receiver must be told."""
    line.store.save_catalog(topics=[make_topic()], now=NOW)
    numbers = store_articles(line.store, *drafts)
    planned = [
        make_evaluated(number, alerts=(make_planned_alert(number, receivers=(receiver,)),))
        for number in numbers
    ]
    evaluate(line.store, *planned)


async def send_all(dispatcher: Dispatcher) -> int:
    """Dispatch until nothing is due; gives how many deliveries were leased."""
    total = 0
    while leased := await dispatcher.step():
        total += leased
        await dispatcher.finish()
    return total


async def wait_for(holds: Callable[[], object], *, seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.005)


def deliveries_of(line: Line, receiver: str) -> list[Delivery]:
    return [one for one in reversed(line.store.list_deliveries()) if one.receiver == receiver]


def states_of(line: Line, receiver: str) -> list[str]:
    return [one.state.value for one in deliveries_of(line, receiver)]


# -- sent ------------------------------------------------------------------------------------------


async def test_sends_to_every_receiver_once_and_records_it(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line)
    dispatcher = make_dispatcher(line, smtp, slack)

    assert await send_all(dispatcher) == 2
    line.clock.advance(days=30)
    assert await send_all(dispatcher) == 0

    assert (len(smtp.mails), len(slack.taken)) == (1, 1)
    assert "Report about arrival" in smtp.mails[0].part("plain")
    assert "Report about arrival" in slack.taken[0].texts()
    for delivery in line.store.list_deliveries():
        assert delivery.state is DeliveryState.SENT
        assert (delivery.attempts, delivery.sent_at, delivery.last_error) == (1, NOW, None)
    assert dispatcher.failed == 0


async def test_brings_the_alerts_of_one_receiver_in_the_order_of_their_making(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line, *[f"number {number}" for number in range(30)])

    await send_all(make_dispatcher(line, smtp, slack))

    told = [re.findall(r"number (\d+)", str(mail.message["Subject"])) for mail in smtp.mails]
    assert told == [[str(number)] for number in range(30)]


async def test_two_dispatchers_never_send_the_same_delivery(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line, *[f"number {number}" for number in range(40)])
    dispatchers = [make_dispatcher(line, smtp, slack, owner=f"sender {n}") for n in range(2)]

    leased = await asyncio.gather(*(send_all(dispatcher) for dispatcher in dispatchers))

    assert sum(leased) == 80
    assert min(leased) > 0
    assert (len(smtp.mails), len(slack.taken)) == (40, 40)
    assert len({mail.message["Message-ID"] for mail in smtp.mails}) == 40
    assert len({post.texts() for post in slack.taken}) == 40


class Onlooker:
    """A transport that takes all, and looks each time what was recorded of it before."""

    takes_digests = False
    longest_send = timedelta(seconds=1)

    def __init__(self, line: Line) -> None:
        self._line = line
        self.seen: list[int] = []

    async def send(self, message: Message) -> Receipt:  # noqa: ARG002 - taken, not read
        self.seen.append(states_of(self._line, "onlooker").count("sent"))
        return Receipt(detail="taken")

    async def greet(self) -> str | None:
        return None


async def test_each_message_is_recorded_before_the_next_is_sent(
    line: Line, smtp: SmtpServer
) -> None:
    alert_one(line, "onlooker", *[make_draft(f"number {number}") for number in range(5)])
    onlooker = Onlooker(line)

    await send_all(line.dispatcher(smtp=smtp.settings(), others={"onlooker": onlooker}))

    assert onlooker.seen == [0, 1, 2, 3, 4]
    assert states_of(line, "onlooker") == ["sent"] * 5


async def test_a_message_is_recorded_before_the_next_one_waits_for_its_turn(
    line: Line, smtp: SmtpServer
) -> None:
    alert_one(line, "onlooker", make_draft("one"), make_draft("two"))
    onlooker, waits = Onlooker(line), []

    async def sleep(seconds: float) -> None:
        waits.append((seconds, states_of(line, "onlooker")))

    every = {"onlooker": timedelta(seconds=1)}
    dispatcher = line.dispatcher(
        smtp=smtp.settings(), others={"onlooker": onlooker}, every=every, sleep=sleep
    )
    await send_all(dispatcher)

    assert waits == [(1.0, ["sent", "leased"])]


# -- slow ------------------------------------------------------------------------------------------


async def test_keeps_its_leases_while_a_server_is_slow(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line, "one", "two")
    slack.answer(200, "ok", delay=0.7)
    clock, lease_for = RunningClock(), timedelta(seconds=0.45)
    patient = make_dispatcher(line, smtp, slack, clock=clock, lease_for=lease_for)
    rival = make_dispatcher(line, smtp, slack, owner="rival", clock=clock, lease_for=lease_for)
    await patient.step()

    finishing = asyncio.create_task(patient.finish())
    leased_by_rival = 0
    while not finishing.done():
        leased_by_rival += await rival.step()
        await asyncio.sleep(0.05)
    await finishing

    assert leased_by_rival == 0
    assert len(slack.posts) == 2
    assert states_of(line, SLACK) == ["sent", "sent"]
    assert [one.attempts for one in deliveries_of(line, SLACK)] == [1, 1]


async def test_takes_over_what_a_dead_dispatcher_held(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line)
    slack.answer(200, "ok", delay=5.0, times=1)
    dead = make_dispatcher(line, smtp, slack, owner="dead")
    await dead.step()
    await wait_for(lambda: smtp.mails and slack.posts)
    await dead.abandon()

    heir = make_dispatcher(line, smtp, slack, owner="heir")
    assert await send_all(heir) == 0
    line.clock.advance(minutes=6)
    assert await send_all(heir) >= 1

    assert states_of(line, SLACK) == ["sent"]


async def test_a_slow_mail_server_holds_up_nobody_else(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    smtp.stay_silent("DATA")
    alert(line, "one")
    dispatcher = make_dispatcher(line, smtp, slack)
    await dispatcher.step()
    await wait_for(lambda: "DATA" in smtp.commands)

    alert(line, "two")
    before = time.monotonic()
    await dispatcher.step()
    await wait_for(lambda: states_of(line, SLACK) == ["sent", "sent"])

    assert time.monotonic() - before < 2
    assert states_of(line, MAIL) == ["leased", "leased"]
    await dispatcher.abandon()


async def test_holds_only_so_many_deliveries_of_one_receiver_at_once(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line, *[str(number) for number in range(210)])
    smtp.stay_silent("DATA")
    slack.answer(200, "ok", delay=5.0)
    dispatcher = make_dispatcher(line, smtp, slack)

    leased = [await dispatcher.step() for _ in range(12)]

    # What waits is made at the same instant for both, so they share each batch.
    assert leased == [20] * 4 + [0] * 8
    assert dispatcher.in_flight == 80
    await dispatcher.abandon()
    assert line.store.release_deliveries("sender") == 80


async def test_a_long_queue_at_one_receiver_leaves_room_for_the_others(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    slack.answer(200, "ok", delay=5.0)
    slack_only = [make_draft(f"number {number}") for number in range(100)]
    alert_one(line, SLACK, *slack_only)
    dispatcher = make_dispatcher(line, smtp, slack)
    for _ in range(6):
        await dispatcher.step()

    alert_one(line, MAIL, make_draft("the mail"))
    await dispatcher.step()
    await wait_for(lambda: smtp.mails)

    assert dispatcher.in_flight <= 60
    await dispatcher.abandon()


# -- refused ---------------------------------------------------------------------------------------


async def test_leaves_a_receiver_alone_for_as_long_as_it_asks(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line, "one", "two", "three")
    slack.answer(429, "rate_limited", headers={"Retry-After": "90"}, times=1)
    dispatcher = make_dispatcher(line, smtp, slack)
    await send_all(dispatcher)

    assert len(slack.posts) == 1
    assert states_of(line, SLACK) == ["retrying", "due", "due"]
    assert [one.attempts for one in deliveries_of(line, SLACK)] == [1, 0, 0]
    assert len(smtp.mails) == 3

    line.clock.advance(seconds=89)
    assert await send_all(dispatcher) == 0
    line.clock.advance(seconds=1)
    await send_all(dispatcher)

    assert len(slack.taken) == 3
    assert states_of(line, SLACK) == ["sent"] * 3


async def test_remembers_across_a_restart_that_a_receiver_wants_to_be_left_alone(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line, "one")
    slack.answer(429, "rate_limited", headers={"Retry-After": "90"}, times=1)
    await send_all(make_dispatcher(line, smtp, slack))

    alert(line, "two")
    await send_all(make_dispatcher(line, smtp, slack, owner="after the restart"))

    assert len(slack.posts) == 1


async def test_tries_again_later_under_the_same_message_id(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line)
    smtp.drop("END", times=1)
    dispatcher = make_dispatcher(line, smtp, slack)
    await send_all(dispatcher)

    [delivery] = deliveries_of(line, MAIL)
    assert delivery.state is DeliveryState.RETRYING
    assert delivery.last_error
    assert delivery.next_attempt_at is not None
    assert delivery.next_attempt_at > NOW
    line.clock.now = delivery.next_attempt_at
    await send_all(dispatcher)

    assert states_of(line, MAIL) == ["sent"]
    first, second = (mail.message["Message-ID"] for mail in smtp.mails)
    assert first == second
    assert dispatcher.failed == 1


async def test_a_refusal_for_good_is_dead_at_once_with_the_servers_reason(
    line: Line, smtp: SmtpServer, slack: SlackServer, caplog: pytest.LogCaptureFixture
) -> None:
    alert(line)
    slack.answer(404, "no_service")
    dispatcher = make_dispatcher(line, smtp, slack)

    with caplog.at_level(logging.WARNING):
        await send_all(dispatcher)
    line.clock.advance(days=2)
    await send_all(dispatcher)

    [delivery] = deliveries_of(line, SLACK)
    assert delivery.state is DeliveryState.DEAD
    assert "the webhook was removed" in (delivery.last_error or "")
    assert len(slack.posts) == 1
    [record] = [record for record in caplog.records if record.message == "delivery failed"]
    assert (vars(record)["receiver"], vars(record)["state"]) == (SLACK, "dead")


async def test_a_receiver_that_the_settings_do_not_name_waits_with_the_remedy(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line)
    mail_only = line.dispatcher(
        EmailReceiver(name=MAIL, to=("desk@example.org",)), smtp=smtp.settings()
    )
    await send_all(mail_only)

    [delivery] = deliveries_of(line, SLACK)
    assert delivery.state is DeliveryState.RETRYING
    assert "the settings have no receiver desk-slack" in (delivery.last_error or "")
    assert "restart the daemon" in (delivery.last_error or "")
    assert states_of(line, MAIL) == ["sent"]

    line.clock.advance(minutes=10)
    await send_all(make_dispatcher(line, smtp, slack))
    assert states_of(line, SLACK) == ["sent"]
    assert len(smtp.mails) == 1


# -- the database goes away ------------------------------------------------------------------------


async def test_a_database_that_is_away_after_the_send_repeats_no_message(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line)
    slack.answer(200, "ok", delay=0.4)
    dispatcher = make_dispatcher(line, smtp, slack)
    await dispatcher.step()
    await wait_for(lambda: states_of(line, MAIL) == ["sent"] and slack.posts)

    with outage(line.store):
        await asyncio.sleep(0.8)
        assert dispatcher.in_flight == 1
    await dispatcher.finish()

    assert states_of(line, SLACK) == ["sent"]
    assert await send_all(dispatcher) == 0
    assert len(slack.posts) == 1


# -- the program is wrong --------------------------------------------------------------------------


class BrokenTransport:
    """A transport with a fault of ours."""

    longest_send = timedelta(seconds=1)
    takes_digests = False

    async def send(self, message: Message) -> Receipt:
        raise ZeroDivisionError(message.subject)


async def test_a_fault_of_ours_holds_up_nobody_and_is_tried_again(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line, "one", "two")
    dispatcher = make_dispatcher(line, smtp, slack, others={MAIL: BrokenTransport()})

    await send_all(dispatcher)

    assert states_of(line, SLACK) == ["sent", "sent"]
    assert states_of(line, MAIL) == ["retrying", "retrying"]
    errors = {delivery.last_error for delivery in deliveries_of(line, MAIL)}
    assert errors == {"a fault of ours: ZeroDivisionError"}


async def test_a_machine_that_slept_through_its_leases_repeats_nothing(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line, "one", "two", "three")
    slack.answer(200, "ok", delay=0.3)
    dispatcher = make_dispatcher(line, smtp, slack)
    await dispatcher.step()
    await wait_for(lambda: slack.posts)

    line.clock.advance(hours=8)
    assert await dispatcher.step() == 0
    await dispatcher.finish()

    assert states_of(line, SLACK) == ["sent"] * 3
    assert (len(slack.posts), len(smtp.mails)) == (3, 3)


async def test_a_dispatcher_that_slept_leaves_to_another_what_that_one_took(
    line: Line, smtp: SmtpServer, slack: SlackServer
) -> None:
    alert(line, "one", "two", "three")
    slack.answer(200, "ok", delay=0.3)
    sleeper = make_dispatcher(line, smtp, slack)
    await sleeper.step()
    await wait_for(lambda: slack.posts and states_of(line, MAIL) == ["sent"] * 3)

    line.clock.advance(hours=8)
    await asyncio.gather(
        send_all(make_dispatcher(line, smtp, slack, owner="other")), sleeper.finish()
    )

    assert states_of(line, SLACK) == ["sent"] * 3
    assert len(slack.posts) <= 4
