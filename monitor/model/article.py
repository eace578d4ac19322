"""Say what we keep: drafts, articles, sightings and revisions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.model.conduct import Skips
    from monitor.model.feed import Source
    from monitor.model.ids import ArticleId, FeedId, StoryId

#: A text is fuller when it is longer by both.
FULLER_BY_SHARE = 0.2
FULLER_BY_CHARACTERS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A normalized entry, not yet known to be new.

    All texts are plain text, clean for display and for matching.
    """

    #: Identity of the entry in its feed: a digest (32 hex digits) of the best rung of the ladder.
    key: str
    #: Which rung gave the key: `id`, `link`, `link+date`, `title`.
    rung: str
    url: str | None
    canonical_url: str | None
    title: str
    summary: str
    #: The full content where the feed carries it; empty otherwise.
    text: str
    author: str | None
    categories: tuple[str, ...]
    #: BCP 47 primary language, lower case (`de`); None when nothing tells.
    language: str | None
    #: Claimed by the publisher, in UTC; None when missing, unreadable, before 1990 or to come.
    published_at: datetime | None
    #: Exact sameness of the text a reader sees: digest (32 hex digits) of title, summary and text.
    content_hash: str
    #: `canonical_url` is a redirector's: only asking tells which page it is.
    leads_on: bool = False
    #: The link in the form that no new rule changes; None where that is the canonical one.
    tidy_url: str | None = None

    @property
    def length(self) -> int:
        """Count the characters of title, summary and text."""
        return len(self.title) + len(self.summary) + len(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed document, parsed and normalized: what a worker process gives back."""

    format: str
    title: str | None
    language: str | None
    drafts: tuple[Draft, ...]
    #: How long the document asks to be left alone.
    ttl: timedelta | None = None
    #: When it asks not to be looked at.
    skips: Skips | None = None
    flaw: str | None = None
    hubs: tuple[str, ...] = ()
    self_url: str | None = None
    #: `ParsedFeed.marks`, packed.
    marks: bytes = b""
    #: How many entries were known by their marks and are not among `drafts`.
    left_out: int = 0
    #: How many older entries were not read because there are too many.
    beyond: int = 0


class Newness(StrEnum):
    """What a draft is, compared with what we keep."""

    #: Neither this feed nor any other has shown it.
    NEW = "new"
    #: Another feed has shown this page; here it is a further sighting.
    SIGHTED = "sighted"
    #: This feed shows another text for it than before, under whatever key (or another feed a
    #: fuller one).
    CHANGED = "changed"
    #: This feed shows an earlier text of it again, or the same words in another dress.
    TOUCHED = "touched"
    #: This feed shows what it showed before.
    SEEN = "seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle:
    """What identity needs to know of an article that we keep."""

    article_id: ArticleId
    #: Hash of the text that *this feed* showed last (for keys) or that we keep (for URLs).
    content_hash: str
    #: Length in characters of title, summary and text that we keep.
    length: int
    #: This feed has shown the article before, under whatever key.
    shown_here: bool = False
    #: The text that we keep is what this feed showed last.
    is_own: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTitle:
    """An article that is kept under a publisher and a title."""

    #: None: an entry that is new itself, of the same document or of another one in the batch.
    article_id: ArticleId | None
    canonical_url: str | None
    published_at: datetime | None
    first_seen_at: datetime
    summary: str
    text: str
    content_hash: str
    #: Length in characters of title, summary and text.
    length: int
    #: This feed has shown the article before, under whatever key.
    shown_here: bool = False


def is_fuller(length: int, kept: int) -> bool:
    """Say whether a text tells clearly more: a teaser with a tracking line more is the same."""
    return length - kept >= max(FULLER_BY_CHARACTERS, kept * FULLER_BY_SHARE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """A draft with the decision about it."""

    draft: Draft
    newness: Newness
    #: The rung or URL that decided, in words for `why`.
    reason: str
    #: The article it belongs to; None when it is new.
    article_id: ArticleId | None = None
    #: Digest of publisher and title; None where they name nothing, or nobody asked.
    title_key: str | None = None
    #: Other addresses of the article, by which it is to be known from now on.
    also_urls: tuple[str, ...] = ()
    #: This feed has shown the article before, under another key.
    shown_here: bool = False
    #: Why it is history and not news; None when it is not.
    backfill: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An article seen in a feed."""

    feed_id: FeedId
    feed_url: str
    first_seen_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One state of an article's text."""

    number: int
    title: str
    summary: str
    text: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One thing as we keep it."""

    id: ArticleId
    url: str | None
    canonical_url: str | None
    title: str
    summary: str
    text: str
    author: str | None
    categories: tuple[str, ...]
    language: str | None
    source: Source
    #: URLs of the feeds that showed it, first sighting first.
    feeds: tuple[str, ...]
    #: Operator's tags of those feeds.
    tags: tuple[str, ...]
    published_at: datetime | None
    first_seen_at: datetime
    story_id: StoryId | None
    #: Counts from 1.
    revision: int
    #: It was stored by the first poll of its feed.
    baseline: bool
    evaluated_at: datetime | None
    #: How many texts of its page were read; `text` is the last one where that tells more.
    page_revision: int = 0
    #: Names of the topics it matches.
    topics: tuple[str, ...] = ()
    #: Why it was history when it was first seen; None when it was not.
    backfill: str | None = None
    #: When its texts were dropped, and what it matched with them; None: they are kept.
    pruned_at: datetime | None = None
