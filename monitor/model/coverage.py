"""Say what may keep us from hearing the news, and what is told of it.

Pure. A trouble is told once when it began and once when it ended; many are told in one report.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.ids import FeedId


class TroubleKind(StrEnum):
    """What is wrong."""

    #: No host can be reached: the fault is on our side, and no feed's.
    OUTAGE = "outage"
    FAILING = "failing"
    #: The server says that it is gone for good.
    GONE = "gone"
    #: It brings nothing, and by its own rhythm it should.
    QUIET = "quiet"
    #: All entries of a document were new: some may have been missed before it.
    OVERFLOWED = "overflowed"
    #: Its entries came under other ids.
    REKEYED = "rekeyed"


#: These happen and are over; the others last until they end, and their end is told.
MOMENTARY = frozenset({TroubleKind.OVERFLOWED, TroubleKind.REKEYED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is wrong with one feed, or with the network."""

    kind: TroubleKind
    #: None: with the network.
    feed_id: FeedId | None
    since: datetime
    #: One sentence for people, without the feed's name.
    reason: str
    #: Names of the feed as people know it; empty for the network.
    feed_title: str = ""
    feed_url: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedTrouble:
    """A trouble that was told and is over."""

    trouble: Trouble
    ended_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageReport:
    """What began and what ended since the last report."""

    began: tuple[Trouble, ...]
    ended: tuple[EndedTrouble, ...]
    #: Troubles that there is no room for.
    surplus: int = 0
    #: Feeds polled at all, for the sense of proportion.
    feeds: int = 0
