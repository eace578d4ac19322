"""Decide whether a match becomes an alert, when it is due, or why it is held back.

Pure. A story is told once under a topic, and again only when more publishers or languages report
it (monitor.alert.escalating). `HOLDS` is the decision table, asked from top to bottom; the first
hold that applies gives the reason. The order goes from what is true of the article (baseline,
backfill) over what a person asked for (silence) to what may still change (edits, publishers,
receivers), so that the reason shown is the one that would remain if those below it were lifted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.alert.escalating import escalate
from monitor.alert.sentences import tell_found, tell_instant, tell_span
from monitor.model import (
    AlertKind,
    Article,
    Evidence,
    HeldBack,
    PlannedAlert,
    Priority,
    Silence,
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
    #: An article that was older than this when first seen is history, not news.
    backfill_after: timedelta = timedelta(days=7)
    #: A topic without its own number is told again when so many more publishers report a story:
    #: three independent reports are what a desk calls confirmed.
    escalate_publishers: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a hold may look at."""

    topic: Topic
    article: Article
    trigger: Trigger
    silences: Sequence[Silence]
    #: What the story amounts to, as far as the topic's `within` counts it.
    standing: Standing
    limits: AlertLimits
    now: datetime


#: Gives a sentence when it holds the alert back, else None.
Hold = Callable[[Situation], str | None]


def plan(
    *,
    topic: Topic,
    article: Article,
    trigger: Trigger,
    told: Told | None,
    standing: Standing,
    silences: Sequence[Silence],
    limits: AlertLimits,
    now: datetime,
    evidence: Sequence[Evidence] = (),
    recent: Standing | None = None,
) -> PlannedAlert | None:
    """Decide about one match; None when it adds too little to what was told of its story.

    Args:
        topic: The topic that matched.
        article: The article that satisfies it.
        trigger: Why the article was evaluated.
        told: What was told of its story under this topic; None when nothing was.
        standing: What the story amounts to, this article included.
        silences: All silences, expired ones too.
        limits: The settings.
        now: The present instant, aware.
        evidence: What was found, for the sentence that people read.
        recent: What the articles within the topic's span amount to, where it sets one.
    """
    situation = Situation(
        topic=topic,
        article=article,
        trigger=trigger,
        silences=silences,
        standing=recent or standing,
        limits=limits,
        now=now,
    )
    held_back, held = _hold_back(situation)
    kind, opening = AlertKind.FIRST, None
    if told is not None:
        kind = AlertKind.ESCALATION
        opening = escalate(topic.notify, told, standing, default=limits.escalate_publishers)
        if opening is None or held_back not in COUNTED:
            return None
        held_back, held = None, None
    edited = trigger is Trigger.EDITED_INTO
    found = tell_found(article, evidence, standing, edited=edited, opening=opening)
    return PlannedAlert(
        topic=topic.name,
        article_id=article.id,
        kind=kind,
        held_back=held_back,
        reason=held or found,
        receivers=tuple(dict.fromkeys(topic.receivers)),
        deliver_at=now + _wait(topic, limits),
        standing=standing,
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
    if situation.trigger is Trigger.EDITED_INTO:
        return None
    if article.backfill is not None:
        return f"held back: {article.backfill}"
    if article.published_at is None:
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
    wanted, found = situation.topic.notify.min_publishers, situation.standing.publishers
    if found >= wanted:
        return None
    return _tell_missing("publishers", found, wanted, situation.topic.notify.within)


def _too_few_languages(situation: Situation) -> str | None:
    wanted, found = situation.topic.notify.min_languages, len(situation.standing.languages)
    # One language is what every report has, also where nothing tells which.
    if found >= wanted or wanted == 1:
        return None
    return _tell_missing("languages", found, wanted, situation.topic.notify.within)


def _tell_missing(what: str, found: int, wanted: int, within: timedelta | None) -> str:
    span = "" if within is None else f" within {tell_span(within)}"
    return f"held back: {what} that report it{span}: {found}, the topic asks for {wanted}"


def _no_receivers(situation: Situation) -> str | None:
    if situation.topic.receivers:
        return None
    return "held back: the topic names no receivers"


#: What a story that was told needs no more of.
COUNTED = (None, HeldBack.TOO_FEW_PUBLISHERS, HeldBack.TOO_FEW_LANGUAGES)
#: Precedence of the reasons, first to last.
HOLDS: dict[HeldBack, Hold] = {
    HeldBack.BASELINE: _baseline,
    HeldBack.BACKFILL: _backfill,
    HeldBack.SILENCED: _silenced,
    HeldBack.EDITED: _edited,
    HeldBack.TOO_FEW_PUBLISHERS: _too_few_publishers,
    HeldBack.TOO_FEW_LANGUAGES: _too_few_languages,
    HeldBack.NO_RECEIVERS: _no_receivers,
}
