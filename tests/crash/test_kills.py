"""The daemon is started as people start it, and killed as a power cut would.

`test_thousand.py` kills far more often, and daemons that are forked.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from monitor.model import DeliveryState, HeldBack, PlacedBy
from tests.support.daemon import Desk, wait_until, write_newsroom, write_settings
from tests.support.documents import make_item, write_rss
from tests.support.feedserver import FeedServer
from tests.support.newsstand import AGENCY_TEXT, headlines
from tests.support.slackserver import SlackServer
from tests.support.smtpserver import SmtpServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from aiosmtpd.smtp import Envelope, Session

    from tests.support.documents import Item

#: At which moments it is killed, and how often.
KILLS = {
    # Somewhere in its start and its first second.
    "chance": 1,
    # As soon as the feed's new state can be read: its article must be there by then.
    "saved": 1,
    # While a mail is taken and not yet acknowledged: the one moment that may repeat a send.
    "taken": 1,
}


class ThoughtfulSmtpServer(SmtpServer):
    """Takes a mail, and lets some time pass before it says so."""

    async def handle_DATA(self, server: object, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        reply = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(0.15)
        return reply


@pytest.fixture
def publisher() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with ThoughtfulSmtpServer() as server:
        yield server


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer() as server:
        yield server


class Press:
    """Feeds that each gain one report: what is missed there is not found by a later poll."""

    def __init__(self, publisher: FeedServer, reports: int) -> None:
        self.titles = headlines(reports)
        self._publisher = publisher
        #: Every third report appears in two feeds.
        self._paths = [
            [f"/{number}.xml", *([f"/{number}-too.xml"] if number % 3 == 0 else [])]
            for number in range(reports)
        ]
        self.feeds = [self._show(path) for paths in self._paths for path in paths]

    def publish(self, number: int) -> None:
        """Publish a report."""
        title = self.titles[number]
        for path in self._paths[number]:
            self._show(path, make_item(f"report-{number}", title))

    def feed(self, number: int) -> str:
        """URL of the feed of a report."""
        return self._publisher.url + self._paths[number][0]

    def _show(self, path: str, *items: Item) -> str:
        return self._publisher.set(path, write_rss(*items), etag=f'"{len(items)}"')


@pytest.mark.timeout(300)  # five starts, on a machine that may be busy
def test_kills_lose_nothing_and_repeat_at_most_the_send_they_cut_off(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    chance = random.Random(1124)
    kills = [moment for moment, times in KILLS.items() for _ in range(times)]
    chance.shuffle(kills)
    press = Press(publisher, len(kills))
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack, interval="300ms"))
    desk.stock(write_newsroom(*press.feeds))
    wait_for_baseline(desk)

    for number, kill in enumerate(kills):
        with desk.launch() as daemon:
            press.publish(number)
            wait_for(kill, number, desk, press, smtp)
            if kill == "chance":
                time.sleep(chance.uniform(0.0, 1.2))
            daemon.kill()

    with desk.daemon() as daemon:
        wait_until(lambda: all_sent(desk, 2 * len(kills)), seconds=30, what="the end")
        assert daemon.terminate() == 0

    assert_told_once(desk, press.titles)
    mails = Counter(str(mail.message["Message-ID"]) for mail in smtp.mails)
    assert_bound(mails, press.titles, kills=len(kills))
    assert sum(mails.values()) > len(mails), "no kill came between a send and its record"
    assert_bound(Counter(post.texts() for post in slack.taken), press.titles, kills=len(kills))
    assert_sound(tmp_path / "monitor.db")


def test_a_daemon_that_is_killed_during_its_first_poll_begins_with_the_baseline_again(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    press = Press(publisher, 2)
    press.publish(0)
    press.publish(1)
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack, interval="100ms"))
    desk.stock(write_newsroom(*press.feeds))
    for _ in range(2):
        with desk.launch() as daemon:
            wait_for_another(lambda: publisher.requests)
            daemon.kill()

    with desk.daemon() as daemon:
        wait_until(lambda: bool(read_alerts(desk)), what="the evaluation")
        assert daemon.terminate() == 0

    assert {held_back for _, held_back in read_alerts(desk)} == {HeldBack.BASELINE}
    assert not smtp.mails
    assert not slack.posts


def test_a_copy_that_comes_after_a_kill_joins_the_story_and_is_not_told(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, slack: SlackServer
) -> None:
    feeds = [publisher.set(f"/{number}.xml", write_rss(), etag='"0"') for number in range(2)]
    desk = Desk(folder=tmp_path, settings=write_settings(smtp, slack, interval="300ms"))
    desk.stock(write_newsroom(*feeds))
    wait_for_baseline(desk)
    with desk.launch() as daemon:
        publish_text(publisher, "/0.xml", "Schoigu in Pjöngjang eingetroffen")
        wait_until(lambda: all_sent(desk, 2), what="the first report")
        daemon.kill()

    with desk.daemon() as daemon:
        publish_text(publisher, "/1.xml", "Blatt: Schoigu zu Gast")
        wait_until(lambda: count_matches(desk) == 2, what="the copy")
        assert daemon.terminate() == 0

    with desk.store() as store:
        [story] = store.iter_stories(limit=9)
    assert [member.reason for member in story.members] == [PlacedBy.OPENED, PlacedBy.COPY]
    assert len(read_alerts(desk)) == len(smtp.mails) == len(slack.posts) == 1


def publish_text(publisher: FeedServer, path: str, title: str) -> None:
    item = make_item(title.encode().hex(), title, summary=AGENCY_TEXT)
    publisher.set(path, write_rss(item), etag='"1"')


def count_matches(desk: Desk) -> int:
    with desk.store() as store:
        return store.get_status(store.list_feeds()[0].created_at).matches


def wait_for_baseline(desk: Desk) -> None:
    def is_done() -> bool:
        with desk.store() as store:
            return all(feed.baseline_at for feed in store.list_feeds())

    with desk.daemon() as daemon:
        wait_until(is_done, what="the baseline")
        assert daemon.terminate() == 0


def wait_for(moment: str, number: int, desk: Desk, press: Press, smtp: SmtpServer) -> None:
    """Wait for the moment after a report was published."""
    match moment:
        case "chance":
            time.sleep(0.5)
        case "saved":
            with desk.store() as store:
                before = store.get_feed(press.feed(number)).last_changed_at
                wait_until(
                    lambda: store.get_feed(press.feed(number)).last_changed_at != before,
                    what="a change",
                )
        case _:
            wait_for_another(lambda: smtp.mails)


def wait_for_another(things: Callable[[], Sequence[object]]) -> None:
    before = len(things())
    wait_until(lambda: len(things()) > before, what="another one")


def all_sent(desk: Desk, count: int) -> bool:
    with desk.store() as store:
        return store.get_status(store.list_feeds()[0].created_at).deliveries["sent"] >= count


def read_alerts(desk: Desk) -> list[tuple[str, HeldBack | None]]:
    with desk.store() as store:
        return [(alert.article.title, alert.held_back) for alert in store.list_alerts(limit=999)]


def assert_told_once(desk: Desk, published: Sequence[str]) -> None:
    """One alert for each report, and nothing of the outbox left."""
    assert sorted(read_alerts(desk)) == sorted((title, None) for title in published)
    with desk.store() as store:
        deliveries = store.list_deliveries(limit=999)
    assert len(deliveries) == 2 * len(published)
    assert {delivery.state for delivery in deliveries} == {DeliveryState.SENT}


def assert_bound(told: Counter[str], published: Sequence[str], kills: int) -> None:
    """Everything came, under one name each; a kill repeated one message at most."""
    assert len(told) == len(published)
    assert sum(told.values()) <= len(published) + kills


def assert_sound(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
