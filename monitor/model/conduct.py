"""Say what we have learned of how a feed and its server behave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: How long a server that answers 304 is believed before it is put to the test.
FIRST_TRUST = timedelta(hours=24)


class FailureKind(StrEnum):
    """How much a failed poll says against its feed."""

    #: Waiting rarely mends it: not found, not a feed, refused.
    HARD = "hard"
    #: It may be over soon: no connection, no answer in time, a server in trouble.
    SOFT = "soft"
    #: The server is well and asked for patience.
    TEMPORARY = "temporary"
    #: Hardly any feed could be reached: the fault is on our side.
    OUTAGE = "outage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skips:
    """When a document asks not to be looked at, in UTC."""

    #: 0 to 23.
    hours: frozenset[int] = frozenset()
    #: 0 (Monday) to 6.
    days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """When a feed brings new entries; older observations fade.

    `counts` and `hours` have 24 places each, one for every hour of the day in UTC.
    """

    #: Until when it was watched.
    observed_at: datetime
    #: New entries that came at this hour; those that came together count for less.
    counts: tuple[float, ...] = (0.0,) * 24
    #: Hours that the feed was watched at this hour.
    hours: tuple[float, ...] = (0.0,) * 24
    #: New entries lately, and how many its habit let expect: is it busier than usual?
    recent: float = 0.0
    expected: float = 0.0
    #: In which time all entries of its document were replaced by others, at the fastest lately.
    turnover: timedelta | None = None
    #: How long its last document asked to be left alone; a 304 means the same.
    ttl: timedelta | None = None
    #: When its last document asked not to be looked at.
    skips: Skips | None = None
    #: What came of it at the last poll: the interval that it is given.
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whether a server may be believed when it says that nothing has changed."""

    #: When to ask without validators; None before the first document.
    full_due_at: datetime | None = None
    #: How long it is believed from one full document to the next.
    span: timedelta = FIRST_TRUST
    #: How often in a row an unconditional request brought what a 304 may have kept from us.
    doubts: int = 0
    #: It was caught.
    lying: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a server says that a feed has moved for good."""

    to: str | None = None
    #: Since when it has said so at every visit, and how often.
    since: datetime | None = None
    sightings: int = 0


#: What is thought of a server that was never asked.
STRANGER = Trust()
#: What is known of a feed that answers where it is asked.
AT_HOME = Move()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A host that wants to be left alone."""

    host: str
    until: datetime
