"""Run a newsroom through many short lives, each ended by a kill.

Process. A `Round` has a database, eight feeds, and lives that follow each other. A feed shows
its last report only: what a poll dropped is not found by a later one. A report is replaced only
when the database has it; one that is lost stays, and the judge finds it missing.
"""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from monitor.errors import StoreError
from monitor.model import DeliveryState
from monitor.store import Store
from monitor.store.tables import ArticleRow, DeliveryRow
from tests.support.crashfarm import wait_for_log
from tests.support.crashjudge import Verdict, judge
from tests.support.daemon import RECEIVERS, Desk, wait_until, write_newsroom, write_settings
from tests.support.documents import make_item, write_rss
from tests.support.hookserver import SIGNING_KEY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.support.crashfarm import Farm, Life, Step
    from tests.support.feedserver import FeedServer
    from tests.support.hookserver import HookServer
    from tests.support.slackserver import SlackServer
    from tests.support.smtpserver import SmtpServer

FEEDS = 8
HOOK = """
[receivers.desk-hook]
kind = "webhook"
url = "{url}"
secret = "{secret}"
"""
ALL_RECEIVERS = (*RECEIVERS, "desk-hook")
#: A life that does not come to its point is killed all the same.
LONGEST_LIFE = 0.6
#: Lives that die at any moment, from the first line of the program to the last record.
LATEST_MOMENT = 0.25
_SYLLABLES = (
    "ba",
    "de",
    "fi",
    "go",
    "hu",
    "ka",
    "mi",
    "no",
    "pu",
    "ra",
    "scha",
    "kro",
    "vel",
    "dorn",
)
_POINTS = "tests.support.crashpoints"
WATCH, SHORTEN = f"{_POINTS}:watch", f"{_POINTS}:shorten_leases"


@dataclass(frozen=True, kw_only=True)
class Point:
    """A moment in the program."""

    name: str
    #: It is reached only when the program is told to stop.
    at_end: bool = False
    #: How often it was reached in a life that was left in peace.
    times: int = 1


def make_title(number: int) -> str:
    """Give a headline that resembles no other."""
    chance = random.Random(number)
    words = ["".join(chance.choices(_SYLLABLES, k=4)).capitalize() for _ in range(4)]
    return f"{' '.join(words)}: Schoigu"


