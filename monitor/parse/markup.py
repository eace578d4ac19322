"""Read RSS, RDF, Atom and CDF with feedparser, and put what it found into our words.

Pure. feedparser gets a stream, never bytes or text: those it would first try as a file name or
an address. Its sanitizer and its resolver of links inside HTML are off, they cost two thirds of
its time and we keep plain text. Its dict-likes end in this file.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

import feedparser

from monitor.errors import NotAFeed
from monitor.model import Entry, ParsedFeed
from monitor.parse.clip import (
    MAX_CATEGORIES,
    MAX_ENTRIES,
    MAX_HTML_CHARS,
    MAX_ID_CHARS,
    MAX_NAME_CHARS,
    MAX_TITLE_CHARS,
    clip,
    clip_or_none,
    instant_of,
    span_of,
)

if TYPE_CHECKING:
    from datetime import datetime, timedelta

#: feedparser's own values, which answer differently to `get` (it maps and warns).
_Fields = dict[str, Any]

_SNIFFED_BYTES: Final = 4096
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
#: RSS 2.0: `author` is an address, with the name as a comment; some write it as in a letter head.
_ADDRESS_AND_NAME: Final = re.compile(r"\S+@\S+\s*\((.+)\)\Z|(.+?)\s*<\S+@\S+>\Z")
_MAX_FLAW_CHARS: Final = 200
#: Links that joining with such a base leaves as they are; joining is what costs most of all here.
_PLAIN_LINK: Final = re.compile(
    r"https?://[a-z0-9.-]+(?:/[\w/.%~+,=@!-]*)?(?:\?[\w/.%~+,=&@!-]+)?(?:#[\w/.%~-]+)?\Z", re.ASCII
)
_PLAIN_BASE: Final = re.compile(r"https?://[\x21-\x5a\x5c\x5e-\x7e]+\Z")


def read_markup(url: str, body: bytes, content_type: str | None) -> ParsedFeed:
    """Read a document that is not JSON.

    Raises:
        NotAFeed: feedparser finds neither a format it knows nor an entry.
    """
    return build_feed(url, _feedparse(url, body, content_type))


def build_feed(url: str, found: dict[str, Any]) -> ParsedFeed:
    """Put feedparser's fields, or those of whoever read as it does, into our words.

    Raises:
        NotAFeed: there is neither a format nor an entry.
    """
    feed, entries = _own(found.get("feed")), found.get("entries") or []
    version = str(found.get("version") or "")
    if not version and not entries:
        raise NotAFeed(url)
    link = _link(_get(feed, "link"), url)
    base = url if version.startswith("atom") else link or url
    return ParsedFeed(
        format=version or "unknown",
        title=clip_or_none(_get(feed, "title"), MAX_TITLE_CHARS),
        link=link,
        language=clip_or_none(_get(feed, "language"), MAX_NAME_CHARS),
        entries=tuple(
            _entry(_own(entry), base, is_atom=version.startswith("atom"))
            for entry in entries[:MAX_ENTRIES]
        ),
        ttl=_ttl(feed),
        flaw=_flaw(found),
    )


def _feedparse(url: str, body: bytes, content_type: str | None) -> _Fields:
    headers = {}
    if content_type is not None:
        headers["content-type"] = content_type
    if looks_like_atom(body):
        # Atom resolves links against the document's address (RFC 4287 §2). RSS says nothing;
        # its links are meant relative to the site, and its ids must not change with the address.
        headers["content-location"] = url
    return _own(
        feedparser.parse(
            io.BytesIO(body),
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    )


def looks_like_atom(body: bytes) -> bool:
    """Tell whether links are to be resolved against the document's own address."""
    return _NOT_ATOM.search(body[:_SNIFFED_BYTES]) is None


def _own(value: object) -> _Fields:
    return value if isinstance(value, dict) else {}


def _get(fields: _Fields, name: str) -> object:
    """Look up what is really there: feedparser's own lookup substitutes other fields."""
    return dict.get(fields, name)


