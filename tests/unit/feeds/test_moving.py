"""See when a permanent redirect is believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds import Moving, judge_move
from monitor.feeds.moving import MoveReason
from monitor.model import Move

NOW = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
NEW, OTHER = "https://new.example/feed", "https://other.example/feed"


def visit(*sightings: tuple[float, str | None]) -> list[Moving]:
    """Visit a feed at these hours; each says where the server sent us for good."""
    move, seen = Move(), []
    for hours, moved_to in sightings:
        seen.append(judge_move(move, moved_to=moved_to, now=NOW + timedelta(hours=hours)))
        move = seen[-1].move
    return seen


@pytest.mark.parametrize(
    "sightings",
    [
        [(0, NEW)],
        [(0, NEW), (12, NEW), (23.9, NEW)],
        [(0, NEW), (25, NEW)],
        [(0, NEW), (12, None), (24, NEW), (36, NEW)],
        [(0, NEW), (12, OTHER), (24, NEW), (36, NEW)],
        [(48, NEW), (24, NEW), (48, NEW)],
    ],
)
def test_a_redirect_seen_too_seldom_or_too_shortly_moves_nobody(
    sightings: list[tuple[float, str | None]],
) -> None:
    assert all(moving.new_url is None for moving in visit(*sightings))


def test_a_redirect_seen_three_times_over_a_day_moves_the_feed() -> None:
    *before, last = visit((0, NEW), (1, NEW), (12, NEW), (24, NEW))

    assert [moving.reason for moving in before] == [MoveReason.NOT_YET] * 3
    assert (last.reason, last.new_url, last.move.sightings) == (MoveReason.MOVED, NEW, 4)


def test_an_answer_from_the_old_address_forgets_the_redirect() -> None:
    *_, last = visit((0, NEW), (12, None))

    assert last == Moving(move=Move(), new_url=None, reason=MoveReason.AT_HOME)
