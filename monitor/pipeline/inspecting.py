"""Inspect what came from an address: a feed with its facts, or a page with the feeds it names.

Pure. Runs in a worker process like every other reading; what crosses back is small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.errors import NotAFeed, ParseError
from monitor.feeds import FeedFacts, Findings, find_feeds, take_facts
from monitor.normalize import normalize
from monitor.parse import decode_page, parse

if TYPE_CHECKING:
    from datetime import datetime

#: Answers that are pages for people, and may lead on.
_PAGES = frozenset({"page", "login", "consent", "unknown", None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a document is."""

    #: Of a feed.
    facts: FeedFacts | None = None
    #: What a page says of feeds.
    findings: Findings | None = None
    #: Why it is no feed, without secrets.
    error: str | None = None


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
        return Inspection(findings=findings, error=str(error))
    document = normalize(parsed, feed_url=url, now=now, default_language=None)
    return Inspection(facts=take_facts(parsed, document, body, now=now))
