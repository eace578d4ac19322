"""Hold what a decision about a match may look at, and what a topic's priority means by default.

Pure. `PRIORITIES` is the table of what a topic gets that says nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.model import OutsideHours, Priority

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import (
        Article,
        Evidence,
        Silence,
        Spoken,
        Standing,
        Told,
        Topic,
        Trigger,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLimits:
    """The settings that planning obeys."""

    #: How long the first message of a topic that is not urgent waits for company.
    group_wait: timedelta = timedelta(seconds=30)
    #: How often later reports bring a message up to date: a story that forty papers take up in
    #: six hours must not fill a mail thread, and what matters comes as an escalation, at once.
    update_interval: timedelta = timedelta(minutes=30)
    #: An article that was older than this when first seen is history, not news.
    backfill_after: timedelta = timedelta(days=7)
    #: A topic without its own number is told again when so many more publishers report a story:
    #: three independent reports are what a desk calls confirmed.
    escalate_publishers: int = 2
    #: More stories under a topic than this, from one poll of one feed, go into the digest.
    flood_after: int = 50
    #: Whose midnight a daily cap begins at where a topic has no active hours.
    zone: str = "UTC"
    #: False when nobody stays to wait for company (`run --once`).
    waits: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What a priority means where its topic says nothing."""

    waits: bool
    updates: bool
    outside_hours: OutsideHours


PRIORITIES: dict[Priority, Defaults] = {
    Priority.LOW: Defaults(waits=True, updates=False, outside_hours=OutsideHours.DIGEST),
    Priority.NORMAL: Defaults(waits=True, updates=True, outside_hours=OutsideHours.WAIT),
    Priority.HIGH: Defaults(waits=True, updates=True, outside_hours=OutsideHours.WAIT),
    Priority.URGENT: Defaults(waits=False, updates=True, outside_hours=OutsideHours.TELL),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a decision may look at."""

    topic: Topic
    article: Article
    trigger: Trigger
    #: What was told of its story under this topic; None when nothing was.
    told: Told | None
    #: What its story amounts to, this article included.
    standing: Standing
    #: All silences, expired ones too.
    silences: Sequence[Silence]
    limits: AlertLimits
    #: The present instant, aware.
    now: datetime
    #: What was found.
    evidence: Sequence[Evidence] = ()
    #: What the articles within the topic's span amount to, where it sets one.
    recent: Standing | None = None
    #: What the topic told lately, for its cooldown and its cap.
    spoken: Sequence[Spoken] = ()
    #: Stories of the topic that the same poll of the same feed brought, this one among them.
    rush: int = 1

    @property
    def counted(self) -> Standing:
        """What counts for the topic's conditions."""
        return self.recent or self.standing

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concepts by which the article matches."""
        return tuple(dict.fromkeys(one.concept for one in self.evidence if one.concept))

    @property
    def updates(self) -> bool:
        """Whether later reports bring the topic's messages up to date."""
        own = self.topic.notify.updates
        return PRIORITIES[self.topic.priority].updates if own is None else own

    @property
    def outside_hours(self) -> OutsideHours:
        """What becomes of what is due outside of the topic's active hours."""
        own = self.topic.notify.outside_hours
        return PRIORITIES[self.topic.priority].outside_hours if own is None else own

    @property
    def zone(self) -> str:
        """Whose day the topic's cap counts."""
        hours = self.topic.notify.active_hours
        return self.limits.zone if hours is None else hours.zone
