"""Read a document of markup piece by piece: each by the cheapest reader that reads it right.

Pure. Entries that are known by their marks are left out; of the others, those that the fast path
doubts are given to feedparser, with all that stands around them, and nothing else. Where the
pieces do not fit together, or a document cannot be taken apart, feedparser reads it whole.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from monitor.parse.contained import is_contained
from monitor.parse.locate import locate
from monitor.parse.marks import KnownMarks, mark_entries
from monitor.parse.markup import build_feed, read_markup
from monitor.parse.plain import PlainDocument, open_plain, read_plain
from monitor.parse.skim import skim

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.model import Entry, Mark, ParsedFeed
    from monitor.parse.plain import Reading
    from monitor.parse.skim import Layout

#: What a piece of a document is.
_UTF8_XML: Final = "application/xml; charset=utf-8"


def read_pieces(
    url: str, body: bytes, content_type: str | None, known_marks: bytes = b""
) -> ParsedFeed:
    """Read a document as `read_markup` would, but for the entries whose marks are known.

    Raises:
        NotAFeed: feedparser finds neither a format it knows nor an entry.
    """
    document = open_plain(url, body, content_type)
    feed = _read_unknown(url, document, KnownMarks(known_marks)) if known_marks else None
    return feed or _read_all(url, document) or read_markup(url, body, content_type)


def _read_unknown(url: str, document: PlainDocument, known: KnownMarks) -> ParsedFeed | None:
    """Read a document without its known entries; None when it must be read with them."""
    if document.flaw is not None:
        return None
    layout = locate(document.text, has_base=bool(document.base))
    if layout is None:
        return None
    marks = known.recognize(_mark(url, document, layout))
    unread = [number for number, mark in enumerate(marks) if mark.names is None]
    if len(unread) == len(marks):
        return None
    feed, rest = _read(url, document._replace(text=layout.reduced(unread)))
    if feed.flaw is not None or len(feed.entries) != len(unread) or (unread and rest is None):
        return None
    return replace(feed, marks=marks, left_out=len(marks) - len(unread))


def _read_all(url: str, document: PlainDocument) -> ParsedFeed | None:
    """Read a document and mark its entries; None when it had to be mended and still resists."""
    if document.flaw is not None:
        reading = read_plain(document)
        feed = None if reading is None else _read_strictly(url, reading)
        return None if feed is None else replace(feed, flaw=document.flaw)
    feed, layout = _read(url, document)
    if layout is None or len(layout.spans) != len(feed.entries):
        return feed
    return replace(feed, marks=_mark(url, document, layout))


def _read(url: str, document: PlainDocument) -> tuple[ParsedFeed, Layout | None]:
    """Read a document with as little of feedparser as can be."""
    reading = read_plain(document)
    if reading is not None and (feed := _read_strictly(url, reading)) is not None:
        return feed, reading.layout
    has_base = bool(document.base)
    feed = read_markup(url, document.text, _UTF8_XML, has_bases=has_base)
    layout = None if feed.flaw else skim(document.text, has_base=has_base)
    return feed, layout if layout and _are_contained(layout, range(len(layout.spans))) else None


def _are_contained(layout: Layout, numbers: Iterable[int]) -> bool:
    return all(is_contained(layout.entry(number), has_base=layout.has_base) for number in numbers)


def _read_strictly(url: str, reading: Reading) -> ParsedFeed | None:
    """Give what was read, with what feedparser says of the doubtful entries."""
    feed = build_feed(
        url,
        {
            "version": reading.version,
            "feed": reading.feed,
            "entries": [fields or {} for fields in reading.entries],
            "beyond": reading.beyond,
        },
    )
    doubtful = [number for number, fields in enumerate(reading.entries) if fields is None]
    if not doubtful:
        return feed
    others = _read_doubtful(url, reading, doubtful)
    return (
        None if others is None else replace(feed, entries=_merged(feed.entries, doubtful, others))
    )


def _read_doubtful(url: str, reading: Reading, numbers: Sequence[int]) -> tuple[Entry, ...] | None:
    layout = reading.layout
    if layout is None or not _are_contained(layout, numbers):
        return None
    others = read_markup(url, layout.reduced(numbers), _UTF8_XML, has_bases=layout.has_base)
    fit = others.flaw is None and len(others.entries) == len(numbers)
    return others.entries if fit else None


def _merged(
    entries: Sequence[Entry], numbers: Sequence[int], others: Sequence[Entry]
) -> tuple[Entry, ...]:
    merged = list(entries)
    for number, entry in zip(numbers, others, strict=True):
        merged[number] = entry
    return tuple(merged)


def _mark(url: str, document: PlainDocument, layout: Layout) -> tuple[Mark, ...]:
    entries = map(layout.entry, range(len(layout.spans)))
    return mark_entries(entries, url, document.base, layout.head)