def _entry(fields: _Fields, base: str, *, is_atom: bool) -> Entry:
    content = _content(fields)
    return Entry(
        id=clip_or_none(_get(fields, "id"), MAX_ID_CHARS),
        link=_entry_link(fields, base),
        title=_shown(_get(fields, "title"), _get(fields, "title_detail"), is_atom)[
            :MAX_TITLE_CHARS
        ],
        summary=clip(
            _shown(_get(fields, "summary"), _get(fields, "summary_detail"), is_atom),
            MAX_HTML_CHARS,
        ),
        content=clip(_shown(_get(content, "value"), content, is_atom), MAX_HTML_CHARS),
        author=_author(fields),
        categories=_categories(_get(fields, "tags")),
        published_at=_instant(fields, "published_parsed"),
        updated_at=_instant(fields, "updated_parsed"),
        language=_language(fields, content),
    )


def _shown(value: object, detail: object, is_atom: bool) -> str:
    """Give a text as HTML. Only Atom says reliably that a text is plain."""
    text = clip(value, MAX_HTML_CHARS)
    if is_atom and _get(_own(detail), "type") == "text/plain":
        return text.replace("<", "&lt;")
    return text


def _content(fields: _Fields) -> _Fields:
    """Give the longest of the contents that are text."""
    contents = [_own(content) for content in _list(_get(fields, "content"))]
    texts = [content for content in contents if _is_text(content)]
    return max(
        texts, key=lambda content: len(clip(_get(content, "value"), MAX_HTML_CHARS)), default={}
    )


def _is_text(content: _Fields) -> bool:
    return str(_get(content, "type") or "text/html").startswith(_TEXT_TYPES)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _entry_link(fields: _Fields, base: str) -> str | None:
    """FeedBurner keeps the publisher's own link beside its counting one."""
    for name in ("feedburner_origlink", "link"):
        link = _link(_get(fields, name), base)
        if link is not None:
            return link
    links = (_own(link) for link in _list(_get(fields, "links")))
    hrefs = (_get(link, "href") for link in links if _get(link, "rel") == "alternate")
    return next((link for href in hrefs if (link := _link(href, base)) is not None), None)


def _link(value: object, base: str) -> str | None:
    link = clip_or_none(value, MAX_ID_CHARS)
    if link is None:
        return None
    if _PLAIN_LINK.match(link) is not None and _PLAIN_BASE.match(base) is not None:
        return link
    try:
        joined = urljoin(base, link)
        return joined if urlsplit(joined).scheme else None
    except ValueError:
        return None


def _author(fields: _Fields) -> str | None:
    """Give the name out of `address (name)`; feedparser knows only short top-level domains."""
    author = clip(_get(fields, "author"), MAX_NAME_CHARS).strip()
    named = _ADDRESS_AND_NAME.match(author) if "@" in author else None
    if named is not None:
        return clip_or_none(named.group(1) or named.group(2), MAX_NAME_CHARS)
    detail = _own(_get(fields, "author_detail"))
    return clip_or_none(_get(detail, "name"), MAX_NAME_CHARS) or author or None


def _categories(tags: object) -> tuple[str, ...]:
    fields = [_own(tag) for tag in _list(tags)[:MAX_CATEGORIES]]
    names = (
        clip_or_none(_get(tag, "label") or _get(tag, "term"), MAX_NAME_CHARS) for tag in fields
    )
    return tuple(name for name in names if name is not None)


def _instant(fields: _Fields, name: str) -> datetime | None:
    return instant_of(_get(fields, name))


def _language(fields: _Fields, content: _Fields) -> str | None:
    """`dc:language`, then `xml:lang` nearest to the text."""
    details = (_own(_get(fields, name)) for name in ("summary_detail", "title_detail"))
    for holder in (fields, content, *details):
        language = clip_or_none(_get(holder, "language"), MAX_NAME_CHARS)
        if language is not None:
            return language
    return None


def _ttl(feed: _Fields) -> timedelta | None:
    """The longer of `ttl` (minutes) and the syndication module's period over frequency."""
    period = _SECONDS_PER_PERIOD.get(str(_get(feed, "sy_updateperiod")).strip().lower(), 0)
    frequency = _number(_get(feed, "sy_updatefrequency")) or 1
    seconds = max(_number(_get(feed, "ttl")) * 60, period / frequency)
    return span_of(seconds)


def _number(value: object) -> int:
    text = clip(value, 20).strip()
    return int(text) if text.isascii() and text.isdecimal() else 0


def _flaw(found: _Fields) -> str | None:
    error = _get(found, "bozo_exception")
    if not _get(found, "bozo") or error is None or isinstance(error, _NO_FLAWS):
        return None
    return clip(f"{type(error).__name__}: {error}", _MAX_FLAW_CHARS)
