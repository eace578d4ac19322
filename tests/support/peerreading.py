"""Read documents of other projects, with this program and with feedparser as it comes.

Pure. What each says of an entry is put into the same words, so that the same expectations can be
held against both.
"""

from __future__ import annotations

import re
from calendar import timegm
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import feedparser

from monitor.normalize import normalize
from monitor.parse import parse
from monitor.text import clean_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from monitor.model import Draft, Entry, ParsedFeed

NOW = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://feeds.example/x"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a reader says of an entry; texts are without tags and white space."""

    id: str | None
    link: str | None
    title: str
    texts: tuple[str, ...]
    author: str | None
    categories: tuple[str, ...]
    dated_at: datetime | None
    #: FeedBurner's link, where the publisher's own stands beside it.
    counting_link: str | None = None
    #: All that feedparser, the parser of record, finds in the entry.
    found: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader says of a document."""

    document: str
    title: str | None
    link: str | None
    language: str | None
    entries: tuple[Said, ...]


if TYPE_CHECKING:
    Reader = Callable[[str, bytes], Reading]


def text(html: object) -> str:
    """Give a text without tags and white space."""
    return re.sub(r"\s+", "", clean_html(str(html or "")))


def line(value: object) -> str:
    """Give a text with single spaces."""
    return re.sub(r"\s+", " ", str(value or "")).strip()


def read(document: str, body: bytes) -> Reading:
    """Read a document as this program does."""
    feed = parse(URL, body, None)
    records = _feedparse(body).entries
    pairs = zip(feed.entries, chain(records, repeat({})), strict=False)
    return Reading(
        document=document,
        title=feed.title,
        link=feed.link,
        language=feed.language,
        entries=tuple(_said(feed, entry, record) for entry, record in pairs),
    )


def _said(feed: ParsedFeed, entry: Entry, record: Any) -> Said:
    """Normalize an entry by itself: none hides behind another's key."""
    alone = replace(feed, entries=(entry,), marks=())
    drafts = normalize(alone, feed_url=URL, now=NOW, default_language=None).drafts
    said = Said(
        id=entry.id,
        link=entry.link,
        title=clean_html(entry.title),
        texts=(text(entry.summary), text(entry.content)),
        author=entry.author,
        categories=entry.categories,
        dated_at=entry.published_at or entry.updated_at,
        counting_link=record.get("link") if "feedburner_origlink" in record else None,
        found=_found(record),
    )
    return replace(said, **_meant(drafts[0])) if drafts else said


def _meant(draft: Draft) -> dict[str, Any]:
    """Give what became of what an entry says; one that says too little becomes nothing."""
    return {
        "title": draft.title,
        "texts": (text(draft.summary), text(draft.text)),
        "author": draft.author,
        "categories": draft.categories,
        "dated_at": draft.published_at,
    }


@cache
def _feedparse(body: bytes) -> Any:
    return feedparser.parse(body)


def read_naively(document: str, body: bytes) -> Reading:
    """Read a document with feedparser's defaults, and take each field where its manual says."""
    found = _feedparse(body)
    return Reading(
        document=document,
        title=found.feed.get("title"),
        link=found.feed.get("link"),
        language=found.feed.get("language"),
        entries=tuple(_said_naively(entry) for entry in found.entries),
    )


def _said_naively(entry: Any) -> Said:
    parts = (entry.get("summary"), *(part.value for part in entry.get("content", ())))
    names = [person["name"] for person in entry.get("authors", ()) if person.get("name")]
    terms = [tag.label or tag.term for tag in entry.get("tags", ())]
    return Said(
        id=entry.get("id"),
        link=entry.get("link"),
        title=clean_html(entry.get("title", "")),
        texts=tuple(text(part) for part in parts),
        author=", ".join(dict.fromkeys(names)) or entry.get("author"),
        categories=tuple(line(term) for term in terms if term),
        dated_at=_first_instant(
            dict.get(entry, f"{name}_parsed") for name in ("published", "created", "updated")
        ),
        found=_found(entry),
    )


def _found(record: object) -> frozenset[str]:
    return frozenset(text(value) for _, value in scalars(record))


def scalars(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Give each value in a tree of JSON, with the names that lead to it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from scalars(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from scalars(inner, path)
    elif value is not None:
        yield path, str(value)


def _first_instant(dates: Iterable[Any]) -> datetime | None:
    return next((datetime.fromtimestamp(timegm(date), tz=UTC) for date in dates if date), None)
