"""Say what a digest is: a topic's stories of a day or a week in one message.

Pure. A digest is complete in itself, as every alert is: it says the same at each attempt to send
it, whatever became of its stories since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.model.alert import HeldBack
    from monitor.model.ids import StoryId
    from monitor.model.story import Standing


class DigestEvery(StrEnum):
    """How often a digest comes."""

    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRule:
    """When the digests of a topic come: `daily 08:00 Europe/Berlin`, `weekly mon 08:00 UTC`."""

    every: DigestEvery
    #: Local time in `zone`.
    at: time
    #: A name of the IANA time zone database.
    zone: str
    #: 0 is Monday; None in a daily one.
    weekday: int | None = None

    def __str__(self) -> str:
        day = "" if self.weekday is None else f" {WEEKDAYS[self.weekday]}"
        return f"{self.every.value}{day} {self.at:%H:%M} {self.zone}"


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_digest_rule(text: str) -> DigestRule:
    """Read `daily 08:00 Europe/Berlin` or `weekly mon 08:00 UTC`; without a zone it is UTC.

    Raises:
        ValueError: it is written otherwise. Whether there is such a zone is not asked here.
    """
    words = text.split()
    every = DigestEvery(words.pop(0).lower() if words else "")
    weekday = None
    if every is DigestEvery.WEEKLY:
        weekday = WEEKDAYS.index(words.pop(0).lower()[:3] if words else "")
    hour, minute = (words.pop(0) if words else "").split(":")
    zone = words.pop(0) if words else "UTC"
    if words:
        raise ValueError(f"more than a digest rule says: {' '.join(words)}")
    at = time(int(hour), int(minute))
    return DigestRule(every=every, at=at, zone=zone, weekday=weekday)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestTask:
    """The next digest of a topic, which waits for its time."""

    topic: str
    rule: DigestRule
    #: What was seen from then on is in it.
    since: datetime
    due_at: datetime
    #: Of what was held back for a digest, the alerts with greater numbers are in it.
    held_after: int = 0
    #: There are such alerts.
    has_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldStories:
    """What was held back for the digest of a topic since somebody looked."""

    #: When the first was held back.
    since: datetime
    #: All their alerts have greater numbers.
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedStory:
    """A story as it stands in a digest; its copies are folded into a number."""

    story_id: StoryId
    #: Of its first report that matched in the time of the digest.
    title: str
    url: str | None
    source: str
    language: str | None
    #: Of the whole story, as it stood when the digest was made.
    standing: Standing
    #: Articles of it that matched in the time of the digest.
    fresh: int
    #: None: it was told in a message of its own, or nobody asked for one.
    held_back: HeldBack | None = None
    #: Somebody was told of it before.
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """How many independent reports came, span by span: what a chart is drawn from."""

    #: Beginning of the first span.
    since: datetime
    #: One hour, or one day.
    span: timedelta
    #: The last span may not be over.
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Stories of one topic, most independent publishers first."""

    topic: str
    topic_title: str
    since: datetime
    until: datetime
    #: Of the topic's rule: what times are told in.
    zone: str
    stories: tuple[RankedStory, ...]
    #: Stories that there is no room for.
    surplus: int
    #: Independent reports, copies left out; and all articles with them.
    reports: int
    articles: int
    volume: Volume
    #: Only what was held back for the digest is in it: the topic asks for no other.
    only_held: bool = False
    #: Where the topic's stories are shown; None: the pages have no address known outside.
    link: str | None = None
