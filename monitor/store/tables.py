"""Lay out the tables.

Database. Rows are typed but never leave this room: queries select columns and build values
of the model. Every constraint has a name by one convention. The rows are the queue: what
is due is an indexed column, a lease is two columns.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, cast

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from monitor.store.columns import Digest, ForeignText, Instant, Span, Strings
from monitor.store.dialect import IDENTITY, ROWS_IN_KEY, only_where

#: The revision in migrations/versions that leads to these tables. Revisions are named by
#: their date, so a later one sorts after an earlier one.
REVISION = "20261124_1030"


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        datetime: Instant(),
        timedelta: Span(),
        tuple[str, ...]: Strings(),
    }


class FeedRow(Base):
    """A feed: as the operator wants it, how it is doing, and who polls it now."""

    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    url: Mapped[str]
    source_name: Mapped[str | None]
    source_family: Mapped[str | None]
    source_country: Mapped[str | None]
    source_language: Mapped[str | None]
    title: Mapped[str | None] = mapped_column(ForeignText)
    tags: Mapped[tuple[str, ...]]
    interval: Mapped[timedelta | None]
    full_text: Mapped[bool]
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]
    baseline_at: Mapped[datetime | None]
    next_poll_at: Mapped[datetime]
    last_polled_at: Mapped[datetime | None]
    last_changed_at: Mapped[datetime | None]
    last_outcome: Mapped[str | None]
    last_error: Mapped[str | None] = mapped_column(ForeignText)
    failures: Mapped[int]
    #: Sightings in this feed, counted as they come: a listing need not count millions.
    articles: Mapped[int]
    etag: Mapped[str | None] = mapped_column(ForeignText)
    last_modified: Mapped[str | None] = mapped_column(ForeignText)
    body_hash: Mapped[str | None]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    #: Registered domain (or address) of `url`: whom we are polite to.
    host: Mapped[str] = mapped_column(server_default="")
    #: When the failures in a row began.
    failing_since: Mapped[datetime | None]
    #: How often new entries come, and at what hours; what the interval learns from.
    rhythm: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: One of its articles matched a topic lately: polled faster until then.
    hot_until: Mapped[datetime | None]
    #: When all entries of a document were new at once: some may have been missed before it.
    overflowed_at: Mapped[datetime | None]
    #: Where the server says the feed has moved for good, since when, and how often it said so.
    moved_to: Mapped[str | None] = mapped_column(ForeignText)
    moved_since: Mapped[datetime | None]
    moved_sightings: Mapped[int] = mapped_column(server_default="0")
    #: When to ask without validators, to see whether a 304 tells the truth.
    full_due_at: Mapped[datetime | None]
    #: The server was caught answering 304, or with the same validators, to a changed document.
    lying: Mapped[bool] = mapped_column(server_default=false())
    #: Digests of the entries of the last document, in order: what need not be read again.
    marks: Mapped[bytes | None]

    __table_args__ = (
        UniqueConstraint("url"),
        Index(None, "host"),
        Index(
            "ix_feeds_due",
            "next_poll_at",
            **only_where("paused_at IS NULL AND gone_at IS NULL"),
        ),
    )


class PollRow(Base):
    """One visit to a feed."""

    __tablename__ = "polls"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    feed_id: Mapped[int] = mapped_column(IDENTITY, ForeignKey("feeds.id", ondelete="CASCADE"))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    outcome: Mapped[str]
    status_code: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(ForeignText)
    new: Mapped[int]
    changed: Mapped[int]
    next_poll_at: Mapped[datetime]
    next_poll_reason: Mapped[str]
    #: Everything in the document was new: something may have been missed before it.
    overflowed: Mapped[bool] = mapped_column(server_default=false())

    __table_args__ = (Index(None, "feed_id", "id"),)


class HostRow(Base):
    """A host that asked to be left alone."""

    __tablename__ = "hosts"

    #: Registered domain, as in `feeds.host`.
    name: Mapped[str] = mapped_column(primary_key=True)
    blocked_until: Mapped[datetime]


class SubscriptionRow(Base):
    """A WebSub subscription: the hub tells us that a feed has changed."""

    __tablename__ = "subscriptions"

    feed_id: Mapped[int] = mapped_column(
        IDENTITY, ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True
    )
    hub: Mapped[str] = mapped_column(ForeignText)
    #: The feed's address as the hub knows it.
    topic: Mapped[str] = mapped_column(ForeignText)
    #: The unguessable end of the address that the hub calls.
    token: Mapped[str]
    #: What the hub signs its calls with.
    secret: Mapped[str]
    state: Mapped[str]
    #: When to ask the hub next: to subscribe, again after a failure, or to renew.
    next_request_at: Mapped[datetime | None]
    requested_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    pushed_at: Mapped[datetime | None]
    failures: Mapped[int]
    last_error: Mapped[str | None] = mapped_column(ForeignText)
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("token"),
        Index(
            "ix_subscriptions_due",
            "next_request_at",
            **only_where("next_request_at IS NOT NULL"),
        ),
    )


class StoryRow(Base):
    """A set of articles that tell the same event."""

    __tablename__ = "stories"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    opened_at: Mapped[datetime]


class ArticleRow(Base):
    """An article with its current text."""

    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    #: Digest of the canonical URL; without a link, of the feed's URL and the entry's key.
    identity: Mapped[str] = mapped_column(Digest)
    url: Mapped[str | None] = mapped_column(ForeignText)
    #: Digest of `url`, where that is not the canonical one. (An index on the URL itself
    #: would refuse long ones.)
    url_digest: Mapped[str | None] = mapped_column(Digest)
    canonical_url: Mapped[str | None] = mapped_column(ForeignText)
    title: Mapped[str] = mapped_column(ForeignText)
    summary: Mapped[str] = mapped_column(ForeignText)
    text: Mapped[str] = mapped_column(ForeignText)
    author: Mapped[str | None] = mapped_column(ForeignText)
    categories: Mapped[tuple[str, ...]]
    language: Mapped[str | None] = mapped_column(ForeignText)
    #: The feed that showed it first, and whose that feed was.
    feed_id: Mapped[int | None] = mapped_column(
        IDENTITY, ForeignKey("feeds.id", ondelete="SET NULL")
    )
    source_name: Mapped[str] = mapped_column(ForeignText)
    source_family: Mapped[str | None]
    source_country: Mapped[str | None]
    source_language: Mapped[str | None]
    published_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime]
    content_hash: Mapped[str] = mapped_column(Digest)
    #: Characters of title, summary and text.
    length: Mapped[int]
    revision: Mapped[int]
    #: When the current text was seen first.
    revised_at: Mapped[datetime]
    baseline: Mapped[bool]
    story_id: Mapped[int | None] = mapped_column(IDENTITY, ForeignKey("stories.id"))
    #: None puts it into the evaluator's queue.
    evaluated_at: Mapped[datetime | None]
    #: The revision that was evaluated last; None when none was, 0 when that counts no more.
    evaluated_revision: Mapped[int | None]
    #: The text of its page; it is read before the feed's own.
    page_text: Mapped[str | None] = mapped_column(ForeignText)

    __table_args__ = (
        UniqueConstraint("identity"),
        Index(None, "url_digest", **only_where("url_digest IS NOT NULL")),
        Index(None, "first_seen_at", "id"),
        Index(None, "feed_id"),
        Index(None, "story_id"),
        Index("ix_articles_unevaluated", "id", **only_where("evaluated_at IS NULL")),
    )


class PageRow(Base):
    """The task of fetching an article's page, and what came of it."""

    __tablename__ = "pages"

    article_id: Mapped[int] = mapped_column(
        IDENTITY, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    host: Mapped[str]
    state: Mapped[str]
    #: None when there is no more to do.
    next_fetch_at: Mapped[datetime | None]
    attempts: Mapped[int]
    created_at: Mapped[datetime]
    fetched_at: Mapped[datetime | None]
    #: Where the page really was, after redirects.
    final_url: Mapped[str | None] = mapped_column(ForeignText)
    #: What the page names as its own address.
    canonical_url: Mapped[str | None] = mapped_column(ForeignText)
    #: When the page says it was published.
    published_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(ForeignText)
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_pages_due", "next_fetch_at", **only_where("next_fetch_at IS NOT NULL")),
    )


