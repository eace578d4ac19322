"""Decide whether a silence is about a match.

Pure. All that a silence names must fit: the topic, the source, the language, a concept. Of one kind
any of the names will do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from monitor.alert.situation import Situation
    from monitor.model import Silence


def find_silence(situation: Situation) -> Silence | None:
    """Give the silence that holds a match back; of many the one that ends last."""
    active = [
        silence
        for silence in situation.silences
        # `until` is the first instant at which alerts are told again.
        if situation.now < silence.until and _covers(silence, situation)
    ]
    return max(active, key=lambda silence: silence.until, default=None)


def covers_topic(silence: Silence, topic: str, now: datetime) -> bool:
    """Say whether nobody wants to hear of a topic now, whoever reports it."""
    is_whole = not (silence.sources or silence.languages or silence.concepts)
    return is_whole and now < silence.until and _fits(silence.topics, (topic,))


def _covers(silence: Silence, situation: Situation) -> bool:
    article = situation.article
    source = (article.source.name, article.source.family)
    return (
        _fits(silence.topics, (situation.topic.name,))
        and _fits(silence.languages, (article.language,))
        and _fits(silence.concepts, situation.concepts)
        and _fits(_fold(silence.sources), _fold(source))
    )


def _fits(wanted: Iterable[str], found: Iterable[str | None]) -> bool:
    names = set(wanted)
    return not names or not names.isdisjoint(found)


def _fold(names: Iterable[str | None]) -> set[str]:
    return {name.casefold() for name in names if name is not None}


def tell_scope(silence: Silence) -> str:
    """Say what a silence is about, for the one whom it holds back."""
    words = ["this topic" if silence.topics else "every topic"]
    for what, names in (
        ("source", silence.sources),
        ("language", silence.languages),
        ("concept", silence.concepts),
    ):
        if names:
            words.append(f"{what} {' or '.join(names)}")
    return ", ".join(words)
