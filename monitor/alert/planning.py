"""Decide whether a match becomes an alert, when it is due, or why it is held back.

Pure. `HOLDS` is the decision table, asked from top to bottom; the first hold that applies
gives the reason. The order goes from what is true of the article (baseline, backfill) over
what a person asked for (silence) to what may still change (edits, publishers, receivers), so
that the reason shown is the one that would remain if those below it were lifted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.alert.sentences import tell_found, tell_instant, tell_span
from monitor.model import (
    AlertKind,
    Article,
    Evidence,
    HeldBack,
    PlannedAlert,
    Priority,
    Silence,
    Topic,
    Trigger,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLimits:
    """The settings that planning obeys."""

    #: How long the first message of a topic that is not urgent waits for company.
    group_wait: timedelta = timedelta(seconds=30)
    #: An article that was older than this when first seen is history, not news.
    backfill_after: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a hold may look at."""

    topic: Topic
    article: Article
    trigger: Trigger
    silences: Sequence[Silence]
    publishers: int
    limits: AlertLimits
    now: datetime


#: Gives a sentence when it holds the alert back, else None.
Hold = Callable[[Situation], str | None]


def plan(
    *,
    topic: Topic,
    article: Article,
    trigger: Trigger,
    already_alerted: bool,
    silences: Sequence[Silence],
    publishers: int,
    limits: AlertLimits,
    now: datetime,
    evidence: Sequence[Evidence] = (),
) -> PlannedAlert | None:
    """Decide about one match; None when the story was told under this topic before.

    Args:
        topic: The topic that matched.
        article: The article that satisfies it.
        trigger: Why the article was evaluated.
        already_alerted: The story has a first alert under this topic.
        silences: All silences, expired ones too.
        publishers: Publisher families that report the story, this one included.
        limits: The settings.
        now: The present instant, aware.
        evidence: What was found, for the sentence that people read.
    """
    if already_alerted:
        return None
    situation = Situation(
        topic=topic,
        article=article,
        trigger=trigger,
        silences=silences,
        publishers=publishers,
        limits=limits,
        now=now,
    )
    held_back, reason = _hold_back(situation)
    return PlannedAlert(
        topic=topic.name,
        article_id=article.id,
        kind=AlertKind.FIRST,
        held_back=held_back,
        reason=reason or tell_found(article, evidence, edited=trigger is Trigger.EDITED_INTO),
        receivers=tuple(dict.fromkeys(topic.receivers)),
        deliver_at=now + _wait(topic, limits),
    )


def _hold_back(situation: Situation) -> tuple[HeldBack | None, str | None]:
    for held_back, hold in HOLDS.items():
        if (reason := hold(situation)) is not None:
            return held_back, reason
    return None, None


def _wait(topic: Topic, limits: AlertLimits) -> timedelta:
    if topic.notify.group_wait is not None:
        return topic.notify.group_wait
    return timedelta(0) if topic.priority is Priority.URGENT else limits.group_wait


def _baseline(situation: Situation) -> str | None:
    if not situation.article.baseline or situation.trigger is Trigger.EDITED_INTO:
        return None
    return "held back: the first poll of its feed stored it, as the baseline that newness starts at"


def _backfill(situation: Situation) -> str | None:
    article = situation.article
    # An edit that brings the topic in is news, however old the article is.
    if article.published_at is None or situation.trigger is Trigger.EDITED_INTO:
        return None
    age = article.first_seen_at - article.published_at
    if age <= situation.limits.backfill_after:
        return None
    return (
        f"held back: it was {tell_span(age)} old when first seen "
        f"(published {tell_instant(article.published_at)}), "
        f"more than {tell_span(situation.limits.backfill_after)} is history"
    )


def _silenced(situation: Situation) -> str | None:
    active = [
        silence
        for silence in situation.silences
        # `until` is the first instant at which alerts are told again.
        if situation.now < silence.until and _covers(silence, situation.topic)
    ]
    if not active:
        return None
    last = max(active, key=lambda silence: silence.until)
    scope = "this topic" if last.topics else "every topic"
    return (
        f"held back: {last.who} silenced {scope} until {tell_instant(last.until)}, "
        f"because: {last.why}"
    )


def _covers(silence: Silence, topic: Topic) -> bool:
    return not silence.topics or topic.name in silence.topics


def _edited(situation: Situation) -> str | None:
    if situation.trigger is not Trigger.EDITED:
        return None
    return "held back: its text was edited, and the topic matched the earlier text too"


def _too_few_publishers(situation: Situation) -> str | None:
    wanted = situation.topic.notify.min_publishers
    if situation.publishers >= wanted:
        return None
    return (
        f"held back: publishers that report it: {situation.publishers}, the topic asks for {wanted}"
    )


def _no_receivers(situation: Situation) -> str | None:
    if situation.topic.receivers:
        return None
    return "held back: the topic names no receivers"


#: Precedence of the reasons, first to last.
HOLDS: dict[HeldBack, Hold] = {
    HeldBack.BASELINE: _baseline,
    HeldBack.BACKFILL: _backfill,
    HeldBack.SILENCED: _silenced,
    HeldBack.EDITED: _edited,
    HeldBack.TOO_FEW_PUBLISHERS: _too_few_publishers,
    HeldBack.NO_RECEIVERS: _no_receivers,
}
