"""See an outage on our side told from feeds that fail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.feeds import Arrival, Horizon
from monitor.model import FeedId

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)


def arrivals(
    reached: Iterable[bool], *, at: datetime = NOW, first: int = 0, hosts: int = 1_000
) -> list[Arrival]:
    return [
        Arrival(at=at, host=f"{number % hosts}.example", feed_id=FeedId(number), reached=one)
        for number, one in enumerate(reached, start=first)
    ]


def look(*visits: Arrival, now: datetime = NOW, before: Horizon | None = None) -> Horizon:
    return (before or Horizon()).after(visits, now)


@pytest.mark.parametrize(
    ("visits", "dark"),
    [
        (arrivals([False] * 10), True),
        (arrivals([False] * 9), False),
        (arrivals([False] * 9 + [True]), False),
        (arrivals([False] * 19 + [True]), True),
        (arrivals([False] * 18 + [True] * 2), False),
        (arrivals([False] * 50, hosts=9), False),
        (arrivals([False] * 10, at=NOW - timedelta(minutes=6)), False),
        (arrivals([False] * 10, at=NOW + timedelta(days=1)), False),
        ([], False),
    ],
    ids=lambda value: f"{len(value)} visits" if isinstance(value, list) else str(value),
)
def test_an_outage_is_nine_hosts_in_ten_that_cannot_be_reached(
    visits: list[Arrival], dark: bool
) -> None:
    assert (look(*visits).since is not None) is dark


def test_a_host_counts_with_its_last_visit() -> None:
    before = look(*arrivals([True] * 10))

    after = look(*arrivals([False] * 10), before=before)

    assert (after.hosts, after.unreached, after.since) == (10, 10, NOW)


def test_names_the_feeds_that_were_blamed_before_anybody_knew() -> None:
    early = look(*arrivals([False] * 6))

    dark = look(*arrivals([False] * 6, first=6), before=early)

    assert early.since is None
    assert early.missed() == tuple(FeedId(number) for number in range(6))
    assert dark.since == NOW


def test_an_outage_goes_on_until_half_of_the_last_hosts_answer() -> None:
    dark = look(*arrivals([False] * 100))

    dusk = look(*arrivals([True] * 4), now=NOW + timedelta(minutes=1), before=dark)
    light = look(*arrivals([True], first=4), now=NOW + timedelta(minutes=1), before=dusk)

    assert dusk.since == NOW
    assert light.since is None


def test_an_outage_in_which_nobody_is_visited_is_not_known_to_go_on() -> None:
    dark = look(*arrivals([False] * 10))

    assert look(now=NOW + timedelta(minutes=10), before=dark).since is None
