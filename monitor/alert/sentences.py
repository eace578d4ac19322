"""Put the facts of a decision in words for people.

Pure. One sentence each, in English, times in UTC; what a feed wrote appears only between
« », shortened, and is not made safe for any medium: `deliver` does that where it renders.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.model import Article, Evidence, Standing

#: More names than this make the sentence hard to read; the message shows the others.
MOST_NAMES = 4
#: A matched text is a name or a short phrase; a longer one would hide the sentence.
LONGEST_TEXT = 60
#: So many publishers are no single report any more.
COMPANY = 2
_SPANS = (
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
)


def tell_found(
    article: Article,
    evidence: Sequence[Evidence],
    standing: Standing,
    *,
    edited: bool,
    opening: str | None = None,
) -> str:
    """Say why an article is told: what was found, as what, and where."""
    opening = opening or _open(standing, edited=edited)
    place = f"in {article.source.name}"
    if article.language is not None:
        place += f" ({article.language})"
    found = ", ".join(_tell_names(evidence))
    return f"{opening}: {found} {place}" if found else f"{opening} {place}"


def _open(standing: Standing, *, edited: bool) -> str:
    opening = "first report" if standing.publishers < COMPANY else "first alert"
    if edited:
        opening += ", since its text was edited"
    if standing.publishers >= COMPANY:
        opening += f", {standing.publishers} independent publishers report it"
    return opening


def _tell_names(evidence: Sequence[Evidence]) -> Iterable[str]:
    firsts: dict[str, Evidence] = {}
    for item in evidence:
        firsts.setdefault(item.concept or item.name, item)
    for item in list(firsts.values())[:MOST_NAMES]:
        yield _tell_name(item)
    if len(firsts) > MOST_NAMES:
        yield f"and {len(firsts) - MOST_NAMES} more"


def _tell_name(item: Evidence) -> str:
    text = " ".join(item.text.split())
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1] + "…"
    if item.concept is not None:
        return f"@{item.concept} found as «{text}»"
    return f"«{text}» found"


def tell_instant(at: datetime) -> str:
    """Say an instant so that nobody mistakes day, month or zone: `2026-11-24 05:12 UTC`."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def tell_span(span: timedelta) -> str:
    """Say a span in its largest whole unit: `9 days`, `1 hour`."""
    for unit, size in _SPANS:
        if span >= size:
            return _count(span // size, unit)
    return _count(int(span.total_seconds()), "second")


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