@dataclass(kw_only=True)
class Round:
    """A newsroom and its receivers, made anew."""

    folder: Path
    farm: Farm
    publisher: FeedServer
    smtp: SmtpServer
    slack: SlackServer
    #: A program that knows keys.
    hook: HookServer
    #: None: a file in the folder.
    database: str | None = None
    steps: tuple[Step, ...] = ()
    #: How often feeds are polled.
    interval: str = "50ms"
    published: list[str] = field(default_factory=list)
    kills: int = 0
    #: Lives that ended themselves at the point they were given.
    at_points: int = 0

    def __post_init__(self) -> None:
        settings = write_settings(self.smtp, self.slack, interval=self.interval)
        settings = settings.replace('kind = "slack"', 'kind = "slack"\nevery = "0s"')
        settings += HOOK.format(url=self.hook.url, secret=SIGNING_KEY.decode())
        env = {} if self.database is None else {"MONITOR_DATABASE__URL": self.database}
        self.desk = Desk(folder=self.folder, settings=settings, env=env)
        self.feeds = [f"/{self.folder.name}/{number}.xml" for number in range(FEEDS)]
        urls = [self.publisher.set(path, write_rss(), etag='"0"') for path in self.feeds]
        newsroom = write_newsroom(*urls, receivers=ALL_RECEIVERS)
        self.desk.stock(newsroom, receivers=ALL_RECEIVERS)
        self.store = Store(self.desk.database)
        self._shown: dict[str, str] = {}
        self._lives = 0
        self._earlier = len(self.smtp.mails), len(self.slack.taken)

    def begin(self) -> tuple[Point, ...]:
        """Take the baseline and tell one report in peace; gives the points that were passed."""
        notes = self.folder / "points.txt"
        life = self.live((WATCH, {"record": str(notes)}))
        wait_until(lambda: all(feed.baseline_at for feed in self.store.list_feeds()))
        self.publish()
        wait_until(self.all_sent, what="the first report")
        running = notes.read_text(encoding="utf-8").split("\n")[:-1]
        assert life.terminate() == 0, life.log_text()
        passed = Counter(notes.read_text(encoding="utf-8").split("\n")[:-1])
        return tuple(
            Point(name=name, at_end=name not in running, times=times)
            for name, times in passed.items()
        )

    def live(self, *steps: Step, arguments: tuple[str, ...] = ()) -> Life:
        """Start a daemon."""
        self._lives += 1
        return self.farm.live(
            self.folder,
            *arguments,
            env=self.desk.env,
            prepare=(*self.steps, *steps),
            log=f"{self._lives}.log",
        )

    def publish(self) -> None:
        """Publish a report in a feed whose last one is stored, where there is one."""
        known = self._stored()
        for path in self.feeds:
            if self._shown.get(path) in known or path not in self._shown:
                self.feeds.remove(path)
                self.feeds.append(path)
                break
        else:
            return
        number = len(self.published)
        title = make_title(number)
        document = write_rss(make_item(f"report-{number}", title, published_at=None))
        self._shown[path] = title
        self.published.append(title)
        self.publisher.set(path, document, etag=f'"{number + 1}"')

    def die(self, points: Sequence[Point], lives: int, *, seed: int) -> None:
        """Live so often, and be killed: two times in three at a point, each as often as another."""
        chance = random.Random(seed)
        turns = count(seed * lives)
        while self.kills < lives:
            if chance.random() < 1 / 3:
                self.kill_after(chance.uniform(0.0, LATEST_MOMENT))
            else:
                self.kill_at_point(points[next(turns) % len(points)], chance)

    def kill_at_point(self, point: Point, chance: random.Random) -> None:
        """Live until the daemon kills itself at this point."""
        self.publish()
        nth = 1 if point.at_end else chance.randint(1, min(point.times, 3))
        life = self.live((WATCH, {"point": point.name, "nth": nth}))
        if point.at_end:
            wait_for_log(life, "monitor started")
            life.signal(signal.SIGTERM)
        self.at_points += life.is_over(within=LONGEST_LIFE) and life.wait() == -signal.SIGKILL
        self._end(life)

    def kill_after(self, seconds: float) -> None:
        """Live for so long."""
        self.publish()
        life = self.live()
        life.is_over(within=seconds)
        self._end(life)

    def end(self, *, seconds: float = 30.0) -> Verdict:
        """Let the last life finish all that is left, and judge."""
        life = self.live()
        wait_for_log(life, "monitor started")
        deadline = time.monotonic() + seconds
        while not self.all_sent() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert life.terminate() == 0, life.log_text()[-4000:]
        verdict = self.judge()
        self.store.close()
        return verdict

    def judge(self, *receivers: str) -> Verdict:
        """Judge what was told until now; only what these receivers were, where some are named."""
        told = self.told()
        asked = {name: told[name] for name in receivers or told}
        verdict = judge(self.store, self.published, asked)
        verdict.visible += [
            f"a program: {title}"
            for title, times in Counter(self.hook.titles()).items()
            if times > 1
        ]
        return verdict

    def all_sent(self) -> bool:
        """Say whether every report is told to every receiver."""
        return self.count_sent() >= len(ALL_RECEIVERS) * len(self.published)

    def count_sent(self) -> int:
        """Count what is told, as the outbox says."""
        is_sent = DeliveryRow.state == DeliveryState.SENT.value
        with self.store._database.reading() as connection:
            return connection.scalar(select(func.count()).where(is_sent)) or 0

    def all_sent_again(self) -> bool:
        """Say the same of a server that may be away."""
        try:
            return self.all_sent()
        except StoreError:
            return False

    def told(self) -> dict[str, list[tuple[str, str]]]:
        """Give what each receiver took of this round: key and text. A webhook's text is its key."""
        mails, posts = self.smtp.mails[self._earlier[0] :], self.slack.taken[self._earlier[1] :]
        return {
            "mail": [(str(mail.message["Message-ID"]), mail.part("plain")) for mail in mails],
            "slack": [(post.texts(), post.texts()) for post in posts],
            "hook": [
                (post.body["_id"], post.body["data"]["article"]["title"])
                for post in self.hook.taken
            ],
        }

    def _stored(self) -> set[str]:
        with self.store._database.reading() as connection:
            return set(connection.scalars(select(ArticleRow.title)))

    def _end(self, life: Life) -> None:
        self.kills += life.kill() == -signal.SIGKILL
