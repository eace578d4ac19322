"""Trouble of every kind while the daemon runs: nothing is lost, nothing is doubled."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.support.crashfarm import wait_for_log
from tests.support.crashruns import SHORTEN, make_title
from tests.support.daemon import wait_until
from tests.support.documents import make_item, write_rss
from tests.support.faults import LIMIT_PAGES, SHIFT_CLOCK, WAIT_LESS

if TYPE_CHECKING:
    from tests.support.crashruns import Round

YEAR, DAY = 365 * 86_400, 86_400


def test_a_database_that_is_locked_too_long_delays_and_loses_nothing(newsroom: Round) -> None:
    newsroom.begin()
    life = newsroom.live((WAIT_LESS, {"seconds": 0.2}))
    wait_for_log(life, "monitor started")
    with closing(sqlite3.connect(newsroom.folder / "monitor.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for _ in range(3):
            newsroom.publish()
        wait_until(lambda: "database is locked" in life.log_text(), what="a complaint")
        other.execute("COMMIT")

    wait_until(newsroom.all_sent, what="all that was published")

    assert life.terminate() == 0
    newsroom.end().demand(kills=0)


def test_a_full_database_delays_and_loses_nothing(newsroom: Round) -> None:
    newsroom.begin()
    full = newsroom.folder / "full"
    full.touch()
    life = newsroom.live((LIMIT_PAGES, {"file": str(full)}))
    while "database or disk is full" not in life.log_text():
        newsroom.publish()
        assert not life.is_over(within=0.1), life.log_text()

    full.unlink()
    wait_until(newsroom.all_sent, seconds=60, what="all that was published")

    assert life.terminate() == 0
    newsroom.end().demand(kills=0)


def test_being_told_to_stop_at_any_moment_ends_well_and_repeats_nothing(newsroom: Round) -> None:
    newsroom.begin()
    chance = random.Random(1124)

    for _ in range(20):
        newsroom.publish()
        life = newsroom.live()
        wait_until(lambda life=life: "monitor started" in life.log_text(), what="the start")
        life.is_over(within=chance.uniform(0, 0.2))
        assert life.terminate() == 0, life.log_text()

    newsroom.end().demand(kills=0)


@pytest.mark.parametrize(
    "jumps",
    [
        pytest.param((0, YEAR, 0), id="a year ahead and back"),
        pytest.param((0, -DAY, 0), id="a day back and ahead"),
    ],
)
def test_a_clock_that_jumps_loses_nothing(newsroom: Round, jumps: tuple[int, ...]) -> None:
    shift = newsroom.folder / "shift"
    shift.write_text("0")
    newsroom.steps = ((SHIFT_CLOCK, {"file": str(shift)}),)
    newsroom.begin()
    life = newsroom.live()

    for seconds in jumps:
        (newsroom.folder / "next").write_text(str(seconds))
        (newsroom.folder / "next").replace(shift)
        newsroom.publish()
        wait_until(newsroom.all_sent, what=f"a report at {seconds:+} s")

    assert life.terminate() == 0
    newsroom.end().demand(kills=0)


def test_a_feed_that_changes_all_its_ids_is_not_told_again(newsroom: Round) -> None:
    newsroom.begin()
    titles = [make_title(number) for number in range(100, 130)]
    path = newsroom.feeds[0]
    newsroom.published += titles
    life = newsroom.live()
    show(newsroom, path, "old", titles)
    wait_until(newsroom.all_sent, what="every report")

    show(newsroom, path, "new", titles)
    before = len(newsroom.publisher.requests_for(path))
    wait_until(lambda: len(newsroom.publisher.requests_for(path)) > before + 2, what="two polls")

    assert life.terminate() == 0
    newsroom.end().demand(kills=0)


def show(newsroom: Round, path: str, era: str, titles: list[str]) -> None:
    items = [
        make_item(f"{era}-{number}", title, link=f"https://times.example/{number}")
        for number, title in enumerate(titles)
    ]
    newsroom.publisher.set(path, write_rss(*items), etag=f'"{era}"')


@pytest.mark.timeout(300)  # fifty thousand articles, on a machine that may be busy
def test_a_feed_of_fifty_thousand_entries_hides_no_report(newsroom: Round) -> None:
    newsroom.begin()
    path = newsroom.feeds[3]
    many = "".join(
        f"<item><guid>n{number}</guid><title>Note {number:x}</title></item>"
        for number in range(50_000)
    )
    document = write_rss(make_item("one", title := make_title(999)))
    newsroom.published.append(title)
    newsroom.publisher.set(path, document.replace("</channel>", f"{many}</channel>"), etag='"50k"')
    life = newsroom.live()

    newsroom.publish()
    wait_until(newsroom.all_sent, seconds=240, what="both reports")

    assert life.terminate(60) == 0
    newsroom.end().demand(kills=0)


def test_two_daemons_at_one_server_tell_everything_once(served_newsroom: Round) -> None:
    newsroom = served_newsroom
    newsroom.steps = ((SHORTEN, {"seconds": 30}),)
    newsroom.begin()
    lives = [
        newsroom.live(arguments=("run", "--role", role))
        for _ in range(2)
        for role in ("poll", "evaluate", "dispatch")
    ]
    for _ in range(20):
        newsroom.publish()
        time.sleep(0.1)
    wait_until(newsroom.all_sent, what="all that was published")
    assert [life.terminate() for life in lives] == [0] * len(lives)

    newsroom.end().demand(kills=0)
