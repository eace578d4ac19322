"""Decide whether a match becomes an alert, when it is due, or why it is held back.

Pure. A story is told once under a topic. What comes after escalates it (monitor.alert.escalating),
brings its message up to date, quietly, or adds nothing; and each answer has its reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeGuard

from monitor.alert.escalating import escalate
from monitor.alert.holding import AGAIN, LOUD, hold_back
from monitor.alert.sentences import tell_found, tell_instant
from monitor.alert.situation import AlertLimits, Situation
from monitor.alert.timing import is_outside_hours, when_due, when_ready, when_updated
from monitor.model import WAITS, AlertKind, HeldBack, OutsideHours, PlannedAlert, Trigger

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.model import (
        Article,
        ArticleId,
        Evidence,
        Silence,
        Spoken,
        Standing,
        Told,
        Topic,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """The decision that a match is worth no alert of its own."""

    topic: str
    article_id: ArticleId
    #: One sentence for people.
    reason: str


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
    spoken: Sequence[Spoken] = (),
    rush: int = 1,
) -> PlannedAlert | None:
    """Decide about one match; None when it is worth no alert. See `Situation` for the words."""
    decided = decide_match(
        Situation(
            topic=topic,
            article=article,
            trigger=trigger,
            told=told,
            standing=standing,
            silences=silences,
            limits=limits,
            now=now,
            evidence=evidence,
            recent=recent,
            spoken=spoken,
            rush=rush,
        )
    )
    return decided if isinstance(decided, PlannedAlert) else None


def decide_match(situation: Situation) -> PlannedAlert | Passed:
    """Decide about one match."""
    if situation.told is None:
        return _tell_first(situation)
    further = _escalate(situation, situation.told) or _update(situation, situation.told)
    held_back, sentence = hold_back(situation, AGAIN)
    if held_back is None:
        return further
    reason = f"{_tell_last(situation.told)}; {sentence}"
    if held_back is HeldBack.SILENCED and _is_news(further, situation):
        return replace(further, held_back=held_back, reason=reason)
    return _pass_over(situation, reason)


def _is_news(further: PlannedAlert | Passed, situation: Situation) -> TypeGuard[PlannedAlert]:
    """Say whether only the wish of somebody keeps it from being told: that is kept, and shown."""
    return isinstance(further, PlannedAlert) and situation.trigger is not Trigger.EDITED


def _tell_first(situation: Situation) -> PlannedAlert:
    held_back, sentence = hold_back(situation)
    reason = sentence or _tell(situation, opening=None)
    return _alert(situation, AlertKind.FIRST, when_ready(situation), reason, held_back)


def _escalate(situation: Situation, told: Told) -> PlannedAlert | None:
    growth = escalate(
        situation.topic.notify,
        told,
        situation.standing,
        default=situation.limits.escalate_publishers,
        concepts=situation.concepts,
    )
    if growth is None:
        return None
    held_back, sentence = hold_back(situation, LOUD)
    reason = _tell(situation, opening=growth.opening)
    if sentence is not None:
        reason = f"{sentence}; {reason}"
    return _alert(
        situation,
        AlertKind.ESCALATION,
        when_ready(situation),
        reason,
        held_back,
        in_standing=growth.in_standing,
    )


def _update(situation: Situation, told: Told) -> PlannedAlert | Passed:
    standing = situation.standing
    if standing.articles - standing.copies <= told.reports:
        return _pass_over(situation, f"{_tell_last(told)}; it adds no report of its own")
    if told.said_at is None:
        return _pass_over(situation, f"{_tell_last(told)}, in a digest, which stays as it is")
    if not situation.updates:
        return _pass_over(situation, f"{_tell_last(told)}; the topic asks for no updates")
    due_at = when_updated(situation, told.said_at)
    reason = _tell(situation, opening=f"one more report of what {_TOLD} {_at(told)}")
    return _alert(situation, AlertKind.UPDATE, due_at, reason)


def _alert(
    situation: Situation,
    kind: AlertKind,
    ready_at: datetime,
    reason: str,
    held_back: HeldBack | None = None,
    *,
    in_standing: bool = True,
) -> PlannedAlert:
    if held_back is None and _waits_for_hours(situation, ready_at):
        hours, opens = situation.topic.notify.active_hours, when_due(situation, ready_at)
        reason += f"{WAITS} for the active hours ({hours}) until {tell_instant(opens)}"
    return PlannedAlert(
        topic=situation.topic.name,
        article_id=situation.article.id,
        kind=kind,
        held_back=held_back,
        reason=reason,
        receivers=tuple(dict.fromkeys(situation.topic.receivers)),
        deliver_at=when_due(situation, ready_at),
        standing=situation.standing,
        concepts=situation.concepts,
        in_standing=in_standing,
    )


def _waits_for_hours(situation: Situation, ready_at: datetime) -> bool:
    if situation.outside_hours is OutsideHours.TELL:
        return False
    return is_outside_hours(situation, ready_at)


def _tell(situation: Situation, *, opening: str | None) -> str:
    return tell_found(
        situation.article,
        situation.evidence,
        situation.standing,
        edited=situation.trigger is Trigger.EDITED_INTO,
        opening=opening,
    )


def _pass_over(situation: Situation, reason: str) -> Passed:
    return Passed(topic=situation.topic.name, article_id=situation.article.id, reason=reason)


def _tell_last(told: Told) -> str:
    return f"its story {_TOLD} {_at(told)}"


def _at(told: Told) -> str:
    return tell_instant(told.last_at)


_TOLD = "was told at"
