"""Judge what stands in a feed's document: format, dates, ids, links, texts.

Pure. A table of looks; each gives a `Symptom` or passes over what does not concern the feed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from monitor.feeds.facts import FeedFacts

#: A feed without a word for so long is probably not written any more.
STALE: Final = timedelta(days=180)
#: Longer texts are articles, shorter ones make readers click.
FULL_TEXT_CHARS: Final = 1_500
#: Polls come so often that half of the entries of a document are still there.
_INTERVALS: Final = tuple(timedelta(minutes=m) for m in (5, 10, 15, 30, 60, 120, 360, 720, 1440))


class Condition(StrEnum):
    """How one thing is; the doctor's words."""

    FINE = "fine"
    DOUBTFUL = "doubtful"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """How one thing about a feed is, and what helps."""

    name: str
    condition: Condition
    text: str
    advice: str | None = None

    @property
    def is_broken(self) -> bool:
        return self.condition is Condition.BROKEN


def fine(name: str, text: str) -> Symptom:
    """Say that this is well."""
    return Symptom(name=name, condition=Condition.FINE, text=text)


def doubtful(name: str, text: str, advice: str | None = None) -> Symptom:
    """Say that this is odd, and what it costs or what helps."""
    return Symptom(name=name, condition=Condition.DOUBTFUL, text=text, advice=advice)


def broken(name: str, text: str, advice: str | None = None) -> Symptom:
    """Say that this keeps the feed from being polled."""
    return Symptom(name=name, condition=Condition.BROKEN, text=text, advice=advice)


def judge_facts(facts: FeedFacts) -> Iterator[Symptom]:
    """Say how each thing in the document is."""
    yield _format(facts)
    if facts.mislabeled is not None:
        told = f"it is called {facts.mislabeled}, and is written in another"
        yield doubtful("encoding", told, "it is read all the same; tell the publisher")
    yield _entries(facts)
    if facts.entries:
        yield from filter(None, (look(facts) for look in _LOOKS))


def _format(facts: FeedFacts) -> Symptom:
    if facts.flaw is None:
        return fine("format", f"{facts.format}, well-formed")
    advice = "it is read as far as it goes; tell the publisher"
    return doubtful("format", f"{facts.format}, not well-formed: {facts.flaw}", advice)


def _entries(facts: FeedFacts) -> Symptom:
    if facts.beyond:
        shown = facts.entries + facts.beyond
        return doubtful("entries", f"{shown:,}", f"only the newest {facts.entries:,} are read")
    if facts.entries:
        return fine("entries", f"{facts.entries}: {facts.titles[0]}" if facts.titles else "")
    return doubtful("entries", "none", "it may fill later; a feed that stays empty says nothing")


def _dates(facts: FeedFacts) -> Symptom:
    odd = [
        f"{count} {what}"
        for count, what in (
            (facts.undated, "without a date that can be read"),
            (facts.future, "to come"),
            (facts.ancient, "before 1990"),
        )
        if count
    ]
    if facts.is_frozen:
        odd.append("all the same")
    advice = "what counts is when an entry was first seen here"
    if odd:
        return doubtful("dates", ", ".join(odd), advice)
    return fine("dates", f"{_day(facts.oldest_at)} to {_day(facts.newest_at)}")


def _freshness(facts: FeedFacts) -> Symptom | None:
    if facts.newest_at is None or facts.taken_at - facts.newest_at < STALE:
        return None
    days = (facts.taken_at - facts.newest_at).days
    return doubtful("freshness", f"nothing new for {days} days", "is it still written?")


def _ids(facts: FeedFacts) -> Symptom:
    odd = [
        f"{count} {what}"
        for count, what in (
            (facts.without_id, "without an id"),
            (facts.shared_ids, "share one with another"),
        )
        if count
    ]
    if odd:
        advice = "entries are told apart by link, date and title instead"
        return doubtful("ids", ", ".join(odd), advice)
    return fine("ids", "each entry has its own")


def _links(facts: FeedFacts) -> Symptom:
    if facts.without_link:
        advice = "such an entry is not recognized in other feeds"
        return doubtful("links", f"{facts.without_link} without a link", advice)
    if facts.relative_links:
        told = f"{facts.relative_links} relative to the feed's address"
        return doubtful("links", told, "they are completed here; other programs may not")
    return fine("links", "each entry has one")


def _titles(facts: FeedFacts) -> Symptom | None:
    if not facts.without_title:
        return None
    told = f"{facts.without_title} of {facts.entries} without a title"
    return doubtful("titles", told, "the beginning of the text stands in for it")


def _languages(facts: FeedFacts) -> Symptom:
    seen = ", ".join(facts.languages) or "not known"
    stated = (facts.language or "").lower().partition("-")[0]
    if not stated:
        advice = "where texts are short, say it yourself: `--language`"
        return doubtful("languages", f"{seen}; the document states none", advice)
    if facts.languages and stated not in facts.languages:
        advice = "the texts decide, the statement does not"
        return doubtful("languages", f"{seen}, though it states {facts.language}", advice)
    return fine("languages", seen)


def _texts(facts: FeedFacts) -> Symptom:
    told = f"{facts.text_chars:,} characters in the middle"
    if facts.text_chars >= FULL_TEXT_CHARS:
        return fine("texts", f"{told}: whole articles")
    what = "teasers" if facts.text_chars else "titles only"
    advice = "with `--full-text` the articles' pages are read too"
    return doubtful("texts", f"{told}: {what}" if facts.text_chars else what, advice)


def _push(facts: FeedFacts) -> Symptom | None:
    if not facts.hubs:
        return None
    return fine("push", f"WebSub: {', '.join(facts.hubs)}")


def _interval(facts: FeedFacts) -> Symptom | None:
    span = suggest_interval(facts)
    asked = f"; it asks for {_span(facts.ttl)}" if facts.ttl else ""
    if span is None:
        return fine("interval", f"the dates tell nothing of its pace{asked}")
    pace = f"an entry every {_span(facts.pace)}" if facts.pace else ""
    return fine("interval", f"{_span(span)} would do: {pace}{asked}")


def suggest_interval(facts: FeedFacts) -> timedelta | None:
    """Say how often a poll would meet a new entry, and miss none; None when nobody knows."""
    if facts.pace is None or facts.newest_at is None or facts.oldest_at is None:
        return None
    turnover = (facts.newest_at - facts.oldest_at) / 2
    wanted = min(max(facts.pace, _INTERVALS[0]), max(turnover, _INTERVALS[0]))
    return max(interval for interval in _INTERVALS if interval <= wanted)


def _day(at: datetime | None) -> str:
    return "–" if at is None else at.strftime("%Y-%m-%d")


def _span(span: timedelta | None) -> str:
    """Write a span in one unit, rounded: `15m`, `2h`, `3d`."""
    minutes = round((span or timedelta()) / timedelta(minutes=1))
    if minutes < 120 and minutes != 60:  # noqa: PLR2004 - where minutes stop to mean much
        return f"{max(minutes, 1)}m"
    hours = round(minutes / 60)
    return f"{hours}h" if hours < 48 else f"{round(hours / 24)}d"  # noqa: PLR2004 - two days


_LOOKS: Final[tuple[Callable[[FeedFacts], Symptom | None], ...]] = (
    _dates,
    _freshness,
    _ids,
    _links,
    _titles,
    _languages,
    _texts,
    _push,
    _interval,
)