class RevisionRow(Base):
    """An earlier text of an article; the current one is in the article."""

    __tablename__ = "revisions"

    article_id: Mapped[int] = mapped_column(
        IDENTITY, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(ForeignText)
    summary: Mapped[str] = mapped_column(ForeignText)
    text: Mapped[str] = mapped_column(ForeignText)
    seen_at: Mapped[datetime]


class SightingRow(Base):
    """An article seen in a feed, under the entry's key there."""

    __tablename__ = "sightings"

    feed_id: Mapped[int] = mapped_column(
        IDENTITY, ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(Digest, primary_key=True)
    article_id: Mapped[int] = mapped_column(IDENTITY, ForeignKey("articles.id", ondelete="CASCADE"))
    #: Of the text that this feed showed last.
    content_hash: Mapped[str] = mapped_column(Digest)
    first_seen_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(ForeignText)

    __table_args__ = (Index(None, "article_id"), ROWS_IN_KEY)


class CatalogRow(Base):
    """The version of topics, concepts and silences; one row."""

    __tablename__ = "catalog"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]

    __table_args__ = (CheckConstraint("id = 1", name="single"),)


class TopicRow(Base):
    """A topic."""

    __tablename__ = "topics"

    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    query: Mapped[str]
    priority: Mapped[str]
    receivers: Mapped[tuple[str, ...]]
    group_wait: Mapped[timedelta | None]
    update_interval: Mapped[timedelta | None]
    min_publishers: Mapped[int]
    match_examples: Mapped[tuple[str, ...]]
    no_match_examples: Mapped[tuple[str, ...]]
    paused_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class ConceptRow(Base):
    """A concept."""

    __tablename__ = "concepts"

    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    country: Mapped[str | None]


class NameRow(Base):
    """One name of a concept, with its switch."""

    __tablename__ = "names"

    concept: Mapped[str] = mapped_column(
        ForeignKey("concepts.key", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    language: Mapped[str | None]
    source: Mapped[str]
    enabled: Mapped[bool]


class SilenceRow(Base):
    """A silence."""

    __tablename__ = "silences"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    topics: Mapped[tuple[str, ...]]
    until: Mapped[datetime]
    who: Mapped[str]
    why: Mapped[str]


class MatchRow(Base):
    """A topic that an article satisfies now."""

    __tablename__ = "matches"

    topic: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(
        IDENTITY, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True
    )
    #: The revision of the article that the evidence points into.
    revision: Mapped[int]
    matched_at: Mapped[datetime]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    __table_args__ = (Index(None, "article_id"), Index(None, "matched_at"))


class AlertRow(Base):
    """A decision to tell, or not, complete in itself: it outlives its topic."""

    __tablename__ = "alerts"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    topic: Mapped[str]
    topic_title: Mapped[str]
    priority: Mapped[str]
    story_id: Mapped[int] = mapped_column(IDENTITY, ForeignKey("stories.id"))
    article_id: Mapped[int] = mapped_column(IDENTITY, ForeignKey("articles.id"))
    kind: Mapped[str]
    created_at: Mapped[datetime]
    held_back: Mapped[str | None]
    reason: Mapped[str] = mapped_column(ForeignText)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    __table_args__ = (
        # A story is told once. What waits for more publishers was not told, nor was a baseline.
        Index(
            "uq_alerts_told",
            "topic",
            "story_id",
            unique=True,
            **only_where(
                "kind = 'first' AND (held_back IS NULL"
                " OR held_back NOT IN ('too_few_publishers', 'baseline'))"
            ),
        ),
        # However often a baseline is evaluated, it is held back once.
        Index(
            "uq_alerts_baseline",
            "topic",
            "story_id",
            unique=True,
            **only_where("kind = 'first' AND held_back = 'baseline'"),
        ),
        Index(None, "article_id"),
        Index(None, "story_id"),
    )


class DeliveryRow(Base):
    """The task of bringing an alert to a receiver, and who is at it now."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    alert_id: Mapped[int] = mapped_column(IDENTITY, ForeignKey("alerts.id"))
    topic: Mapped[str]
    receiver: Mapped[str]
    key: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int]
    created_at: Mapped[datetime]
    first_due_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(ForeignText)
    detail: Mapped[str | None] = mapped_column(ForeignText)
    sent_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("alert_id", "receiver"),
        UniqueConstraint("key"),
        Index("ix_deliveries_open", "next_attempt_at", **only_where("next_attempt_at IS NOT NULL")),
    )


class ReceiverRow(Base):
    """A receiver that asked to be left alone."""

    __tablename__ = "receivers"

    name: Mapped[str] = mapped_column(primary_key=True)
    blocked_until: Mapped[datetime]


class LeaseRow(Base):
    """A named right to work, with the number that fences off former owners."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    #: None: nobody holds it.
    owner: Mapped[str | None]
    until: Mapped[datetime | None]
    fence: Mapped[int]


def _table(row: type[Base]) -> Table:
    return cast("Table", row.__table__)


# The tables themselves, for statements that write.
feeds = _table(FeedRow)
polls = _table(PollRow)
hosts = _table(HostRow)
subscriptions = _table(SubscriptionRow)
stories = _table(StoryRow)
articles = _table(ArticleRow)
pages = _table(PageRow)
revisions = _table(RevisionRow)
sightings = _table(SightingRow)
catalog = _table(CatalogRow)
topics = _table(TopicRow)
concepts = _table(ConceptRow)
names = _table(NameRow)
silences = _table(SilenceRow)
matches = _table(MatchRow)
alerts = _table(AlertRow)
deliveries = _table(DeliveryRow)
receivers = _table(ReceiverRow)
leases = _table(LeaseRow)
