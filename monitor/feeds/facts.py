"""Take down what can be seen of a feed in its document, for a preview and for a checkup.

Pure. Counts and dates, no judgment. The document is taken as it was stated (`ParsedFeed`) and as
we mean it (`Document`): only the first knows of missing ids and odd dates, only the second of
languages and texts.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.model import Document, ParsedFeed

#: Dates before it are mistakes: there was no web yet.
_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_CLOCK_DIFFERENCE: Final = timedelta(hours=1)
#: So many entries with one date are no coincidence.
_FROZEN_FROM: Final = 3
#: Links that begin with no scheme, as they stand in RSS and in Atom.
_RELATIVE: Final = re.compile(
    rb"<link>\s{0,20}(?:<!\[CDATA\[\s{0,20})?(?![a-z][a-z+.-]{1,15}:)[^\s<]"
    rb"|<link\b[^<>]{0,300}?\bhref\s{0,5}=\s{0,5}[\"'](?![a-z][a-z+.-]{1,15}:)[^\"']",
    re.IGNORECASE,
)
#: Enough to tell two feeds apart.
MAX_NAMES: Final = 100
SHOWN_TITLES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """What can be seen of a feed in one document."""

    taken_at: datetime
    format: str
    title: str | None
    #: As the document states it.
    language: str | None
    #: Languages of the entries, the commonest first.
    languages: tuple[str, ...]
    entries: int
    #: Titles of the first entries.
    titles: tuple[str, ...]
    #: Canonical addresses of the entries, or titles: what two feeds are compared by.
    names: tuple[str, ...]
    #: Of the dates that can be believed.
    newest_at: datetime | None
    oldest_at: datetime | None
    #: Median time between two entries.
    pace: timedelta | None
    undated: int
    #: Dates to come, and dates before there was a web.
    future: int
    ancient: int
    #: All entries have one date.
    is_frozen: bool
    without_id: int
    #: Entries whose id another has as well.
    shared_ids: int
    without_link: int
    relative_links: int
    #: How its encoding is called, where it is written in another.
    mislabeled: str | None = None
    without_title: int
    #: Median length of the longest text of an entry.
    text_chars: int
    flaw: str | None
    ttl: timedelta | None
    hubs: tuple[str, ...]
    #: How many older entries were not read because there are too many.
    beyond: int = 0


def take_facts(parsed: ParsedFeed, document: Document, body: bytes, *, now: datetime) -> FeedFacts:
    """Take down what one document shows.

    Args:
        parsed: The document as it was stated.
        document: The same as we mean it.
        body: Its bytes, in which relative links still stand as such.
        now: The present instant, to tell dates that claim the future.
    """
    entries = parsed.entries
    dates = [entry.published_at or entry.updated_at for entry in entries]
    known = [date for date in dates if date is not None]
    believable = sorted(date for date in known if _EARLIEST <= date <= now + _CLOCK_DIFFERENCE)
    drafts = document.drafts
    languages = Counter(draft.language for draft in drafts if draft.language)
    names = (draft.canonical_url or draft.title for draft in drafts)
    return FeedFacts(
        taken_at=now,
        format=parsed.format,
        title=document.title,
        language=parsed.language,
        languages=tuple(language for language, _ in languages.most_common(5)),
        entries=len(entries),
        beyond=parsed.beyond,
        titles=tuple(draft.title for draft in drafts[:SHOWN_TITLES]),
        names=tuple(names)[:MAX_NAMES],
        newest_at=believable[-1] if believable else None,
        oldest_at=believable[0] if believable else None,
        pace=_pace(believable),
        undated=len(dates) - len(known),
        future=sum(date > now + _CLOCK_DIFFERENCE for date in known),
        ancient=sum(date < _EARLIEST for date in known),
        is_frozen=len(known) >= _FROZEN_FROM and len(set(known)) == 1,
        without_id=sum(not entry.id for entry in entries),
        shared_ids=_shared(entry.id for entry in entries),
        without_link=sum(not entry.link for entry in entries),
        relative_links=sum(1 for _ in _RELATIVE.finditer(body)),
        without_title=sum(not entry.title for entry in entries),
        text_chars=_text_chars(document),
        flaw=parsed.flaw,
        ttl=parsed.ttl,
        hubs=parsed.hubs,
    )


def _pace(dates: Sequence[datetime]) -> timedelta | None:
    """Give the median time between two entries; None where the dates tell nothing."""
    gaps = [later - earlier for earlier, later in pairwise(dates)]
    return sorted(gaps)[len(gaps) // 2] if any(gaps) else None


def _shared(ids: Iterable[str | None]) -> int:
    counts = Counter(id_ for id_ in ids if id_)
    return sum(count for count in counts.values() if count > 1)


def _text_chars(document: Document) -> int:
    lengths = [max(len(draft.text), len(draft.summary)) for draft in document.drafts]
    return round(median(lengths)) if lengths else 0


def are_alike(one: FeedFacts, other: FeedFacts) -> bool:
    """Say whether two documents show the same articles: one feed in two formats."""
    first, second = set(one.names), set(other.names)
    shared = len(first & second)
    return shared > 0 and shared * 2 >= max(len(first), len(second))
