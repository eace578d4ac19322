"""Read RSS, RDF, Atom and CDF with feedparser, and put what it found into our words.

Pure. feedparser gets a stream, never bytes or text: those it would first try as a file name or
an address. Its sanitizer and its resolver of links inside HTML are off, they cost two thirds of
its time and we keep plain text. Its dict-likes end here.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import feedparser

from monitor.errors import NotAFeed
from monitor.model import Entry, ParsedFeed
from monitor.parse.anydate import read_any_date
from monitor.parse.bases import stand_in_for
from monitor.parse.clip import (
    MAX_CATEGORIES,
    MAX_HTML_CHARS,
    MAX_NAME_CHARS,
    MAX_TITLE_CHARS,
    clip,
    clip_or_none,
    instant_of,
    span_of,
)
from monitor.parse.dates import is_plain_date
from monitor.parse.decode import decode
from monitor.parse.found import get, listed, own
from monitor.parse.links import id_of_entry, link_of_entry, link_of_feed, related_links
from monitor.parse.newest import take_newest
from monitor.parse.people import name_authors, name_feed_authors

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.parse.found import Fields

_SNIFFED_BYTES: Final = 4096
#: RSS 1.1 differs from RSS 1.0 in its frame, which feedparser does not look at.
_RSS11: Final = b"http://purl.org/net/rss1.1#"
_RSS10: Final = b"http://purl.org/rss/1.0/"
#: Some write RSS's own elements with a prefix that they never declare.
_PREFIXED_CHANNEL: Final = b"<rss:channel"
_PREFIX: Final = re.compile(rb"(</?)rss:(?=\w)")
#: Only a channel of the Channel Definition Format says where it is in attributes.
_CDF: Final = re.compile(rb"<channel\b[^>]*\b(?:href|lastmod|base)\s*=", re.IGNORECASE)
_BOXES: Final = re.compile(
    rb"<(?:image|textinput)\b[^>]{0,1000}>(?:.{0,4000}?</(?:image|textinput)\s*>)?",
    re.IGNORECASE | re.DOTALL,
)
#: What a document is after `decode`.
_UTF8_XML: Final = {"content-type": "application/xml; charset=utf-8"}
_NOT_ATOM: Final = re.compile(rb"<(?:rss|(?:\w+:)?rdf)\b", re.IGNORECASE)
_SECONDS_PER_PERIOD: Final = {
    "hourly": 3600,
    "daily": 86_400,
    "weekly": 7 * 86_400,
    "monthly": 30 * 86_400,
    "yearly": 365 * 86_400,
}
#: Remarks about headers, not about the document.
_NO_FLAWS: Final = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
_TEXT_TYPES: Final = ("text/", "application/xhtml")
#: A title that is one tag, meant to be read: `<video>`; those that could stand in a title are not.
_LONE_TAG: Final = re.compile(
    r"\s*</?(?!(?:br|hr|img|p|div|span|a|b|i|u|em|strong|sub|sup|font)\b)[A-Za-z][\w-]*\s*/?>\s*\Z",
    re.IGNORECASE,
)
_MAX_HUBS: Final = 5
_MAX_FLAW_CHARS: Final = 200


def read_markup(
    url: str, body: bytes, content_type: str | None, *, has_bases: bool | None = None
) -> ParsedFeed:
    """Read a document that is not JSON.

    Of a part of a document, the whole says whether it `has_bases`.

    Raises:
        NotAFeed: feedparser finds neither a format it knows nor an entry.
    """
    decoded = decode(body, content_type)
    decoded = decoded._replace(body=_usual(decoded.body))
    feed = build_feed(url, _feedparse(url, decoded.body, has_bases))
    if feed.format == "unknown" and _CDF.search(decoded.body, 0, _SNIFFED_BYTES) is not None:
        feed = replace(feed, format="cdf")
    if decoded.flaw is None:
        return feed
    return replace(feed, flaw="; ".join(filter(None, (decoded.flaw, feed.flaw)))[:_MAX_FLAW_CHARS])


def _usual(body: bytes) -> bytes:
    """Give the elements of RSS the names that feedparser knows them by."""
    if _RSS11 in body:
        body = body.replace(_RSS11, _RSS10)
    if _PREFIXED_CHANNEL in body and b"xmlns:rss" not in body:
        body = _PREFIX.sub(rb"\1", body)
    return body


def build_feed(url: str, found: dict[str, Any]) -> ParsedFeed:
    """Put feedparser's fields, or those of whoever read as it does, into our words.

    Raises:
        NotAFeed: there is neither a format nor an entry.
    """
    feed, entries = own(found.get("feed")), found.get("entries") or []
    version = str(found.get("version") or "")
    if not version and not entries:
        raise NotAFeed(url)
    is_atom = version.startswith("atom")
    link = link_of_feed(feed, url)
    base, author = url if is_atom else link or url, name_feed_authors(feed)
    newest = take_newest(entries, lambda entry: date_of(own(entry)))
    return ParsedFeed(
        format=version or "unknown",
        title=clip_or_none(get(feed, "title"), MAX_TITLE_CHARS),
        link=link,
        language=clip_or_none(get(feed, "language"), MAX_NAME_CHARS),
        entries=tuple(_entry(own(entry), base, author, is_atom=is_atom) for entry in newest),
        beyond=found.get("beyond", 0) + len(entries) - len(newest),
        ttl=_ttl(feed),
        flaw=_flaw(found),
        hubs=related_links(feed, "hub", url)[:_MAX_HUBS],
        self_url=next(iter(related_links(feed, "self", url)), None),
    )


def _feedparse(url: str, body: bytes, has_bases: bool | None) -> Fields:
    """Have feedparser read a document in UTF-8."""
    headers = dict(_UTF8_XML)
    if looks_like_atom(body) if has_bases is None else has_bases:
        # Atom resolves links against the document's address (RFC 4287 §2). RSS says nothing;
        # its links are meant relative to the site, unless it names bases.
        headers["content-location"] = stand_in_for(url)
    try:
        return _run_feedparser(body, headers)
    except KeyError:
        # It loses its way in boxes where it expects none; they say nothing that we read.
        return _run_feedparser(_BOXES.sub(b"", body), headers)


def _run_feedparser(body: bytes, headers: dict[str, str]) -> Fields:
    return own(
        feedparser.parse(
            io.BytesIO(body),
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    )


def looks_like_atom(body: bytes) -> bool:
    """Tell whether links are to be resolved as Atom says: with bases, the document's own first."""
    return _NOT_ATOM.search(body[:_SNIFFED_BYTES]) is None or b"xml:base" in body


