"""Say what one visit to a feed brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.model.article import Identified
    from monitor.model.feed import Outcome, Validators
    from monitor.model.ids import ArticleId, FeedId


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A document that came over HTTP with status 200 (or 226)."""

    url: str
    #: Where the document really was, after redirects.
    final_url: str
    status_code: int
    #: Decoded, within the cap.
    body: bytes
    content_type: str | None
    validators: Validators
    #: Digest (32 hex digits) of `body`.
    body_hash: str
    #: `Cache-Control: max-age`, when the server sent one.
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server said 304: nothing changed since the validators it was asked with."""

    url: str
    #: The validators to use next: what the 304 carried, else what was sent.
    validators: Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The server said 410: the feed is gone for good."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """All that a poll learned; stored in one transaction."""

    feed_id: FeedId
    lease_owner: str
    started_at: datetime
    finished_at: datetime
    outcome: Outcome
    #: None when no answer came.
    status_code: int | None
    error: str | None
    validators: Validators
    body_hash: str | None
    next_poll_at: datetime
    #: Why then: a `feeds.schedule` reason, shown by `feeds show` and `why`.
    next_poll_reason: str
    failures: int
    #: Title of the feed as its document states it; None when no document was read.
    feed_title: str | None
    #: True when this poll brought the first document: its articles are the baseline.
    baseline: bool
    entries: tuple[Identified, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPoll:
    """What storing a poll came to."""

    feed_id: FeedId
    new: tuple[ArticleId, ...] = ()
    changed: tuple[ArticleId, ...] = ()
    sighted: int = 0
    #: The lease was lost meanwhile: nothing was stored.
    lease_lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRecord:
    """One line of a feed's history."""

    started_at: datetime
    took: timedelta
    outcome: Outcome
    status_code: int | None
    error: str | None
    new: int
    changed: int
    next_poll_at: datetime
    next_poll_reason: str
