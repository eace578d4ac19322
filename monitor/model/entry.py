"""Say what a feed document states, before we decide what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.model.conduct import Skips
    from monitor.model.mark import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing as a feed document states it; text fields may hold HTML."""

    id: str | None
    link: str | None
    title: str
    summary: str
    #: Full content (`content:encoded`, `atom:content`, `content_html`); empty when absent.
    content: str
    author: str | None
    categories: tuple[str, ...]
    #: What the document claims, in UTC; None when missing or unreadable.
    published_at: datetime | None
    updated_at: datetime | None
    #: `xml:lang` or the format's own language field, as written.
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed document as it was stated."""

    #: `rss20`, `rss10`, `atom10`, `json11`, ...; feedparser's version strings.
    format: str
    title: str | None
    link: str | None
    language: str | None
    entries: tuple[Entry, ...]
    #: How long the document asks to be left alone (`ttl`, `sy:update…`).
    ttl: timedelta | None = None
    #: When it asks not to be looked at (`skipHours`, `skipDays`).
    skips: Skips | None = None
    #: Why the document is not well-formed although it could be read.
    flaw: str | None = None
    #: WebSub hubs that the document names, and the address that they know it by.
    hubs: tuple[str, ...] = ()
    self_url: str | None = None
    #: By what each entry is known again, in order; empty when they cannot be told apart.
    marks: tuple[Mark, ...] = ()
    #: How many entries were known by their marks and are not among `entries`.
    left_out: int = 0
    #: How many older entries were not read because there are too many.
    beyond: int = 0
