"""Lay out the tables of feeds: what we poll, how it went, whom we must leave alone.

Database. See `monitor.store.tables`.
"""

from __future__ import annotations

from datetime import datetime, timedelta  # noqa: TC003 - the mapping reads them
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.columns import ForeignText
from monitor.store.dialect import IDENTITY, only_where
from monitor.store.tables.row import Base, table_of


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
    #: What the last failure says against the feed; see `FailureKind`.
    failure_kind: Mapped[str | None]
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
    #: How long the server is believed until then, and how often in a row it was doubted.
    full_span: Mapped[timedelta | None]
    full_doubts: Mapped[int] = mapped_column(server_default="0")
    #: The server was caught answering 304, or with the same validators, to a changed document.
    lying: Mapped[bool] = mapped_column(server_default=false())
    #: Digests of the entries of the last document, in order: what need not be read again.
    marks: Mapped[bytes | None]
    #: When its entries came under other ids the last time.
    rekeyed_at: Mapped[datetime | None]
    #: Its ids change from visit to visit: entries are known by their links.
    ids_rotate: Mapped[bool] = mapped_column(server_default=false())

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
    #: What was odd about the document.
    note: Mapped[str | None] = mapped_column(ForeignText)

    __table_args__ = (Index(None, "feed_id", "id"),)


class MoveRow(Base):
    """An address that a feed had before it moved for good: people still name it so."""

    __tablename__ = "moves"

    url: Mapped[str] = mapped_column(primary_key=True)
    feed_id: Mapped[int] = mapped_column(IDENTITY, ForeignKey("feeds.id", ondelete="CASCADE"))
    moved_at: Mapped[datetime]

    __table_args__ = (Index(None, "feed_id"),)


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
    #: The unguessable end of the address that the hub calls; None before it was first asked.
    token: Mapped[str | None]
    #: What the hub signs its calls with.
    secret: Mapped[str | None]
    #: The program's public address that the hub was given: when it changes, it is asked again.
    public_url: Mapped[str | None]
    state: Mapped[str]
    #: When to ask the hub next: to subscribe, again after a failure, or to renew.
    next_request_at: Mapped[datetime | None]
    requested_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    pushed_at: Mapped[datetime | None]
    #: When to poll for the last push.
    due_at: Mapped[datetime | None]
    #: See `Subscription`.
    looks: Mapped[int | None]
    proven: Mapped[int]
    idle: Mapped[int]
    busy_until: Mapped[datetime | None]
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


feeds = table_of(FeedRow)
polls = table_of(PollRow)
moves = table_of(MoveRow)
hosts = table_of(HostRow)
subscriptions = table_of(SubscriptionRow)
