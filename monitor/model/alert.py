"""Say what alerting decides: whom to tell, when, or why to hold back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model.answer import Answer
    from monitor.model.article import Article
    from monitor.model.coverage import CoverageReport
    from monitor.model.delivery import Delivery
    from monitor.model.digest import Digest
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
    #: One poll of one feed brought more stories of the topic than a desk can read.
    FLOOD = "flood"
    OUTSIDE_HOURS = "outside_hours"
    #: Another new story was told just now.
    COOLDOWN = "cooldown"
    #: The topic told as much as it may that day.
    OVER_CAP = "over_cap"


#: What is held back for these goes into the topic's next digest, and counts as told.
DIGESTED = (HeldBack.FLOOD, HeldBack.OUTSIDE_HOURS, HeldBack.COOLDOWN, HeldBack.OVER_CAP)


#: How the reason of an alert goes on that waits for its time, and how once it was told.
WAITS, WAITED = "; it waits", "; it waited"


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
    #: The concepts by which the article matches.
    concepts: tuple[str, ...] = ()
    #: All that it says more than an earlier alert is in the standing: one that waits says it too.
    in_standing: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One alert of a story, as far as the next one asks for it."""

    kind: AlertKind
    said_at: datetime
    #: When it was sent, or is to be.
    due_at: datetime | None = None
    #: None: it was decided just now.
    alert_id: AlertId | None = None
    #: None: it is older than stories.
    standing: Standing | None = None
    concepts: tuple[str, ...] = ()
    held_back: HeldBack | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told of a story under a topic so far.

    An update says more of what was told, quietly: what a story is told again for is counted from
    the last alert that was none.
    """

    #: The alert that told it last, updates left out.
    last: AlertId | None
    last_at: datetime
    #: As the last one said.
    publishers: int
    languages: tuple[str, ...]
    #: How many told of more publishers, languages or concepts after the first.
    escalations: int = 0
    #: All by which its articles were told.
    concepts: tuple[str, ...] = ()
    #: Reports with a text of their own, as any alert said, updates among them.
    reports: int = 1
    #: When the latest message was sent, or is due to be, updates among them; None: there is none
    #: that could be brought up to date, for the story went into a digest.
    said_at: datetime | None = None


def retell(before: Told | None, saying: Saying) -> Told:
    """Count one more alert of a story; what was counted does not shrink."""
    standing = saying.standing
    reports = 1 if standing is None else standing.articles - standing.copies
    said_at = before.said_at if before else None
    if saying.held_back is None:
        due_at = saying.due_at or saying.said_at
        said_at = due_at if said_at is None else max(due_at, said_at)
    if before is not None and saying.kind is AlertKind.UPDATE:
        return replace(before, reports=max(reports, before.reports), said_at=said_at)
    return Told(
        last=saying.alert_id,
        last_at=saying.said_at,
        publishers=max(
            1 if standing is None else standing.publishers, before.publishers if before else 0
        ),
        languages=_join(before.languages if before else (), standing.languages if standing else ()),
        escalations=(before.escalations if before else 0) + (saying.kind is AlertKind.ESCALATION),
        concepts=_join(before.concepts if before else (), saying.concepts),
        reports=max(reports, before.reports if before else 0),
        said_at=said_at,
    )


def is_told_by(waiting: AlertKind, kind: AlertKind, *, in_standing: bool) -> bool:
    """Say whether a message that waits says by now all that another would, and as loud."""
    if kind is AlertKind.FIRST or not in_standing:
        return False
    return kind is AlertKind.UPDATE or waiting is not AlertKind.UPDATE


def _join(former: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*former, *more)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """An alert of a topic that made, or is to make, a sound."""

    kind: AlertKind
    #: When it was due.
    due_at: datetime


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
    #: None: it tells of many stories, or of feeds; then `content` says of what.
    story_id: StoryId | None
    kind: AlertKind
    created_at: datetime
    held_back: HeldBack | None
    reason: str
    #: None exactly when the story is.
    article: Article | None
    evidence: tuple[Evidence, ...]
    deliveries: tuple[Delivery, ...] = ()
    #: What its story amounted to when it was told; None for what is older than stories.
    standing: Standing | None = None
    #: What somebody said of it; None: nobody did.
    answer: Answer | None = None
    #: When its deliveries were due first; None: it was held back, or is older than this.
    deliver_at: datetime | None = None
    #: What a digest or a coverage alert says.
    content: Digest | CoverageReport | None = None

    @property
    def told_reason(self) -> str:
        """The reason as it is said in the message: by then nothing waits any more."""
        return self.reason.replace(WAITS, WAITED)

    @property
    def title(self) -> str:
        """What it is about: the article's title, or the reason where there is no article."""
        return self.reason if self.article is None else self.article.title

    @property
    def url(self) -> str | None:
        """The article's address; None where there is no article."""
        return None if self.article is None else self.article.url

    @property
    def source(self) -> str:
        """Who published the article; empty where there is none."""
        return "" if self.article is None else self.article.source.name
