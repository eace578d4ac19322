"""Decide whether an alert is held back, and why.

Pure. `HOLDS` is the decision table, asked from top to bottom; the first hold that applies gives the
reason. The order goes from what is true of the article (baseline, backfill) over what a person
asked for (silence) to what may still change (edits, publishers, receivers), so that the reason
shown is the one that would remain if those below it were lifted. The last four hold back what is
worth telling and would be too much: it goes into the topic's next digest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from monitor.alert.hours import day_of
from monitor.alert.sentences import tell_instant, tell_span
from monitor.alert.silencing import find_silence, tell_scope
from monitor.alert.situation import Situation
from monitor.alert.timing import is_outside_hours, when_due, when_ready
from monitor.model import DIGESTED, AlertKind, HeldBack, OutsideHours, Priority, Trigger

if TYPE_CHECKING:
    from datetime import timedelta

#: Gives a sentence when it holds the alert back, else None.
Hold = Callable[[Situation], str | None]


def hold_back(
    situation: Situation, among: Iterable[HeldBack] | None = None
) -> tuple[HeldBack | None, str | None]:
    """Give the first reason to hold an alert back, with its sentence; of these where named."""
    for held_back in HOLDS if among is None else among:
        if (sentence := HOLDS[held_back](situation)) is not None:
            return held_back, sentence
    return None, None


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
    silence = find_silence(situation)
    if silence is None:
        return None
    return (
        f"held back: {silence.who} silenced {tell_scope(silence)} until "
        f"{tell_instant(silence.until)}, because: {silence.why}"
    )


def _edited(situation: Situation) -> str | None:
    if situation.trigger is not Trigger.EDITED:
        return None
    return "held back: its text was edited, and the topic matched the earlier text too"


def _too_few_publishers(situation: Situation) -> str | None:
    wanted, found = situation.topic.notify.min_publishers, situation.counted.publishers
    if found >= wanted:
        return None
    return _tell_missing("publishers", found, wanted, situation.topic.notify.within)


def _too_few_languages(situation: Situation) -> str | None:
    wanted, found = situation.topic.notify.min_languages, len(situation.counted.languages)
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


def _flood(situation: Situation) -> str | None:
    most = situation.limits.flood_after
    if situation.rush <= most:
        return None
    return (
        f"{_FOR_DIGEST}: one poll of one feed brought {situation.rush} stories of the topic, "
        f"more than {most} is a flood"
    )


def _outside_hours(situation: Situation) -> str | None:
    hours = situation.topic.notify.active_hours
    if situation.outside_hours is not OutsideHours.DIGEST:
        return None
    if not is_outside_hours(situation, when_ready(situation)):
        return None
    return f"{_FOR_DIGEST}: it came outside of the topic's active hours ({hours})"


def _cooldown(situation: Situation) -> str | None:
    cooldown = situation.topic.notify.cooldown
    if cooldown is None or situation.topic.priority is Priority.URGENT:
        return None
    due_at = when_due(situation, when_ready(situation))
    firsts = [one.due_at for one in situation.spoken if one.kind is AlertKind.FIRST]
    # What waits for the same opening is due together.
    last = max((at for at in firsts if at <= due_at), default=None)
    if last is None or due_at - last >= cooldown:
        return None
    return (
        f"{_FOR_DIGEST}: another story was told at {tell_instant(last)}, "
        f"and the topic tells one in {tell_span(cooldown)}"
    )


def _over_cap(situation: Situation) -> str | None:
    cap = situation.topic.notify.daily_cap
    if cap is None:
        return None
    begins, ends = day_of(situation.zone, when_due(situation, when_ready(situation)))
    told = sum(begins <= one.due_at < ends for one in situation.spoken)
    if told < cap:
        return None
    return (
        f"{_FOR_DIGEST}: alerts told that day ({situation.zone}): {told}, the topic's cap is {cap}"
    )


_FOR_DIGEST = "held back for the next digest"
#: Precedence of the reasons, first to last.
HOLDS: dict[HeldBack, Hold] = {
    HeldBack.BASELINE: _baseline,
    HeldBack.BACKFILL: _backfill,
    HeldBack.SILENCED: _silenced,
    HeldBack.EDITED: _edited,
    HeldBack.TOO_FEW_PUBLISHERS: _too_few_publishers,
    HeldBack.TOO_FEW_LANGUAGES: _too_few_languages,
    HeldBack.NO_RECEIVERS: _no_receivers,
    HeldBack.FLOOD: _flood,
    HeldBack.OUTSIDE_HOURS: _outside_hours,
    HeldBack.COOLDOWN: _cooldown,
    HeldBack.OVER_CAP: _over_cap,
}
#: What a story that was told needs no more of.
_MET = (HeldBack.TOO_FEW_PUBLISHERS, HeldBack.TOO_FEW_LANGUAGES)
#: What keeps more of a told story from being said at all.
AGAIN = tuple(one for one in HOLDS if one not in (*_MET, *DIGESTED))
#: What puts an escalation into the digest.
LOUD = (HeldBack.OUTSIDE_HOURS, HeldBack.OVER_CAP)
