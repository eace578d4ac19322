"""Decide whether a feed has moved for good.

Pure. A permanent redirect is stored only when it was seen three times over a day, at every
visit in between: a hijacked or misconfigured server for an afternoon moves nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from monitor.model import Move

if TYPE_CHECKING:
    from datetime import datetime

ENOUGH_SIGHTINGS: Final = 3
LONG_ENOUGH: Final = timedelta(hours=24)


class MoveReason(StrEnum):
    """Why a feed keeps its address, or takes another."""

    #: It answered where it was asked.
    AT_HOME = "at_home"
    #: A permanent redirect, not seen often or long enough.
    NOT_YET = "not_yet"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """What to remember of a redirect, and the address to take now, if any."""

    move: Move
    new_url: str | None
    reason: MoveReason


def judge_move(move: Move, *, moved_to: str | None, now: datetime) -> Moving:
    """Decide from one good answer and what was seen before.

    Args:
        move: What earlier visits saw.
        moved_to: Where the server says the feed is for good; None when it says no such thing.
        now: When it said so.
    """
    if moved_to is None:
        return Moving(move=Move(), new_url=None, reason=MoveReason.AT_HOME)
    if moved_to != move.to or move.since is None or move.since > now:
        first = Move(to=moved_to, since=now, sightings=1)
        return Moving(move=first, new_url=None, reason=MoveReason.NOT_YET)
    seen = Move(to=moved_to, since=move.since, sightings=move.sightings + 1)
    if seen.sightings >= ENOUGH_SIGHTINGS and now - move.since >= LONG_ENOUGH:
        return Moving(move=seen, new_url=moved_to, reason=MoveReason.MOVED)
    return Moving(move=seen, new_url=None, reason=MoveReason.NOT_YET)
