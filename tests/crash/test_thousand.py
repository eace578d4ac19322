"""Lives by the thousand, each ended by SIGKILL at a named point or at any moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.crashruns import SHORTEN, Point
from tests.support.daemon import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.crashruns import Round
    from tests.support.hookserver import HookServer

LIVES = 100
#: `make crash` asks for more.
ROUNDS = int(os.environ.get("CRASH_ROUNDS", "10"))
SERVER_ROUNDS = max(ROUNDS // 5, 1)
#: Where an alert is made, handed over and recorded: these must be among the points.
MUST_PASS = (
    "save_polls",
    "save_evaluation",
    "lease_deliveries",
    "take_delivery_turn",
    "SMTPTransport",
    "SlackTransport",
    "WebhookTransport",
    "save_attempts",
)
SABOTAGE = "tests.support.crashpoints:mark_before_sending"
FORGETFUL = "tests.support.crashpoints:send_under_another_key"
A_FARM = """
import sys, time
from pathlib import Path
from tests.support.crashfarm import Farm
with Farm() as farm:
    life = farm.live(Path(sys.argv[1]))
    print(farm.pid, life.pid, flush=True)
    time.sleep(60)
"""


@pytest.mark.timeout(300)  # a hundred lives, on a machine that may be busy
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_hundred_kills_lose_nothing_and_double_nothing(newsroom: Round, seed: int) -> None:
    points = newsroom.begin()

    newsroom.die(points, LIVES, seed=seed)

    newsroom.end().demand(kills=newsroom.kills)
    assert newsroom.kills == LIVES
    assert newsroom.at_points >= LIVES // 3, "points were not reached"


@pytest.mark.timeout(300)  # a hundred lives, on a machine that may be busy
@pytest.mark.parametrize("seed", range(SERVER_ROUNDS))
def test_a_hundred_kills_at_a_server_lose_nothing_and_double_nothing(
    served_newsroom: Round, seed: int
) -> None:
    newsroom = served_newsroom
    newsroom.steps = ((SHORTEN, {"seconds": 0.15}),)
    points = newsroom.begin()

    newsroom.die(points, LIVES, seed=seed)

    newsroom.end().demand(kills=newsroom.kills)
    assert newsroom.kills == LIVES


def test_a_receiver_that_knows_keys_shows_what_a_kill_repeats_once(
    newsroom: Round, hook: HookServer
) -> None:
    newsroom.begin()
    kill_there(newsroom, "after WebhookTransport")

    newsroom.end().demand(kills=newsroom.kills)

    # It took each message whose record the kill cut off once more, under the same key.
    assert 3 <= hook.repeats <= newsroom.kills
    assert sorted(hook.titles()) == sorted(newsroom.published)
    assert len({(post.body["_id"], post.raw) for post in hook.taken}) == len(hook.visible)


def test_the_points_are_where_alerts_are_made_sent_and_recorded(newsroom: Round) -> None:
    points = {point.name for point in newsroom.begin()}

    assert points >= {f"{when} {what}" for when in ("before", "after") for what in MUST_PASS}


def test_the_judge_finds_what_an_outbox_loses_that_marks_before_it_sends(newsroom: Round) -> None:
    newsroom.begin()
    newsroom.steps = ((SABOTAGE, {}),)
    kill_there(newsroom, "before SMTPTransport")

    verdict = newsroom.end(seconds=5)

    assert verdict.lost
    with pytest.raises(AssertionError, match="lost"):
        verdict.demand(kills=newsroom.kills)


def test_the_judge_finds_repeats_under_another_key(newsroom: Round) -> None:
    newsroom.begin()
    newsroom.steps = ((FORGETFUL, {}),)
    kill_there(newsroom, "after SMTPTransport")

    verdict = newsroom.end(seconds=5)

    with pytest.raises(AssertionError, match="visible"):
        verdict.demand(kills=newsroom.kills)


def kill_there(newsroom: Round, name: str) -> None:
    """Kill it at a point three times; a life on a busy machine may not come so far."""
    for _ in range(30):
        newsroom.kill_at_point(Point(name=name), random.Random())
        if newsroom.at_points == 3:
            return
    raise AssertionError(name)


def test_nothing_of_a_farm_outlives_who_started_it(newsroom: Round, tmp_path: Path) -> None:
    with _another_farm(tmp_path) as farmer:
        assert farmer.stdout is not None
        pids = [int(number) for number in farmer.stdout.readline().split()]
        assert len(pids) == 2

        farmer.send_signal(signal.SIGKILL)
        farmer.wait(10)

        wait_until(lambda: not any(map(_lives, pids)), seconds=10, what="the end of the farm")


@contextmanager
def _another_farm(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", A_FARM, str(folder)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    ) as farmer:
        yield farmer
        farmer.kill()


def _lives(pid: int) -> bool:
    """Say whether a process runs; one that only waits to be asked how it ended does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
