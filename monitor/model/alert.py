"""Say what alerting decides: whom to tell, when, or why to hold back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.article import Article
    from monitor.model.delivery import Delivery
    from monitor.model.ids import AlertId, ArticleId, StoryId
    from monitor.model.match import Evidence, Match
    from monitor.model.story import Placement, Standing
    from monitor.model.topic import Priority


class AlertKind(StrEnum):
    """What an alert tells."""

    FIRST = "first"
    UPDATE = "update"
    ESCALATION = "escalation"
    SPIKE = "spike"
    COVERAGE = "coverage"
    DIGEST = "digest"


#: What tells a story; the others tell of a topic, of feeds, or of many stories.
TELLS_STORY = (AlertKind.FIRST, AlertKind.UPDATE, AlertKind.ESCALATION)


class HeldBack(StrEnum):
    """Why an alert is not sent."""

    BASELINE = "baseline"
    BACKFILL = "backfill"
    SILENCED = "silenced"
    EDITED = "edited"
    TOO_FEW_PUBLISHERS = "too_few_publishers"
    TOO_FEW_LANGUAGES = "too_few_languages"
    NO_RECEIVERS = "no_receivers"


class Trigger(StrEnum):
    """Why an article is evaluated."""

    #: It was just stored.
    ARRIVED = "arrived"
    #: Its text changed and the topic matched the earlier text too.
    EDITED = "edited"
    #: Its text changed and the topic matches only now.
    EDITED_INTO = "edited_into"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAlert:
    """The decision to tell (or not) about a story under a topic."""

    topic: str
    article_id: ArticleId
    kind: AlertKind
    held_back: HeldBack | None
    #: One sentence for people: why this alert, or why it is held back.
    reason: str
    receivers: tuple[str, ...]
    #: When the deliveries are due.
    deliver_at: datetime
    #: What the story amounts to; None where nobody counted.
    standing: Standing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told of a story under a topic so far."""

    #: The alert that told it last.
    last: AlertId | None
    last_at: datetime
    #: As the last one said.
    publishers: int
    languages: tuple[str, ...]
    #: How many told of more publishers or languages after the first.
    escalations: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedArticle:
    """What evaluation decided about one article."""

    article_id: ArticleId
    #: The revision that was looked at; a later one is evaluated again.
    revision: int
    matches: tuple[Match, ...]
    alerts: tuple[PlannedAlert, ...]
    #: The text of its page that was looked at; a later one is evaluated again.
    page_revision: int = 0
    #: The fault of ours that kept it from being evaluated.
    error: str | None = None
    #: Where it belongs; None leaves it in its story, or opens one.
    placement: Placement | None = None
    #: What the search index files it under; None: it is looked at in every search.
    terms: frozenset[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A stored alert with its deliveries."""

    id: AlertId
    topic: str
    topic_title: str
    priority: Priority
    story_id: StoryId
    kind: AlertKind
    created_at: datetime
    held_back: HeldBack | None
    reason: str
    article: Article
    evidence: tuple[Evidence, ...]
    deliveries: tuple[Delivery, ...] = ()
    #: What its story amounted to when it was told; None for what is older than stories.
    standing: Standing | None = None
