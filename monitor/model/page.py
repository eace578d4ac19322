"""Say what is known of the pages that articles link to, and of the task of fetching them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.ids import ArticleId


class PageState(StrEnum):
    """What came of an article's page."""

    #: It is to be fetched, for the first time or once more.
    DUE = "due"
    #: Its text is the article's full text.
    READ = "read"
    #: It was fetched and tells no more than the feed does.
    EMPTY = "empty"
    #: The site's robots.txt asks us to stay away.
    REFUSED = "refused"
    #: It could not be had; the last error says why.
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """A page that came over HTTP."""

    url: str
    #: Where it really was, after redirects.
    final_url: str
    #: Decoded from its content encoding, within the cap.
    body: bytes
    content_type: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says."""

    #: The article without menus and advertisements, a paragraph a line; empty when there is none.
    text: str
    #: Claimed by the page, in UTC.
    published_at: datetime | None
    #: What it names as its own address.
    canonical_url: str | None
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedPage:
    """A page that this worker may fetch until its lease ends."""

    article_id: ArticleId
    url: str
    #: Registered domain (or address): whom we are polite to.
    host: str
    #: Counts from 1, and from 1 again when the article was edited.
    attempt: int
    #: With the attempt the fence of the lease.
    lease_owner: str
    lease_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PageVisit:
    """What one visit to a page came to; stored in one transaction."""

    article_id: ArticleId
    host: str
    lease_owner: str
    lease_until: datetime
    attempt: int
    finished_at: datetime
    #: `READ` when a page was read; whether it tells more than the feed, storing decides.
    state: PageState
    #: When to try again, in state `DUE`.
    next_fetch_at: datetime | None = None
    final_url: str | None = None
    page: Page | None = None
    error: str | None = None
    #: The host asked to be left alone until then.
    blocked_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecord:
    """What is known of an article's page."""

    state: PageState
    #: None when there is no more to do.
    next_fetch_at: datetime | None
    attempts: int
    fetched_at: datetime | None
    final_url: str | None
    canonical_url: str | None
    published_at: datetime | None
    last_error: str | None
    #: Characters of the text that was taken from it; 0 when there is none.
    length: int


def tells_more(page_text: str, *, text: str, summary: str) -> bool:
    """Say whether a page's text is worth more to a reader than what the feed carries.

    A page behind a paywall repeats the teaser; it must not take the place of a feed's full text.
    """
    if len(page_text) <= max(len(text), len(summary)):
        return False
    told = _words(page_text)
    return told not in _words(summary) and told not in _words(text)


def _words(text: str) -> str:
    return " ".join(text.split())
