"""Inspect what came from an address: a feed with its facts, or a page with the feeds it names.

Pure. Runs in a worker process like every other reading; what crosses back is small.
"""

from __future__ import annotations

import re
from codecs import lookup
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.errors import NotAFeed, ParseError
from monitor.feeds import FeedFacts, Findings, find_feeds, take_facts
from monitor.normalize import normalize
from monitor.parse import decode_page, parse

if TYPE_CHECKING:
    from datetime import datetime

#: Answers that are pages for people, and may lead on.
_PAGES = frozenset({"page", "login", "consent", "unknown", None})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_DECLARED = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)")
#: Byte order marks of what says itself how it is written.
_WIDE = (b"\xff\xfe", b"\xfe\xff")
#: One byte a letter.
_NARROW = ("iso8859", "latin", "cp125", "koi8", "mac")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a document is."""

    #: Of a feed.
    facts: FeedFacts | None = None
    #: What a page says of feeds.
    findings: Findings | None = None
    #: Why it is no feed, without secrets.
    error: str | None = None
    #: What it is instead, one of `FOUND_INSTEAD`.
    format: str | None = None


def inspect(
    url: str,
    body: bytes,
    *,
    content_type: str | None,
    link_header: str | None,
    now: datetime,
) -> Inspection:
    """Say what a document is.

    Args:
        url: Where it really came from.
        body: The document, decoded from its content encoding.
        content_type: The header's value, if any.
        link_header: Its `Link` headers, joined by commas.
        now: The present instant.
    """
    try:
        parsed = parse(url, body, content_type)
    except ParseError as error:
        is_page = isinstance(error, NotAFeed) and error.format in _PAGES
        html = decode_page(body, content_type) if is_page else ""
        findings = find_feeds(html, url=url, link_header=link_header) if is_page else None
        return Inspection(findings=findings, error=str(error), format=error.format)
    document = normalize(parsed, feed_url=url, now=now, default_language=None)
    facts = take_facts(parsed, document, body, now=now)
    return Inspection(facts=replace(facts, mislabeled=find_false_label(body, content_type)))


def find_false_label(body: bytes, content_type: str | None) -> str | None:
    """Give the encoding that the header or else the document names, when it is written in another.

    Text of one byte a letter could be anything; if it can be read as UTF-8, that is no accident.
    """
    label = _CHARSET.search(content_type or "")
    declared = _DECLARED.match(body)
    name = label[1] if label else declared[1].decode("ascii", "replace") if declared else None
    if name is None or body.isascii() or body.startswith(_WIDE):
        return None
    try:
        codec = lookup(name).name
        body.decode(codec)
    except (LookupError, UnicodeDecodeError):
        return name
    is_narrow = codec.startswith(_NARROW) and codec != "utf-8"
    return name if is_narrow and _is_utf8(body) else None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
