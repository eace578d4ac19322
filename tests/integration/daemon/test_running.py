"""What an operator sees of a daemon that runs: its haste, its pages, its log."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.support.daemon import Desk, wait_until, write_newsroom, write_settings
from tests.support.documents import make_item, write_rss
from tests.support.newsstand import headlines
from tests.support.slackserver import SECRET
from tests.support.smtpserver import SmtpServer
from tests.support.trouble import outage

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.daemon import Running
    from tests.support.feedserver import FeedServer
    from tests.support.slackserver import SlackServer

PASSWORD = "smtpCANARYpassword"
TOKEN = "feedCANARYtoken"


def seconds_between(entries: list[dict[str, Any]]) -> list[float]:
    """From each poll that brought something new to the delivery that follows it."""
    marks = [
        (entry["message"], datetime.fromisoformat(entry["at"]))
        for entry in entries
        if entry.get("new") == 1 or entry["message"] == "delivery sent"
    ]
    return [
        (later - earlier).total_seconds()
        for (what, earlier), (then, later) in pairwise(marks)
        if (what, then) == ("feed polled", "delivery sent")
    ]


def test_goes_from_stored_to_sent_without_waiting_for_a_tick(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    feed = publisher.set("/feed.xml", write_rss())
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack, interval="100ms", log="json"))
    desk.stock(write_newsroom(feed, receivers=("desk-slack",)))
    items = []

    with desk.daemon() as daemon:
        wait_until(lambda: bool(publisher.requests), what="the baseline")
        for number, title in enumerate(headlines(3)):
            items.append(make_item(f"{number}", title=title))
            publisher.set("/feed.xml", write_rss(*items))
            slack.wait_for(number + 1, timeout=30)
        assert daemon.terminate() == 0

    took = seconds_between(daemon.entries())
    assert len(took) == 3
    # Waiting for ticks, a second apart, would make this more than a second.
    assert median(took) < 0.8


def test_the_pages_tell_how_it_is_doing(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    feed = publisher.set("/feed.xml", write_rss(make_item(title="Schoigu & Co")))
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack))
    desk.stock(write_newsroom(feed))

    with desk.daemon() as daemon:
        wait_until(lambda: daemon.get("/readyz")[0] == 200, what="readiness")
        wait_until(lambda: "&amp; Co" in daemon.get("/")[1], what="the held-back alert")

        assert daemon.get("/healthz") == (200, "ok\n")
        assert json.loads(daemon.get("/readyz")[1]) == {"ready": True, "problems": []}
        page = daemon.get("/")[1]
        assert "<mark>Schoigu</mark> &amp; Co" in page
        assert feed in page
        assert "Held back: baseline" in page
        assert daemon.terminate() == 0


def test_a_pass_whose_database_is_away_is_not_ready_and_recovers_by_itself(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    feed = publisher.set("/feed.xml", write_rss(make_item()))
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack))
    desk.stock(write_newsroom(feed))

    with desk.daemon() as daemon:
        wait_until(lambda: daemon.get("/readyz")[0] == 200, what="readiness")
        with desk.store() as store, outage(store):
            wait_until(lambda: "pass failed" in daemon.log_text(), what="the failure")
            status, body = daemon.get("/")
            assert status == 503
            assert "Traceback" not in body
        before = len(publisher.requests)
        wait_until(lambda: len(publisher.requests) > before, what="polls after the outage")
        assert daemon.get("/")[0] == 200
        assert daemon.terminate() == 0


def test_its_log_is_json_line_by_line_and_holds_no_secret(
    tmp_path: Path, publisher: FeedServer, slack: SlackServer
) -> None:
    path = f"/feed.xml?token={TOKEN}"
    feeds = [
        publisher.set(path, write_rss()),
        f"{publisher.url}/absent.xml?token={TOKEN}",
        f"http://desk:{TOKEN}@127.0.0.1:1/feed.xml",
    ]
    slack.answer(500, "fatal_error", times=1)
    slack.drop(times=1)
    slack.answer(404, "no_service")
    with SmtpServer(username="desk", password=PASSWORD) as smtp:
        desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack, log="json"))
        smtp.password = "changed since"
        desk.stock(write_newsroom(*feeds))
        with desk.daemon() as daemon:
            wait_until(lambda: bool(publisher.requests_for(path)), what="the baseline")
            items = [make_item(f"{at}", title=title) for at, title in enumerate(headlines(3))]
            publisher.set(path, write_rss(*items))
            wait_until(lambda: failures(daemon) >= 4, what="failures in the log")
            assert daemon.terminate() == 0

    log = daemon.log_text()
    for entry in daemon.entries():
        assert {"at", "level", "logger", "message"} <= entry.keys()
        assert datetime.fromisoformat(entry["at"]).tzinfo is not None
    for secret in (PASSWORD, TOKEN, SECRET, SECRET.rpartition("/")[2]):
        assert secret not in log
    listed = desk.done("deliveries", "list", "--json") + desk.done("config", "show")
    for secret in (PASSWORD, SECRET):
        assert secret not in listed


def failures(daemon: Running) -> int:
    return sum(entry["message"] == "delivery failed" for entry in daemon.entries())
