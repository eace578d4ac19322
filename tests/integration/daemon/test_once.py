"""`monitor run --once`: all that is due, to the end, and an exit code that says how it went."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.support.daemon import Desk, write_newsroom, write_settings
from tests.support.documents import make_item, write_rss

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.feedserver import FeedServer
    from tests.support.slackserver import SlackServer
    from tests.support.smtpserver import SmtpServer


def publish_news(publisher: FeedServer, desk: Desk) -> None:
    """Let the baseline pass, then publish a report that the topic asks for."""
    assert desk.run("run", "--once").returncode == 0
    publisher.set("/feed.xml", write_rss(make_item(title="Schoigu")))
    with desk.store() as store:
        store.make_due([f"{publisher.url}/feed.xml"], now=store.list_feeds()[0].created_at)


def test_polls_evaluates_delivers_and_is_done(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    feed = publisher.set("/feed.xml", write_rss())
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack, interval="1h"))
    desk.stock(write_newsroom(feed, wait="1h"))
    publish_news(publisher, desk)
    before = time.monotonic()

    result = desk.run("run", "--once")

    assert result.returncode == 0
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    # Nobody stays to wait for the hour that the topic wants to gather in.
    assert (len(smtp.mails), len(slack.taken)) == (1, 1)
    assert time.monotonic() - before < 30
    assert desk.run("run", "--once").returncode == 0
    assert (len(smtp.mails), len(slack.taken)) == (1, 1)
    assert len(publisher.requests) == 2


def test_fails_when_a_receiver_did_not_take_its_message(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    feed = publisher.set("/feed.xml", write_rss())
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack, interval="1h"))
    desk.stock(write_newsroom(feed))
    publish_news(publisher, desk)
    slack.answer(404, "no_service")

    result = desk.run("run", "--once")

    assert result.returncode == 1
    assert "the webhook was removed" in result.stderr
    assert len(smtp.mails) == 1
    assert desk.run("run", "--once").returncode == 0


def test_a_feed_that_fails_is_told_and_does_not_make_it_fail(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    absent = f"{publisher.url}/absent.xml"
    good = publisher.set("/feed.xml", write_rss(make_item()))
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack, interval="1h"))
    desk.stock(write_newsroom(absent, good))

    result = desk.run("run", "--once")

    assert result.returncode == 0
    assert "status code: 404" in result.stderr
    with desk.store() as store:
        assert store.get_feed(absent).failures == 1
        assert store.get_feed(good).articles == 1


def test_polls_more_feeds_than_it_visits_at_once(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    feeds = [
        publisher.set(f"/{number}.xml", write_rss(make_item(f"{number}"))) for number in range(60)
    ]
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack, interval="1h"))
    desk.stock(write_newsroom(*feeds))

    assert desk.run("run", "--once").returncode == 0

    with desk.store() as store:
        assert len(list(store.iter_articles())) == 60
        assert not store.list_unevaluated(limit=1)
