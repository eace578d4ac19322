"""Say what somebody watches, and how they want to be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.model.concept import Concept
    from monitor.model.digest import DigestRule
    from monitor.model.hours import ActiveHours, OutsideHours
    from monitor.model.ids import SilenceId
    from monitor.model.spike import SpikeRule


class Priority(StrEnum):
    """How much a topic may hurry."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyPolicy:
    """When to tell. None means: the default of the topic's priority or of the settings."""

    group_wait: timedelta | None = None
    #: Later reports of a story bring its message up to date, at most so often.
    update_interval: timedelta | None = None
    #: Whether they do at all.
    updates: bool | None = None
    #: So many independent publishers, and so many languages, must report a story.
    min_publishers: int = 1
    min_languages: int = 1
    #: Only reports of the last so long count for both; None counts all.
    within: timedelta | None = None
    #: Tell again when so many more independent publishers report it; 0 never does.
    escalate_publishers: int | None = None
    #: Tell again when so many more languages report it; None never does.
    escalate_languages: int | None = None
    #: Tell again when it matches by so many concepts more; None never does.
    escalate_concepts: int | None = None
    #: At most one new story in so long; the others go into the next digest.
    cooldown: timedelta | None = None
    #: When the topic may disturb; None: always.
    active_hours: ActiveHours | None = None
    outside_hours: OutsideHours | None = None
    #: So many alerts a day, by the zone of the active hours; the others go into the next digest.
    daily_cap: int | None = None
    #: When its digests come; None: only what was held back for one is gathered.
    digest: DigestRule | None = None
    #: When its volume is told of; None never is.
    spike: SpikeRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Texts a topic must and must not match; checked by `topics lint` and on apply."""

    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A query with its receivers and notification policy."""

    name: str
    title: str
    query: str
    priority: Priority = Priority.NORMAL
    receivers: tuple[str, ...] = ()
    notify: NotifyPolicy = field(default_factory=NotifyPolicy)
    examples: Examples = field(default_factory=Examples)
    paused_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A time-limited wish not to be told."""

    #: Absent before it is stored.
    id: SilenceId | None = None
    #: Topic names; empty means every topic.
    topics: tuple[str, ...] = ()
    #: Names of sources or of their families; empty means every source.
    sources: tuple[str, ...] = ()
    #: Languages of articles; empty means every language.
    languages: tuple[str, ...] = ()
    #: Concepts by which articles match; empty means all, and what matches by words.
    concepts: tuple[str, ...] = ()
    until: datetime
    who: str
    why: str
    #: When it was stored first; None: before that was kept, or not yet.
    since: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """What evaluation works with: all topics, concepts and silences, of one version."""

    #: Grows with every change of a topic, concept or silence.
    version: int
    topics: tuple[Topic, ...]
    concepts: tuple[Concept, ...]
    silences: tuple[Silence, ...]
