"""Say what a spike is: many more reports on a topic than it usually has at this time.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SpikeRule:
    """When a topic's volume is a spike."""

    #: Reports are counted over so long, in whole hours.
    window: timedelta = timedelta(hours=1)
    #: At least so many times what is usual.
    factor: float = 3.0
    min_reports: int = 10
    min_publishers: int = 3
    #: What is usual is taken from so long.
    history: timedelta = timedelta(days=28)
    #: So long after a spike there is no other.
    cooldown: timedelta = timedelta(hours=6)


class SpikeVerdict(StrEnum):
    """Why a volume is a spike, or is not."""

    SPIKE = "spike"
    TOO_FEW_REPORTS = "too_few_reports"
    TOO_FEW_PUBLISHERS = "too_few_publishers"
    COOLDOWN = "cooldown"
    #: Nobody watched right before: what came meanwhile comes at once.
    JUST_BACK = "just_back"
    #: Too little was watched to say what is usual.
    COLD_START = "cold_start"
    USUAL = "usual"
    #: Above what is usual, and chance alone would do that now and then.
    CHANCE = "chance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surge:
    """What came for a topic lately, with what came before it."""

    topic: str

    #: Independent reports, and their publishers, in the rule's window up to now.
    reports: int
    publishers: int
    #: Reports by full hour; hours without any may be left out.
    hourly: Mapping[datetime, int]
    #: When its last spike was found.
    last_spike_at: datetime | None
    #: The topic was watched from then on.
    since: datetime
