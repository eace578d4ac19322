"""Say what a feed is: whose it is, how it is polled, and how it is doing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.model.conduct import AT_HOME, STRANGER

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.model.conduct import FailureKind, Move, Rhythm, Trust
    from monitor.model.ids import FeedId
    from monitor.model.subscription import Subscription


class Outcome(StrEnum):
    """How a poll ended."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"
    FAILED = "failed"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publisher; the feeds of one publisher share its name."""

    name: str
    #: Publisher family (a holding, an agency); sources without one are their own family.
    family: str | None = None
    #: ISO 3166-1 alpha-2, upper case.
    country: str | None = None
    #: BCP 47, used when neither entry nor feed state a language.
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSpec:
    """A feed as the operator asks for it."""

    url: str
    #: None: the host of `url` names the source until the feed's own title is known.
    source: Source | None = None
    tags: tuple[str, ...] = ()
    #: None: the default interval of the settings.
    interval: timedelta | None = None
    full_text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask "has it changed?" with; opaque, sent back byte for byte."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One address we poll, with all that we know of it."""

    id: FeedId
    url: str
    source: Source
    #: The title that the feed gives itself.
    title: str | None
    tags: tuple[str, ...]
    interval: timedelta | None
    full_text: bool
    created_at: datetime
    paused_at: datetime | None
    gone_at: datetime | None
    #: When the first poll that brought a document was stored: the baseline.
    baseline_at: datetime | None
    next_poll_at: datetime
    last_polled_at: datetime | None
    last_changed_at: datetime | None
    last_outcome: Outcome | None
    last_error: str | None
    #: Failed polls in a row; those that say nothing against the feed are not counted.
    failures: int
    articles: int
    #: Registered domain (or address): whom we are polite to.
    host: str = ""
    #: When the failures in a row began, and what the last one was.
    failing_since: datetime | None = None
    failure_kind: FailureKind | None = None
    rhythm: Rhythm | None = None
    #: Polled faster until then: one of its articles matched a topic lately.
    hot_until: datetime | None = None
    #: When all entries of a document were new at once: some may have been missed before it.
    overflowed_at: datetime | None = None
    trust: Trust = STRANGER
    move: Move = AT_HOME
    #: The address it had before it moved for good.
    moved_from: str | None = None
    #: When its entries came under other ids the last time.
    rekeyed_at: datetime | None = None
    #: Its ids change from visit to visit: entries are known by their links.
    ids_rotate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedFeed:
    """A due feed that this worker may poll until `lease_until`."""

    id: FeedId
    url: str
    source: Source
    interval: timedelta | None
    full_text: bool
    validators: Validators
    body_hash: str | None
    failures: int
    baseline_at: datetime | None
    lease_owner: str
    lease_until: datetime
    #: Registered domain (or address): whom we are polite to.
    host: str = ""
    #: Digests of the entries of the last document.
    marks: bytes = b""
    failing_since: datetime | None = None
    rhythm: Rhythm | None = None
    hot_until: datetime | None = None
    #: The hub that tells of its changes.
    subscription: Subscription | None = None
    trust: Trust = STRANGER
    move: Move = AT_HOME
    #: When its entries came under other ids the last time.
    rekeyed_at: datetime | None = None
    #: Its ids change from visit to visit: entries are known by their links.
    ids_rotate: bool = False
