"""Say all that happened to one article, for `monitor why`, and how the whole program is doing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model.alert import Alert
    from monitor.model.article import Article, Revision, Sighting
    from monitor.model.match import StoredMatch
    from monitor.model.page import PageRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The whole trace of an article from sighting to delivery."""

    article: Article
    sightings: tuple[Sighting, ...]
    revisions: tuple[Revision, ...]
    matches: tuple[StoredMatch, ...]
    alerts: tuple[Alert, ...]
    #: None when its page is not to be fetched.
    page: PageRecord | None = None
    #: The fault of ours that kept it from being evaluated.
    evaluation_error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How the newsroom is doing at one instant."""

    feeds: int
    feeds_due: int
    feeds_failing: int
    feeds_paused: int
    feeds_gone: int
    #: Unreached because our own network was out; they are not failing.
    feeds_unreached: int
    #: Of servers that were caught saying "not modified" of a changed document.
    feeds_lying: int
    #: Whose document turned over completely between two polls within the last day.
    feeds_overflowed: int
    #: The earliest due time of a feed that is polled; None without feeds.
    next_poll_at: datetime | None
    last_polled_at: datetime | None
    articles: int
    articles_unevaluated: int
    topics: int
    matches: int
    alerts: int
    alerts_held_back: int
    #: Deliveries by state, every state present.
    deliveries: dict[str, int]
    schema: str
