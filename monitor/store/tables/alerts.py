"""Lay out the tables of alerts: what matched, who is told, and who works on it.

Database. See `monitor.store.tables`.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - the mapping reads them
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.columns import ForeignText
from monitor.store.dialect import IDENTITY, only_where
from monitor.store.tables.row import Base, table_of


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
    #: The alternatives of the query that hold; None: from before they were noted.
    branch: Mapped[str | None] = mapped_column(ForeignText)

    __table_args__ = (Index(None, "article_id"), Index(None, "matched_at"))


class AlertRow(Base):
    """A decision to tell, or not, complete in itself: it outlives its topic."""

    __tablename__ = "alerts"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    topic: Mapped[str]
    topic_title: Mapped[str]
    priority: Mapped[str]
    #: None in what tells of many stories, or of feeds: `content` says of what.
    story_id: Mapped[int | None] = mapped_column(IDENTITY, ForeignKey("stories.id"))
    article_id: Mapped[int | None] = mapped_column(IDENTITY, ForeignKey("articles.id"))
    kind: Mapped[str]
    created_at: Mapped[datetime]
    held_back: Mapped[str | None]
    reason: Mapped[str] = mapped_column(ForeignText)
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    #: What its story amounted to when it was told; see `Standing`.
    standing: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: What a digest or a coverage alert says.
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    #: When its deliveries were due first; None: it was held back, or is older than this column.
    deliver_at: Mapped[datetime | None]

    __table_args__ = (
        # A story is told once.
        Index(
            "uq_alerts_told",
            "topic",
            "story_id",
            unique=True,
            **only_where("kind = 'first' AND held_back IS NULL"),
        ),
        # However many of its articles are held back, and however often: once for each reason.
        Index(
            "uq_alerts_held",
            "topic",
            "story_id",
            "held_back",
            unique=True,
            **only_where("kind = 'first' AND held_back IS NOT NULL"),
        ),
        # What came since a digest was planned.
        Index("ix_alerts_held_back", "id", **only_where("held_back IS NOT NULL")),
        Index(None, "article_id"),
        Index(None, "story_id"),
        # What a topic told lately, for its cooldown and its cap.
        Index("ix_alerts_told_at", "topic", "deliver_at", **only_where("deliver_at IS NOT NULL")),
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
    #: The last attempt that began to send; 0: none did, so nothing can have arrived.
    begun: Mapped[int] = mapped_column(default=0)
    #: The delivery in whose message it goes out, a digest; its own number: it carries others.
    carrier_id: Mapped[int | None] = mapped_column(IDENTITY)

    __table_args__ = (
        UniqueConstraint("alert_id", "receiver"),
        UniqueConstraint("key"),
        Index("ix_deliveries_open", "next_attempt_at", **only_where("next_attempt_at IS NOT NULL")),
        Index("ix_deliveries_sent", "sent_at", **only_where("sent_at IS NOT NULL")),
        Index("ix_deliveries_carried", "carrier_id", **only_where("carrier_id IS NOT NULL")),
    )


class ReceiverRow(Base):
    """How a receiver fares, for all processes together; one that never failed may have none."""

    __tablename__ = "receivers"

    name: Mapped[str] = mapped_column(primary_key=True)
    #: It asked to be left alone until then.
    blocked_until: Mapped[datetime | None]
    #: Nobody sends to it before; see `Circuit`.
    next_send_at: Mapped[datetime | None]
    #: In a row.
    failures: Mapped[int] = mapped_column(default=0)
    broken_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(ForeignText)


class ThreadRow(Base):
    """Where a receiver was first told of a story under a topic."""

    __tablename__ = "threads"

    topic: Mapped[str] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(IDENTITY, ForeignKey("stories.id"), primary_key=True)
    receiver: Mapped[str] = mapped_column(primary_key=True)
    #: A mail's Message-ID, a Slack message's timestamp.
    root: Mapped[str] = mapped_column(ForeignText)
    #: The channel's number at Slack.
    place: Mapped[str | None] = mapped_column(ForeignText)
    #: What was told first.
    alert_id: Mapped[int] = mapped_column(IDENTITY, ForeignKey("alerts.id"))
    opened_at: Mapped[datetime]


class OutageReportRow(Base):
    """The task of reporting a broken receiver, or its recovery, through another."""

    __tablename__ = "outage_reports"

    id: Mapped[int] = mapped_column(IDENTITY, primary_key=True)
    receiver: Mapped[str]
    kind: Mapped[str]
    key: Mapped[str]
    created_at: Mapped[datetime]
    broken_at: Mapped[datetime]
    error: Mapped[str | None] = mapped_column(ForeignText)
    waiting: Mapped[int]
    attempts: Mapped[int]
    #: None: it was told, or given up.
    next_attempt_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(ForeignText)
    told_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("key"),
        Index(
            "ix_outage_reports_open",
            "next_attempt_at",
            **only_where("next_attempt_at IS NOT NULL"),
        ),
    )


class LeaseRow(Base):
    """A named right to work, with the number that fences off former owners."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    #: None: nobody holds it.
    owner: Mapped[str | None]
    until: Mapped[datetime | None]
    fence: Mapped[int]


matches = table_of(MatchRow)
alerts = table_of(AlertRow)
deliveries = table_of(DeliveryRow)
receivers = table_of(ReceiverRow)
threads = table_of(ThreadRow)
outage_reports = table_of(OutageReportRow)
leases = table_of(LeaseRow)