def _entry(fields: Fields, base: str, author: str | None, *, is_atom: bool) -> Entry:
    content = _content(fields)
    return Entry(
        id=id_of_entry(fields),
        link=link_of_entry(fields, base),
        title=_title(fields, is_atom)[:MAX_TITLE_CHARS],
        summary=clip(_summary(fields, is_atom), MAX_HTML_CHARS),
        content=clip(_shown(get(content, "value"), content, is_atom), MAX_HTML_CHARS),
        author=name_authors(fields) or author,
        categories=_categories(get(fields, "tags")),
        published_at=_instant(fields, "published") or _instant(fields, "created"),
        updated_at=_instant(fields, "updated"),
        language=_language(fields, content),
    )


def _shown(value: object, detail: object, is_atom: bool) -> str:
    """Give a text as HTML. Only Atom says reliably that a text is plain."""
    text = clip(value, MAX_HTML_CHARS)
    if is_atom and get(own(detail), "type") == "text/plain":
        return text.replace("<", "&lt;")
    return text


def _title(fields: Fields, is_atom: bool) -> str:
    title = _shown(get(fields, "title"), get(fields, "title_detail"), is_atom)
    return title.replace("<", "&lt;") if _LONE_TAG.match(title) is not None else title


def _summary(fields: Fields, is_atom: bool) -> str:
    """Give the summary; of podcasts without one, what they say elsewhere."""
    for name in ("summary", "googleplay_description", "subtitle"):
        summary = _shown(get(fields, name), get(fields, f"{name}_detail"), is_atom)
        if summary:
            return summary
    return ""


def _content(fields: Fields) -> Fields:
    """Give the longest of the contents that are text."""
    contents = [own(content) for content in listed(get(fields, "content"))]
    texts = [content for content in contents if _is_text(content)]
    return max(
        texts, key=lambda content: len(clip(get(content, "value"), MAX_HTML_CHARS)), default={}
    )


def _is_text(content: Fields) -> bool:
    return str(get(content, "type") or "text/html").startswith(_TEXT_TYPES)


def _categories(tags: object) -> tuple[str, ...]:
    fields = [own(tag) for tag in listed(tags)[:MAX_CATEGORIES]]
    names = (clip_or_none(get(tag, "label") or get(tag, "term"), MAX_NAME_CHARS) for tag in fields)
    return tuple(name for name in names if name is not None)


def date_of(fields: Fields) -> datetime | None:
    """Give the date by which an entry is older or newer than others."""
    dates = (_instant(fields, name) for name in ("published", "created", "updated"))
    return next(filter(None, dates), None)


def _instant(fields: Fields, name: str) -> datetime | None:
    """Give a date: as feedparser reads the forms it knows, else as we read it."""
    text = clip(get(fields, name), MAX_NAME_CHARS)
    read = None if not text or is_plain_date(text) else read_any_date(text)
    return read or instant_of(get(fields, f"{name}_parsed"))


def _language(fields: Fields, content: Fields) -> str | None:
    """`dc:language`, then `xml:lang` nearest to the text."""
    details = (own(get(fields, name)) for name in ("summary_detail", "title_detail"))
    for holder in (fields, content, *details):
        language = clip_or_none(get(holder, "language"), MAX_NAME_CHARS)
        if language is not None:
            return language
    return None


def _ttl(feed: Fields) -> timedelta | None:
    """The longer of `ttl` (minutes) and the syndication module's period over frequency."""
    period = _SECONDS_PER_PERIOD.get(str(get(feed, "sy_updateperiod")).strip().lower(), 0)
    frequency = _number(get(feed, "sy_updatefrequency")) or 1
    seconds = max(_number(get(feed, "ttl")) * 60, period / frequency)
    return span_of(seconds)


def _number(value: object) -> int:
    text = clip(value, 20).strip()
    return int(text) if text.isascii() and text.isdecimal() else 0


def _flaw(found: Fields) -> str | None:
    error = get(found, "bozo_exception")
    if not get(found, "bozo") or error is None or isinstance(error, _NO_FLAWS):
        return None
    return clip(f"{type(error).__name__}: {error}", _MAX_FLAW_CHARS)
