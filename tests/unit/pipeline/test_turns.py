"""Turns at a host that has more feeds than it bears."""

from __future__ import annotations

from datetime import timedelta

from monitor.fetch import HostGate
from monitor.model import FeedId
from monitor.pipeline.turns import Turns
from tests.support.builders import NOW, make_leased_feed

STEP = timedelta(milliseconds=20)


def test_every_feed_of_a_host_that_is_asked_too_much_has_its_turn() -> None:
    turns = Turns(HostGate(concurrency=2, delay=timedelta()))
    feeds = {n: make_leased_feed(id=FeedId(n), host="a.example") for n in range(22)}
    due = dict.fromkeys(feeds, NOW)
    ends: dict[int, object] = {}
    visits = dict.fromkeys(feeds, 0)
    now = NOW

    while now < NOW + timedelta(seconds=20):
        for number in [n for n, end in ends.items() if end <= now]:
            turns.end(feeds[number])
            del ends[number]
            due[number] = now + timedelta(milliseconds=300)
        free = sorted((n for n in feeds if n not in ends and due[n] <= now), key=due.__getitem__)
        begun, later = turns.share([feeds[n] for n in free], now)
        due.update({int(feed_id): turn for feed_id, turn in later.items()})
        for feed in begun:
            visits[feed.id] += 1
            ends[feed.id] = now + timedelta(milliseconds=80)
        now += STEP

    assert min(visits.values()) >= 15
    assert max(visits.values()) <= 2 * min(visits.values())
