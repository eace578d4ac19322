"""Receivers that are down for an hour: nothing is lost, few calls are made, many become one."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from tests.support.crashbacklog import seed_backlog
from tests.support.crashfarm import wait_for_log
from tests.support.crashruns import ALL_RECEIVERS, SHORTEN, Round, make_title
from tests.support.daemon import RECEIVERS, wait_until
from tests.support.faults import HASTEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.slackserver import SlackServer
    from tests.support.smtpserver import SmtpServer

#: How many times as fast the daemon's clock runs.
SPEED = 240
HOUR = 3600 / SPEED
MOST_CALLS = 70
#: Ten thousand by `make crash`.
BACKLOG = min(300 * int(os.environ.get("CRASH_ROUNDS", "10")), 10_000)
#: Alerts in one digest.
IN_ONE = 50


@pytest.fixture
def hasty(open_newsroom: Callable[..., Round]) -> Round:
    """A newsroom whose hours last some seconds."""
    newsroom = open_newsroom(interval="30s")
    newsroom.steps = (
        (HASTEN, {"speed": SPEED, "since": time.time()}),
        # Leases are renewed by another clock.
        (SHORTEN, {"seconds": 4 * 3600}),
    )
    return newsroom


def test_an_hour_without_mail_and_slack_loses_nothing_and_costs_few_calls(
    hasty: Round, mailbox: SmtpServer, slack: SlackServer
) -> None:
    newsroom = hasty
    newsroom.begin()
    life = newsroom.live()
    wait_for_log(life, "monitor started")
    before = mailbox.connections, len(slack.posts)
    fail(mailbox, slack)

    over = time.monotonic() + HOUR
    while time.monotonic() < over:
        newsroom.publish()
        time.sleep(HOUR / 60)
    calls = mailbox.connections - before[0], len(slack.posts) - before[1]
    told_before = len(mailbox.mails), len(slack.taken)
    heal(mailbox, slack)
    wait_until(newsroom.all_sent, what="all of the hour")

    assert life.terminate() == 0
    assert len(newsroom.published) > 40
    # Nobody is left alone altogether: how else should it be found working?
    assert all(30 <= count <= MOST_CALLS for count in calls), calls
    assert told_before == (1, 1)
    # Most goes out together. (What follows the probe within a second of that clock may not.)
    assert max(len(mailbox.mails), len(slack.taken)) < len(newsroom.published) / 2
    newsroom.end().demand(kills=0)


@pytest.mark.timeout(180)  # ten thousand alerts, on a machine that may be busy
def test_thousands_of_alerts_that_waited_go_out_as_digests(
    hasty: Round, mailbox: SmtpServer, slack: SlackServer
) -> None:
    newsroom = hasty
    newsroom.begin()
    titles = [make_title(number) for number in range(1000, 1000 + BACKLOG)]
    seed_backlog(newsroom.store, titles, receivers=RECEIVERS)
    newsroom.published += titles
    before = mailbox.connections, len(slack.posts)
    fail(mailbox, slack)
    life = newsroom.live()
    wait_until(lambda: mailbox.connections >= before[0] + 6, what="probes of the mail server")
    wait_until(lambda: len(slack.posts) >= before[1] + 6, what="probes of Slack")
    heal(mailbox, slack)

    wait_until(
        lambda: newsroom.count_sent() == len(RECEIVERS) * BACKLOG + len(ALL_RECEIVERS),
        seconds=120,
        what="the backlog",
    )

    assert life.terminate() == 0
    assert len(mailbox.mails) <= BACKLOG / IN_ONE + 1
    assert len(slack.taken) <= BACKLOG / IN_ONE + 1
    newsroom.judge("mail", "slack").demand(kills=0)


def fail(mailbox: SmtpServer, slack: SlackServer) -> None:
    mailbox.reply("EHLO", "421 4.3.2 out of service")
    slack.answer(503, "service_unavailable")


def heal(mailbox: SmtpServer, slack: SlackServer) -> None:
    mailbox.heal()
    slack.heal()
