"""Say what one visit to a feed brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.model.conduct import AT_HOME, STRANGER

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.model.article import Identified
    from monitor.model.conduct import Block, FailureKind, Move, Rhythm, Trust
    from monitor.model.feed import Outcome, Validators
    from monitor.model.ids import ArticleId, FeedId
    from monitor.model.subscription import HubNews


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
    #: Where to ask from now on: set when every redirect on the way said "permanently".
    moved_to: str | None = None
    #: WebSub hubs, and the document's own address, as the `Link` headers name them.
    hubs: tuple[str, ...] = ()
    self_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server said 304: nothing changed since the validators it was asked with."""

    url: str
    #: The validators to use next: what the 304 carried, else what was sent.
    validators: Validators
    max_age: timedelta | None = None
    moved_to: str | None = None


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
    #: When the failures in a row began; None when this poll did not fail.
    failing_since: datetime | None = None
    failure_kind: FailureKind | None = None
    rhythm: Rhythm | None = None
    trust: Trust = STRANGER
    move: Move = AT_HOME
    #: The address that the feed takes now, having moved for good.
    new_url: str | None = None
    #: Marks of the document that was read; None when none was.
    marks: bytes | None = None
    #: Everything in the document was new: something may have been missed before it.
    overflowed: bool = False
    #: The host asked to be left alone, in the name of all its feeds.
    block: Block | None = None
    #: What it means for the feed's subscription; None when it has none and wants none.
    hub_news: HubNews | None = None
    #: What was odd about the document, for people.
    note: str | None = None
    #: The feed's entries came under other ids.
    rekeyed: bool = False
    #: From now on its ids are not looked at.
    ids_rotate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPoll:
    """What storing a poll came to."""

    feed_id: FeedId
    new: tuple[ArticleId, ...] = ()
    changed: tuple[ArticleId, ...] = ()
    sighted: int = 0
    #: The lease was lost meanwhile: nothing was stored.
    lease_lost: bool = False
    #: The feed has its new address now.
    moved: bool = False


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
    overflowed: bool = False
    #: What was odd about the document, for people.
    note: str | None = None
