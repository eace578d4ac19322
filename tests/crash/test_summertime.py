"""The daemon lives through the night in which the clocks are changed: it keeps local hours."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from monitor.model import AlertKind, Digest
from tests.support.crashfarm import wait_for_log
from tests.support.crashruns import make_title
from tests.support.daemon import Desk, wait_until, write_settings
from tests.support.documents import make_item, write_rss
from tests.support.faults import SHIFT_CLOCK

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.crashfarm import Farm
    from tests.support.feedserver import FeedServer
    from tests.support.slackserver import SlackServer
    from tests.support.smtpserver import SmtpServer

ZONE = ZoneInfo("Europe/Berlin")
NEWSROOM = """
feeds:
  - url: {feed}
topics:
  awake:
    query: Schoigu
    receivers: [desk-mail]
    notify: {{group_wait: 0s, active_hours: "07:00-22:00 Europe/Berlin"}}
  daily:
    query: Schoigu
    receivers: [desk-slack]
    notify: {{group_wait: 0s, active_hours: "04:00-04:01 Europe/Berlin", outside_hours: digest,
      digest: "daily 08:00 Europe/Berlin"}}
"""


class Wall:
    """The clock on the daemon's wall."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def set(self, instant: datetime) -> None:
        """Set it; it runs on from there."""
        ahead = (instant - datetime.now(UTC)).total_seconds()
        new = self.file.with_suffix(".new")
        new.write_text(str(ahead))
        new.replace(self.file)


def find_change(*, to_summer: bool) -> datetime:
    """Give midnight at the beginning of the next day that has 23 hours, or 25."""
    day = datetime.now(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    hours = timedelta(hours=23 if to_summer else 25)
    for _ in range(400):
        day += timedelta(days=1)
        if (day + timedelta(days=1)).astimezone(UTC) - day.astimezone(UTC) == hours:
            return day
    raise AssertionError("the clocks are changed no more")


@dataclass(kw_only=True)
class Night:
    """A newsroom that lives through a night, and what its receivers had by then."""

    wall: Wall
    publisher: FeedServer
    mailbox: SmtpServer
    slack: SlackServer
    titles: list[str] = field(default_factory=list)

    def publish(self) -> None:
        """Publish a report."""
        number = len(self.titles)
        self.titles.append(make_title(number))
        item = make_item(f"report-{number}", self.titles[-1], published_at=None)
        self.publisher.set("/feed.xml", write_rss(item), etag=f'"{number + 1}"')

    def told(self) -> tuple[int, int]:
        """Give how many mails and posts came."""
        return len(self.mailbox.mails), len(self.slack.taken)

    def wait_for(self, mails: int, posts: int) -> None:
        """Wait until so many came."""
        wait_until(lambda: self.told() == (mails, posts), what=f"{mails} mails, {posts} posts")

    def stays(self, instant: datetime, mails: int, posts: int) -> None:
        """See that at an instant no more have come: the passes look each second."""
        self.wall.set(instant)
        time.sleep(1.2)
        assert self.told() == (mails, posts), instant


@pytest.fixture
def night(tmp_path: Path, publisher: FeedServer, mailbox: SmtpServer, slack: SlackServer) -> Night:
    wall = Wall(tmp_path / "shift")
    return Night(wall=wall, publisher=publisher, mailbox=mailbox, slack=slack)


@pytest.mark.parametrize(
    ("to_summer", "hours"),
    [pytest.param(True, 23, id="in spring"), pytest.param(False, 25, id="in autumn")],
)
def test_what_waits_for_the_morning_is_told_at_the_hour_on_the_wall(
    tmp_path: Path, farm: Farm, night: Night, to_summer: bool, hours: int
) -> None:
    morning = find_change(to_summer=to_summer)
    evening = morning - timedelta(days=1)
    night.wall.set(evening)
    feed = night.publisher.set("/feed.xml", write_rss(), etag='"0"')
    settings = write_settings(night.mailbox, night.slack, interval="100ms")
    desk = Desk(folder=tmp_path, settings=settings)
    desk.stock(NEWSROOM.format(feed=feed))
    with desk.store() as store:
        life = farm.live(tmp_path, prepare=[(SHIFT_CLOCK, {"file": str(night.wall.file)})])
        wait_until(lambda: store.list_feeds()[0].baseline_at is not None, what="the baseline")
        night.wall.set(at(evening, 9))
        # That of the day before, about nothing: the next one begins where it ends.
        wait_for_log(life, "digest made")
        night.publish()
        night.wait_for(1, 0)
        night.wall.set(at(evening, 23))
        night.publish()
        wait_until(lambda: len(store.list_alerts(limit=9)) == 4, what="the report by night")

        night.stays(at(morning, 6, 58), 1, 0)
        night.wall.set(at(morning, 7))
        night.wait_for(2, 0)
        night.stays(at(morning, 7, 58), 2, 0)
        night.wall.set(at(morning, 8, 1))
        night.wait_for(2, 1)
        night.stays(at(morning, 12), 2, 1)

        assert life.terminate() == 0, life.log_text()
        alerts = store.list_alerts(limit=9)
    [digest] = [alert.content for alert in alerts if alert.kind is AlertKind.DIGEST]
    assert_all_told(night)
    assert isinstance(digest, Digest)
    assert digest.until - digest.since == timedelta(hours=hours)


def assert_all_told(night: Night) -> None:
    """Each report came in a mail of its own, and all in the digest."""
    for title, mail in zip(night.titles, night.mailbox.mails, strict=True):
        assert title in mail.part("plain")
        assert title in night.slack.taken[0].texts()


def at(day: datetime, hour: int, minute: int = 0) -> datetime:
    """Give an instant of a day by the clock on the wall."""
    return day.replace(hour=hour, minute=minute)
